"""Beats, sheets, delivery codes (without the code), attempts with their proof, phones."""

from .attempts import Attempt, KeptEntry, Phone, Proof
from .sheets import Beat, DeliveryCode, Sheet, SheetItem

__all__ = ["Attempt", "Beat", "DeliveryCode", "KeptEntry", "Phone", "Proof", "Sheet", "SheetItem"]
