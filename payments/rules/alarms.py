"""The promises of the books that are proved again every few minutes (trust.md, section 2). Pure."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

LATEST: Final = 50_000  # journals that one round proves: several times what the country posts in five minutes
MOST_FOUND: Final = 50  # rows that one round names of a promise

INVARIANTS: Final[dict[str, Any]] = {
    "I1": _("a journal sums to zero"),
    "I2": _("money that was taken for a bill has one booking"),
    "I3": _("nothing is posted twice"),
    "I4": _("a journal has two lines or more, none of nothing"),
    "I5": _("money of the provider lies in the clearing account, to the paisa"),
    "I6": _("what must happen later happens within fifteen minutes, or says why not"),
    "I7": _("each journal follows the one before"),
    "I8": _("the balances of a day are what its entries sum to"),
    "I9": _("an article is delivered once, and not before it was booked"),
    "I10": _("a correction has author, approver, reason, evidence and a notice"),
    "I11": _("what was posted reads as it was posted"),
    "I12": _("each difference of a drawer is a case of the same sum"),
}
