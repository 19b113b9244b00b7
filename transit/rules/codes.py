"""What a scanner read, and what became of it. Pure."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from apt.core.errors import Refusal
from bookings.errors import UnknownArticle
from bookings.rules import is_article_number
from transit.errors import BadCheckDigit, NotANumber, UnknownBag

# Bag numbers are opaque, judged by this list of patterns (operations.md, section 4.2).
BAG_PATTERNS: Final = (re.compile(r"[A-Z]{3}[0-9]{10}"),)
_ARTICLE: Final = re.compile(r"[A-Z]{2}[0-9]{9}[A-Z]{2}")
_LONGEST: Final = 40  # of what is said back to somebody who scanned something else


class Verdict(StrEnum):
    IN = "in"
    REPEAT = "repeat"
    REFUSED = "refused"
    EXCESS = "excess"  # opening only: it was not on the list


@dataclass(frozen=True)
class Scanned:
    """What became of one code of a batch."""

    code: str
    verdict: Verdict
    refusal: Refusal | None = None


def read_code(text: str) -> str:
    """A scan without spaces and in capitals; what is no number of ours is left as it is, but short."""
    return "".join(text.split()).upper()[: _LONGEST * 2]


def is_bag_number(code: str) -> bool:
    return any(pattern.fullmatch(code) for pattern in BAG_PATTERNS)


def absent_code(code: str) -> Refusal:
    """Why nothing has this number: nothing such is known, its check digit is wrong, or it is no number at all."""
    if is_bag_number(code):
        return UnknownBag(field="number", number=code)
    if not _ARTICLE.fullmatch(code) or not code.endswith("IN"):
        return NotANumber(field="number", number=_shown(code))
    if not is_article_number(code):
        return BadCheckDigit(field="number", number=code)
    return UnknownArticle(field="number", number=code)


def _shown(code: str) -> str:
    """Printable and short: another system's QR code may hold anything."""
    return "".join(one for one in code if one.isprintable())[:_LONGEST] or "-"
