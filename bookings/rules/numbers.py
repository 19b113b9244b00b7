"""Article numbers after UPU standard S10: two letters, eight digits, a check digit, two letters of the country."""

import re
from typing import Final, NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from bookings.errors import BadArticleNumber, LabelOfAnotherKind

_WEIGHTS: Final = (8, 6, 4, 2, 3, 5, 9, 7)
_SHAPE: Final = re.compile(r"([A-Z]{2})([0-9]{8})([0-9])([A-Z]{2})")


class Spoilt(TextChoices):
    """Why a number is never used."""

    TORN = "torn", _("label torn or unreadable")
    MISPRINTED = "misprinted", _("label misprinted")
    LOST = "lost", _("label lost")
    WRONG_USE = "wrong_use", _("stuck on something that was not booked")


class Family(NamedTuple):
    series: str  # from which numbers are drawn
    letters: str  # with which a printed label may begin


# By the beginning of the product's code. Second letters go by circle and use (operations.md 3.6), so a label is judged
# by its first. R: labels of Registered Post, which is a service on Speed Post since 1 Oct 2025.
FAMILIES: Final[dict[str, Family]] = {
    "SP": Family("EK", "ER"),
    "IPP": Family("CK", "C"),
}
SERIES: Final = tuple(family.series for family in FAMILIES.values())


class Label(NamedTuple):
    """A printed number taken apart. `proved`: its check digit is right."""

    text: str
    prefix: str
    serial: int
    proved: bool


def family_of(product: str) -> Family | None:
    """`"SP_DOC"` -> Speed Post; None for what has no numbers of its own."""
    return FAMILIES.get(product.split("_", maxsplit=1)[0])


def check_digit(serial: int) -> int:
    """S10 check digit of an 8-digit serial: 11 - (weighted sum mod 11), where 10 becomes 0 and 11 becomes 5."""
    weighted = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, f"{serial:08d}", strict=True))
    digit = 11 - weighted % 11
    return {10: 0, 11: 5}.get(digit, digit)


def s10(prefix: str, serial: int, country: str = "IN") -> str:
    """`("EK", 12345678)` -> `EK123456785IN`."""
    return f"{prefix}{serial:08d}{check_digit(serial)}{country}"


def read_label(text: str) -> Label:
    """`"ek 123456785 in"` -> `Label("EK123456785IN", "EK", 12345678, True)`. Raises BadArticleNumber for another shape.

    A wrong check digit is no other shape: old labels with one exist, and a supervisor may let one through.
    """
    number = re.sub(r"\s", "", text).upper()
    match = _SHAPE.fullmatch(number)
    if not match or match[4] != "IN":
        raise BadArticleNumber(field="number", number=text[:20])
    serial = int(match[2])
    return Label(number, match[1], serial, check_digit(serial) == int(match[3]))


def check_family(label: Label, *, product: str, name: str) -> None:
    """Raises LabelOfAnotherKind when a label with these letters is not for the product."""
    family = family_of(product)
    if family is None or label.prefix[0] not in family.letters:
        letters = ", ".join(family.letters) if family else "-"
        raise LabelOfAnotherKind(field="number", number=label.text, product=name, letters=letters)


def parse_article_number(text: str) -> tuple[str, int]:
    """`"ek 123456785 in"` -> `("EK", 12345678)`. Raises BadArticleNumber for a wrong shape or check digit."""
    label = read_label(text)
    if not label.proved:
        raise BadArticleNumber(field="number", number=text[:20])
    return label.prefix, label.serial


def is_article_number(text: str) -> bool:
    try:
        parse_article_number(text)
    except BadArticleNumber:
        return False
    return True
