"""Asking about money."""

from .contracts import Standing, account_of, deposit_with_number, entries_of, standing_of
from .journal import drawer_paise, first_broken_number, free_counters, open_shift_of

__all__ = [
    "Standing",
    "account_of",
    "deposit_with_number",
    "drawer_paise",
    "entries_of",
    "first_broken_number",
    "free_counters",
    "open_shift_of",
    "standing_of",
]
