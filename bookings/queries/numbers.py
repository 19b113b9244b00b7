"""What became of the numbers that an office was given."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import F

from bookings.models import NumberBlock, SpoiltNumber
from bookings.rules import s10
from bookings.rules.numbers import SERIES
from offices.models import Office
from offices.rules import POST_OFFICES, Check

# Used numbers are counted by the articles' own index: numbers of one series are equally long, so text sorts as they do.
_COUNTS = """
    SELECT b.id,
           (SELECT count(*) FROM bookings_article a
            WHERE a.number >= b.series || lpad(b.first_serial::text, 8, '0')
              AND a.number < b.series || lpad(b.last_serial::text, 8, '0') || 'Z'),
           (SELECT count(*) FROM bookings_spoiltnumber s
            WHERE s.series = b.series AND s.serial BETWEEN b.first_serial AND b.last_serial)
    FROM bookings_numberblock b WHERE b.id = ANY(%(blocks)s)
"""
_GAPS = """
    SELECT serial FROM generate_series(%(first)s::bigint, %(upto)s::bigint) serial
    WHERE NOT EXISTS (SELECT 1 FROM bookings_spoiltnumber s WHERE s.series = %(series)s AND s.serial = serial.serial)
      AND NOT EXISTS (
        SELECT 1 FROM bookings_article a
        WHERE a.number >= %(series)s || lpad(serial.serial::text, 8, '0')
          AND a.number < %(series)s || lpad(serial.serial::text, 8, '0') || 'Z')
    ORDER BY serial LIMIT %(limit)s
"""


@dataclass(frozen=True)
class BlockReport:
    """A block and what became of its numbers. `gap`: drawn, but neither used nor spoilt; of a roll there is none."""

    block: NumberBlock
    used: int
    spoilt: int

    @property
    def first(self) -> str:
        return s10(self.block.series, self.block.first_serial)

    @property
    def last(self) -> str:
        return s10(self.block.series, self.block.last_serial)

    @property
    def size(self) -> int:
        return self.block.last_serial - self.block.first_serial + 1

    @property
    def gap(self) -> int:
        return 0 if self.block.printed else self.block.next_serial - self.block.first_serial - self.used - self.spoilt

    @property
    def unissued(self) -> int:
        return self.size - self.used - self.spoilt - self.gap


def blocks_of(office: Office) -> list[BlockReport]:
    """The office's blocks of article numbers with their counts. Two queries, however many blocks."""
    blocks = NumberBlock.objects.filter(office=office, series__regex="^[A-Z]{2}$").order_by("series", "first_serial")
    found = {block.pk: block for block in blocks}
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, {"blocks": list(found)})
        counts = {row[0]: row[1:] for row in cursor.fetchall()}
    return [BlockReport(block, *counts[pk]) for pk, block in found.items()]


def gaps_in(block: NumberBlock, *, limit: int = 50) -> list[str]:
    """Numbers that were drawn and are neither used nor spoilt, in order. One query."""
    if block.printed or block.next_serial == block.first_serial:
        return []
    asked: dict[str, int | str] = {
        "first": block.first_serial,
        "upto": block.next_serial - 1,
        "series": block.series,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_GAPS, asked)
        return [s10(block.series, row[0]) for row in cursor.fetchall()]


def spoilt_at(office: Office, *, limit: int = 50) -> list[SpoiltNumber]:
    """The latest spoilt numbers of an office."""
    noted = SpoiltNumber.objects.filter(block__office=office).select_related("spoilt_by")
    return list(noted.order_by("-id")[:limit])


def lacking_numbers(offices: Sequence[Office], on: date) -> Iterable[tuple[int, Check, str]]:
    """Post offices from whose blocks no article number can be drawn, as red rows of the roll-out. One query."""
    booking = [one.pk for one in offices if one.kind in POST_OFFICES]
    left = NumberBlock.objects.filter(office__in=booking, series__in=SERIES, next_serial__lte=F("last_serial"))
    supplied = set(left.values_list("office_id", flat=True))
    return [(pk, Check.NUMBERS, "") for pk in booking if pk not in supplied]
