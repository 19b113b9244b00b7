"""Writing money: days and shifts begin and end, cash changes hands, journals are posted."""

from .cases import open_case
from .cash import answer_cash, ask_cash, bring_in_cash, give_cash
from .day import begin_day, end_day
from .journal import begin_shift, post_journal
from .shifts import UNDO_SHIFT_END, ask_to_undo, end_shift, undo_as_approved, verify_shift

__all__ = [
    "UNDO_SHIFT_END",
    "answer_cash",
    "ask_cash",
    "ask_to_undo",
    "begin_day",
    "begin_shift",
    "bring_in_cash",
    "end_day",
    "end_shift",
    "give_cash",
    "open_case",
    "post_journal",
    "undo_as_approved",
    "verify_shift",
]
