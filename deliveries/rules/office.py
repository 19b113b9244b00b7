"""What a delivery office decides: deposits, documents at the window, calls; how addresses are compared. Pure."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from .attempts import Verdict
from .remarks import DEMANDS, MOST_ATTEMPTS, Remark


class Deposit(TextChoices):
    """Where an undelivered article lies until the next attempt: DwP and DwO of the field (operations.md, 5.2)."""

    POSTMAN = "postman", _("Deposit with postman")
    OFFICE = "office", _("Deposit with office")


class Channel(TextChoices):
    """Who takes over the articles of a sheet (operations.md, section 5.2)."""

    POSTMAN = "postman", _("Postman")
    BRANCH = "branch", _("Branch office")
    BULK = "bulk", _("Bulk addressee")


class WhoAsks(TextChoices):
    """Who may ask for another number of the addressee, with a document in hand (trust goal D10)."""

    ADDRESSEE = "addressee", _("addressee")
    SENDER = "sender", _("sender")


class Document(TextChoices):
    """Officially valid documents (Post Office Regulations 2024, Reg. 54); type and last four characters are kept."""

    AADHAAR = "aadhaar", _("Aadhaar")
    PASSPORT = "passport", _("Passport")
    LICENCE = "licence", _("Driving licence")
    VOTER = "voter", _("Voter identity card")
    PAN = "pan", _("PAN card")
    OTHER = "other", _("Other officially valid document")


class CallResult(TextChoices):
    CAME = "came", _("The postman came")
    NOBODY_CAME = "nobody_came", _("Nobody came")
    NOT_REACHED = "not_reached", _("Not reached")


class AreaKind(TextChoices):
    PIN = "pin", _("PIN")
    DIGIPIN = "digipin", _("DIGIPIN prefix")


class Found(TextChoices):
    """How the beat of an article was found, the surest first."""

    LEARNT = "learnt", _("delivered there before")
    DIGIPIN = "digipin", _("DIGIPIN")
    PIN = "pin", _("PIN")


class Tried(NamedTuple):
    """One entry of an article on a sheet that has its outcome; `at` is None where nobody tried."""

    verdict: str
    remark: str
    at: datetime | None
    verified: bool
    kept: bool = False  # the office itself keeps it: nobody tried


class Past(NamedTuple):
    """What was tried with an article since it came, or since it was turned back to the sender."""

    attempts: int  # of Regulation 42
    first_at: datetime | None  # retention counts from the first attempt, or from when the office kept it
    remark: str  # the latest
    verified: bool
    kept: bool = False  # damaged, or poste restante: it goes out with nobody

    @property
    def goes_back(self) -> bool:
        """Sent back without detention (operations.md, section 5.1)."""
        return bool(self.remark) and DEMANDS[Remark(self.remark)].ends

    @property
    def for_window(self) -> bool:
        """Tried as often as it may be, or kept by the office: it is only handed out there."""
        return self.kept or self.attempts >= MOST_ATTEMPTS


NOTHING_TRIED: Final = Past(0, None, "", verified=False)


def past_of(tried: Sequence[Tried]) -> Past:
    """`tried` in the order in which it happened."""
    failed = [one for one in tried if one.verdict == Verdict.NOT_DELIVERED and one.remark]
    counted = [one for one in failed if one.at and DEMANDS[Remark(one.remark)].attempt and not one.kept]
    if not failed:
        return NOTHING_TRIED
    since = [one.at for one in failed if one in counted or one.kept]
    last = failed[-1]
    return Past(len(counted), since[0] if since else None, last.remark, last.verified, last.kept)


def plain_address(address: str, pincode: str) -> str:
    """`12, Gandhi  Bazaar.` and `12 GANDHI BAZAAR` are one address: letters and digits alone, in small letters."""
    return " ".join(re.findall(r"\w+", address.casefold())) + f"|{pincode}"


def longest_prefix(digipin: str, prefixes: Sequence[str]) -> str:
    """The narrowest area that holds the cell; empty where none does."""
    return max((one for one in prefixes if digipin.startswith(one)), key=len, default="")


def walked(places: int, index: int) -> float:
    """Where on the way of a round the `index`-th of `places` doors lay, between 0 and 1: rounds differ in length."""
    return (index + 1) / (places + 1)


def is_passport(product: str, contents: str) -> bool:
    """Passports are never redirected (operations.md, section 5.1); the declared contents are all that we know."""
    return any("passport" in text.lower() or "पासपोर्ट" in text for text in (product, contents))
