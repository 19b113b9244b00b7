"""Prices between offices: who delivers, how far, which zone, and the tariff in force, in one query for any number."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from apt.core.errors import Refusal
from apt.core.rows import columns, made
from bookings.errors import NoPosition
from bookings.rules import Price, Quote, Tariff, price
from bookings.rules.sheets import SheetState
from bookings.rules.tariff import Place, distance_between, in_force, is_local, zone_between
from bookings.rules.tariff.facts import Channel, SchemeKind, Zoning
from offices.errors import UnknownPin
from offices.models import Office
from offices.rules import Kind, clean_pin

from .tariff import tariff_with


@dataclass(frozen=True, slots=True)
class Asked:
    """What a counter asks a price for. Centimetres; of a roll `breadth_cm` is the diameter and there is no height.

    `channel`: how it is sold, RETAIL at a counter, CONTRACT to a customer with an account, empty for either.
    `discount_bp`: the month's basis points, of a discount that depends on the month's business.
    """

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
    roll: bool = False
    channel: str = Channel.RETAIL
    discount_bp: int | None = None


@dataclass(frozen=True, slots=True)
class Quoted:
    """The answer: which office delivers, how far it is (None: local, by zone, or one price for all India), the zone
    (empty: by distance, or one price), and the price with its reasons.
    """

    destination: Office
    distance_km: float | None
    zone: str
    price: Price


@dataclass(frozen=True, slots=True)
class Way:
    """From one office to another, on a day."""

    destination: Office
    local: bool
    km: float | None
    zone: str


@dataclass(frozen=True, slots=True)
class Delivering:
    """The office that delivers at each of some PINs on a day, and the tariff in force."""

    offices: dict[str, Office]
    tariff: Tariff


def quote_articles(
    asked: Sequence[Asked], *, origin: Office, on: date, known: Delivering | None = None
) -> list[Quoted]:
    """Price each article from `origin`. One query, whatever the number; none when all its PINs are `known`.

    Raises BadPin, UnknownPin, NoPosition, and what `rules.price` raises, for the first article that is refused.
    """
    quoted = []
    for answer in quote_each(asked, origin=origin, on=on, known=known):
        if isinstance(answer, Refusal):
            raise answer
        quoted.append(answer)
    return quoted


def quote_each(
    asked: Sequence[Asked], *, origin: Office, on: date, known: Delivering | None = None
) -> list[Quoted | Refusal]:
    """The same for a batch: each article has its price or its refusal. One query; each PIN is looked at once."""
    pins = [_pin(item.pincode) for item in asked]
    wanted = {pin for pin in pins if isinstance(pin, str)}
    if known is None or not wanted <= known.offices.keys():
        known = delivering_at(wanted, on=on)
    counter = Counter(known.tariff, origin, on)
    answers: list[Quoted | Refusal] = []
    for item, pin in zip(asked, pins, strict=True):
        try:
            answers.append(pin if isinstance(pin, Refusal) else counter.quote(item, pin, known.offices))
        except Refusal as refusal:
            answers.append(refusal)
    return answers


def quote_between(origin_pin: str, asked: Asked, *, on: date) -> tuple[Office, Quoted]:
    """Price from the office that delivers at one PIN to another PIN, for people who stand at no counter. One query.

    Raises what `quote_articles` raises; a fault of the first PIN names the field `origin`.
    """
    pin = _pin(origin_pin)
    if isinstance(pin, Refusal):
        pin.field = "origin"
        raise pin
    to = clean_pin(asked.pincode)
    known = delivering_at({pin, to}, on=on)
    origin = known.offices.get(pin)
    if origin is None:
        raise UnknownPin(field="origin", pincode=pin)
    return origin, Counter(known.tariff, origin, on).quote(asked, to, known.offices)


def _pin(text: str) -> str | Refusal:
    try:
        return clean_pin(text)
    except Refusal as refusal:
        return refusal


# Asked at every booking and while typing: written out, since building it costs more than running it.
_DELIVERING = """
    SELECT {office}, service.pincode AS delivers_at, (
        SELECT sha256 FROM bookings_tariffsheet WHERE state = %s LIMIT 1
    ) AS sheet
    FROM offices_pincodeservice service JOIN offices_office office ON office.id = service.office_id
    WHERE service.pincode = ANY(%s) AND service.valid @> %s::date ORDER BY service.id
"""


def delivering_at(pins: Iterable[str], *, on: date) -> Delivering:
    """Who delivers at these PINs, and the tariff in force: one statement names both."""
    sql = _DELIVERING.format(office=columns(Office, "office"))
    with connection.cursor() as cursor:
        cursor.execute(sql, [SheetState.APPROVED.value, list(set(pins)), on])
        rows = cursor.fetchall()
    found = {pin: made(Office, office) for *office, pin, _sha256 in rows}
    sha256 = rows[-1][-1] if rows else None
    return Delivering(found, tariff_with(sha256))


class Counter:
    """Prices from one office on one day; remembers the way to each office that it was asked about."""

    def __init__(self, tariff: Tariff, origin: Office, on: date) -> None:
        self.tariff, self.origin, self.on = tariff, origin, on
        self.zoning = in_force(tariff.zonings, on)
        self.place = place_of(origin)
        self._ways: dict[int, Way] = {}

    def quote(self, item: Asked, pin: str, delivering: dict[str, Office]) -> Quoted:
        destination = delivering.get(pin)
        if destination is None:
            raise UnknownPin(field="pincode", pincode=pin)
        return self.quote_to(item, destination, pin)

    def quote_to(self, item: Asked, destination: Office, pin: str) -> Quoted:
        way = self._ways.get(destination.pk) or self._way(destination)
        scheme = self._scheme_kind(item.product)
        if scheme == SchemeKind.DISTANCE and way.km is None and not way.local:
            raise NoPosition(field="pincode", pincode=pin)
        found = price(self.tariff, self._question(item, way))
        by_distance = scheme == SchemeKind.DISTANCE and not way.local
        zone = way.zone if scheme == SchemeKind.ZONE else ""
        return Quoted(destination, way.km if by_distance else None, zone, found)

    def _question(self, item: Asked, way: Way) -> Quote:
        return Quote(
            item.product,
            self.on,
            item.grams,
            way.km,
            item.services,
            way.local,
            way.zone,
            size_of(item),
            item.roll,
            item.declared_paise,
            item.cod_paise,
            item.discount,
            item.discount_bp,
            item.channel,
            self.origin.kind == Kind.BRANCH,
        )

    def _way(self, destination: Office) -> Way:
        found = way_between(self.zoning, self.origin, self.place, destination)
        self._ways[destination.pk] = found
        return found

    def _scheme_kind(self, code: str) -> SchemeKind | None:
        product = self.tariff.products.get(code)
        version = in_force(product.versions, self.on) if product else None
        return self.tariff.schemes[version.scheme].kind if version and version.scheme else None


def way_between(zoning: Zoning | None, origin: Office, place: Place, destination: Office) -> Way:
    """Local when it is the same office, or near in the same sorting district; else so far, in such a zone."""
    other = place_of(destination)
    km = distance_between(place, other)
    local = origin.pk == destination.pk or is_local(zoning, place, other, km)
    return Way(destination, local, km, zone_between(zoning, place, other, local=local))


def place_of(office: Office) -> Place:
    # Directorate, circle, ...: the second code of the path is the circle's.
    circle = office.path.split("/")[1] if office.path.count("/") > 1 else ""
    return Place(office.pincode, office.state, circle, office.latitude, office.longitude)


def size_of(item: Asked) -> tuple[int, ...] | None:
    """Millimetres; None when no side was measured. A missing side counts as nothing, and the limits say so."""
    sides = (item.length_cm, item.breadth_cm) if item.roll else (item.length_cm, item.breadth_cm, item.height_cm)
    return tuple((side or 0) * 10 for side in sides) if any(sides) else None
