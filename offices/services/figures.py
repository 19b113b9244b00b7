"""Roll-ups of a day. `providers` (`apt.wiring.FIGURES`) count at the offices themselves; the tree is summed up here."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Final

from django.db import connection

from apt.core.db import use_case
from offices.rules import Measure

# What an app has counted for a day: office id, measure, value.
Provider = Callable[[date], Iterable[tuple[int, Measure, int]]]

_KEEP: Final = """
    INSERT INTO offices_figure (office_id, day, measure, value, made_at)
    SELECT above.id, %(day)s, counted.measure, sum(counted.value), %(now)s
    FROM unnest(%(offices)s::bigint[], %(measures)s::text[], %(values)s::bigint[]) AS counted (
        office_id, measure, value
    )
    JOIN offices_office office ON office.id = counted.office_id
    JOIN offices_office above ON above.code = ANY(string_to_array(rtrim(office.path, '/'), '/'))
    GROUP BY above.id, counted.measure
    ON CONFLICT (office_id, day, measure) DO UPDATE SET value = excluded.value, made_at = excluded.made_at
"""


@use_case
def roll_up(*, day: date, providers: Sequence[Provider], now: datetime) -> int:
    """Count a day anew for every office and all above it; how many rows the offices themselves gave."""
    rows = [row for provider in providers for row in provider(day)]
    with connection.cursor() as cursor:
        cursor.execute(
            _KEEP,
            {
                "day": day, "now": now, "offices": [row[0] for row in rows],
                "measures": [row[1].value for row in rows], "values": [row[2] for row in rows],
            },
        )  # fmt: skip
    return len(rows)
