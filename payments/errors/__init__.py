"""Refusals about money. Each says whether money moved."""

from django.utils.translation import gettext_lazy as _

from apt.core.errors import Refusal

from .cod import BadCodCount, CodNotPaid, CodTaken, NothingCarried, UpiDayLeft
from .day import (
    AlreadyVerified,
    BadCount,
    BadMoveAmount,
    BooksBegun,
    CashOnTheWay,
    CounterTaken,
    DayEnded,
    DayLeft,
    DayNotYet,
    MoveDecided,
    NoShift,
    NotEnded,
    NotEnoughCash,
    NotOwnCount,
    NotYourDrawer,
    OneHand,
    RemarkMissing,
    ShiftOpen,
    TooLateToUndo,
)
from .disputes import (
    CaseClosed,
    CaseOpen,
    CaseTouched,
    NoEvidence,
    NotAdmitted,
    NotByHand,
    NothingOwed,
    NothingToCorrect,
    NoticeAnswered,
    OwnCorrection,
    ShiftNotVerified,
    TakenBackAlready,
    WordsMissing,
)
from .files import BadSettlementFile, FileSeen, NotNodal, SettlementDay, SettlementTooLarge
from .orders import (
    BadOrderAmount,
    NoIdentity,
    OrderDecided,
    OrderKept,
    OrderLimit,
    OrderNotAllowed,
    OrderNotCurrent,
    OrderReused,
    OrderStillCurrent,
)
from .stock import (
    BadBarcode,
    BadItem,
    BadPieces,
    BarcodeUsed,
    IndentEnded,
    ItemExists,
    NotEnoughPieces,
    NotLinked,
    PouchEnded,
    PouchTotal,
    StampsReused,
    StampsSold,
)


class NotEnoughDeposit(Refusal):
    code = "not_enough_deposit"
    http_status = 409
    text = _("The advance deposit of contract {contract} holds {available}; {wanted} is needed. Nothing was booked.")
    money_moved = "no"


class OverCreditLimit(Refusal):
    code = "over_credit_limit"
    http_status = 409
    text = _("Contract {contract} may owe {available} more; {wanted} is needed. Nothing was booked.")
    money_moved = "no"


class BadAmount(Refusal):
    code = "bad_amount"
    text = _("The amount must be more than nothing. No money moved.")
    money_moved = "no"


class DepositReused(Refusal):
    code = "deposit_reused"
    http_status = 409
    text = _(
        "This form took a deposit already, of another amount or contract. Open a new form for the next one. No "
        "money moved."
    )
    money_moved = "no"


class Unbalanced(Refusal):
    code = "unbalanced"
    http_status = 500
    text = _("The entries do not sum to zero. Nothing was posted.")
    money_moved = "no"


class BadUpiLink(Refusal):
    code = "bad_upi_link"
    text = _("This is not a UPI payment link as the specification has it. No money moved.")
    money_moved = "no"


class BadUpiAmount(Refusal):
    code = "bad_upi_amount"
    text = _(
        "By UPI more than nothing and at most {limit} can be paid at once. Take cash, or a part of it. No money moved."
    )
    money_moved = "no"


class AllInCash(Refusal):
    code = "all_in_cash"
    text = _("That cash pays all of it: choose cash, or type less. Nothing was booked and no money has moved.")
    money_moved = "no"


class UpiUnavailable(Refusal):
    code = "upi_unavailable"
    http_status = 503
    text = _("UPI is unavailable at the moment. No money has moved: take cash.")
    money_moved = "no"


class UpiNotKnown(Refusal):
    code = "upi_not_known"
    http_status = 409
    text = _(
        "A UPI payment of this bill is not decided yet: do not collect by UPI again. Cash may be taken; if the UPI"
        " money comes after all, it goes back by itself."
    )
    money_moved = "unknown"


class UpiReceived(Refusal):
    code = "upi_received"
    http_status = 409
    text = _("The money of this bill has been received by UPI already. Collect nothing again.")
    money_moved = "yes"


class UpiGone(Refusal):
    code = "upi_gone"
    http_status = 409
    text = _("The UPI money of this bill is no longer held: it was booked, or goes back. Nothing was booked now.")
    money_moved = "no"


class BadSignature(Refusal):
    code = "bad_signature"
    http_status = 401
    text = _("The signature does not fit the body. Nothing was taken from it.")
    money_moved = "no"


class NotJson(Refusal):
    code = "not_json"
    http_status = 415
    text = _("A notice is sent as application/json. Nothing was taken from it.")
    money_moved = "no"


class NoticeTooLarge(Refusal):
    code = "notice_too_large"
    http_status = 413
    text = _("A notice is at most {limit} bytes long. Nothing was taken from it.")
    money_moved = "no"


class BadNotice(Refusal):
    code = "bad_notice"
    text = _("This notice cannot be read: {problem}. It was not taken; whether money moved is asked by other ways.")
    money_moved = "unknown"


class OverRefund(Refusal):
    code = "over_refund"
    http_status = 409
    text = _("No more can go back than was paid: {left} are left of this payment. Nothing was refunded now.")
    money_moved = "no"


class NotInSuspense(Refusal):
    code = "not_in_suspense"
    http_status = 409
    text = _("This case is decided already, or its money is no longer in suspense. Nothing was refunded now.")
    money_moved = "no"


class StillInSuspense(Refusal):
    code = "still_in_suspense"
    http_status = 409
    text = _("The money of this case still lies in suspense: give it back first. Nothing was changed.")
    money_moved = "no"


__all__ = [
    "AllInCash",
    "AlreadyVerified",
    "BadAmount",
    "BadBarcode",
    "BadCodCount",
    "BadCount",
    "BadItem",
    "BadMoveAmount",
    "BadNotice",
    "BadOrderAmount",
    "BadPieces",
    "BadSettlementFile",
    "BadSignature",
    "BadUpiAmount",
    "BadUpiLink",
    "BarcodeUsed",
    "BooksBegun",
    "CaseClosed",
    "CaseOpen",
    "CaseTouched",
    "CashOnTheWay",
    "CodNotPaid",
    "CodTaken",
    "CounterTaken",
    "DayEnded",
    "DayLeft",
    "DayNotYet",
    "DepositReused",
    "FileSeen",
    "IndentEnded",
    "ItemExists",
    "MoveDecided",
    "NoEvidence",
    "NoIdentity",
    "NoShift",
    "NotAdmitted",
    "NotByHand",
    "NotEnded",
    "NotEnoughCash",
    "NotEnoughDeposit",
    "NotEnoughPieces",
    "NotInSuspense",
    "NotJson",
    "NotLinked",
    "NotNodal",
    "NotOwnCount",
    "NotYourDrawer",
    "NothingCarried",
    "NothingOwed",
    "NothingToCorrect",
    "NoticeAnswered",
    "NoticeTooLarge",
    "OneHand",
    "OrderDecided",
    "OrderKept",
    "OrderLimit",
    "OrderNotAllowed",
    "OrderNotCurrent",
    "OrderReused",
    "OrderStillCurrent",
    "OverCreditLimit",
    "OverRefund",
    "OwnCorrection",
    "PouchEnded",
    "PouchTotal",
    "RemarkMissing",
    "SettlementDay",
    "SettlementTooLarge",
    "ShiftNotVerified",
    "ShiftOpen",
    "StampsReused",
    "StampsSold",
    "StillInSuspense",
    "TakenBackAlready",
    "TooLateToUndo",
    "Unbalanced",
    "UpiDayLeft",
    "UpiGone",
    "UpiNotKnown",
    "UpiReceived",
    "UpiUnavailable",
    "WordsMissing",
]
