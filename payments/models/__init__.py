"""Shifts, the journal, the day of an office, UPI, and cases."""

from .cases import Case
from .corrections import Correction, CorrectionNotice
from .day import CashCount, CashMove, DayBalance, OfficeDay, Subtotal
from .defects import KnownDefect
from .journal import Chain, Entry, Journal, Shift
from .orders import MoneyOrder, OrderParties
from .stock import MoveLine, Pouch, PouchLine, StockItem, StockMovement, TreasuryCount
from .upi import (
    PaymentAttempt,
    PspHealth,
    PspNotice,
    PspPoll,
    PspRefused,
    Refund,
    SettlementFile,
    UpiPayment,
)

__all__ = [
    "Case",
    "CashCount",
    "CashMove",
    "Chain",
    "Correction",
    "CorrectionNotice",
    "DayBalance",
    "Entry",
    "Journal",
    "KnownDefect",
    "MoneyOrder",
    "MoveLine",
    "OfficeDay",
    "OrderParties",
    "PaymentAttempt",
    "Pouch",
    "PouchLine",
    "PspHealth",
    "PspNotice",
    "PspPoll",
    "PspRefused",
    "Refund",
    "SettlementFile",
    "Shift",
    "StockItem",
    "StockMovement",
    "Subtotal",
    "TreasuryCount",
    "UpiPayment",
]
