"""Asking about money."""

from .journal import drawer_paise, first_broken_number, free_counters, open_shift_of
from .upi import attempt_for, attempt_shown, days_open, open_cases, upi_answers, waiting_at

__all__ = [
    "attempt_for",
    "attempt_shown",
    "days_open",
    "drawer_paise",
    "first_broken_number",
    "free_counters",
    "open_cases",
    "open_shift_of",
    "upi_answers",
    "waiting_at",
]
