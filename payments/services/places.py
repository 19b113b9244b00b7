"""Where UPI money lies: received, booked, on its way back, taken back. Each move is one journal."""

from datetime import datetime
from typing import Final

from django.conf import settings

from apt.core.db import step
from offices.models import Office, User
from offices.rules import Kind
from payments.models import Journal, PaymentAttempt, UpiPayment
from payments.rules import MONEY_MOVES, Account, Finding, Line, Notice, Place, Purpose
from payments.rules.upi import FOR_THE_BILL

from .journal import post_journal

MACHINE: Final = "00000000"
NODAL_NAME: Final = "Sansad Marg HO"  # of the post's UPI since 2024: operations.md, section 8.1
_ACCOUNTS: Final = {
    Place.HELD: Account.UPI_HELD,
    Place.SUSPENSE: Account.SUSPENSE,
    Place.RETURNING: Account.REFUNDS_DUE,
}


@step
def machine_user() -> User:
    """Under whose name stands what the provider told: nobody answers for an entry that they did not make."""
    found, _ = User.objects.get_or_create(
        employee_id=MACHINE, defaults={"name": "UPI provider (machine)", "is_active": False, "password": "!"}
    )
    return found


def nodal_office() -> Office:
    """The office whose chain holds money that names no attempt of ours: as set, or where it lies in fact."""
    if settings.UPI_NODAL_OFFICE:
        return Office.objects.get(code=settings.UPI_NODAL_OFFICE)
    named = Office.objects.filter(kind=Kind.HEAD, name=NODAL_NAME).order_by("id").first()
    return named or Office.objects.filter(kind=Kind.DIRECTORATE).order_by("id")[0]


@step
def receive_money(
    *, notice: Notice, finding: Finding, attempt: PaymentAttempt | None, by: User, now: datetime
) -> UpiPayment:
    """Journal money that arrived: held for its bill, or in suspense. The journal's reference is the provider's payment:
    the same money is never received twice, whatever went wrong above. It names no shift: money that has arrived is
    never refused because somebody went home.
    """
    place = Place.HELD if finding in FOR_THE_BILL else Place.SUSPENSE
    office = attempt.office if attempt else nodal_office()
    journal = post_journal(
        office=office,
        purpose=Purpose.UPI_IN,
        ref=notice.payment_id,
        lines=[Line(Account.UPI_CLEARING, notice.paise), Line(_ACCOUNTS[place], -notice.paise)],
        by=by,
        now=now,
    )
    return UpiPayment.objects.create(
        payment_id=notice.payment_id, tr=notice.tr, attempt=attempt, office=office, paise=notice.paise,
        currency=notice.currency, payer=notice.payer, paid_at=notice.happened_at, seen_at=now, source=notice.source,
        finding=finding, place=place, journal=journal,
    )  # fmt: skip


@step
def lock_payment(*, pk: int) -> UpiPayment:
    payments = UpiPayment.objects.select_for_update(of=("self",), no_key=True)
    return payments.select_related("office", "attempt").get(pk=pk)


@step
def move_money(*, payment: UpiPayment, to: Place) -> None:
    if to not in MONEY_MOVES[Place(payment.place)]:
        raise ValueError(f"{payment.payment_id}: {payment.place} does not lead to {to}")
    payment.place = to
    payment.save(update_fields=["place"])


@step
def take_held(*, attempt: PaymentAttempt, by: User, now: datetime) -> UpiPayment | None:
    """The money of an attempt, out of the holding, for a sale whose journal debits it. None when none is held."""
    held = UpiPayment.objects.filter(attempt=attempt, place=Place.HELD).values_list("pk", flat=True).first()
    if held is None:
        return None
    payment = lock_payment(pk=held)
    move_money(payment=payment, to=Place.BOOKED)
    return payment


@step
def begin_return(*, payment: UpiPayment, ref: str, paise: int, by: User, now: datetime) -> None:
    """Money that will go back leaves its place. Booked money has left it: the cancelling app's own journal says so."""
    if payment.place == Place.BOOKED:
        return
    _post(
        payment=payment,
        purpose=Purpose.REFUND_DUE,
        ref=ref,
        debit=_ACCOUNTS[Place(payment.place)],
        credit=Account.REFUNDS_DUE,
        paise=paise,
        by=by,
        now=now,
    )
    move_money(payment=payment, to=Place.RETURNING)


@step
def end_return(*, payment: UpiPayment, ref: str, paise: int, whole: bool, by: User, now: datetime) -> None:
    """The provider has paid it out."""
    _post(
        payment=payment,
        purpose=Purpose.REFUND_PAID,
        ref=ref,
        debit=Account.REFUNDS_DUE,
        credit=Account.UPI_CLEARING,
        paise=paise,
        by=by,
        now=now,
    )
    if whole:
        move_money(payment=payment, to=Place.RETURNED)


@step
def take_back(*, payment: UpiPayment, paise: int, lost: bool, by: User, now: datetime) -> bool:
    """The bank took the money back. `lost`: it was booked or paid out already, so that a person must look at the gap.

    False when that was journalled before.
    """
    if Journal.objects.filter(purpose=Purpose.UPI_REVERSED, ref=payment.payment_id).exists():
        return False
    from_account = Account.SUSPENSE if lost else _ACCOUNTS[Place(payment.place)]
    _post(
        payment=payment,
        purpose=Purpose.UPI_REVERSED,
        ref=payment.payment_id,
        debit=from_account,
        credit=Account.UPI_CLEARING,
        paise=paise,
        by=by,
        now=now,
    )
    if not lost:
        move_money(payment=payment, to=Place.REVERSED)
    return True


@step
def _post(
    *,
    payment: UpiPayment,
    purpose: Purpose,
    ref: str,
    debit: Account,
    credit: Account,
    paise: int,
    by: User,
    now: datetime,
) -> None:
    post_journal(
        office=payment.office, purpose=purpose, ref=ref, lines=[Line(debit, paise), Line(credit, -paise)], by=by,
        now=now,
    )  # fmt: skip
