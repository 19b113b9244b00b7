"""Asking about money."""

from .audit import bad_checkpoint
from .books import AccountTotal, account_totals, cash_book, day_of, open_cases, products_of, treasury_paise
from .day import DayBoard, day_board, day_facts, moves_of, single_handed
from .explain import Explained, entries_behind, page_of
from .journal import drawer_paise, first_broken_number, free_counters, last_shift_of, open_shift_of, open_shifts_at

__all__ = [
    "AccountTotal",
    "DayBoard",
    "Explained",
    "account_totals",
    "bad_checkpoint",
    "cash_book",
    "day_board",
    "day_facts",
    "day_of",
    "drawer_paise",
    "entries_behind",
    "first_broken_number",
    "free_counters",
    "last_shift_of",
    "moves_of",
    "open_cases",
    "open_shift_of",
    "open_shifts_at",
    "page_of",
    "products_of",
    "single_handed",
    "treasury_paise",
]
