"""Kinds of cases about UPI money, in words. Pure."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from .recon import Fault
from .upi import Finding

KINDS: Final[dict[str, Any]] = {
    **{finding.value: finding.label for finding in Finding if finding not in (Finding.GOOD, Finding.LATE)},
    **{fault.value: fault.label for fault in Fault},
    "contradiction": _("the provider says two things about one payment"),
    "reversed": _("taken back by the bank after it was booked or refunded"),
    "refund_failed": _("the provider refused the refund"),
    "refund_amount": _("another amount was refunded than we asked for"),
    "unknown_refund": _("a refund that we never asked for"),
}
