"""What about an attempt makes it look false. Pure; a flag lists its facts, and punishes nobody (Horizon lesson H14)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Flag(TextChoices):
    FAR = "far", _("far from the address")
    NO_POSITION = "no_position", _("no position given")
    JUMP = "jump", _("too far from the entry before, in too little time")
    SAME_SPOT = "same_spot", _("many failures from one spot")
    AFTER_HOURS = "after_hours", _("outside the hours of delivery")
    CLOCK = "clock", _("the phone's clock is wrong")
    LATE = "late", _("heard much later than it happened")
    SAME_PHOTO = "same_photo", _("the photo was used before")


class Limits(NamedTuple):
    """Ours, shown as assumptions (`settings.HONEST_ATTEMPTS`)."""

    far_from_door_m: int
    far_from_office_m: int  # where only the PIN is known
    fastest_m_per_s: int
    failures_at_a_spot: int
    spot_m: int
    late: timedelta


class Facts(NamedTuple):
    """One entry as seen from its address and from the entry before it on the same phone."""

    delivered: bool
    asks_position: bool
    happened_at: datetime
    hour_ist: int
    from_door_m: float | None  # from the DIGIPIN of the address
    from_office_m: float | None  # from the office that delivers there
    since_last_s: float | None
    from_last_m: float | None
    clock_off: bool
    heard_after: timedelta
    failures_nearby: int  # earlier failures of this round within a spot
    photo_seen: bool


FIRST_HOUR, LAST_HOUR = 6, 21
_SHORTEST_S: Final = 1.0


def flags_of(facts: Facts, limits: Limits) -> list[Flag]:
    found = {
        Flag.NO_POSITION: facts.asks_position and facts.from_office_m is None,
        Flag.FAR: _far(facts, limits),
        Flag.JUMP: _jumped(facts, limits),
        Flag.SAME_SPOT: not facts.delivered and facts.failures_nearby + 1 >= limits.failures_at_a_spot,
        Flag.AFTER_HOURS: not FIRST_HOUR <= facts.hour_ist < LAST_HOUR,
        Flag.CLOCK: facts.clock_off,
        Flag.LATE: facts.heard_after > limits.late,
        Flag.SAME_PHOTO: facts.photo_seen,
    }
    return [flag for flag, raised in found.items() if raised]


def _far(facts: Facts, limits: Limits) -> bool:
    if facts.from_door_m is not None:
        return facts.from_door_m > limits.far_from_door_m
    return facts.from_office_m is not None and facts.from_office_m > limits.far_from_office_m


def _jumped(facts: Facts, limits: Limits) -> bool:
    if facts.from_last_m is None or facts.since_last_s is None or facts.from_last_m <= limits.spot_m:
        return False
    return facts.from_last_m / max(abs(facts.since_last_s), _SHORTEST_S) > limits.fastest_m_per_s


def spread(texts: Sequence[str]) -> list[str]:
    """Flags as a page lists them."""
    return [str(Flag(text).label) for text in texts]
