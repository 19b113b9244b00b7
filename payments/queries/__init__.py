"""Asking about money."""

from .contracts import Standing, account_of, deposit_with_number, entries_of, standing_of
from .journal import drawer_paise, first_broken_number, free_counters, open_shift_of
from .upi import attempt_for, attempt_shown, days_open, open_cases, upi_answers, waiting_at

__all__ = [
    "Standing",
    "account_of",
    "attempt_for",
    "attempt_shown",
    "days_open",
    "deposit_with_number",
    "drawer_paise",
    "entries_of",
    "first_broken_number",
    "free_counters",
    "open_cases",
    "open_shift_of",
    "standing_of",
    "upi_answers",
    "waiting_at",
]
