"""What is collected at a door for a sender: how it came, where it is, what may become of it. Pure.

Sources: operations.md, sections 5.2 (cash or QR at the door) and 5.5 (owed to the biller, or sent by money order).
"""

from collections.abc import Mapping
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

COD: Final = "cod"  # the purpose of an attempt whose bill is an article at its door; its reference is the number


class CodMode(TextChoices):
    """How the addressee pays at the door."""

    CASH = "cash", _("cash")
    UPI = "upi", _("UPI")


class CodState(TextChoices):
    COLLECTED = "collected", _("collected at the door")  # cash with the postman; by UPI before the hand-over
    OWED = "owed", _("owed to the sender")
    SENT = "sent", _("paid to the sender")
    GONE_BACK = "gone_back", _("given back to who paid")


COD_MOVES: Final[Mapping[CodState, frozenset[CodState]]] = {
    CodState.COLLECTED: frozenset({CodState.OWED, CodState.GONE_BACK}),
    CodState.OWED: frozenset({CodState.SENT}),
    CodState.SENT: frozenset(),
    CodState.GONE_BACK: frozenset(),
}
