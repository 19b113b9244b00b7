"""Asking about money."""

from .alarms import incidents_of, is_alarmed, open_breaches
from .audit import bad_checkpoint, bad_subtotal
from .books import (
    AccountTotal,
    Movement,
    account_totals,
    cases_of_day,
    cash_book,
    day_of,
    movements,
    products_of,
    treasury_paise,
)
from .cod import carried_at, carried_by, cod_of, cod_paid, hand_ins_at
from .contracts import Standing, account_of, deposit_with_number, entries_of, standing_of
from .day import DayBoard, day_board, day_facts, moves_of, single_handed
from .disputes import (
    Pattern,
    cases_at,
    corrections_at,
    defects_touching,
    known_defects,
    notices_waiting,
    pattern_of,
)
from .evidence import with_machines
from .explain import Explained, entries_behind, page_behind, page_of
from .invariants import PROOFS
from .journal import drawer_paise, first_broken_number, free_counters, last_shift_of, open_shift_of, open_shifts_at
from .merged import OfficeBooks, merged_books
from .orders import orders_to_pay, sent_this_month
from .upi import attempt_for, attempt_shown, days_open, open_cases, settlement_files, upi_answers, waiting_at

__all__ = [
    "PROOFS",
    "AccountTotal",
    "DayBoard",
    "Explained",
    "Movement",
    "OfficeBooks",
    "Pattern",
    "Standing",
    "account_of",
    "account_totals",
    "attempt_for",
    "attempt_shown",
    "bad_checkpoint",
    "bad_subtotal",
    "carried_at",
    "carried_by",
    "cases_at",
    "cases_of_day",
    "cash_book",
    "cod_of",
    "cod_paid",
    "corrections_at",
    "day_board",
    "day_facts",
    "day_of",
    "days_open",
    "defects_touching",
    "deposit_with_number",
    "drawer_paise",
    "entries_behind",
    "entries_of",
    "first_broken_number",
    "free_counters",
    "hand_ins_at",
    "incidents_of",
    "is_alarmed",
    "known_defects",
    "last_shift_of",
    "merged_books",
    "movements",
    "moves_of",
    "notices_waiting",
    "open_breaches",
    "open_cases",
    "open_shift_of",
    "open_shifts_at",
    "orders_to_pay",
    "page_behind",
    "page_of",
    "pattern_of",
    "products_of",
    "sent_this_month",
    "settlement_files",
    "single_handed",
    "standing_of",
    "treasury_paise",
    "upi_answers",
    "waiting_at",
    "with_machines",
]
