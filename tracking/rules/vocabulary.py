"""One table of what each event is called: by us, by the public, by partners, by other posts, by aggregators.

Sources: operations.md's findings on the partner API (codes and short codes), UPU EMSEVT for items of the letter and
parcel post, the seven delivery states that aggregators share. `emsevt` and `aggregator` are our mapping.
"""

from typing import Final, NamedTuple

from .events import Event


class Term(NamedTuple):
    event: Event
    partner: str  # the code in feeds and webhooks
    short: str  # its two letters; empty where no public source shows one
    emsevt: str  # what another post would be told; empty: nothing
    aggregator: str  # InfoReceived, InTransit, OutForDelivery, AttemptFail, Delivered, Exception
    also: tuple[str, ...] = ()  # what older systems print for the same

    @property
    def public(self) -> str:
        return str(self.event.label)


TERMS: Final = (
    Term(Event.ITEM_BOOK, "ITEM_BOOK", "IB", "EMA", "InTransit", ("Item Book",)),
    Term(Event.ITEM_CANCEL, "Cancelled", "", "", "Exception"),
    Term(Event.BAG_CLOSE, "BAG_CLOSE", "CL", "", "InTransit", ("Item Bagged for …",)),
    Term(Event.BAG_DISPATCH, "BAG_DISPATCH", "DI", "EMC", "InTransit", ("ITEM_DISPATCH", "Bag Despatched to …")),
    Term(Event.BAG_RECEIVE, "TMO_RECEIVE", "RO", "EMJ", "InTransit", ("Bag Received",)),
    Term(Event.BAG_OPEN, "BAG_OPEN", "OP", "EMD", "InTransit", ("OR",)),
    Term(Event.BAG_REOPEN, "BAG_REOPEN", "", "", "InTransit"),
    Term(Event.BAG_RECALL, "BAG_RECALL", "", "", "InTransit"),
    Term(Event.ITEM_RECEIVE, "ITEM_RECEIVE", "RO", "EMG", "InTransit"),
    Term(Event.ITEM_MISSING, "ITEM_MISSING", "", "", "Exception"),
    Term(Event.ITEM_INVOICE, "ITEM_INVOICE", "", "EMG", "InTransit", ("Invoiced to BO",)),
    Term(Event.BEAT_DISPATCH, "BEAT_DISPATCH", "", "EDG", "OutForDelivery", ("Taken out for delivery",)),
    Term(Event.ITEM_ONHOLD, "ITEM_ONHOLD", "DE", "EMH", "AttemptFail"),
    Term(Event.ITEM_NONDELIVER, "ITEM_NONDELIVER", "", "EMH", "AttemptFail"),
    Term(Event.ITEM_REDIRECT, "ITEM_REDIRECT", "RD", "EMG", "InTransit"),
    Term(Event.ITEM_RETURN, "ITEM_RETURN", "RT", "EMH", "Exception"),
    Term(
        Event.ITEM_DELIVERY, "ITEM_DELIVERY", "ID", "EMI", "Delivered",
        ("Item Delivery Confirmed", "Item Delivered [To: …]"),
    ),
)  # fmt: skip
