"""What a contract may say, and the check character of a GSTIN. Pure."""

import re
from collections.abc import Collection
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from partners.errors import BadGstin, OutsideScope

_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# State code, PAN of the holder, number of the registration, a fixed Z, the check character.
_GSTIN: Final = re.compile(r"[0-9]{2}[A-Z]{5}[0-9]{4}[A-Z][1-9A-Z]Z[0-9A-Z]")


class Scope(TextChoices):
    """Where a contract may book (operations.md, section 3.7)."""

    OFFICE = "office", _("a single office")
    CAF = "caf", _("CAF: offices of one circle")
    NAF = "naf", _("NAF: offices of several circles")


class Payment(TextChoices):
    ADVANCE = "advance", _("advance deposit")
    BNPL = "bnpl", _("book now, pay later")


class DocumentProduct(TextChoices):
    """What is booked for rows of shape DOC; codes of the tariff."""

    SP_DOC = "SP_DOC", _("Speed Post document")


class ParcelProduct(TextChoices):
    """What is booked for rows of shape ROLL and NROL; codes of the tariff."""

    IPP_CONTRACT = "IPP_CONTRACT", _("India Post Parcel, contractual")
    SP_PARCEL_CONTRACT = "SP_PARCEL_CONTRACT", _("Speed Post Parcel, contractual")


class Discount(TextChoices):
    """A discount of the tariff taken off each article's postage at booking."""

    BULK_NEW_5 = "BULK_NEW_5", _("new bulk customer, 5 %")


def clean_gstin(text: str) -> str:
    """`" 29aaacb1234c1zv "` -> upper case without spaces; an empty text stays empty. Raises BadGstin."""
    gstin = re.sub(r"\s", "", text).upper()
    if gstin and (not _GSTIN.fullmatch(gstin) or gstin_check_character(gstin[:14]) != gstin[14]):
        raise BadGstin(field="gstin", gstin=gstin[:20])
    return gstin


def is_mobile(text: str) -> bool:
    return re.fullmatch(r"[6-9][0-9]{9}", text) is not None


def gstin_check_character(first_14: str) -> str:
    """Base 36: each value times 1, 2, 1, 2 ...; the digits of each product are added; what is missing to 36."""
    total = 0
    for place, character in enumerate(first_14):
        product = _ALPHABET.index(character) * (1 + place % 2)
        total += product // 36 + product % 36
    return _ALPHABET[-total % 36]


def circle_of(path: str) -> str:
    """The code of the circle on an office's path (Directorate, circle, ...); empty for the Directorate itself."""
    codes = path.strip("/").split("/")
    return codes[1] if len(codes) > 1 else ""


def check_scope(scope: Scope, paths: Collection[str]) -> None:
    """Raises OutsideScope when offices with these paths do not fit."""
    circles = {circle_of(path) for path in paths}
    fits = {Scope.OFFICE: len(paths) == 1, Scope.CAF: len(circles) == 1, Scope.NAF: bool(paths)}
    if not fits[scope]:
        raise OutsideScope(field="offices")
