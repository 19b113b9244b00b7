"""Writing money: shifts begin, journals are posted, contract customers pay; UPI is asked for, taken in, given back."""

from .contracts import check_funds, take_deposit
from .journal import begin_shift, post_journal
from .notices import LATE, SETTLED, apply_notice, count_refused
from .recon import match_settlement, reconcile
from .refunds import REFUND_DUE, give_back, raise_refund, refund_from_suspense, refund_sale, send_again, send_refund
from .suspense import close_case, take_up_case
from .upi import cancel_attempt, mark_booked, open_attempt, release_bill, request_upi, show_qr
from .watch import watch_upi

__all__ = [
    "LATE",
    "REFUND_DUE",
    "SETTLED",
    "apply_notice",
    "begin_shift",
    "cancel_attempt",
    "check_funds",
    "close_case",
    "count_refused",
    "give_back",
    "mark_booked",
    "match_settlement",
    "open_attempt",
    "post_journal",
    "raise_refund",
    "reconcile",
    "refund_from_suspense",
    "refund_sale",
    "release_bill",
    "request_upi",
    "send_again",
    "send_refund",
    "show_qr",
    "take_deposit",
    "take_up_case",
    "watch_upi",
]
