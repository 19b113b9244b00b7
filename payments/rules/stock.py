"""Stamps and stationery: what they are, what they are worth, what a count says; pouches between offices. Pure."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Final, NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from .journal import Account, Line

STAMPS: Final = "stamps"  # the purpose of an attempt to pay stamps by UPI
MOST_PIECES: Final = 1_000_000  # of one item at once
LATE_AFTER: Final = timedelta(days=3)  # a pouch on its way for longer needs a person; our assumption
BARCODE: Final = re.compile(r"[A-Z0-9]{8,20}")


class StockKind(TextChoices):
    """What is sold at its face value; the denominations are in the master (operations.md, section 3.1)."""

    DEFINITIVE = "definitive", _("definitive stamp")
    COMMEMORATIVE = "commemorative", _("commemorative stamp")
    SERVICE = "service", _("service stamp")
    CARD = "card", _("post card or letter card")
    ENVELOPE = "envelope", _("envelope")
    FORM = "form", _("form")


class PouchState(TextChoices):
    SENT = "sent", _("on its way")
    HELD = "held", _("does not hold what was declared")
    RECEIVED = "received", _("received")
    RETURNED = "returned", _("came back unopened")


class IndentState(TextChoices):
    """What an office asks of the office that its cash comes from: answered by a pouch, or with a word."""

    ASKED = "asked", _("asked for")
    SENT = "sent", _("sent in a pouch")
    REFUSED = "refused", _("not sent")
    WITHDRAWN = "withdrawn", _("no longer needed")


_OVER: Final = frozenset({IndentState.SENT, IndentState.REFUSED, IndentState.WITHDRAWN})
INDENT_MOVES: Final[Mapping[IndentState, frozenset[IndentState]]] = {
    IndentState.ASKED: _OVER,
    **dict.fromkeys(sorted(_OVER), frozenset[IndentState]()),
}

P = PouchState
POUCH_MOVES: Final[Mapping[PouchState, frozenset[PouchState]]] = {
    P.SENT: frozenset({P.HELD, P.RECEIVED, P.RETURNED}),
    P.HELD: frozenset({P.RECEIVED}),  # counted again as declared, or its sender agrees to the count
    P.RECEIVED: frozenset(),
    P.RETURNED: frozenset(),
}


class Piece(NamedTuple):
    """So many of an item that come (or, negative, go) in a drawer or in the treasury; `face` in paise."""

    item: int
    code: str
    face: int
    number: int
    in_drawer: bool

    @property
    def paise(self) -> int:
        return self.face * self.number


def stock_lines(pieces: Mapping[bool, int]) -> list[Line]:
    """The entries of what pieces are worth, by whether they are in the drawer."""
    accounts = {True: Account.STOCK, False: Account.STOCK_SAFE}
    return [Line(accounts[in_drawer], paise) for in_drawer, paise in sorted(pieces.items()) if paise]


def difference_of(expected: Mapping[int, int], counted: Mapping[int, int]) -> dict[int, int]:
    """By item, how many more (or, negative, fewer) were counted than there should be; nothing where it agrees."""
    return {
        item: counted.get(item, 0) - expected.get(item, 0)
        for item in sorted(expected.keys() | counted.keys())
        if counted.get(item, 0) != expected.get(item, 0)
    }


def counterpart_lines(paise_by_item: Mapping[int, int]) -> list[Line]:
    """What a difference of pieces is booked against: what is missing and what is too much each by itself."""
    short = -sum(paise for paise in paise_by_item.values() if paise < 0)
    over = sum(paise for paise in paise_by_item.values() if paise > 0)
    return [Line(Account.SHORTAGE, short), Line(Account.EXCESS, -over)]
