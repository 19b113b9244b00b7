"""The month's bills of a contract, with the volume discount that only the whole month can tell."""

import logging
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from apt.core.clock import ist_date, next_month
from apt.core.db import step, use_case
from apt.core.errors import Refusal
from bookings.errors import MonthNotOver, NothingToBill, StillBooking
from bookings.models import Article, Bill, BillLine, Cancellation, Sale
from bookings.queries import tariff
from bookings.rules import BatchStatus, volume, volume_bp
from bookings.rules.tariff import in_force
from bookings.rules.tariff.fees import PAISE_IN_RUPEE
from bookings.rules.tariff.pricing import ROUNDED_TO
from offices.models import Office, User
from partners.access import hold_contract
from partners.models import Contract, Terms
from partners.rules import Payment, circle_of
from payments.models import Journal
from payments.queries import account_of
from payments.rules import Account, Line, Purpose
from payments.services import post_journal

log = logging.getLogger(__name__)
MACHINE: Final = "00000001"
BILLS_AT_ONCE: Final = 20  # seconds of work at most, well within Celery's time limit; the beat comes again


class Booked(NamedTuple):
    """A day's articles of one product at one office, in town or elsewhere."""

    office_id: int
    path: str
    gstin: str
    day: date
    product: str
    in_town: bool
    cancelled: bool
    articles: int
    postage_paise: int
    services_paise: int
    cgst_paise: int
    sgst_paise: int


@use_case
def bill_contract(*, contract: Contract, month: date, by: User, now: datetime) -> list[Bill]:
    """The bills of a month, one for each GSTIN and circle; made once, then the same again.

    What was cancelled in the month is taken off, whenever it was booked: the bill of its own month may be paid. Due at
    the end of the following month; to be made by its 7th (tariff.md, section 8). The volume discount is credited to the
    contract's account by a journal of its own. Raises MonthNotOver, StillBooking, NothingToBill.
    """
    month = month.replace(day=1)
    if ist_date(now) < next_month(month):
        raise MonthNotOver(month=f"{month:%m/%Y}")
    hold_contract(contract)  # two presses make one set of bills
    if made := list(Bill.objects.filter(contract=contract, month=month).order_by("id")):
        return made
    at_work = contract.batches.filter(status=BatchStatus.BOOKING, priced_on__lt=next_month(month))
    if batch := at_work.first():
        raise StillBooking(number=batch.number)
    booked = [*_booked(contract, month), *_cancelled(contract, month)]
    if not booked:
        raise NothingToBill(contract=contract.code, month=f"{month:%m/%Y}")
    rates = _rates(contract, month, booked)
    parts: dict[tuple[str, str], list[Booked]] = {}
    for one in booked:
        parts.setdefault((one.gstin, circle_of(one.path)), []).append(one)
    circles = {circle.code: circle for circle in Office.objects.filter(code__in={code for _, code in parts})}
    return [
        _bill(
            contract=contract,
            month=month,
            number=f"B{contract.code}{month:%y%m}{serial:02d}",
            gstin=gstin,
            circle=circles[code],
            booked=lines,
            rates=rates,
            by=by,
            now=now,
        )
        for serial, ((gstin, code), lines) in enumerate(sorted(parts.items()), start=1)
    ]


def bill_due(*, now: datetime) -> int:
    """The bills of last month that are not made yet, a contract a transaction; how many contracts were billed.

    Nothing before `settings.BILLS_FROM_DAY`. A contract that fails does not stop the others, and is tried again.
    """
    today = ist_date(now)
    if today.day < settings.BILLS_FROM_DAY:
        return 0
    month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    by, done = billing_machine(), 0
    for contract in _unbilled(month)[:BILLS_AT_ONCE]:
        try:
            bill_contract(contract=contract, month=month, by=by, now=now)
            done += 1
        except Refusal as refusal:
            log.warning("contract %s is not billed for %s: %s", contract.code, month, refusal.sentence())
        except Exception:  # any failure of one contract must not stop the others
            log.exception("contract %s is not billed for %s", contract.code, month)
    return done


def _unbilled(month: date) -> QuerySet[Contract]:
    """Contracts with something to bill in a month, and no bill of it."""
    span = (month, next_month(month) - timedelta(days=1))
    sold = Sale.objects.filter(contract=OuterRef("pk"), business_date__range=span)
    gone = Cancellation.objects.filter(article__sale__contract=OuterRef("pk"), journal__business_date__range=span)
    billed = Bill.objects.filter(contract=OuterRef("pk"), month=month)
    return Contract.objects.filter(Exists(sold) | Exists(gone), ~Exists(billed)).order_by("id")


def billing_machine() -> User:
    """Who made a bill that no person asked for. Nobody can sign in as it."""
    return User.objects.get_or_create(
        employee_id=MACHINE, defaults={"name": "Bills of the month (machine)", "is_active": False, "password": "!"}
    )[0]


def _booked(contract: Contract, month: date) -> list[Booked]:
    """What was booked, summed by the database: one query, whatever the number of articles."""
    articles = Article.objects.filter(
        sale__contract=contract, sale__business_date__gte=month, sale__business_date__lt=next_month(month)
    )
    return _summed(contract, articles, day="sale__business_date", cancelled=False)


def _cancelled(contract: Contract, month: date) -> list[Booked]:
    """What was cancelled in the month, as amounts to take off."""
    articles = Article.objects.filter(
        sale__contract=contract,
        cancellation__journal__business_date__gte=month,
        cancellation__journal__business_date__lt=next_month(month),
    )
    return _summed(contract, articles, day="cancellation__journal__business_date", cancelled=True)


def _summed(contract: Contract, articles: QuerySet[Article], *, day: str, cancelled: bool) -> list[Booked]:
    gstins = dict(contract.places.values_list("office_id", "gstin"))
    rows = (
        articles.annotate(day=F(day), in_town=Q(distance_km__isnull=True, zone=""))
        .values_list("sale__office_id", "sale__office__path", "day", "product", "in_town")
        .annotate(
            count=Count("id"),
            postage=Sum(F("postage_paise") - F("discount_paise")),
            services=Sum("services_paise"),
            cgst=Sum("cgst_paise"),
            sgst=Sum("sgst_paise"),
        )
        .order_by("day", "sale__office_id", "product", "in_town")
    )
    sign = -1 if cancelled else 1
    return [
        Booked(office, path, gstins.get(office, ""), day, product, in_town, cancelled, count,
               *(sign * _plain(paise) for paise in amounts))
        for office, path, day, product, in_town, count, *amounts in rows
    ]  # fmt: skip


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, Decimal) else value  # PostgreSQL sums bigints as numeric


class Rate(NamedTuple):
    """The month's discount on one product, in town or elsewhere, and how its GST is rounded."""

    basis_points: int
    gst_bp: int
    rounded_to: int


def _rates(contract: Contract, month: date, booked: Sequence[Booked]) -> dict[tuple[str, bool], Rate]:
    """By product and whether in town; empty when no volume discount was agreed on the month's last day."""
    last = next_month(month) - timedelta(days=1)
    terms = Terms.objects.filter(contract=contract, valid__contains=last).first()
    if terms is None or not terms.volume_discount:
        return {}
    sheet = tariff()
    discount, rounding = in_force(sheet.discounts.get(volume.CODE, ()), last), in_force(sheet.rounding, last)
    if discount is None or rounding is None:
        return {}
    revenue = sum(one.postage_paise for one in booked if one.product in discount.products)
    rupees = -(-revenue // PAISE_IN_RUPEE)  # a paisa over a slab's edge is over it
    prepaid = contract.payment == Payment.ADVANCE
    return {
        (code, in_town): Rate(
            volume_bp(discount, rupees, town=in_town, prepaid=prepaid),
            sheet.products[code].gst_bp,
            ROUNDED_TO[rounding.rule],
        )
        for code in discount.products
        for in_town in (False, True)
    }


@step
def _bill(
    *,
    contract: Contract,
    month: date,
    number: str,
    gstin: str,
    circle: Office,
    booked: Sequence[Booked],
    rates: dict[tuple[str, bool], Rate],
    by: User,
    now: datetime,
) -> Bill:
    lines = [
        BillLine(
            number=number, office_id=one.office_id, day=one.day, product=one.product, articles=one.articles,
            cancelled=one.cancelled, postage_paise=one.postage_paise, services_paise=one.services_paise,
            cgst_paise=one.cgst_paise, sgst_paise=one.sgst_paise,
        )
        for number, one in enumerate(booked, start=1)
    ]  # fmt: skip
    credits_: list[volume.Credit] = []
    for (product, in_town), rate in sorted(rates.items()):
        postage = sum(one.postage_paise for one in booked if (one.product, one.in_town) == (product, in_town))
        off = volume.credit(postage, rate.basis_points, gst_bp=rate.gst_bp, rounded_to=rate.rounded_to)
        if off.paise:
            credits_.append(off)
            lines.append(
                BillLine(
                    number=len(lines) + 1, product=product, discount_bp=rate.basis_points, postage_paise=-off.paise,
                    services_paise=0, cgst_paise=-off.cgst_paise, sgst_paise=-off.sgst_paise,
                )
            )  # fmt: skip
    bill = Bill.objects.create(
        number=number, contract=contract, circle=circle, gstin=gstin, month=month, made_on=ist_date(now),
        due_on=next_month(next_month(month)) - timedelta(days=1), made_by=by, made_at=now,
        journal=_credit_journal(contract, number, booked[0].office_id, credits_, by=by, now=now),
        total_paise=sum(line.total_paise for line in lines),
    )  # fmt: skip
    for line in lines:
        line.bill = bill
    BillLine.objects.bulk_create(lines)
    return bill


@step
def _credit_journal(
    contract: Contract, number: str, office_id: int, credits_: Sequence[volume.Credit], *, by: User, now: datetime
) -> Journal | None:
    """Takes the discount and its GST off the income, in the books of the first office on the bill."""
    if not credits_:
        return None
    return post_journal(
        office=Office.objects.get(pk=office_id),
        purpose=Purpose.VOLUME_DISCOUNT,
        ref=number,
        lines=[
            Line(Account.POSTAGE, sum(one.paise for one in credits_)),
            Line(Account.CGST, sum(one.cgst_paise for one in credits_)),
            Line(Account.SGST, sum(one.sgst_paise for one in credits_)),
            Line(account_of(contract), -sum(one.total_paise for one in credits_)),
        ],
        contract=contract,
        by=by,
        now=now,
    )
