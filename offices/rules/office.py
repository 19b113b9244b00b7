"""Kinds of office, how we know of them, and the shape of PINs."""

import re
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from apt.core.digits import latin_digits
from offices.errors import BadPin

PIN_PATTERN: Final = re.compile(r"[1-9][0-9]{5}")


class Kind(TextChoices):
    """What an office is (operations.md, sections 1.1 and 1.3)."""

    DIRECTORATE = "DTE", _("Directorate")
    CIRCLE = "CO", _("Circle office")
    REGION = "RO", _("Regional office")
    DIVISION = "DO", _("Divisional office")
    HEAD = "HO", _("Head post office")
    SUB = "SO", _("Sub post office")
    BRANCH = "BO", _("Branch post office")
    NATIONAL_HUB = "NSH", _("National sorting hub")
    CIRCLE_HUB = "ICH", _("Intra-circle hub")
    LEVEL_1 = "L1", _("Level 1 mail office")
    LEVEL_2 = "L2", _("Level 2 mail office")
    PARCEL_HUB = "PH", _("Parcel hub")
    TRANSIT = "TMO", _("Transit mail office")


ADMINISTRATIVE: Final = frozenset({Kind.DIRECTORATE, Kind.CIRCLE, Kind.REGION, Kind.DIVISION})
POST_OFFICES: Final = frozenset({Kind.HEAD, Kind.SUB, Kind.BRANCH})
SORTING_HUBS: Final = frozenset({Kind.NATIONAL_HUB, Kind.CIRCLE_HUB})
MAIL_OFFICES: Final = SORTING_HUBS | {Kind.LEVEL_1, Kind.LEVEL_2, Kind.PARCEL_HUB, Kind.TRANSIT}


class Basis(TextChoices):
    """How we know a fact about an office."""

    SOURCE = "source", _("from the directory")
    DERIVED = "derived", _("derived by rule")
    ASSUMED = "assumed", _("our assumption")


class PositionQuality(TextChoices):
    """How far an office's coordinates can be trusted (the grading of the positions file, plus our own)."""

    ORIGINAL = "original", _("as given")
    SWAPPED = "swapped", _("latitude and longitude were swapped")
    SUSPECT = "suspect", _("suspect")
    REMOVED = "removed", _("removed as impossible")
    MISSING = "missing", _("missing")
    DERIVED = "derived", _("from its neighbours")


def clean_pin(text: str) -> str:
    """`" 570 001 "`, `"५७०००१"` -> `"570001"`. Raises BadPin for anything that is not a PIN (REG3: six digits)."""
    pin = latin_digits(re.sub(r"\s", "", text))
    if not PIN_PATTERN.fullmatch(pin):
        raise BadPin(field="pincode")
    return pin
