"""Typed text into what a price is asked for: a CSV's columns, a form, an address. Taken literally or refused."""

import math
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from apt.core.digits import latin_digits
from bookings.errors import (
    BadDate,
    BadFlag,
    BadSize,
    FieldMissing,
    NegativeNumber,
    NotANumber,
    NumberTooLarge,
    UnknownZone,
)

from .asking import Quote
from .facts import ANYWHERE, LOCAL, OTHER_STATES, WITHIN_STATE, ZONE_METRO

# What a price is asked for in a CSV, in the order of the worked examples; the first four must be there.
COLUMNS: Final = (
    "id", "product", "on_date", "weight_g", "dims_cm", "local", "distance_km", "zone", "vas", "declared_paise",
    "cod_paise", "discount",
)  # fmt: skip
NEEDED: Final = COLUMNS[:4]
ZONES: Final = frozenset({LOCAL, WITHIN_STATE, ZONE_METRO, OTHER_STATES, ANYWHERE})

_NUMBER: Final = re.compile(r"([+-]?)([0-9]+)(?:\.([0-9]+))?", re.ASCII)
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_YES: Final = frozenset({"1", "true", "yes", "y", "t", "on", "local"})
_NO: Final = frozenset({"", "0", "false", "no", "n", "f", "off"})
_ROLL: Final = re.compile(r"(?i)\broll\b|[dØø⌀]")
_DIAMETER_FIRST: Final = re.compile(r"(?i)\s*(roll)?\s*[dØø⌀]")
_SIDES: Final = re.compile(r"(?i)\s*[x×*✕✖]\s*|\s+")
_UNITS: Final = re.compile(r"(?i)(?<=[0-9\s])cm\b|\broll\b|[lbhdØø⌀:]")
MAX_DIGITS: Final = 15
_CARDS: Final = ("POSTCARD", "INLAND_LETTER_CARD")


def quote_of(row: Mapping[str, str]) -> Quote:
    """One row of a CSV. Raises FieldMissing, UnreadableText in its kinds, naming the column."""
    product = code_of(_needed(row, "product"))
    size, roll = size_of(row.get("dims_cm", ""), "dims_cm", product=product)
    zone = code_of(row.get("zone", ""))
    if zone and zone not in ZONES:
        raise UnknownZone(field="zone", name="zone", value=_shown(zone))
    distance = row.get("distance_km", "").strip()
    discount, rate = discount_of(row.get("discount", ""), "discount")
    return Quote(
        product=product,
        on=day_of(_needed(row, "on_date"), "on_date"),
        grams=grams_of(_needed(row, "weight_g"), "weight_g"),
        distance_km=number_of(distance, "distance_km") if distance else None,
        services=services_of(row.get("vas", "")),
        local=flag_of(row.get("local", ""), "local"),
        zone=zone,
        size_mm=size,
        roll=roll,
        declared_paise=paise_of(row.get("declared_paise", ""), "declared_paise"),
        cod_paise=paise_of(row.get("cod_paise", ""), "cod_paise"),
        discount=discount,
        discount_bp=rate,
    )


def number_of(text: str, name: str) -> Decimal:
    """A plain decimal number, not below nothing; digits of Indian scripts count."""
    found = _NUMBER.fullmatch(latin_digits(text.strip()))
    if not found:
        raise NotANumber(field=name, name=name, value=_shown(text))
    sign, whole, fraction = found.groups()
    if len(whole.lstrip("0")) > MAX_DIGITS or len(fraction or "") > MAX_DIGITS:
        raise NumberTooLarge(field=name, name=name)
    number = Decimal(f"{whole}.{fraction or 0}")
    if sign == "-" and number:
        raise NegativeNumber(field=name, name=name, value=_shown(text))
    return number


def grams_of(text: str, name: str) -> int:
    """Whole grams; a part of a gram counts as one."""
    return math.ceil(number_of(text, name))


def paise_of(text: str, name: str) -> int:
    """Whole paise; nothing typed is nothing."""
    if not text.strip():
        return 0
    number = number_of(text, name)
    if number != int(number):
        raise NotANumber(field=name, name=name, value=_shown(text))
    return int(number)


def rupees_of(text: str, name: str) -> int:
    """`"450"`, `"₹1,200.50"` in paise; nothing typed is nothing."""
    plain = text.strip().removeprefix("₹").replace(",", "").strip()
    return paise_of(format(number_of(plain, name) * 100, "f"), name) if plain else 0


def day_of(text: str, name: str) -> date:
    text = text.strip()
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise BadDate(field=name, name=name, value=_shown(text))


def flag_of(text: str, name: str) -> bool:
    word = text.strip().lower()
    if word in _YES | _NO:
        return word in _YES
    raise BadFlag(field=name, name=name, value=_shown(text))


def services_of(text: str) -> tuple[str, ...]:
    """`"REG+OTP"`; a comma or a space between them will do."""
    return tuple(code_of(word) for word in re.split(r"[+,;|\s]+", text) if word)


def discount_of(text: str, name: str) -> tuple[str, int | None]:
    """A discount's code; after a colon the basis points of one that depends on the month's business: BNPL_DOC:2000."""
    code, colon, rate = text.partition(":")
    return code_of(code), paise_of(rate, name) if colon else None


def size_of(text: str, name: str, *, product: str = "") -> tuple[tuple[int, ...] | None, bool]:
    """Millimetres, rounded up, and whether it is a roll. `"40x30x20"` is a box, `"60x10"` a roll, length first.

    Two numbers of a card are length and breadth.
    """
    if not text.strip():
        return None, False
    said_roll = bool(_ROLL.search(text))
    numbers = _SIDES.split(_UNITS.sub(" ", latin_digits(text)).strip())
    sides = [math.ceil(number_of(one, name) * 10) for one in numbers if _NUMBER.fullmatch(one)]
    if len(sides) != len(numbers) or not all(sides) or len(sides) not in (2, 3) or (said_roll and len(sides) == 3):
        raise BadSize(field=name, name=name, value=_shown(text))
    if len(sides) == 2 and not said_roll and product.startswith(_CARDS):
        return (*sides, 0), False
    if len(sides) == 2:
        return tuple(reversed(sides) if _DIAMETER_FIRST.match(text) else sides), True
    return tuple(sides), False


def code_of(text: str) -> str:
    return text.strip().upper()


def _needed(row: Mapping[str, str], name: str) -> str:
    text = row.get(name, "")
    if not text.strip():
        raise FieldMissing(field=name, name=name)
    return text


def _shown(text: str) -> str:
    return ascii(text[:40])
