"""Which screens show a counter's basket."""

from bookings.models import DisplayPairing
from offices.rules.sign_in import token_hash
from payments.models import Shift


def pairing_by_token(token: str) -> DisplayPairing | None:
    """The pairing of a screen, with shift, basket and last sale: one query. None once unpaired or the shift is over."""
    return (
        DisplayPairing.objects.filter(token_hash=token_hash(token), ended_at=None, shift__ended_at=None)
        .select_related("shift__office", "shift__basket__last_sale")
        .first()
    )


def pairings_of(shift: Shift) -> list[DisplayPairing]:
    """The screens that show this shift's basket now, the latest first."""
    paired = DisplayPairing.objects.filter(shift=shift, ended_at=None, paired_at__isnull=False)
    return list(paired.order_by("-paired_at", "-id"))
