"""Asking about UPI: attempts of a bill, what is open and since when, whether the provider answers."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Q, QuerySet

from offices.models import Office
from payments.models import Case, PaymentAttempt, PspHealth, Refund, SettlementFile
from payments.rules import AttemptState, RefundState
from payments.rules.faces import STILL, UpiFace, upi_face


def attempt_for(*, purpose: str, ref: str) -> PaymentAttempt | None:
    """The latest attempt for a bill, whatever became of it. One query."""
    return PaymentAttempt.objects.filter(purpose=purpose, ref=ref).order_by("-id").first()


def upi_answers() -> bool:
    """Whether the provider answered lately, as far as anybody knows: with the circuit open, take cash. One query."""
    health = PspHealth.objects.order_by("id").first()
    return health is None or health.failures < settings.UPI["circuit_failures"]


def open_cases(office: Office, *, kind: str = "", owner: str = "") -> "QuerySet[Case]":
    """Cases of an office that wait for somebody, the one due first at the head. `owner`: an employee id, or "none"."""
    cases = Case.objects.filter(office=office, closed_at__isnull=True)
    if kind:
        cases = cases.filter(kind=kind)
    if owner:
        cases = cases.filter(owner__isnull=True) if owner == "none" else cases.filter(owner__employee_id=owner)
    return cases.select_related("payment", "owner").order_by("due_by", "id")


class Waiting(NamedTuple):
    """What waits at an office besides its cases."""

    attempts: list[PaymentAttempt]  # not known, or received and not booked
    refunds: list[Refund]  # not paid out yet


def waiting_at(office: Office, *, now: datetime, most: int = 100) -> Waiting:
    """Two queries. Young attempts are nobody's business but the clerk's."""
    unclear = Q(state=AttemptState.UNKNOWN) | Q(
        state__in=[AttemptState.PAID, AttemptState.LATE_PAID], paid_at__lte=now - timedelta(minutes=2)
    )
    attempts = PaymentAttempt.objects.filter(unclear, office=office).select_related("opened_by").order_by("id")
    states = [RefundState.DUE, RefundState.SENT, RefundState.FAILED]
    refunds = Refund.objects.filter(payment__office=office, state__in=states).select_related("payment")
    return Waiting(list(attempts[:most]), list(refunds.order_by("due_by", "id")[:most]))


def settlement_files() -> "QuerySet[SettlementFile]":
    """The provider's files that were taken in, the latest day first. One query."""
    return SettlementFile.objects.select_related("taken_by").order_by("-day", "-id")


def days_open(since: datetime, *, now: datetime) -> int:
    return max(0, (now - since).days)


def attempt_shown(attempt: PaymentAttempt, *, now: datetime) -> dict[str, Any]:
    """What a screen says of an attempt: the clerk's and the customer's alike. No query beyond the refund's, if any."""
    left = int((attempt.expires_at - now).total_seconds())
    face = upi_face(attempt.state, seconds_left=left)
    returning = face in (UpiFace.GOING_BACK, UpiFace.GONE_BACK)
    refund = Refund.objects.filter(payment__attempt=attempt).order_by("id").first() if returning else None
    return {"attempt": attempt, "face": face, "refund": refund, "still": face in STILL, "seconds_left": max(0, left)}
