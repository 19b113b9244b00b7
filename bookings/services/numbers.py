"""Serials out of an office's blocks."""

from collections.abc import Sequence

from django.db import connection

from apt.core.db import step
from bookings.errors import NoNumbersLeft
from bookings.models import NumberBlock
from offices.models import Office

ARTICLE_SERIES = "EK"  # Speed Post of the Karnataka circle (operations.md 3.6: second letter by circle)

_TAKE_SERIALS = """
    UPDATE bookings_numberblock SET next_serial = next_serial + %(count)s
    WHERE id = (SELECT id FROM bookings_numberblock
                WHERE office_id = %(office)s AND series = %(series)s AND next_serial + %(count)s <= last_serial + 1
                ORDER BY first_serial LIMIT 1 FOR UPDATE)
    RETURNING next_serial - %(count)s
"""


@step
def take_serials(*, office: Office, series: str, count: int) -> range:
    """The next `count` serials of the office's block: one statement, one row that only this office waits for.

    A block that cannot give all of them is left as it is and the next one is tried. Raises NoNumbersLeft.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_SERIALS, {"office": office.pk, "series": series, "count": count})
        row = cursor.fetchone()
    if row is None:
        raise NoNumbersLeft()
    return range(row[0], row[0] + count)


@step
def issue_blocks(*, series: str, office_ids: Sequence[int], size: int) -> int:
    """Give each office that has no block of `series` a fresh one of `size` serials. Returns how many. Set-based."""
    have = set(NumberBlock.objects.filter(series=series, office_id__in=office_ids).values_list("office_id", flat=True))
    last = (
        NumberBlock.objects.filter(series=series).order_by("-last_serial").values_list("last_serial", flat=True).first()
    )
    start = 0 if last is None else last + 1
    missing = [office_id for office_id in office_ids if office_id not in have]
    NumberBlock.objects.bulk_create(
        NumberBlock(
            office_id=office_id, series=series, first_serial=first, next_serial=first, last_serial=first + size - 1
        )
        for office_id, first in zip(missing, range(start, start + size * len(missing), size), strict=True)
    )
    return len(missing)
