"""Shifts, the journal, the day of an office, UPI, and cases."""

from .alarms import Breach, Incident
from .cases import Case
from .cod import CodCollection, CodHandIn
from .corrections import Correction, CorrectionNotice
from .day import CashCount, CashMove, DayBalance, OfficeDay, Subtotal
from .defects import KnownDefect
from .indents import Indent, IndentLine, StampBill
from .journal import Chain, ContractBalance, Entry, Journal, Shift
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
    "Breach",
    "Case",
    "CashCount",
    "CashMove",
    "Chain",
    "CodCollection",
    "CodHandIn",
    "ContractBalance",
    "Correction",
    "CorrectionNotice",
    "DayBalance",
    "Entry",
    "Incident",
    "Indent",
    "IndentLine",
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
    "StampBill",
    "StockItem",
    "StockMovement",
    "Subtotal",
    "TreasuryCount",
    "UpiPayment",
]
