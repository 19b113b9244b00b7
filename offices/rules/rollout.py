"""The roll-out: states of a wave, what must be true how many days before it opens, and the tiers of training. Pure.

Source: operations.md, section 10 (cut-over SOP, its impact table, training in three tiers, batches of 25).
"""

from collections.abc import Mapping
from math import ceil
from typing import Any, Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class WaveState(TextChoices):
    PLANNED = "planned", _("planned")
    GO = "go", _("go")
    ROLLED_BACK = "rolled_back", _("rolled back")
    WITHDRAWN = "withdrawn", _("withdrawn")


WAVE_MOVES: Final[Mapping[WaveState, frozenset[WaveState]]] = {
    WaveState.PLANNED: frozenset({WaveState.GO, WaveState.WITHDRAWN}),
    WaveState.GO: frozenset({WaveState.ROLLED_BACK}),
    WaveState.ROLLED_BACK: frozenset({WaveState.PLANNED, WaveState.WITHDRAWN}),
    WaveState.WITHDRAWN: frozenset(),
}


class Check(TextChoices):
    """What an office may lack before its day, and what comes of it."""

    DEVICE = "device", _("no machine is registered: nobody can work")
    ROLES = "roles", _("no post with this work is filled: it cannot be done")
    TOTP = "totp", _("no phone for codes: cannot sign in")
    MAPPING = "mapping", _("no hub or account office is mapped: its mail has no way")
    BAG_NUMBERS = "bag_numbers", _("no bag numbers are left: no bag can be closed")
    SET = "set", _("no set is kept: mail stops")
    DUE_LIST = "due_list", _("not on a due mail list: no bag can be closed for it")
    SCHEDULE = "schedule", _("no schedule leads there: nothing is despatched")
    BEAT = "beat", _("no beat: nothing can be given out for delivery")
    NUMBERS = "numbers", _("no article numbers are left: nothing can be booked")
    TREASURY = "treasury", _("no opening balance: no cash")
    SIGN_IN = "sign_in", _("has never signed in")
    TRAINED = "trained", _("no finished course, or the refresher is due")


# Days before the day of opening by which it must be true.
DUE_BEFORE: Final[Mapping[Check, int]] = {
    **dict.fromkeys((Check.DEVICE, Check.ROLES, Check.TOTP), 7),
    **dict.fromkeys(
        (Check.MAPPING, Check.BAG_NUMBERS, Check.SET, Check.DUE_LIST, Check.SCHEDULE, Check.BEAT, Check.NUMBERS), 3
    ),
    Check.TREASURY: 2,
    **dict.fromkeys((Check.SIGN_IN, Check.TRAINED), 1),
}
MOST_IN_A_BATCH: Final = 25  # one machine a person (operations.md, section 10.3)


def needed_a_second(offices: int, *, all_offices: int, peak: int) -> int:
    """Bookings a second that must have been shown before so many offices work: their share of the country's peak."""
    return ceil(offices * peak / all_offices)


class Tier(TextChoices):
    MASTER = "master", _("Master trainer")
    CHAMPION = "champion", _("User champion")
    USER = "user", _("End user")


# Who may train whom: each tier by the one above it.
TRAINED_BY: Final[Mapping[Any, frozenset[Tier]]] = {
    Tier.MASTER: frozenset({Tier.MASTER}),
    Tier.CHAMPION: frozenset({Tier.MASTER}),
    Tier.USER: frozenset({Tier.MASTER, Tier.CHAMPION}),
}
