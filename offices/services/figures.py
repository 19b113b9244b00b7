"""Roll-ups of offices and days: what changed is noted, counted anew at the office itself, and summed up the tree.

The sources (`apt.wiring.FIGURES`) say which offices and days changed, and count them; all of it in sets.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple

from django.db import connection

from apt.core.clock import ist_date
from apt.core.db import step, use_case
from offices.models import DayFigures, FiguresMark, QueueState
from offices.rules import NEEDED, Count, Pair, Queue

AT_ONCE: Final = 2_000  # offices and days in a transaction: a few seconds of it
# No transaction that numbered its rows before a mark was taken is still open so long after it (settings: statements
# end after 30 s, tasks too): until then the mark before it counts.
SETTLED: Final = timedelta(minutes=2)
_LOCK: Final = 0x46494755


class Since(NamedTuple):
    """From where on a source is looked through: rows after this id, or changed since this time."""

    last_id: int
    at: datetime | None  # None: never before
    today: date


@dataclass(frozen=True)
class Source:
    """What an app counts. Counting twice on a day gives the same."""

    name: str
    changed: Callable[[Since], tuple[int, Iterable[Pair]]]  # the last id there is, and what changed
    count: Callable[[Sequence[int], Sequence[date], date], Iterable[Count]]  # offices beside days, pair by pair; today


_DUE = """
    INSERT INTO offices_figuresdue (office_id, day)
    SELECT DISTINCT office_id, day FROM unnest(%s::bigint[], %s::date[]) AS changed (office_id, day)
    ON CONFLICT DO NOTHING
"""
_TAKE = """
    DELETE FROM offices_figuresdue WHERE id IN (SELECT id FROM offices_figuresdue ORDER BY day DESC, office_id LIMIT %s)
    RETURNING office_id, day
"""
_KEEP_OWN = """
    INSERT INTO offices_dayfigures (office_id, day, whole, counts, needs, made_at)
    SELECT office_id, day, false, counts, needs, %(now)s
    FROM unnest(%(offices)s::bigint[], %(days)s::date[], %(counts)s::jsonb[], %(needs)s::int[])
        AS counted (office_id, day, counts, needs)
    ON CONFLICT (office_id, day, whole)
    DO UPDATE SET counts = excluded.counts, needs = excluded.needs, made_at = excluded.made_at
"""
_ABOVE = """
    SELECT above.id, counted.day, array_length(string_to_array(above.path, '/'), 1) AS depth
    FROM unnest(%(offices)s::bigint[], %(days)s::date[]) AS counted (office_id, day)
    JOIN offices_office office ON office.id = counted.office_id
    JOIN offices_office above ON above.code = ANY(string_to_array(rtrim(office.path, '/'), '/'))
    WHERE above.id <> office.id OR EXISTS (
        SELECT 1 FROM offices_dayfigures f WHERE f.office_id = office.id AND f.day = counted.day AND f.whole)
    GROUP BY above.id, counted.day ORDER BY depth DESC
"""
# An office's sum is its own count and the sums of those that report to it: each level reads the one below, and no more.
_SUM_UP = """
    INSERT INTO offices_dayfigures (office_id, day, whole, counts, needs, made_at)
    SELECT office_id, day, true, coalesce(jsonb_object_agg(key, total) FILTER (WHERE key IS NOT NULL), '{}'), 0, %(now)s
    FROM (
        SELECT above.office_id, above.day, one.key, sum(one.value::bigint) AS total
        FROM unnest(%(offices)s::bigint[], %(days)s::date[]) AS above (office_id, day)
        LEFT JOIN LATERAL (
            SELECT own.counts FROM offices_dayfigures own
            WHERE own.office_id = above.office_id AND own.day = above.day AND NOT own.whole
            UNION ALL
            SELECT part.counts FROM offices_office below
            JOIN LATERAL (
                SELECT counts FROM offices_dayfigures f WHERE f.office_id = below.id AND f.day = above.day
                ORDER BY f.whole DESC LIMIT 1
            ) part ON true
            WHERE below.reports_to_id = above.office_id
        ) parts ON true
        LEFT JOIN LATERAL jsonb_each_text(parts.counts) one ON true
        GROUP BY above.office_id, above.day, one.key
    ) summed
    GROUP BY office_id, day
    ON CONFLICT (office_id, day, whole) DO UPDATE SET counts = excluded.counts, made_at = excluded.made_at
"""


def roll_up(*, sources: Sequence[Source], now: datetime, anew: bool = False) -> int:
    """Note what changed and count all that is due; how many offices and days that were. Repeating it changes nothing.

    A round that is broken off goes on where it stopped: what is due is in rows, each gone with its count. `anew`: all
    there ever was, after the tree of offices changed or a measure came in.
    """
    note_changed(sources=sources, now=now, anew=anew)
    counted = 0
    while taken := count_due(sources=sources, now=now):
        counted += taken
    return counted


@use_case
def note_changed(*, sources: Sequence[Source], now: datetime, anew: bool = False) -> None:
    """What the sources say has changed becomes due, and the marks move on. The past counts as well: a late entry
    makes its own day due."""
    _lock()
    for source in sources:
        marks = FiguresMark.objects.filter(source=source.name)
        settled = marks.filter(taken_at__lte=now - SETTLED).order_by("-taken_at").first()
        since = Since(0, None, ist_date(now))
        if settled and not anew:
            since = Since(settled.last_id, settled.taken_at, ist_date(now))
        last_id, pairs = source.changed(since)
        make_due(pairs=list(pairs))
        FiguresMark.objects.update_or_create(source=source.name, taken_at=now, defaults={"last_id": last_id})
        if settled:
            marks.filter(taken_at__lt=settled.taken_at).delete()
    if anew:
        make_due(pairs=list(DayFigures.objects.filter(whole=False).order_by().values_list("office_id", "day")))


@step
def make_due(*, pairs: Sequence[Pair]) -> None:
    """These offices and days are counted anew in the next round. One statement."""
    if pairs:
        with connection.cursor() as cursor:
            cursor.execute(_DUE, [[office for office, _day in pairs], [day for _office, day in pairs]])


_MOVED = """
    INSERT INTO offices_figuresdue (office_id, day)
    SELECT one, counted.day FROM (SELECT DISTINCT day FROM offices_dayfigures WHERE office_id = %(office)s) counted
    CROSS JOIN unnest(%(places)s::bigint[]) AS one
    ON CONFLICT DO NOTHING
"""


@step
def sum_up_elsewhere(*, office_id: int, before_id: int | None, after_id: int) -> None:
    """An office hangs elsewhere: all its days leave the sums above its old place and come into those above the new
    one, so that a late entry of an old day finds one tree. One statement."""
    places = [one for one in (office_id, before_id, after_id) if one]
    with connection.cursor() as cursor:
        cursor.execute(_MOVED, {"office": office_id, "places": places})


@use_case
def count_due(*, sources: Sequence[Source], now: datetime, at_once: int = AT_ONCE) -> int:
    """Count a portion of what is due, the latest days first; how many it were. One statement a source, one a level of
    the tree, and four."""
    _lock()
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [at_once])
        pairs = sorted(cursor.fetchall())
        if not pairs:
            return 0
        offices, days = [office for office, _day in pairs], [day for _office, day in pairs]
        counts: dict[Pair, dict[str, int]] = {pair: defaultdict(int) for pair in pairs}
        for source in sources:
            for office_id, day, key, value in source.count(offices, days, ist_date(now)):
                if value:
                    counts[office_id, day][key] += value
        asked: dict[str, Any] = {"offices": offices, "days": days, "now": now}
        needs = [sum(one.get(measure.value, 0) for measure in NEEDED) for one in counts.values()]
        cursor.execute(_KEEP_OWN, {**asked, "counts": [json.dumps(one) for one in counts.values()], "needs": needs})
        cursor.execute(_ABOVE, asked)
        levels: dict[int, list[Pair]] = defaultdict(list)
        for office_id, day, depth in cursor.fetchall():
            levels[depth].append((office_id, day))
        for depth in sorted(levels, reverse=True):
            above = levels[depth]
            cursor.execute(
                _SUM_UP, {"offices": [one for one, _ in above], "days": [day for _, day in above], "now": now}
            )
    return len(pairs)


@use_case
def note_queues(*, queues: Mapping[Queue, Callable[[datetime], tuple[int, datetime | None]]], now: datetime) -> None:
    """How much waits where, for the pages."""
    for queue, asked in queues.items():
        waiting, oldest_at = asked(now)
        QueueState.objects.update_or_create(
            queue=queue, defaults={"waiting": waiting, "oldest_at": oldest_at, "made_at": now}
        )


def _lock() -> None:
    """One round at a time: of two that count the same office, the one that began later must write last."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
