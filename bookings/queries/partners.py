"""Asking for the partner API: what is expected of a row, what is booked under which reference, whose articles."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Final

from django.db import connection
from django.db.models import Q

from apt.core.clock import day_begins
from bookings.models import Article, Parties, PartnerBooking, Pickup, Sale
from bookings.rules import Expected, Status
from bookings.rules.pickups import PickupState
from offices.models import Office
from partners.models import BookingPlace, Contract, Customer
from payments.rules import Mode
from tracking.models import SandboxArticle

# Asked for every booking: written out, since building them costs more than running them.
_RANGES: Final = """
    SELECT series, first_serial, last_serial, printed FROM bookings_numberblock
    WHERE contract_id = %s ORDER BY series, first_serial
"""
_BOOKED: Final = """
    SELECT booked.line, article.number, booked.reference,
        article.postage_paise - article.discount_paise + article.services_paise + article.cgst_paise
            + article.sgst_paise
    FROM bookings_sale sale JOIN bookings_article article ON article.sale_id = sale.id
    JOIN bookings_partnerbooking booked ON booked.article_id = article.id WHERE sale.request_id = %s
"""


def expected_at(place: BookingPlace, *, sandbox: bool) -> Expected:
    """What the contract and the office make of each row. One query; none in the sandbox, which draws for everybody."""
    contract, office = place.contract, place.office
    ranges = [] if sandbox else _ranges_of(contract)
    return Expected(
        office=office.name,
        office_pin=office.pincode,
        office_code=office.code,
        document_product=contract.document_product,
        parcel_product=contract.parcel_product,
        ranges=[(series, first, last) for series, first, last, printed in ranges if printed],
        draws=sandbox or any(not printed for *_, printed in ranges),
    )


def _ranges_of(contract: Contract) -> list[tuple[str, int, int, bool]]:
    with connection.cursor() as cursor:
        cursor.execute(_RANGES, [contract.pk])
        return list(cursor.fetchall())


def articles_of_sale(request_id: uuid.UUID) -> dict[int, tuple[str, str, int]]:
    """By row of the request: number, reference and price of what it booked already. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_BOOKED, [request_id])
        return {line: (number, reference, paise) for line, number, reference, paise in cursor.fetchall()}


def numbers_of_references(contract: Contract, references: Sequence[str], *, live: bool) -> dict[str, str]:
    """Which of a customer's references are booked, and as what. One query."""
    wanted = [reference for reference in references if reference]
    if not wanted:
        return {}
    if live:
        booked = PartnerBooking.objects.filter(contract=contract, reference__in=wanted)
        return dict(booked.values_list("reference", "article__number"))
    dreamt = SandboxArticle.objects.filter(customer=contract.customer, reference__in=wanted)
    return dict(dreamt.values_list("reference", "number"))


def articles_of_customer(customer: Customer, numbers: Sequence[str]) -> dict[str, Article]:
    """Those of these that the customer booked, in bulk or over the API, with what a label prints. One query."""
    theirs = Article.objects.filter(number__in=list(numbers), sale__contract__customer=customer)
    found = theirs.select_related("parties", "sale__office", "sale__contract", "origin", "destination")
    return {one.number: one for one in found}


def sandbox_labels(customer: Customer, numbers: Sequence[str]) -> dict[str, Article]:
    """The same of the sandbox: articles that were never saved, with nobody's name on them. Two queries."""
    found = SandboxArticle.objects.filter(customer=customer, number__in=list(numbers))
    return {one.number: _specimen(one) for one in found.prefetch_related("events__office")}


def _specimen(dreamt: SandboxArticle) -> Article:
    events = sorted(dreamt.events.all(), key=lambda event: event.due_at)
    origin, destination = events[0].office, events[-1].office
    sale = Sale(office=origin, mode=Mode.BNPL, booked_at=dreamt.booked_at)
    article = Article(
        number=dreamt.number, sale=sale, product=dreamt.product, origin=origin, destination=destination,
        pincode=dreamt.pincode, weight_grams=1, chargeable_grams=1, postage_paise=dreamt.total_paise, services_paise=0,
        cgst_paise=0, sgst_paise=0, status=Status.BOOKED,
    )  # fmt: skip
    article.parties = Parties(addressee_name="SANDBOX", addressee_address="SPECIMEN", sender_name="SANDBOX")
    return article


def pickups_of(office: Office, *, today: date, limit: int = 200) -> list[Pickup]:
    """What an office is to fetch, however late, and what it settled today; the earliest day first. One query."""
    found = Pickup.objects.filter(
        Q(state=PickupState.ASKED) | Q(settled_at__gte=day_begins(today)), office=office, live=True
    )
    return list(found.select_related("customer", "settled_by").order_by("on", "id")[:limit])


def pickups_due(office: Office, *, on: date) -> int:
    """How many pick-ups of a day or an earlier one nobody has settled."""
    return Pickup.objects.filter(office=office, live=True, state=PickupState.ASKED, on__lte=on).count()


def pickup_of_customer(customer: Customer, code: str, *, live: bool) -> Pickup | None:
    return Pickup.objects.select_related("office").filter(customer=customer, code=code, live=live).first()
