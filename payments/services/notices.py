"""What the provider tells, by callback, by answer to a question or by file: one door, one lock, one outcome."""

from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import IntegrityError
from django.db.models import F

from apt.core.clock import ist_date
from apt.core.db import step, use_case
from apt.core.services import emit
from offices.models import User
from payments.models import PaymentAttempt, PspNotice, PspRefused, UpiPayment
from payments.rules import AttemptState, Finding, Notice, Place, Told, Why
from payments.rules.upi import ABOUT_REFUNDS, FOR_THE_BILL, WAITING, after_news, judge

from .attempts import lock_attempt_by, move_attempt
from .cases import open_case
from .places import lock_payment, machine_user, receive_money, take_back
from .refunds import apply_refund_notice, raise_refund, withdraw_refunds

SETTLED: Final = "payments.settled"
LATE: Final = "payments.late"


def apply_notice(*, notice: Notice, now: datetime) -> bool:
    """Take in one authentic notice. False for a repeat, which changes nothing. No money is ever dropped.

    Money for the bill is held, and its app is told (topics `payments.settled`, `payments.late`); all other money goes
    into suspense with a case.
    """
    try:
        return _apply(notice=notice, now=now)
    except IntegrityError:  # the same money by another way at the same moment: it is there now
        return _apply(notice=notice, now=now)


@use_case
def _apply(*, notice: Notice, now: datetime) -> bool:
    attempt = None if notice.told in ABOUT_REFUNDS else lock_attempt_by(tr=notice.tr)
    if not _note(notice, now):
        return False
    by = machine_user()
    if notice.told in ABOUT_REFUNDS:
        apply_refund_notice(notice=notice, by=by, now=now)
    elif notice.told == Told.SUCCESS:
        _receive(notice, attempt, by, now)
    elif notice.told == Told.REVERSED:
        _reverse(notice, attempt, by, now)
    elif attempt:
        after = after_news(notice.told, AttemptState(attempt.state))
        if after != attempt.state:
            move_attempt(attempt=attempt, to=after)
    return True


@step
def _note(notice: Notice, now: datetime) -> bool:
    """Keep the notice. False when it is kept already; another body under a known event id is another notice."""
    event_id = notice.event_id
    if kept := PspNotice.objects.filter(event_id=event_id).values_list("body_hash", flat=True).first():
        event_id = f"{event_id}#{notice.body_hash[:12]}"
        if kept == notice.body_hash or PspNotice.objects.filter(event_id=event_id).exists():
            return False
    PspNotice.objects.create(
        event_id=event_id, told=notice.told, source=notice.source, tr=notice.tr, payment_id=notice.payment_id,
        refund_ref=notice.refund_ref, paise=notice.paise, currency=notice.currency, happened_at=notice.happened_at,
        received_at=now, body_hash=notice.body_hash,
    )  # fmt: skip
    return True


@step
def _receive(notice: Notice, attempt: PaymentAttempt | None, by: User, now: datetime) -> None:
    known = UpiPayment.objects.filter(payment_id=notice.payment_id).select_related("office").first()
    if known:
        if (known.paise, known.tr) != (notice.paise, notice.tr):  # two words about one payment: a person must ask
            open_case(
                kind="contradiction", about=f"{notice.payment_id} {notice.body_hash[:12]}", office=known.office,
                paise=notice.paise, tr=notice.tr, payment=known, now=now,
            )  # fmt: skip
        return
    state = AttemptState(attempt.state) if attempt else None
    asked = attempt.paise if attempt else 0
    finding = judge(notice, state=state, asked_paise=asked, vpa=settings.UPI_VPA)
    payment = receive_money(notice=notice, finding=finding, attempt=attempt, by=by, now=now)
    if attempt and finding in FOR_THE_BILL:
        attempt.paid_at = now
        good = finding == Finding.GOOD
        move_attempt(attempt=attempt, to=AttemptState.PAID if good else AttemptState.LATE_PAID)
        emit(topic=SETTLED if good else LATE, refs=[str(attempt.pk)], now=now)
    else:
        _set_aside(payment, attempt, by, now)
    if PspNotice.objects.filter(payment_id=notice.payment_id, told=Told.REVERSED).exists():
        _take_back(payment, attempt, notice.paise, by, now)


@step
def _set_aside(payment: UpiPayment, attempt: PaymentAttempt | None, by: User, now: datetime) -> None:
    """Money that does not fit its bill, or has none: a case. A second payer's goes back without anybody's asking."""
    open_case(
        kind=payment.finding, about=payment.payment_id, office=payment.office, paise=payment.paise, tr=payment.tr,
        payment=payment, now=now,
    )  # fmt: skip
    if payment.finding == Finding.SECOND:
        raise_refund(payment=payment, why=Why.SECOND, paise=payment.paise, by=by, now=now)
    elif attempt and attempt.state in WAITING:  # its QR is used up: the customer may be shown another
        move_attempt(attempt=attempt, to=AttemptState.FAILED)


@step
def _reverse(notice: Notice, attempt: PaymentAttempt | None, by: User, now: datetime) -> None:
    payment = UpiPayment.objects.filter(payment_id=notice.payment_id).first()
    if payment:  # else its success is still on the way, and finds this notice
        _take_back(payment, attempt, payment.paise, by, now)


@step
def _take_back(payment: UpiPayment, attempt: PaymentAttempt | None, paise: int, by: User, now: datetime) -> None:
    """The bank took a payment back. When it has left our holding already, the gap is a case for a person."""
    payment = lock_payment(pk=payment.pk)
    lost = payment.place in (Place.BOOKED, Place.RETURNED)
    if payment.place == Place.RETURNING:
        lost = not withdraw_refunds(payment=payment, by=by, now=now)
    if not take_back(payment=payment, paise=paise, lost=lost, by=by, now=now):
        return
    if lost:
        open_case(
            kind="reversed", about=payment.payment_id, office=payment.office, paise=paise, tr=payment.tr,
            payment=payment, now=now,
        )  # fmt: skip
    elif attempt and payment.finding in FOR_THE_BILL:
        move_attempt(attempt=attempt, to=AttemptState.REVERSED)


@use_case
def count_refused(*, code: str, now: datetime) -> None:
    """A call that was not believed: counted, not kept. Who finds the row taken does not wait: a flood counts short."""
    row, _ = PspRefused.objects.get_or_create(day=ist_date(now), code=code)
    if PspRefused.objects.select_for_update(skip_locked=True).filter(pk=row.pk).first():
        PspRefused.objects.filter(pk=row.pk).update(count=F("count") + 1)
