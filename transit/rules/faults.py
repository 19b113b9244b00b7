"""What can be wrong with a bag's contents, who answers for it, and where it most likely happened. Pure."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Fault(TextChoices):
    MISSING = "missing", _("missing")
    EXCESS = "excess", _("excess: not on the list")
    MISSENT = "missent", _("missent: belongs elsewhere")
    DAMAGED = "damaged", _("damaged")


class Answer(TextChoices):
    """What the office charged with an error says to it."""

    ADMITTED = "admitted", _("admitted")
    DENIED = "denied", _("denied")
    FOUND = "found", _("found")


class Place(NamedTuple):
    """Between which two offices; the same office twice when it happened in one."""

    from_id: int
    to_id: int


def likeliest_place(*, closed_at: int, passed: Sequence[int], opened_at: int, sound: bool) -> Place:
    """Where the contents of a bag most likely went wrong.

    `passed`: the offices that held the bag, or a bag around it, since it was closed, in order. A bag that came with its
    seal whole was wrong from the start: in the office that closed it. A broken seal was whole as long as nobody said
    otherwise, so it broke on the last stretch.
    """
    if sound:
        return Place(closed_at, closed_at)
    before = [office for office in passed if office != opened_at]
    return Place(before[-1] if before else closed_at, opened_at)
