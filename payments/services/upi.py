"""Attempts to be paid by UPI: opened, shown, given up, booked. What the provider tells of them: `notices`."""

import secrets
from datetime import datetime

from django.conf import settings
from django.db import connection
from django.db.models import Q

from apt.core.db import step, use_case
from apt.core.money import format_paise
from offices.models import Office, User
from payments import psp
from payments.errors import BadUpiAmount, NoShift, UpiDayLeft, UpiGone, UpiNotKnown, UpiReceived, UpiUnavailable
from payments.models import Chain, PaymentAttempt, Shift
from payments.rules import ATTEMPT_MOVES, AttemptState
from payments.rules.upi import LIVE, NO_SECOND_CHARGE, SCANNABLE, UNCLAIMED, UpiLink, upi_link

from .attempts import lock_attempt, move_attempt, question_due
from .circuit import circuit_closed, note_answer
from .places import take_held


def request_upi(
    *,
    purpose: str,
    ref: str,
    paise: int,
    note: str,
    by: User,
    now: datetime,
    shift: Shift | None = None,
    office: Office | None = None,
    beside_paise: int = 0,
) -> PaymentAttempt:
    """A QR for the bill `ref`, told to the provider: at a counter, or `office` where no drawer has to do with it. The
    same bill asked again: the same QR.

    Raises what `open_attempt` raises, and UpiUnavailable within two seconds when the provider does not answer; then no
    QR was shown, and nobody can have paid.
    """
    attempt = open_attempt(
        shift=shift, office=office, purpose=purpose, ref=ref, paise=paise, note=note, by=by, now=now,
        beside_paise=beside_paise,
    )  # fmt: skip
    if attempt.state != AttemptState.CREATED:
        return attempt
    if not circuit_closed(now=now):
        cancel_attempt(attempt=attempt, by=by, now=now)
        raise UpiUnavailable()
    try:
        psp.register_qr(link=attempt.link, tr=attempt.tr, paise=attempt.paise, expires_at=attempt.expires_at)
    except (psp.NoAnswer, psp.Declined) as error:
        note_answer(answered=isinstance(error, psp.Declined), now=now)
        cancel_attempt(attempt=attempt, by=by, now=now)
        raise UpiUnavailable() from error
    note_answer(answered=True, now=now)
    return show_qr(attempt=attempt, by=by, now=now)


@use_case
def open_attempt(
    *,
    purpose: str,
    ref: str,
    paise: int,
    note: str,
    by: User,
    now: datetime,
    shift: Shift | None = None,
    office: Office | None = None,
    beside_paise: int = 0,
) -> PaymentAttempt:
    """A fresh attempt for the bill `ref`, or the one whose QR stands for the same sum already.

    A bill has one live attempt. Raises NoShift, UpiDayLeft (in its shift nothing could be booked), BadUpiAmount,
    UpiNotKnown (an earlier one may still be paid: no second charge), UpiReceived (one is paid).
    """
    office = _asking(shift, office, by)
    limit = settings.UPI["limit_paise"]
    if not 0 < paise <= limit:
        raise BadUpiAmount(limit=format_paise(limit))
    _hold_bill(shift, ref)
    if earlier := _live(purpose, ref):
        same = (earlier.paise, earlier.beside_paise) == (paise, beside_paise)
        if earlier.state in SCANNABLE and same and earlier.expires_at > now:
            return earlier
        if earlier.state in UNCLAIMED:
            raise UpiReceived()
        if earlier.state in NO_SECOND_CHARGE:
            raise UpiNotKnown()
        move_attempt(attempt=earlier, to=AttemptState.CANCELLED)
    tr = f"IP{office.code}{secrets.token_hex(10).upper()}"
    link = UpiLink(settings.UPI_VPA, settings.UPI["payee_name"], settings.UPI["category"], tr, note, paise)
    return PaymentAttempt.objects.create(
        tr=tr, purpose=purpose, ref=ref, office=office, shift=shift, paise=paise, beside_paise=beside_paise,
        link=upi_link(link), opened_by=by, opened_at=now, expires_at=now + settings.UPI["life"],
    )  # fmt: skip


def _asking(shift: Shift | None, office: Office | None, by: User) -> Office:
    if shift is None:
        if office is None:
            raise NoShift()
        return office
    if shift.ended_at or shift.clerk_id != by.pk:
        raise NoShift()
    begun = Chain.objects.filter(office=shift.office_id).values_list("begun_upto", flat=True).first()
    if begun and shift.business_date < begun:
        raise UpiDayLeft(date=shift.business_date)
    return shift.office


@step
def _hold_bill(shift: Shift | None, ref: str) -> None:
    """Two presses at once: the second waits for the shift's row, or the bill's name, and finds the first's attempt."""
    if shift:
        Shift.objects.select_for_update(no_key=True).get(pk=shift.pk)
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('payments.bill', hashtext(%s)))", [ref])


@step
def _live(purpose: str, ref: str) -> PaymentAttempt | None:
    within = Q(state__in=LIVE) | Q(state=AttemptState.LATE_PAID)
    found = PaymentAttempt.objects.select_for_update(of=("self",)).filter(within, purpose=purpose, ref=ref)
    return found.order_by("-id").first()


@use_case
def show_qr(*, attempt: PaymentAttempt, by: User, now: datetime) -> PaymentAttempt:
    """The QR stands on a screen: from now on money may come, and the provider may be asked in time."""
    locked = lock_attempt(pk=attempt.pk)
    if locked.state == AttemptState.CREATED:
        locked.ask_at = question_due(locked)
        move_attempt(attempt=locked, to=AttemptState.QR_SHOWN)
    return locked


@use_case
def cancel_attempt(*, attempt: PaymentAttempt, by: User, now: datetime) -> PaymentAttempt:
    """Give an attempt up, so that the bill may be paid otherwise. Money that comes all the same goes back by itself.

    Raises UpiReceived (it is paid). One that is not known stays as it is: cash needs no answer of it.
    """
    locked = lock_attempt(pk=attempt.pk)
    if locked.state in UNCLAIMED:
        raise UpiReceived()
    if AttemptState.CANCELLED in ATTEMPT_MOVES[AttemptState(locked.state)]:
        move_attempt(attempt=locked, to=AttemptState.CANCELLED)
    return locked


@use_case
def release_bill(*, purpose: str, ref: str, by: User, now: datetime) -> None:
    """The bill is about to be paid in cash: its QR is over. One that is not known stays so; what comes of it goes back.

    Raises UpiReceived: collect nothing again.
    """
    release(purpose=purpose, ref=ref)


@step
def release(*, purpose: str, ref: str) -> None:
    """The same as a part of something else."""
    earlier = _live(purpose, ref)
    if earlier is None:
        return
    if earlier.state in UNCLAIMED:
        raise UpiReceived()
    if AttemptState.CANCELLED in ATTEMPT_MOVES[AttemptState(earlier.state)]:
        move_attempt(attempt=earlier, to=AttemptState.CANCELLED)


@step
def mark_booked(*, attempt: PaymentAttempt, by: User, now: datetime) -> PaymentAttempt:
    """The step with which the bill's own app takes the money of an attempt for its sale, whose journal debits
    `upi_held`. Call it before the journal: who takes money locks the attempt first, the office's chain after it.

    Raises UpiGone: booked already, on its way back, or reversed.
    """
    locked = lock_attempt(pk=attempt.pk)
    if locked.state not in UNCLAIMED or not take_held(attempt=locked, by=by, now=now):
        raise UpiGone()
    move_attempt(attempt=locked, to=AttemptState.BOOKED)
    return locked
