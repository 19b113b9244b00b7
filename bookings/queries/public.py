"""A price for anybody, from one PIN to another: typed text in, price and reasons out."""

import contextlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from apt.core.errors import Refusal
from bookings.errors import FieldMissing
from bookings.rules.tariff import Product, Tariff, in_force
from bookings.rules.tariff.facts import Kind, Service
from bookings.rules.tariff.names import said
from bookings.rules.tariff.typed import code_of, day_of, discount_of, flag_of, grams_of, number_of, services_of
from bookings.rules.tariff.weighing import limits_in_words
from offices.errors import UnknownPin
from offices.models import Office
from offices.rules import clean_pin

from .pricing import Asked, Counter, Quoted, delivering_at, quote_between

# What somebody types; money comes apart from these, in rupees on a page and in paise in the API.
FIELDS: Final = (
    "origin", "pincode", "product", "weight_g", "services", "length_cm", "breadth_cm", "height_cm", "roll", "discount",
    "on",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PublicPrice:
    origin: Office
    quoted: Quoted
    on: date


@dataclass(frozen=True, slots=True)
class Sold:
    """A product as somebody chooses it: with its limits, and whether a price is known today."""

    code: str
    name: str
    channels: tuple[str, ...]
    min_g: int
    max_g: int
    size: str
    volumetric: bool
    services: tuple[str, ...]
    discounts: tuple[str, ...]
    priced: bool
    confidence: str


def public_price(typed: Mapping[str, str], *, declared_paise: int, cod_paise: int, today: date) -> PublicPrice:
    """One query. Raises FieldMissing, UnreadableText in its kinds, and what `quote_between` raises."""
    for name in ("origin", "pincode", "weight_g"):
        if not typed.get(name, "").strip():
            raise FieldMissing(field=name, name=name)
    on = day_of(typed["on"], "on") if typed.get("on", "").strip() else today
    discount, rate = discount_of(typed.get("discount", ""), "discount")
    asked = Asked(
        typed["pincode"],
        grams_of(typed["weight_g"], "weight_g"),
        services_of(typed.get("services", "")),
        code_of(typed.get("product", "")) or "SP_DOC",
        _centimetres(typed, "length_cm"),
        _centimetres(typed, "breadth_cm"),
        _centimetres(typed, "height_cm"),
        declared_paise,
        cod_paise,
        discount,
        roll=flag_of(typed.get("roll", ""), "roll"),
        channel="",
        discount_bp=rate,
    )
    origin, quoted = quote_between(typed["origin"], asked, on=on)
    return PublicPrice(origin, quoted, on)


def _centimetres(typed: Mapping[str, str], name: str) -> int | None:
    """Whole ones, rounded up, as parcels are measured."""
    text = typed.get(name, "").strip()
    return math.ceil(number_of(text, name)) if text else None


def products_sold(tariff: Tariff, *, on: date) -> list[Sold]:
    """What can be chosen on a day, as the sheet orders it; products whose tariff nobody found are there, unpriced."""
    return [_sold(product, on) for product in tariff.products.values()]


def services_sold(tariff: Tariff, *, on: date) -> list[Service]:
    """Services in force that some product takes."""
    taken = {code for product in tariff.products.values() for code in product.services}
    found = [in_force(several, on) for code, several in tariff.services.items() if code in taken]
    return [one for one in found if one]


def _sold(product: Product, on: date) -> Sold:
    version = in_force(product.versions, on)
    return Sold(
        code=product.code,
        name=said(product.name),
        channels=product.channels,
        min_g=product.min_g,
        max_g=(version.max_g if version else None) or product.max_g,
        size=limits_in_words(product),
        volumetric=product.volumetric,
        services=product.services,
        discounts=product.discounts,
        priced=bool(version and version.kind != Kind.UNKNOWN),
        confidence=version.confidence if version else "none",
    )


@dataclass(frozen=True)
class Served:
    code: str
    services: tuple[str, ...]
    max_g: int
    from_paise: int


@dataclass(frozen=True)
class ServedWay:
    origin: Office
    destination: Office
    products: list[Served]


def products_between(origin_pin: str, pincode: str, *, on: date) -> ServedWay:
    """What can be sent from one PIN to another, priced at its lightest. One query. Raises BadPin, UnknownPin."""
    pins = [clean_pin(origin_pin), clean_pin(pincode)]
    known = delivering_at(pins, on=on)
    for name, pin in zip(("origin", "pincode"), pins, strict=True):
        if pin not in known.offices:
            raise UnknownPin(field=name, pincode=pin)
    origin, destination = (known.offices[pin] for pin in pins)
    counter, served = Counter(known.tariff, origin, on), []
    for sold in products_sold(known.tariff, on=on):
        asked = Asked(pins[1], max(1, sold.min_g), (), sold.code, channel="")
        with contextlib.suppress(Refusal):  # it does not go there, or its price is not known
            price = counter.quote_to(asked, destination, pins[1]).price
            served.append(Served(sold.code, sold.services, sold.max_g, price.total_paise))
    return ServedWay(origin, destination, served)
