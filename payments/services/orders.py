"""Money orders: booked at one counter, paid at another, or given back. Money moves once, whoever presses twice."""

import re
import uuid
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext

from apt.core.clock import ist_date
from apt.core.db import step, use_case
from apt.core.money import format_paise
from offices.access import check_rolled_out
from offices.models import Approval, Office, User
from offices.queries import office_delivering
from offices.rules import Decision, Kind
from offices.services import request_approval
from payments.errors import (
    BadOrderAmount,
    NoIdentity,
    NoShift,
    NotEnoughCash,
    OrderDecided,
    OrderKept,
    OrderLimit,
    OrderNotAllowed,
    OrderNotCurrent,
    OrderReused,
    OrderStillCurrent,
)
from payments.models import Journal, MoneyOrder, OrderParties, Shift
from payments.queries import drawer_paise, sent_this_month, single_handed
from payments.rules import Account, Line, Purpose
from payments.rules.orders import (
    KEPT_FOR,
    MOST_A_MONTH,
    MOST_PAISE,
    ORDER_MOVES,
    Identity,
    OrderState,
    Unpaid,
    commission_of,
    current_until,
    forfeited_on,
    valid_amount,
)

from .corrections import deciding_office
from .journal import post_journal
from .places import machine_user

LAPSED_A_ROUND: Final = 500
BOOK_ORDER: Final = "payments.book_order"
PAY_ORDER: Final = "payments.pay_order"
ALLOWED_FOR: Final = timedelta(days=1)


class Payer(NamedTuple):
    name: str
    mobile: str
    address: str


class Payee(NamedTuple):
    name: str
    address: str
    pincode: str
    mobile: str = ""


@use_case
def book_order(
    *,
    shift: Shift,
    paise: int,
    payer: Payer,
    payee: Payee,
    request_id: uuid.UUID,
    by: User,
    now: datetime,
    message: str = "",
) -> MoneyOrder | Approval:
    """Take cash and commission into the drawer of `shift`; the office that delivers at the payee's PIN pays it.

    A large one waits for a second person: then it is the request, and the same form again books once they agreed. A
    repeat of `request_id` returns the first order. Raises NoShift, NotRolledOut, NoDayToOpen, BadOrderAmount,
    OrderLimit, OrderReused, OrderNotAllowed, UnknownPin.
    """
    if shift.ended_at or shift.clerk_id != by.pk:
        raise NoShift()
    check_rolled_out(shift.office, on=shift.business_date)
    if not valid_amount(paise):
        raise BadOrderAmount(field="rupees", limit=format_paise(MOST_PAISE))
    _hold_payer(payer.mobile)  # two orders at once would each see the other's limit free, and two presses no order yet
    if first := MoneyOrder.objects.filter(request_id=request_id).first():
        if first.booked_shift_id != shift.pk or first.paise != paise:
            raise OrderReused()
        return first
    left = MOST_A_MONTH - sent_this_month(payer.mobile, on=ist_date(now))
    if paise > left:
        raise OrderLimit(field="rupees", left=format_paise(max(0, left)))
    paying = office_delivering(payee.pincode, ist_date(now))
    asked = {"request_id": str(request_id), "paise": paise, "payer": payer.mobile}
    summary = f"{format_paise(paise)}: {payer.name} - {payee.name}, {paying.name}"
    if paise >= _second() and (waits := _waits(BOOK_ORDER, shift, asked, summary, by=by, now=now)):
        return waits
    commission = commission_of(paise)
    lines = [
        Line(Account.CASH, paise + commission),
        Line(Account.EMO_PAYABLE, -paise),
        Line(Account.EMO_COMMISSION, -commission),
    ]
    journal = post_journal(
        office=shift.office, purpose=Purpose.EMO_IN, ref=request_id.hex, lines=lines, shift=shift, by=by, now=now
    )
    order = MoneyOrder.objects.create(
        request_id=request_id, number=f"{shift.office.code}{journal.number:010d}", office=shift.office,
        paying_office=paying, paise=paise, commission_paise=commission,
        booked_on=ist_date(now), booked_at=now, booked_by=by, booked_shift=shift, journal=journal,
    )  # fmt: skip
    OrderParties.objects.create(
        order=order, payer_name=payer.name, payer_mobile=payer.mobile, payer_address=payer.address,
        payee_name=payee.name, payee_mobile=payee.mobile, payee_address=f"{payee.address}, {payee.pincode}"[:200],
        message=message,
    )  # fmt: skip
    return order


@step
def send_order(
    *,
    office: Office,
    paying_office: Office,
    paise: int,
    payer: Payer,
    payee: Payee,
    ref: str,
    by: User,
    now: datetime,
) -> MoneyOrder:
    """A money order out of what was collected at a door for article `ref`: over no counter, free of commission."""
    lines = [Line(Account.COD_PAYABLE, paise), Line(Account.EMO_PAYABLE, -paise)]
    journal = post_journal(office=office, purpose=Purpose.COD_OUT, ref=ref, lines=lines, by=by, now=now)
    order = MoneyOrder.objects.create(
        request_id=uuid.uuid4(), number=f"{office.code}{journal.number:010d}", office=office,
        paying_office=paying_office, paise=paise, commission_paise=0, booked_on=ist_date(now), booked_at=now,
        booked_by=by, journal=journal,
    )  # fmt: skip
    OrderParties.objects.create(
        order=order, payer_name=payer.name, payer_mobile=payer.mobile, payer_address=payer.address,
        payee_name=payee.name, payee_mobile=payee.mobile, payee_address=f"{payee.address}, {payee.pincode}"[:200],
        message=ref,
    )  # fmt: skip
    return order


@use_case
def pay_order(
    *, order: MoneyOrder, shift: Shift, identity: Identity, last4: str, by: User, now: datetime
) -> MoneyOrder | Approval:
    """Pay the payee out of the drawer of `shift`, against a document. A second press pays nothing.

    A large one waits for a second person: then it is the request, and paying again pays once they agreed. Raises
    NoShift, NotRolledOut, NoDayToOpen, NoIdentity, OrderDecided, OrderNotCurrent, OrderNotAllowed, NotEnoughCash.
    """
    seen = last4.strip().upper()
    if not re.fullmatch(r"[0-9A-Z]{4}", seen):
        raise NoIdentity(field="last4")
    order = _locked(order)
    if order.state == OrderState.PAID and order.ended_by_id == by.pk:
        return order
    _check_move(order, OrderState.PAID)
    until = current_until(order.booked_on)
    if ist_date(now) > until:
        raise OrderNotCurrent(date=f"{until:%d.%m.%Y}")
    if shift.ended_at or shift.clerk_id != by.pk:
        raise NoShift()
    check_rolled_out(shift.office, on=shift.business_date)
    asked, summary = {"order": order.number}, f"{order.number}: {format_paise(order.paise)}, {shift.office.name}"
    if order.paise >= _second() and (waits := _waits(PAY_ORDER, shift, asked, summary, by=by, now=now)):
        return waits
    order.identity, order.identity_last4 = identity, seen
    return _pay_out(order, OrderState.PAID, Purpose.EMO_PAID, shift, by=by, now=now)


def _second() -> int:
    return settings.SECOND_PERSON["order_paise"]


@step
def _waits(
    topic: str, shift: Shift, asked: dict[str, Any], summary: str, *, by: User, now: datetime
) -> Approval | None:
    """The request that a second person has not decided; None once they agreed, or where nobody else stands today.

    Raises OrderNotAllowed.
    """
    office = shift.office
    if office.kind != Kind.BRANCH and single_handed(office, by, on=ist_date(now)):
        return None
    office = deciding_office(office)
    last = Approval.objects.filter(topic=topic, office=office, payload=asked, made_by=by).order_by("-id").first()
    if last and last.decided_by and last.decided_at and last.decided_at > now - ALLOWED_FOR:
        if last.decision == Decision.APPROVED:
            return None
        raise OrderNotAllowed(person=last.decided_by.name, reason=last.decision_reason)
    return request_approval(
        topic=topic, office=office, payload=asked, summary=summary, reason=gettext("above the limit"), by=by, now=now,
        valid_for=ALLOWED_FOR,
    )  # fmt: skip


@step
def allow_order(*, approval: Approval, by: User, now: datetime) -> None:
    """`payments.book_order` and `payments.pay_order`, approved: a permission of one day; the clerk then does it.

    Raises OrderDecided.
    """
    if number := approval.payload.get("order"):
        order = MoneyOrder.objects.get(number=number)
        _check_move(order, OrderState.PAID)


@use_case
def return_order(*, order: MoneyOrder, why: Unpaid, by: User, now: datetime) -> MoneyOrder:
    """It cannot be paid and goes back to its payer; one whose payee was not found is kept for a week first.

    No money moves. A repeat changes nothing. Raises OrderDecided, OrderKept.
    """
    order = _locked(order)
    if order.state == OrderState.RETURNED:
        return order
    _check_move(order, OrderState.RETURNED)
    kept_until = order.booked_on + KEPT_FOR
    if why == Unpaid.NOT_FOUND and ist_date(now) < kept_until:
        raise OrderKept(date=f"{kept_until:%d.%m.%Y}")
    order.state, order.unpaid = OrderState.RETURNED, why
    order.save(update_fields=["state", "unpaid"])
    return order


@use_case
def refund_order(*, order: MoneyOrder, shift: Shift, by: User, now: datetime) -> MoneyOrder:
    """Give the amount back to the payer; the commission was earned. A second press pays nothing.

    Raises NoShift, OrderDecided, OrderStillCurrent, NotEnoughCash.
    """
    order = _locked(order)
    if order.state == OrderState.REFUNDED and order.ended_by_id == by.pk:
        return order
    _check_move(order, OrderState.REFUNDED)
    until = current_until(order.booked_on)
    if order.state == OrderState.BOOKED and ist_date(now) <= until:
        raise OrderStillCurrent(date=f"{until:%d.%m.%Y}")
    return _pay_out(order, OrderState.REFUNDED, Purpose.EMO_BACK, shift, by=by, now=now)


@step
def _pay_out(
    order: MoneyOrder, to: OrderState, purpose: Purpose, shift: Shift, *, by: User, now: datetime
) -> MoneyOrder:
    if shift.ended_at or shift.clerk_id != by.pk:
        raise NoShift()
    lines = [Line(Account.EMO_PAYABLE, order.paise), Line(Account.CASH, -order.paise)]
    journal = post_journal(
        office=shift.office, purpose=purpose, ref=order.number, lines=lines, shift=shift, by=by, now=now
    )
    if (left := drawer_paise(shift)) < 0:
        raise NotEnoughCash(held=format_paise(left + order.paise))
    return _ended(order, to, journal, by=by, now=now)


def lapse_orders(*, now: datetime) -> int:
    """Forfeit what nobody claimed for three years. Each order is its own transaction; a repeat finds nothing to do."""
    unclaimed = MoneyOrder.objects.filter(
        state__in=[OrderState.BOOKED, OrderState.RETURNED], booked_on__lt=_years_before(ist_date(now))
    )
    ids = list(unclaimed.order_by("id").values_list("pk", flat=True)[:LAPSED_A_ROUND])
    return sum(_lapse(order_id=one, by=machine_user(), now=now) for one in ids)


@use_case
def _lapse(*, order_id: int, by: User, now: datetime) -> bool:
    order = _locked(MoneyOrder(pk=order_id))
    if OrderState.LAPSED not in ORDER_MOVES[OrderState(order.state)] or ist_date(now) < forfeited_on(order.booked_on):
        return False
    lines = [Line(Account.EMO_PAYABLE, order.paise), Line(Account.EMO_LAPSED, -order.paise)]
    journal = post_journal(
        office=order.office, purpose=Purpose.EMO_LAPSED, ref=order.number, lines=lines, by=by, now=now
    )
    _ended(order, OrderState.LAPSED, journal, by=by, now=now)
    return True


@step
def _ended(order: MoneyOrder, to: OrderState, journal: Journal, *, by: User, now: datetime) -> MoneyOrder:
    order.state, order.ended_at, order.ended_by, order.end_journal = to, now, by, journal
    order.save(update_fields=["state", "ended_at", "ended_by", "end_journal", "identity", "identity_last4"])
    return order


@step
def _locked(order: MoneyOrder) -> MoneyOrder:
    """The order as it is now. It comes before the chain of the office that pays."""
    return MoneyOrder.objects.select_for_update(no_key=True, of=("self",)).select_related("office").get(pk=order.pk)


def _check_move(order: MoneyOrder, to: OrderState) -> None:
    if to not in ORDER_MOVES[OrderState(order.state)]:
        raise OrderDecided(state=OrderState(order.state).label)


@step
def _hold_payer(mobile: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('payments.payer', %s))", [int(mobile)])


def _years_before(on: date) -> date:
    return on.replace(year=on.year - 3, day=min(on.day, 28)) if on.month == 2 else on.replace(year=on.year - 3)
