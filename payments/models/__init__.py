"""Shifts, the journal, and UPI."""

from .journal import Chain, Entry, Journal, Shift
from .upi import (
    PaymentAttempt,
    PspHealth,
    PspNotice,
    PspPoll,
    PspRefused,
    Refund,
    SettlementFile,
    SuspenseCase,
    UpiPayment,
)

__all__ = [
    "Chain",
    "Entry",
    "Journal",
    "PaymentAttempt",
    "PspHealth",
    "PspNotice",
    "PspPoll",
    "PspRefused",
    "Refund",
    "SettlementFile",
    "Shift",
    "SuspenseCase",
    "UpiPayment",
]
