"""Kinds of cases, in words. Pure."""

from typing import Any, Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from .recon import Fault
from .upi import Finding


class CaseKind(TextChoices):
    """A drawer that was counted otherwise than the books have it."""

    SHORTAGE = "shortage", _("Shortage")
    EXCESS = "excess", _("Excess")


KINDS: Final[dict[str, Any]] = {
    **{kind.value: kind.label for kind in CaseKind},
    **{finding.value: finding.label for finding in Finding if finding not in (Finding.GOOD, Finding.LATE)},
    **{fault.value: fault.label for fault in Fault},
    "contradiction": _("the provider says two things about one payment"),
    "reversed": _("taken back by the bank after it was booked or refunded"),
    "refund_failed": _("the provider refused the refund"),
    "refund_amount": _("another amount was refunded than we asked for"),
    "unknown_refund": _("a refund that we never asked for"),
}
