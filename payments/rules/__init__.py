"""Accounts, what a journal is for, the hash that chains an office's journals; the day. Pure."""

from .day import (
    DENOMINATIONS,
    OFFICE_CASH,
    UNDO_FOR,
    Blocker,
    CaseKind,
    DayFacts,
    MoveState,
    ShiftState,
    blockers_of,
    difference_lines,
    free_date,
    total_of,
)
from .journal import AFTER_SHIFT, GENESIS, Account, Line, Mode, Purpose, journal_hash

__all__ = [
    "AFTER_SHIFT",
    "DENOMINATIONS",
    "GENESIS",
    "OFFICE_CASH",
    "UNDO_FOR",
    "Account",
    "Blocker",
    "CaseKind",
    "DayFacts",
    "Line",
    "Mode",
    "MoveState",
    "Purpose",
    "ShiftState",
    "blockers_of",
    "difference_lines",
    "free_date",
    "journal_hash",
    "total_of",
]
