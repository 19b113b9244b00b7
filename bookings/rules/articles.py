"""The life of an article: custody is a single state (complaint 41), and this table says how it may change.

Despatch and receipt of a bag do not change the articles in it: those facts are the bag's (the house, section 4).
"""

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from bookings.errors import MoveRefused


class Status(TextChoices):
    BOOKED = "booked", _("at the counter")
    BAGGED = "bagged", _("in a bag")
    AT_OFFICE = "at_office", _("at an office")
    ON_SHEET = "on_sheet", _("on a delivery sheet")
    OUT = "out", _("out for delivery")
    HELD = "held", _("on hold at the delivery office")
    DELIVERED = "delivered", _("delivered")
    CANCELLED = "cancelled", _("cancelled before despatch")


ARTICLE_MOVES: Final[dict[Status, frozenset[Status]]] = {
    # To an office without a bag: it was found in one into which nobody had scanned it.
    # Held: the office that delivers it keeps it back, damaged or poste restante.
    Status.BOOKED: frozenset({Status.BAGGED, Status.ON_SHEET, Status.CANCELLED, Status.AT_OFFICE, Status.HELD}),
    # Booked: the bag was reopened in the office that booked it.
    Status.BAGGED: frozenset({Status.AT_OFFICE, Status.BOOKED}),
    Status.AT_OFFICE: frozenset({Status.BAGGED, Status.ON_SHEET, Status.AT_OFFICE, Status.HELD}),
    Status.ON_SHEET: frozenset({Status.OUT, Status.AT_OFFICE}),
    Status.OUT: frozenset({Status.DELIVERED, Status.HELD}),
    # To delivered: at the window of the office; or a delivery that a phone without signal told late.
    Status.HELD: frozenset({Status.ON_SHEET, Status.BAGGED, Status.AT_OFFICE, Status.DELIVERED}),
    # Back on hold: the addressee says that it never came, and the office found it so (trust goal D10).
    Status.DELIVERED: frozenset({Status.HELD}),
    Status.CANCELLED: frozenset(),
}


def is_final(status: Status) -> bool:
    """Whether its journey is over, unless a complaint is upheld."""
    return status in (Status.DELIVERED, Status.CANCELLED)


def check_move(number: str, present: str, to: Status) -> None:
    """Raises MoveRefused unless the table allows the step."""
    if to not in ARTICLE_MOVES[Status(present)]:
        raise MoveRefused(number=number, present=Status(present).label, wanted=to.label)
