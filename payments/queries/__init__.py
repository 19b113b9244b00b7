"""Asking about money."""

from .journal import drawer_paise, first_broken_number, free_counters, open_shift_of

__all__ = ["drawer_paise", "first_broken_number", "free_counters", "open_shift_of"]
