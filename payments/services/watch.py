"""What time brings: questions within the ration, ends of QRs, money that nobody claimed, refunds that got stuck."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db.models import Q, QuerySet

from apt.core.db import use_case
from apt.core.models import OutboxMessage
from apt.core.services import emit
from payments import psp
from payments.models import PaymentAttempt, PspPoll, Refund
from payments.rules import AttemptState, Notice, RefundState, Source, Told, Why
from payments.rules.upi import WAITING

from .attempts import move_attempt, question_due
from .circuit import circuit_closed, note_answer
from .cod import return_stale_cod
from .notices import apply_notice
from .refunds import REFUND_DUE, give_back

BATCH: Final = 8  # questions a round: each may take the provider's whole timeout, and a task has thirty seconds
OVERDUE: Final = timedelta(seconds=45)  # after the end, for the question that is due then


def watch_upi(*, now: datetime) -> int:
    """One round of everything that waits for time. How many questions were put."""
    asked = 0
    # The circuit is asked last: its one call a while is for somebody who has something to call about.
    while asked < BATCH and _due(now).exists() and circuit_closed(now=now) and (attempt := claim_question(now=now)):
        asked += 1
        _ask(attempt, now)
    close_overdue(now=now)
    for pk, state in _unclaimed(now):
        why = Why.LATE if state == AttemptState.LATE_PAID else Why.UNCLAIMED
        give_back(attempt=PaymentAttempt(pk=pk), why=why, by=None, now=now)
    return_stale_cod(now=now)
    push_refunds(now=now)
    return asked


def _due(now: datetime) -> "QuerySet[PaymentAttempt]":
    return PaymentAttempt.objects.filter(ask_at__lte=now, state__in=WAITING)


@use_case
def claim_question(*, now: datetime) -> PaymentAttempt | None:
    """Take one attempt that may be asked about, counted before it is asked: a worker that dies cannot ask twice."""
    attempt = _due(now).select_for_update(skip_locked=True).order_by("ask_at").first()
    if attempt is None:
        return None
    attempt.asked += 1
    attempt.ask_at = question_due(attempt)
    attempt.save(update_fields=["asked", "ask_at"])
    PspPoll.objects.create(attempt=attempt, at=now)
    return attempt


def _ask(attempt: PaymentAttempt, now: datetime) -> None:
    """Put one question and take the answer in like any notice. No answer leaves all as it is."""
    try:
        notices = psp.ask_status(tr=attempt.tr, now=now)
    except psp.Declined:  # the provider knows nothing of it
        notices = []
    except psp.NoAnswer:
        note_answer(answered=False, now=now)
        return
    note_answer(answered=True, now=now)
    for notice in notices:
        apply_notice(notice=notice, now=now)
    if not notices and attempt.expires_at <= now:
        apply_notice(notice=_nothing_came(attempt, now), now=now)


def _nothing_came(attempt: PaymentAttempt, now: datetime) -> Notice:
    return Notice(
        event_id=f"unpaid:{attempt.tr}", told=Told.EXPIRED, tr=attempt.tr, source=Source.POLL, happened_at=now,
        body_hash="",
    )  # fmt: skip


@use_case
def close_overdue(*, now: datetime) -> int:
    """QRs that ended without the provider's word. Nobody may say "unpaid" of them; one that was never shown, may."""
    over = PaymentAttempt.objects.select_for_update(skip_locked=True).filter(expires_at__lte=now - OVERDUE)
    states = [AttemptState.CREATED, AttemptState.QR_SHOWN, AttemptState.PENDING]
    found = list(over.filter(state__in=states).order_by("id")[:100])
    for attempt in found:
        never_shown = attempt.state == AttemptState.CREATED
        move_attempt(attempt=attempt, to=AttemptState.EXPIRED if never_shown else AttemptState.UNKNOWN)
    return len(found)


def _unclaimed(now: datetime) -> list[tuple[int, str]]:
    late = Q(state=AttemptState.LATE_PAID, paid_at__lte=now - settings.UPI["late_unclaimed"])
    paid = Q(state=AttemptState.PAID, paid_at__lte=now - settings.UPI["unclaimed"])
    return list(PaymentAttempt.objects.filter(late | paid).order_by("id").values_list("pk", "state")[:100])


@use_case
def push_refunds(*, now: datetime) -> int:
    """Refunds that are due but of which the outbox has given up: it begins anew with them."""
    waiting = OutboxMessage.objects.filter(topic=REFUND_DUE, done_at__isnull=True).values_list("ref", flat=True)
    due = Refund.objects.filter(state=RefundState.DUE, asked_at__lte=now - timedelta(hours=1))
    stuck = [str(pk) for pk in due.order_by("id").values_list("pk", flat=True)[:100]]
    stuck = [ref for ref in stuck if ref not in set(waiting.filter(ref__in=stuck))]
    if stuck:
        emit(topic=REFUND_DUE, refs=stuck, now=now)
    return len(stuck)
