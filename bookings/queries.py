"""Asking the counter: prices, receipts, what lies at an office."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from offices.errors import UnknownPin
from offices.models import Office
from offices.queries import offices_delivering
from offices.rules import clean_pin
from payments.models import Shift

from .errors import NoPosition
from .models import Article, Sale
from .rules import Price, Quote, Status, Tariff, haversine_km, load_tariff, price
from .rules.tariff import LOCAL_MAX_KM


@functools.cache
def tariff() -> Tariff:
    """The packaged tariff, read once a process."""
    return load_tariff()


@dataclass(frozen=True)
class Asked:
    """What a counter asks a price for."""

    pincode: str
    grams: int
    services: tuple[str, ...] = ()
    product: str = "SP_DOC"


@dataclass(frozen=True)
class Quoted:
    """The answer: which office delivers, how far it is (None: local), and the price with its reasons."""

    destination: Office
    distance_km: float | None
    price: Price


def quote_articles(asked: Sequence[Asked], *, origin: Office, on: date) -> list[Quoted]:
    """Price each article from `origin`. One query, whatever the number.

    Raises BadPin, UnknownPin, NoPosition, and what `rules.price` raises.
    """
    pins = [clean_pin(item.pincode) for item in asked]
    delivering = offices_delivering(pins, on=on)
    quoted = []
    for item, pin in zip(asked, pins, strict=True):
        destination = delivering.get(pin)
        if destination is None:
            raise UnknownPin(field="pincode", pincode=pin)
        distance = _distance_km(origin, destination, pin)
        quote = Quote(item.product, on, item.grams, distance, item.services)
        quoted.append(Quoted(destination, distance, price(tariff(), quote)))
    return quoted


def _distance_km(origin: Office, destination: Office, pin: str) -> float | None:
    """None when local: the same office, or the same sorting district (three digits of the PIN) within LOCAL_MAX_KM."""
    if origin.pk == destination.pk:
        return None
    ends = (origin.latitude, origin.longitude, destination.latitude, destination.longitude)
    if None in ends:
        raise NoPosition(field="pincode", pincode=pin)
    distance = haversine_km(*ends)  # type: ignore[arg-type]  # None was excluded just above
    local = origin.pincode[:3] == destination.pincode[:3] and distance <= LOCAL_MAX_KM
    return None if local else distance


def sale_with_articles(receipt_number: str, *, office: Office) -> Sale | None:
    """A sale of this office with all that its receipt prints: two queries."""
    return (
        Sale.objects.filter(receipt_number=receipt_number, office=office)
        .select_related("office", "shift", "made_by")
        .prefetch_related("articles__parties", "articles__destination")
        .first()
    )


def sales_of_shift(shift: Shift, *, limit: int = 8) -> list[Sale]:
    """The latest sales of a shift, newest first."""
    return list(Sale.objects.filter(shift=shift).prefetch_related("articles__destination").order_by("-id")[:limit])


def articles_waiting_at(office: Office) -> list[Article]:
    """Articles that lie at an office and wait for a bag or a sheet, oldest first."""
    waiting = Article.objects.filter(at_office=office, status__in=[Status.BOOKED, Status.AT_OFFICE, Status.HELD])
    return list(
        waiting.select_related("destination__sorted_at", "destination__accounts_to", "parties").order_by("id")[:2000]
    )
