"""Asking for the partner API: what is expected of a row, what is booked under which reference, whose articles."""

import uuid
from collections.abc import Sequence
from datetime import date

from django.db.models import Q

from apt.core.clock import day_begins
from bookings.models import Article, NumberBlock, Parties, PartnerBooking, Pickup, Sale
from bookings.rules import Expected, Status
from bookings.rules.pickups import PickupState
from offices.models import Office
from partners.models import BookingPlace, Contract, Customer
from payments.rules import Mode
from tracking.models import SandboxArticle


def expected_at(place: BookingPlace, *, sandbox: bool) -> Expected:
    """What the contract and the office make of each row. One query; none in the sandbox, which draws for everybody."""
    contract, office = place.contract, place.office
    ranges = [] if sandbox else list(NumberBlock.objects.filter(contract=contract).order_by("series", "first_serial"))
    return Expected(
        office=office.name,
        office_pin=office.pincode,
        office_code=office.code,
        document_product=contract.document_product,
        parcel_product=contract.parcel_product,
        ranges=[(one.series, one.first_serial, one.last_serial) for one in ranges if one.printed],
        draws=sandbox or any(not one.printed for one in ranges),
    )


def articles_of_sale(request_id: uuid.UUID) -> dict[int, tuple[str, str, int]]:
    """By row of the request: number, reference and price of what it booked already. One query."""
    found = PartnerBooking.objects.filter(article__sale__request_id=request_id).select_related("article")
    return {one.line: (one.article.number, one.reference, one.article.total_paise) for one in found}


def numbers_of_references(contract: Contract, references: Sequence[str], *, live: bool) -> dict[str, str]:
    """Which of a customer's references are booked, and as what. One query."""
    wanted = [reference for reference in references if reference]
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
