"""Refusals about money. Each says whether money moved."""

from django.utils.translation import gettext_lazy as _

from apt.core.errors import Refusal

from .cod import BadCodCount, CodNotPaid, CodTaken, NothingCarried, UpiDayLeft
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


class CounterTaken(Refusal):
    code = "counter_taken"
    http_status = 409
    text = _(
        "Counter {counter} has an open shift already. Choose another counter, or have that shift ended. No money moved."
    )
    money_moved = "no"


class ShiftOpen(Refusal):
    code = "shift_open"
    http_status = 409
    text = _("You have an open shift at counter {counter} already. No money moved.")
    money_moved = "no"


class NoShift(Refusal):
    code = "no_shift"
    http_status = 409
    text = _("Begin your shift first: money is only taken into an open drawer. No money moved.")
    money_moved = "no"


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


class DayEnded(Refusal):
    code = "day_ended"
    http_status = 409
    text = _("The day {date} has ended: nothing more lands on it. Nothing was posted.")
    money_moved = "no"


class DayLeft(Refusal):
    code = "day_left"
    http_status = 409
    text = _(
        "The next day of the office has begun: nothing more is sold in the shift of {date}. Count its drawer and begin"
        " a shift of today. Nothing was posted and no money moved."
    )
    money_moved = "no"


class OneHand(Refusal):
    code = "one_hand"
    http_status = 409
    text = _("Another person acknowledges cash than the one who handed it over. No money moved.")
    money_moved = "no"


class DayNotYet(Refusal):
    code = "day_not_yet"
    http_status = 409
    text = _("The day {date} has not come yet. Nothing was changed.")
    money_moved = "no"


class NotYourDrawer(Refusal):
    code = "not_your_drawer"
    http_status = 409
    text = _(
        "Only the clerk ends this shift; another person may when it was left running since an earlier day. No "
        "money moved."
    )
    money_moved = "no"


class RemarkMissing(Refusal):
    code = "remark_missing"
    text = _("Say why you end another person's shift. Nothing was changed.")
    money_moved = "no"


class BadCount(Refusal):
    code = "bad_count"
    text = _("A count is a number of pieces of each note and coin. Nothing was changed.")
    money_moved = "no"


class CashOnTheWay(Refusal):
    code = "cash_on_the_way"
    http_status = 409
    text = _(
        "Cash of this counter was handed over and not acknowledged. Acknowledge or refuse it first. No money moved."
    )
    money_moved = "no"


class NotEnded(Refusal):
    code = "not_ended"
    http_status = 409
    text = _("This shift is running: its drawer is counted first. No money moved.")
    money_moved = "no"


class AlreadyVerified(Refusal):
    code = "already_verified"
    http_status = 409
    text = _("This shift is verified, and its cash is in the treasury. Nothing more was posted now.")
    money_moved = "no"


class NotOwnCount(Refusal):
    code = "not_own_count"
    http_status = 409
    text = _("Another person verifies a count than the one who made it or whose drawer it is. No money moved.")
    money_moved = "no"


class TooLateToUndo(Refusal):
    code = "too_late_to_undo"
    http_status = 409
    text = _(
        "A shift runs again within ten minutes of its end, before it is verified. Begin a new shift instead. No "
        "money moved."
    )
    money_moved = "no"


class BadMoveAmount(Refusal):
    code = "bad_move_amount"
    text = _("The amount must be more than nothing, in notes and coins: the least is 50 paise. No money moved.")
    money_moved = "no"


class NotEnoughCash(Refusal):
    code = "not_enough_cash"
    http_status = 409
    text = _("By the books there are only {held} there. No money moved.")
    money_moved = "no"


class MoveDecided(Refusal):
    code = "move_decided"
    http_status = 409
    text = _("This cash is not waiting for that step: it is {state}. Nothing more moved now.")
    money_moved = "no"


class BooksBegun(Refusal):
    code = "books_begun"
    http_status = 409
    text = _("Cash was brought in already when the books of this office began. No money moved now.")
    money_moved = "no"


__all__ = [
    "AllInCash",
    "AlreadyVerified",
    "BadAmount",
    "BadCodCount",
    "BadCount",
    "BadMoveAmount",
    "BadNotice",
    "BadOrderAmount",
    "BadSettlementFile",
    "BadSignature",
    "BadUpiAmount",
    "BadUpiLink",
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
    "MoveDecided",
    "NoEvidence",
    "NoIdentity",
    "NoShift",
    "NotAdmitted",
    "NotByHand",
    "NotEnded",
    "NotEnoughCash",
    "NotEnoughDeposit",
    "NotInSuspense",
    "NotJson",
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
    "RemarkMissing",
    "SettlementDay",
    "SettlementTooLarge",
    "ShiftNotVerified",
    "ShiftOpen",
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
