"""The map of what lies below an office, drawn once a day and process: a hundred thousand positions become dots."""

import functools
from datetime import date

from django.db.models import F, Value
from django.db.models.functions import Length, StrIndex, Substr

from offices.models import Office
from offices.rules import POST_OFFICES, Drawing, PositionQuality, draw_map


def map_of(office: Office, *, on: date) -> Drawing | None:
    """Dots of the post offices at or below `office`, a part for each that reports to it. One query, once a day."""
    return _drawn(office.pk, office.code, office.path, on)


@functools.lru_cache(maxsize=256)
def _drawn(_key: int, code: str, path: str, _on: date) -> Drawing | None:
    below = Substr("path", Value(len(path) + 1))
    spots = (
        Office.objects.filter(
            path__startswith=path, kind__in=sorted(POST_OFFICES), latitude__isnull=False, closed_on__isnull=True
        )
        .exclude(position_quality=PositionQuality.DERIVED)
        .annotate(below=below, size=Length("path"))
        .annotate(part=Substr(below, Value(1), StrIndex(F("below"), Value("/")) - 1))
        .order_by()
    )
    rows = spots.filter(size__gt=len(path)).values_list("part", "latitude", "longitude")
    own = Office.objects.filter(path=path, latitude__isnull=False).values_list("code", "latitude", "longitude")
    return draw_map((part or code, latitude or 0.0, longitude or 0.0) for part, latitude, longitude in [*rows, *own])
