"""Shifts, the journal, and the day of an office."""

from .day import Case, CashCount, CashMove, DayBalance, OfficeDay
from .journal import Chain, Entry, Journal, Shift

__all__ = ["Case", "CashCount", "CashMove", "Chain", "DayBalance", "Entry", "Journal", "OfficeDay", "Shift"]
