"""Days that nobody ended, for the roll-ups (`offices.services.figures`)."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from django.db import connection

from offices.rules import Count, Measure, Pair

# Those that are counted already are not counted again every minute.
_CHANGED: Final = """
    SELECT left_open.office_id, left_open.business_date FROM payments_officeday left_open
    WHERE left_open.ended_at IS NULL AND left_open.business_date < %(today)s AND NOT EXISTS (
        SELECT 1 FROM offices_dayfigures f WHERE f.office_id = left_open.office_id
            AND f.day = left_open.business_date AND NOT f.whole AND f.counts ? 'day_open')
    UNION ALL
    SELECT f.office_id, f.day FROM offices_dayfigures f
    JOIN payments_officeday ended ON ended.office_id = f.office_id AND ended.business_date = f.day
    WHERE f.needs > 0 AND f.counts ? 'day_open' AND ended.ended_at IS NOT NULL
"""
_OPEN: Final = """
    SELECT asked.office_id, asked.day FROM unnest(%s::bigint[], %s::date[]) AS asked (office_id, day)
    JOIN payments_officeday left_open ON left_open.office_id = asked.office_id AND left_open.business_date = asked.day
    WHERE left_open.ended_at IS NULL AND asked.day < %s
"""


def changed_days(today: date) -> list[Pair]:
    """Days before `today` that nobody ended, and days that somebody ended at last. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED, {"today": today})
        return cursor.fetchall()


def days_left_open(offices: Sequence[int], days: Sequence[date], today: date) -> Iterable[Count]:
    """One for each day before `today` that began and did not end. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, [list(offices), list(days), today])
        rows = cursor.fetchall()
    for office_id, day in rows:
        yield office_id, day, Measure.DAY_OPEN.value, 1
