"""Asking history: one query a timeline, whatever the length of the journey."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from .models import Enclosure
from .rules import STAGES, Event, Subject

# An article's own events, and those of every bag (and bag of bags) while it lay inside. Walks enclosures upwards by
# index, so the cost follows the length of this journey and not the size of the tables.
_TIMELINE = """
WITH RECURSIVE held AS (
    SELECT bag_number, entered_at, coalesce(left_at, 'infinity') AS left_at
    FROM tracking_enclosure WHERE inner_number = %(number)s AND inner_kind = %(kind)s
    UNION
    SELECT e.bag_number, greatest(e.entered_at, h.entered_at), least(coalesce(e.left_at, 'infinity'), h.left_at)
    FROM tracking_enclosure e JOIN held h ON e.inner_number = h.bag_number
    WHERE e.entered_at <= h.left_at AND coalesce(e.left_at, 'infinity') >= h.entered_at
), events AS (
    SELECT ev.* FROM tracking_trackingevent ev WHERE ev.subject_number = %(number)s AND ev.subject_kind = %(kind)s
    UNION
    SELECT ev.* FROM held h JOIN tracking_trackingevent ev
      ON ev.subject_number = h.bag_number AND ev.happened_at BETWEEN h.entered_at AND h.left_at
)
SELECT ev.id, ev.code, ev.happened_at, ev.recorded_at, ev.remark, ev.subject_number,
       o.name, o.kind, o.pincode, n.name, n.kind
FROM events ev JOIN offices_office o ON o.id = ev.office_id LEFT JOIN offices_office n ON n.id = ev.other_office_id
ORDER BY ev.happened_at, ev.id
"""


@dataclass(frozen=True)
class Line:
    """One line of a timeline, fit for the public: offices and times, no persons."""

    id: int
    code: Event
    happened_at: datetime
    recorded_at: datetime
    remark: str
    subject_number: str
    office_name: str
    office_kind: str
    office_pincode: str
    next_office_name: str
    next_office_kind: str

    @property
    def text(self) -> str:
        return str(self.code.label)


def timeline(number: str, kind: Subject = Subject.ARTICLE) -> list[Line]:
    """Everything that happened to an article (or to a bag, if asked for one), oldest first. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_TIMELINE, {"number": number, "kind": kind})
        return [
            Line(
                row[0],
                Event(row[1]),
                row[2],
                row[3],
                row[4],
                row[5],
                row[6],
                row[7],
                row[8],
                row[9] or "",
                row[10] or "",
            )
            for row in cursor.fetchall()
        ]


def stages_reached(lines: Sequence[Line]) -> list[tuple[str, bool]]:
    """The steps of the journey with whether each was reached; a later step implies the earlier ones."""
    codes = {line.code for line in lines}
    furthest = max((index for index, stage in enumerate(STAGES) if stage.reached_by & codes), default=-1)
    return [(str(stage.label), index <= furthest) for index, stage in enumerate(STAGES)]


def bag_holding(number: str) -> str | None:
    """The bag in which an article or bag lies now, or None."""
    return Enclosure.objects.filter(inner_number=number, left__isnull=True).values_list("bag_number", flat=True).first()


def contents_of(bag_number: str) -> list[str]:
    """What lies in a bag now, in the order in which it was put in."""
    return list(
        Enclosure.objects.filter(bag_number=bag_number, left__isnull=True)
        .order_by("id")
        .values_list("inner_number", flat=True)
    )
