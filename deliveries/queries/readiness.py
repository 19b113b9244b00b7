"""What a delivering office lacks before its first round."""

from collections.abc import Iterable, Sequence
from datetime import date

from deliveries.models import Beat
from offices.models import Office
from offices.rules import Check


def lacking_beats(offices: Sequence[Office], on: date) -> Iterable[tuple[int, Check, str]]:
    """Delivering offices without a beat on a day, as red rows of the roll-out. One query."""
    delivering = [one.pk for one in offices if one.delivers]
    with_beat = set(Beat.objects.filter(office__in=delivering, valid__contains=on).values_list("office_id", flat=True))
    return [(pk, Check.BEAT, "") for pk in delivering if pk not in with_beat]
