"""Kinds of cases, in words. Pure."""

from datetime import timedelta
from typing import Any, Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from .recon import Fault
from .upi import Finding


class CaseKind(TextChoices):
    """A drawer that was counted otherwise than the books have it."""

    SHORTAGE = "shortage", _("Shortage")
    EXCESS = "excess", _("Excess")


class CaseState(TextChoices):
    OPEN = "open", _("open")
    TAKEN_UP = "taken_up", _("looked into")
    DISPUTED = "disputed", _("disputed by the clerk")
    CLOSED = "closed", _("closed")


class Verdict(TextChoices):
    """What a case turned out to be. Only after the last one is anything asked of anybody."""

    EXPLAINED = "explained", _("explained: nothing is missing")
    CORRECTED = "corrected", _("the books were wrong and were corrected")
    SYSTEM = "system", _("a fault of the system")
    UNKNOWN = "unknown", _("not found: the department bears it")
    ADMITTED = "admitted", _("admitted by the clerk whose drawer it is")


class Word(TextChoices):
    """What the clerk says to a difference of their own drawer."""

    DISPUTED = "disputed", _("I dispute it")
    ADMITTED = "admitted", _("It was my mistake")


SAME_WITHIN: Final = timedelta(days=7)
INCIDENT_OFFICES: Final = 5  # so many offices with the same difference within a week: look at the system, not at people

KINDS: Final[dict[str, Any]] = {
    **{kind.value: kind.label for kind in CaseKind},
    **{finding.value: finding.label for finding in Finding if finding not in (Finding.GOOD, Finding.LATE)},
    **{fault.value: fault.label for fault in Fault},
    "pouch": _("a pouch that does not hold what was declared"),
    "disputed_correction": _("a correction that the office disputes"),
    "contradiction": _("the provider says two things about one payment"),
    "reversed": _("taken back by the bank after it was booked or refunded"),
    "damaged": _("an article that arrived damaged"),
    "cash_carried": _("cash of doors that a postman has not handed in"),
    "cod_reopened": _("collected at a door for an article that did not arrive there"),
    "cod_unsent": _("collected at a door, and too much for a money order to its sender"),
    "refund_failed": _("the provider refused the refund"),
    "refund_amount": _("another amount was refunded than we asked for"),
    "unknown_refund": _("a refund that we never asked for"),
}
