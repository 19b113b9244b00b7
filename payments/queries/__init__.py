"""Asking about money."""

from .books import AccountTotal, account_totals, cash_book, day_of, open_cases, products_of, treasury_paise
from .day import DayBoard, day_board, day_facts, moves_of, single_handed
from .explain import Explained, entries_behind, explain
from .journal import drawer_paise, first_broken_number, free_counters, open_shift_of

__all__ = [
    "AccountTotal",
    "DayBoard",
    "Explained",
    "account_totals",
    "cash_book",
    "day_board",
    "day_facts",
    "day_of",
    "drawer_paise",
    "entries_behind",
    "explain",
    "first_broken_number",
    "free_counters",
    "moves_of",
    "open_cases",
    "open_shift_of",
    "products_of",
    "single_handed",
    "treasury_paise",
]
