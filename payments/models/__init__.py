"""Shifts, and the journal."""

from .journal import Chain, Entry, Journal, Shift

__all__ = ["Chain", "Entry", "Journal", "Shift"]
