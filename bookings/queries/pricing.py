"""Asking the counter: prices, receipts, what lies at an office."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bookings.errors import NoPosition
from bookings.rules import Price, Quote, Tariff, haversine_km, load_tariff, price
from bookings.rules.tariff import LOCAL_MAX_KM
from offices.errors import UnknownPin
from offices.models import Office
from offices.queries import offices_delivering
from offices.rules import clean_pin


@functools.cache
def tariff() -> Tariff:
    """The packaged tariff, read once a process."""
    return load_tariff()


@dataclass(frozen=True)
class Asked:
    """What a counter asks a price for. Centimetres; of a roll `breadth_cm` is the diameter and there is no height."""

    pincode: str
    grams: int
    services: tuple[str, ...] = ()
    product: str = "SP_DOC"
    length_cm: int | None = None
    breadth_cm: int | None = None
    height_cm: int | None = None
    declared_paise: int = 0  # the value insured
    cod_paise: int = 0
    discount: str = ""  # a code of the tariff's discounts


@dataclass(frozen=True)
class Quoted:
    """The answer: which office delivers, how far it is (None: local, or by zone), and the price with its reasons."""

    destination: Office
    distance_km: float | None
    zone: str
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
        quoted.append(Quoted(destination, distance, "", price(tariff(), quote)))
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
