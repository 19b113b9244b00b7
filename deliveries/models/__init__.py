"""Batches, beats, sheets, delivery codes (without the code), attempts with their proof, phones, what no door took."""

from .attempts import Attempt, KeptEntry, Phone, Proof
from .masters import AddressPlace, Batch, Beat, BeatArea
from .returns import CallBack, Hold, MobileChange, Redirection, SentBack, ToLetterOffice, WindowDelivery
from .sheets import DeliveryCode, Sheet, SheetItem

__all__ = [
    "AddressPlace",
    "Attempt",
    "Batch",
    "Beat",
    "BeatArea",
    "CallBack",
    "DeliveryCode",
    "Hold",
    "KeptEntry",
    "MobileChange",
    "Phone",
    "Proof",
    "Redirection",
    "SentBack",
    "Sheet",
    "SheetItem",
    "ToLetterOffice",
    "WindowDelivery",
]
