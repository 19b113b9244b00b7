"""What becomes of a pick-up that was asked for. Pure."""

from datetime import timedelta
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from bookings.errors import PickupSettled

AHEAD: Final = timedelta(days=30)  # how long before its day one may be asked for; ours


class PickupState(TextChoices):
    ASKED = "asked", _("asked for")
    COLLECTED = "collected", _("collected")
    NOTHING = "nothing", _("nothing there")


PICKUP_MOVES: Final[dict[PickupState, frozenset[PickupState]]] = {
    PickupState.ASKED: frozenset({PickupState.COLLECTED, PickupState.NOTHING}),
    PickupState.COLLECTED: frozenset(),
    PickupState.NOTHING: frozenset({PickupState.COLLECTED}),  # somebody went once more
}


def check_pickup_move(code: str, present: str, to: PickupState) -> None:
    """Raises PickupSettled unless the table allows the step."""
    if to not in PICKUP_MOVES[PickupState(present)]:
        raise PickupSettled(code=code, present=PickupState(present).label)
