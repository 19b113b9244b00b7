"""The vocabulary of history: what can happen to an article or a bag, and how the public reads it. Pure."""

from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


# Clocks of two processes differ; a phone's clock is corrected before its events get here. The table holds it as well.
CLOCKS_DIFFER: Final = timedelta(seconds=30)


class Subject(TextChoices):
    ARTICLE = "A", _("article")
    BAG = "B", _("bag")


class Event(TextChoices):
    """Event codes, spelt as partners of the real system know them (operations.md, section 6.1)."""

    ITEM_BOOK = "ITEM_BOOK", _("Item Booked")
    ITEM_CANCEL = "ITEM_CANCEL", _("Booking Cancelled")
    BAG_CLOSE = "BAG_CLOSE", _("Item Bagged")
    BAG_DISPATCH = "BAG_DISPATCH", _("Item Dispatched")
    BAG_RECEIVE = "BAG_RECEIVE", _("Bag Received")
    BAG_OPEN = "BAG_OPEN", _("Item Received")
    BAG_REOPEN = "BAG_REOPEN", _("Bag reopened before despatch")
    BAG_RECALL = "BAG_RECALL", _("Despatch cancelled")
    ITEM_RECEIVE = "ITEM_RECEIVE", _("Item Received")
    ITEM_MISSING = "ITEM_MISSING", _("Not found in its bag, being traced")
    ITEM_INVOICE = "ITEM_INVOICE", _("Item Invoiced")
    BEAT_DISPATCH = "BEAT_DISPATCH", _("Out for Delivery")
    ITEM_ONHOLD = "ITEM_ONHOLD", _("Item kept on hold")
    ITEM_NONDELIVER = "ITEM_NONDELIVER", _("Not Delivered")
    ITEM_REDIRECT = "ITEM_REDIRECT", _("Item Redirected")
    ITEM_RETURN = "ITEM_RETURN", _("Item Returned to Sender")  # the start of the way back
    ITEM_DELIVERY = "ITEM_DELIVERY", _("Item Delivered(Addressee)")


class Because(TextChoices):
    """Why an entry is corrected. Codes, since the public reads them: free words would name people."""

    CLOCK = "clock_wrong", _("the clock of the device was wrong")
    LATE = "entered_late", _("it was entered after it happened")
    TYPED = "wrong_time", _("the time was mistyped")


class Stage(NamedTuple):
    code: str
    label: "StrOrPromise"
    reached_by: frozenset[str]


# The five steps that the public page shows above the timeline.
STAGES: Final = (
    Stage("booked", _("Booked"), frozenset({Event.ITEM_BOOK})),
    Stage("on_the_way", _("On the way"), frozenset({Event.BAG_DISPATCH})),
    Stage("at_delivery_office", _("At delivery office"), frozenset({Event.ITEM_INVOICE})),
    Stage("out", _("Out for delivery"), frozenset({Event.BEAT_DISPATCH})),
    Stage("delivered", _("Delivered"), frozenset({Event.ITEM_DELIVERY})),
)
