"""What became of what was pressed last in a drawer: done, not done or not known, as the server has it."""

from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from payments.models import Journal, PaymentAttempt, Shift
from payments.rules import Account, AttemptState, Purpose
from payments.rules.faces import UpiFace, upi_face

LATEST: Final = 12


class Outcome(StrEnum):
    DONE = "done"
    NOT_DONE = "not done"
    UNKNOWN = "unknown"


class Operation(NamedTuple):
    """When, what, how much, and what became of it. A payment by UPI that was booked is its sale."""

    at: datetime
    purpose: Purpose | None  # None: a payment by UPI
    paise: int  # cash into the drawer, or what the QR asked for
    outcome: Outcome
    ref: str


_OUTCOMES: Final = {
    UpiFace.OVER: Outcome.NOT_DONE,
    UpiFace.GOING_BACK: Outcome.NOT_DONE,
    UpiFace.GONE_BACK: Outcome.NOT_DONE,
}


def last_operations(shift: Shift, *, now: datetime) -> list[Operation]:
    """The latest journals of a drawer and its payments by UPI that are not booked, newest first. Two queries."""
    in_drawer = Coalesce(Sum("entries__paise", filter=Q(entries__account=Account.CASH)), 0)
    journals = Journal.objects.filter(shift=shift).annotate(cash=in_drawer).order_by("-number")[:LATEST]
    done = [Operation(one.made_at, Purpose(one.purpose), one.cash, Outcome.DONE, one.ref) for one in journals]
    attempts = PaymentAttempt.objects.filter(shift=shift).exclude(state=AttemptState.BOOKED).order_by("-id")[:LATEST]
    by_upi = [Operation(one.opened_at, None, one.paise, _outcome(one, now), one.tr) for one in attempts]
    return sorted(done + by_upi, key=lambda one: one.at, reverse=True)[:LATEST]


def _outcome(attempt: PaymentAttempt, now: datetime) -> Outcome:
    left = int((attempt.expires_at - now).total_seconds())
    return _OUTCOMES.get(upi_face(attempt.state, seconds_left=left), Outcome.UNKNOWN)
