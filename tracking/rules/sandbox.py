"""The lives that sandbox articles live: what happens how many seconds after the booking, and where. Pure.

Together they hold every event of the vocabulary but the cancelling, for which a partner asks.
"""

from typing import Final, Literal, NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from .events import Event

SERIES: Final = "ZX"  # of no office and no contract: a sandbox number is never that of a real article
Where = Literal["origin", "origin_hub", "destination_hub", "destination"]


class Life(TextChoices):
    DELIVERED = "delivered", _("delivered at the second attempt")
    RETURNED = "returned", _("refused and returned to the sender")
    REDIRECTED = "redirected", _("the addressee has moved: sent after them")
    MISSING = "missing", _("despatch cancelled, then missing from its bag, then found")


class Act(NamedTuple):
    after_s: int
    event: Event
    where: Where
    remark: str = ""


_SENT: Final = (
    Act(0, Event.ITEM_BOOK, "origin"),
    Act(3, Event.BAG_CLOSE, "origin"),
    Act(6, Event.BAG_DISPATCH, "origin"),
    Act(9, Event.BAG_RECEIVE, "origin_hub"),
    Act(12, Event.BAG_OPEN, "origin_hub"),
    Act(15, Event.BAG_CLOSE, "origin_hub"),
    Act(18, Event.BAG_DISPATCH, "origin_hub"),
    Act(21, Event.BAG_RECEIVE, "destination"),
    Act(24, Event.BAG_OPEN, "destination"),
)
_TRIED: Final = (
    *_SENT,
    Act(27, Event.ITEM_RECEIVE, "destination"),
    Act(30, Event.ITEM_INVOICE, "destination"),
    Act(33, Event.BEAT_DISPATCH, "destination"),
    Act(36, Event.ITEM_NONDELIVER, "destination", "door_locked"),
    Act(39, Event.ITEM_ONHOLD, "destination"),
    Act(42, Event.ITEM_INVOICE, "destination"),
    Act(45, Event.BEAT_DISPATCH, "destination"),
)
LIVES: Final[dict[Life, tuple[Act, ...]]] = {
    Life.DELIVERED: (*_TRIED, Act(58, Event.ITEM_DELIVERY, "destination")),
    Life.RETURNED: (
        *_TRIED,
        Act(48, Event.ITEM_NONDELIVER, "destination", "refused"),
        Act(50, Event.ITEM_RETURN, "destination"),
        Act(52, Event.BAG_DISPATCH, "destination"),
        Act(54, Event.BAG_OPEN, "origin"),
        Act(56, Event.BEAT_DISPATCH, "origin"),
        Act(58, Event.ITEM_DELIVERY, "origin"),
    ),
    Life.REDIRECTED: (
        *_SENT,
        Act(27, Event.ITEM_RECEIVE, "destination"),
        Act(30, Event.ITEM_INVOICE, "destination"),
        Act(33, Event.BEAT_DISPATCH, "destination"),
        Act(36, Event.ITEM_NONDELIVER, "destination", "moved"),
        Act(39, Event.ITEM_REDIRECT, "destination"),
        Act(42, Event.BAG_CLOSE, "destination"),
        Act(45, Event.BAG_DISPATCH, "destination"),
        Act(48, Event.BAG_OPEN, "origin"),
        Act(50, Event.ITEM_RECEIVE, "origin"),
        Act(52, Event.ITEM_INVOICE, "origin"),
        Act(54, Event.BEAT_DISPATCH, "origin"),
        Act(58, Event.ITEM_DELIVERY, "origin"),
    ),
    Life.MISSING: (
        Act(0, Event.ITEM_BOOK, "origin"),
        Act(3, Event.BAG_CLOSE, "origin"),
        Act(6, Event.BAG_REOPEN, "origin"),
        Act(9, Event.BAG_CLOSE, "origin"),
        Act(12, Event.BAG_DISPATCH, "origin"),
        Act(15, Event.BAG_RECALL, "origin"),
        Act(18, Event.BAG_DISPATCH, "origin"),
        Act(24, Event.BAG_RECEIVE, "destination"),
        Act(27, Event.BAG_OPEN, "destination"),
        Act(30, Event.ITEM_MISSING, "destination"),
        Act(42, Event.ITEM_RECEIVE, "destination"),
        Act(45, Event.ITEM_INVOICE, "destination"),
        Act(50, Event.BEAT_DISPATCH, "destination"),
        Act(58, Event.ITEM_DELIVERY, "destination"),
    ),
}
