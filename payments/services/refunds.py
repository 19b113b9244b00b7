"""Refunds: raised under the payment's lock, sent through the outbox, done when the provider says so."""

import secrets
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db.models import Sum

from apt.core.db import step, use_case
from apt.core.money import format_paise
from apt.core.services import emit
from offices.models import Approval, User
from offices.services import request_approval
from payments import psp
from payments.errors import NotInSuspense, OverRefund
from payments.models import Case, PaymentAttempt, Refund, UpiPayment
from payments.rules import REFUND_MOVES, Notice, Place, RefundState, Told, Why
from payments.rules.cases import KINDS
from payments.rules.upi import FOR_THE_BILL, UNCLAIMED, of_refunds, refund_due_by

from .attempts import lock_attempt, move_attempt
from .cases import close_cases, open_case
from .circuit import circuit_closed, note_answer
from .corrections import deciding_office
from .places import begin_return, end_return, lock_payment, machine_user, nodal_office

REFUND_DUE: Final = "payments.refund_due"
REFUND_SUSPENSE: Final = "payments.refund"


@step
def raise_refund(*, payment: UpiPayment, why: Why, paise: int, by: User, now: datetime, about: str = "") -> Refund:
    """Money of a payment shall go back; asked again for the same reason: the first refund. Sent after the commit.

    The attempt is locked already where there is one. Of booked money the caller's journal credits `refunds_due`.
    Raises OverRefund.
    """
    payment = lock_payment(pk=payment.pk)
    if first := Refund.objects.filter(payment=payment, why=why, about=about).first():
        return first
    left = payment.paise - _going(payment)
    if not 0 < paise <= left or payment.place not in (Place.HELD, Place.SUSPENSE, Place.BOOKED):
        raise OverRefund(left=format_paise(left))
    refund = Refund.objects.create(
        ref=f"R{secrets.token_hex(12).upper()}", payment=payment, why=why, about=about, paise=paise, asked_by=by,
        asked_at=now, due_by=refund_due_by(payment.paid_at, days=settings.UPI["refund_days"]),
    )  # fmt: skip
    begin_return(payment=payment, ref=refund.ref, paise=paise, by=by, now=now)
    _follow(payment)
    emit(topic=REFUND_DUE, refs=[str(refund.pk)], now=now)
    return refund


def _going(payment: UpiPayment) -> int:
    refunds = Refund.objects.filter(payment=payment).exclude(state=RefundState.WITHDRAWN)
    return refunds.aggregate(sum=Sum("paise"))["sum"] or 0


@step
def _follow(payment: UpiPayment) -> None:
    """The attempt goes where its own money goes; a second payer's money is no part of its story."""
    if payment.attempt_id and payment.finding in FOR_THE_BILL:
        attempt = lock_attempt(pk=payment.attempt_id)
        states = list(Refund.objects.filter(payment=payment).values_list("state", flat=True))
        state = of_refunds(states, whole=_done(payment) == payment.paise)
        if attempt.state != state:
            move_attempt(attempt=attempt, to=state)


def _done(payment: UpiPayment) -> int:
    paid_out = Refund.objects.filter(payment=payment, state=RefundState.DONE)
    return paid_out.aggregate(sum=Sum("paise"))["sum"] or 0


@step
def refund_sale(*, purpose: str, ref: str, about: str, paise: int, by: User, now: datetime) -> int:
    """An article of a booked bill is cancelled: how much of its price goes back by UPI, as it came; the rest was cash.

    The caller's journal credits `refunds_due` with it. Call it before that journal, as `mark_booked`.
    """
    payments = UpiPayment.objects.filter(
        attempt__purpose=purpose, attempt__ref=ref, finding__in=FOR_THE_BILL, place=Place.BOOKED
    )
    payment = payments.first()
    if payment is None or payment.attempt_id is None:
        return 0
    lock_attempt(pk=payment.attempt_id)
    payment = lock_payment(pk=payment.pk)
    by_upi = min(paise, payment.paise - _going(payment))
    if by_upi:
        raise_refund(payment=payment, why=Why.CANCELLED, about=about, paise=by_upi, by=by, now=now)
    return by_upi


@use_case
def give_back(*, attempt: PaymentAttempt, why: Why, by: User | None, now: datetime) -> Refund | None:
    """The bill of this attempt will not be booked: its money goes back. Harmless when it was booked or is going.

    `by` None: nobody decided it, the rule did.
    """
    return give_back_held(attempt=attempt, why=why, by=by or machine_user(), now=now)


@step
def give_back_held(*, attempt: PaymentAttempt, why: Why, by: User, now: datetime) -> Refund | None:
    """The same as a part of something else."""
    locked = lock_attempt(pk=attempt.pk)
    held = UpiPayment.objects.filter(attempt=locked, place=Place.HELD).first()
    if locked.state not in UNCLAIMED or held is None:
        return None
    return raise_refund(payment=held, why=why, paise=held.paise, by=by, now=now)


@use_case
def refund_from_suspense(*, case: Case, by: User, now: datetime) -> Refund | Approval:
    """A person has looked: the money of the case goes back to who paid it; from `settings.SECOND_PERSON` on, when a
    second person has agreed. The same, asked again, is the first request. Raises NotInSuspense.
    """
    if case.paise < settings.SECOND_PERSON["refund_paise"]:
        return _refund_suspense(case, by=by, now=now)
    _in_suspense(case)
    return request_approval(
        topic=REFUND_SUSPENSE,
        office=deciding_office(case.office),
        payload={"case": case.pk},
        summary=f"{case.about}: {format_paise(case.paise)}, {case.office.name}",
        reason=str(KINDS.get(case.kind, case.kind))[:200],
        by=by,
        now=now,
    )


@step
def refund_as_approved(*, approval: Approval, by: User, now: datetime) -> None:
    """`payments.refund`, approved: it goes back in the name of who asked. Raises NotInSuspense."""
    _refund_suspense(Case.objects.get(pk=approval.payload["case"]), by=approval.made_by, now=now)


@step
def _in_suspense(case: Case) -> None:
    locked = Case.objects.select_for_update(of=("self",)).select_related("payment").get(pk=case.pk)
    if locked.closed_at or locked.payment is None or locked.payment.place != Place.SUSPENSE:
        raise NotInSuspense()


@step
def _refund_suspense(case: Case, *, by: User, now: datetime) -> Refund:
    locked = Case.objects.select_for_update(of=("self",)).select_related("payment").get(pk=case.pk)
    payment = locked.payment
    if payment and payment.attempt_id:
        lock_attempt(pk=payment.attempt_id)
    if locked.closed_at or payment is None or lock_payment(pk=payment.pk).place != Place.SUSPENSE:
        raise NotInSuspense()
    refund = raise_refund(payment=payment, why=Why.SUSPENSE, paise=payment.paise, by=by, now=now)
    close_cases(payment=payment, outcome=f"refund {refund.ref}", by=by, now=now)
    return refund


def send_refund(*, refund_id: int, now: datetime) -> None:
    """Hand one refund to the provider, which knows a repeat by its ref. Raises NoAnswer: the outbox tries again."""
    refund = Refund.objects.select_related("payment").get(pk=refund_id)
    if refund.state != RefundState.DUE:
        return
    if not circuit_closed(now=now):
        raise psp.NoAnswer("the circuit is open")
    try:
        psp.send_refund(ref=refund.ref, payment_id=refund.payment.payment_id, paise=refund.paise)
    except psp.Declined:
        note_answer(answered=True, now=now)
        note_refund(refund_id=refund.pk, to=RefundState.FAILED, now=now)
        return
    except psp.NoAnswer:
        note_answer(answered=False, now=now)
        raise
    note_answer(answered=True, now=now)
    note_refund(refund_id=refund.pk, to=RefundState.SENT, now=now)


@use_case
def note_refund(*, refund_id: int, to: RefundState, now: datetime) -> None:
    """The provider took the refund over, or refused it. Left alone when its own word about the end came first."""
    payment_id = Refund.objects.values_list("payment_id", "payment__attempt_id").get(pk=refund_id)
    if payment_id[1]:
        lock_attempt(pk=payment_id[1])
    payment = lock_payment(pk=payment_id[0])
    refund = Refund.objects.select_for_update().get(pk=refund_id)
    if refund.state != RefundState.DUE:
        return
    if to == RefundState.SENT:
        _set(refund, to, now)
        _follow(payment)
    else:
        _fail(refund, payment, now)


@step
def apply_refund_notice(*, notice: Notice, by: User, now: datetime) -> None:
    """The provider's word about a refund. What does not fit a refund of ours becomes a case, and changes nothing."""
    known = Refund.objects.filter(ref=notice.refund_ref).values_list("pk", "payment_id", "payment__attempt_id").first()
    if known is None:
        open_case(
            kind="unknown_refund", about=notice.refund_ref, office=nodal_office(), paise=notice.paise, tr=notice.tr,
            now=now,
        )  # fmt: skip
        return
    if known[2]:
        lock_attempt(pk=known[2])
    payment = lock_payment(pk=known[1])
    refund = Refund.objects.select_for_update().get(pk=known[0])
    if notice.paise != refund.paise:
        open_case(
            kind="refund_amount", about=refund.ref, office=payment.office, paise=notice.paise, tr=payment.tr,
            payment=payment, now=now,
        )  # fmt: skip
    elif notice.told == Told.REFUND_FAILED:
        if refund.state in (RefundState.DUE, RefundState.SENT):
            _fail(refund, payment, now)
    elif RefundState.DONE in REFUND_MOVES[RefundState(refund.state)]:
        _set(refund, RefundState.DONE, now)
        whole = _done(payment) == payment.paise
        end_return(payment=payment, ref=refund.ref, paise=refund.paise, whole=whole, by=by, now=now)
        _follow(payment)
        close_cases(payment=payment, outcome=f"refunded {refund.ref}", by=by, now=now)


@step
def _fail(refund: Refund, payment: UpiPayment, now: datetime) -> None:
    _set(refund, RefundState.FAILED, now)
    _follow(payment)
    open_case(
        kind="refund_failed", about=refund.ref, office=payment.office, paise=refund.paise, tr=payment.tr,
        payment=payment, now=now,
    )  # fmt: skip


@step
def _set(refund: Refund, to: RefundState, now: datetime) -> None:
    if to not in REFUND_MOVES[RefundState(refund.state)]:
        raise ValueError(f"{refund.ref}: {refund.state} does not lead to {to}")
    refund.state = to
    if to == RefundState.SENT:
        refund.sent_at = now
    if to == RefundState.DONE:
        refund.done_at = now
    refund.save(update_fields=["state", "sent_at", "done_at"])


@use_case
def send_again(*, refund: Refund, by: User, now: datetime) -> Refund:
    """A refund that the provider refused goes out once more, under the same reference."""
    locked = Refund.objects.select_for_update().get(pk=refund.pk)
    if locked.state == RefundState.FAILED:
        _set(locked, RefundState.DUE, now)
        emit(topic=REFUND_DUE, refs=[str(locked.pk)], now=now)
    return locked


@step
def withdraw_refunds(*, payment: UpiPayment, by: User, now: datetime) -> bool:
    """The bank took the payment back before we sent anything: nothing is to be paid out. False when it is too late."""
    going = Refund.objects.select_for_update().filter(payment=payment).exclude(state=RefundState.WITHDRAWN)
    found = list(going.order_by("id"))
    whole = sum(refund.paise for refund in found) == payment.paise
    if not whole or any(refund.state != RefundState.DUE for refund in found):
        return False
    for refund in found:
        _set(refund, RefundState.WITHDRAWN, now)
    return True
