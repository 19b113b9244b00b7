"""Accounts, what a journal is for, the hash that chains an office's journals; UPI's tables. Pure."""

from .journal import CONTRACT_ACCOUNTS, GENESIS, Account, Line, Mode, Purpose, journal_hash
from .upi import (
    ATTEMPT_MOVES,
    MONEY_MOVES,
    REFUND_MOVES,
    AttemptState,
    Finding,
    Notice,
    Place,
    RefundState,
    Source,
    Told,
    Why,
)

__all__ = [
    "ATTEMPT_MOVES",
    "CONTRACT_ACCOUNTS",
    "GENESIS",
    "MONEY_MOVES",
    "REFUND_MOVES",
    "Account",
    "AttemptState",
    "Finding",
    "Line",
    "Mode",
    "Notice",
    "Place",
    "Purpose",
    "RefundState",
    "Source",
    "Told",
    "Why",
    "journal_hash",
]
