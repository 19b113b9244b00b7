"""Asking history: one query a timeline, whatever the length of the journey."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from django.db import connection
from django.db.models import Count, Exists, Max, Min, OuterRef, Q
from django.utils.translation import gettext as _

from offices.models import Office
from tracking.errors import UnknownNumber
from tracking.models import Complaint, Enclosure, TrackingEvent
from tracking.rules import STAGES, Because, Event, Stop, Subject

_LATE = timedelta(minutes=5)
_NEXT = slice(12, 14)  # in a row of `_TIMELINES`: name and kind of the next office
_EVENTS = {event.value: event for event in Event}

# An article's own events, and those of every bag (and bag of bags) while it lay inside. Walks enclosures upwards by
# index, so the cost follows the length of this journey and not the size of the tables.
_TIMELINES = """
WITH RECURSIVE held AS (
    SELECT inner_number AS root, bag_number, entered_at, coalesce(left_at, 'infinity') AS left_at,
        CASE WHEN lost THEN left_id END AS lost_id
    FROM tracking_enclosure WHERE inner_number = ANY(%(numbers)s) AND inner_kind = %(kind)s
    UNION
    SELECT h.root, e.bag_number, greatest(e.entered_at, h.entered_at),
        least(coalesce(e.left_at, 'infinity'), h.left_at), coalesce(h.lost_id, CASE WHEN e.lost THEN e.left_id END)
    FROM tracking_enclosure e JOIN held h ON e.inner_number = h.bag_number
    WHERE e.entered_at <= h.left_at AND coalesce(e.left_at, 'infinity') >= h.entered_at
), events AS (
    SELECT ev.subject_number AS root, ev.* FROM tracking_trackingevent ev
    WHERE ev.subject_number = ANY(%(numbers)s) AND ev.subject_kind = %(kind)s
    UNION
    SELECT h.root, ev.* FROM held h JOIN tracking_trackingevent ev
      ON ev.subject_number = h.bag_number AND ev.happened_at BETWEEN h.entered_at AND h.left_at
      -- It had gone before the bag was opened: that opening says nothing about it.
      AND (h.lost_id IS NULL OR ev.id <> h.lost_id AND ev.corrects_id IS DISTINCT FROM h.lost_id)
    UNION
    -- A correction belongs to what it corrects, whatever time it gives.
    SELECT e.root, c.* FROM events e JOIN tracking_trackingevent c ON c.corrects_id = e.id
)
SELECT ev.root, ev.id, ev.code, ev.happened_at, ev.recorded_at, ev.remark, ev.subject_number,
       o.id, o.name, o.kind, o.pincode, o.latitude, o.longitude, n.name, n.kind, ev.corrects_id
FROM events ev JOIN offices_office o ON o.id = ev.office_id LEFT JOIN offices_office n ON n.id = ev.other_office_id
ORDER BY ev.root, ev.happened_at, ev.id
"""


class Line(NamedTuple):
    """One line of a timeline, fit for the public: offices and times, no persons."""

    id: int
    code: Event
    happened_at: datetime
    recorded_at: datetime
    remark: str
    subject_number: str
    office_id: int
    office_name: str
    office_kind: str
    office_pincode: str
    office_latitude: float | None
    office_longitude: float | None
    next_office_name: str
    next_office_kind: str
    corrects_id: int | None
    corrected: bool = False  # a later event says that this is not how it was
    is_returned: bool = False  # it was on its way back to the sender by then
    to_verify: bool = False  # the office has not looked at it yet

    @property
    def text(self) -> str:
        if self.is_returned and self.code == Event.ITEM_DELIVERY:
            return str(_("Item Delivered(Sender)"))
        return str(self.code.label)

    @property
    def because(self) -> str:
        """Why it corrects an earlier entry; empty for all that is no such correction."""
        return str(Because(self.remark).label) if self.remark in Because.values else ""

    @property
    def heard_later(self) -> bool:
        """Whether we heard of it so late that both times are worth showing."""
        return self.recorded_at - self.happened_at >= _LATE


def timeline(number: str, kind: Subject = Subject.ARTICLE) -> list[Line]:
    """Everything that happened to an article (or to a bag, if asked for one), oldest first. One query."""
    return timelines([number], kind).get(number, [])


def timelines(numbers: Sequence[str], kind: Subject = Subject.ARTICLE) -> dict[str, list[Line]]:
    """The same of several; those of which nothing is known are left out. One query."""
    found: dict[str, list[Sequence[Any]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_TIMELINES, {"numbers": list(numbers), "kind": kind})
        for root, *row in cursor.fetchall():
            found.setdefault(root, []).append(row)
    return {root: _lines(rows) for root, rows in found.items()}


def _lines(rows: Sequence[Sequence[Any]]) -> list[Line]:
    """Rows of `_TIMELINES`, whose columns are the fields of a line in order."""
    corrected = {row[-1] for row in rows}
    made = []
    last = rows[-1][0] if rows else None
    returned = False
    for row in rows:
        facts: list[Any] = list(row)
        facts[1] = _EVENTS[facts[1]]
        facts[_NEXT] = [text or "" for text in facts[_NEXT]]  # what leads nowhere has no next office
        returned = returned or facts[1] == Event.ITEM_RETURN
        # Whatever the office did with it next says that it looked: it verified, sent it out again, or back.
        to_verify = facts[1] == Event.ITEM_NONDELIVER and facts[0] == last
        made.append(Line._make([*facts, facts[0] in corrected, returned, to_verify]))
    return made


def standing(lines: Sequence[Line]) -> list[Line]:
    """What still holds: all but what a later event corrected."""
    return [line for line in lines if not line.corrected]


def route_of(lines: Sequence[Line]) -> list[Stop]:
    """The offices passed, in order, each once in a row."""
    stops = [Stop(line.office_name, line.office_latitude, line.office_longitude) for line in standing(lines)]
    return [stop for place, stop in enumerate(stops) if place == 0 or stop != stops[place - 1]]


# What a postman says at a door can be disputed, until the article goes out, on or back after it.
_DISPUTED: Final = frozenset({Event.ITEM_DELIVERY, Event.ITEM_NONDELIVER})
_MOVED_ON: Final = frozenset({Event.ITEM_INVOICE, Event.ITEM_REDIRECT, Event.ITEM_RETURN})


def disputable(number: str) -> TrackingEvent | None:
    """The last delivery or attempt, as long as nothing corrects it and nothing came of it. Raises UnknownNumber. Two
    queries."""
    events = TrackingEvent.objects.filter(subject_number=number, subject_kind=Subject.ARTICLE)
    told = events.filter(code__in=_DISPUTED | _MOVED_ON, corrected_by__isnull=True)
    found = told.select_related("office").order_by("-happened_at", "-id").first()
    if found is None and not events.exists():
        raise UnknownNumber(number=number)
    return found if found and found.code in _DISPUTED else None


def disputed_line(lines: Sequence[Line]) -> Line | None:
    """The same among the lines of a timeline."""
    told = [line for line in standing(lines) if line.code in _DISPUTED | _MOVED_ON]
    return told[-1] if told and told[-1].code in _DISPUTED else None


def proofs_about(number: str) -> list[TrackingEvent]:
    """Events of an article that have a photo or a signature, the latest first. One query."""
    events = TrackingEvent.objects.filter(subject_number=number, subject_kind=Subject.ARTICLE)
    return list(events.exclude(evidence="").order_by("-happened_at", "-id"))


def is_corrected(event: TrackingEvent) -> bool:
    return TrackingEvent.objects.filter(corrects=event).exists()


def standing_around(event: TrackingEvent) -> tuple[datetime | None, datetime | None]:
    """When the events before and after this one happened that nothing corrects, of the same thing. One query."""
    events = TrackingEvent.objects.filter(subject_number=event.subject_number, subject_kind=event.subject_kind)
    standing = events.filter(corrected_by=None).exclude(corrects=event)
    place = Q(happened_at=event.happened_at)
    found = standing.aggregate(
        before=Max("happened_at", filter=Q(happened_at__lt=event.happened_at) | place & Q(pk__lt=event.pk)),
        after=Min("happened_at", filter=Q(happened_at__gt=event.happened_at) | place & Q(pk__gt=event.pk)),
    )
    return found["before"], found["after"]


def entries_of(office: Office, number: str) -> list[TrackingEvent]:
    """What an office wrote down about an article or a bag, oldest first, each with whether it is `corrected`."""
    events = TrackingEvent.objects.filter(subject_number=number, office=office).select_related("actor")
    corrected = Exists(TrackingEvent.objects.filter(corrects=OuterRef("pk")))
    return list(events.annotate(corrected=corrected).order_by("happened_at", "id"))


def complaints_about(number: str) -> list[Complaint]:
    """The complaints about an article, newest first. Written out: composing it takes longer than answering it."""
    newest_first = "SELECT * FROM tracking_complaint WHERE article_number = %s ORDER BY id DESC"
    return list(Complaint.objects.raw(newest_first, [number]))


def complaints_at(office: Office) -> list[Complaint]:
    """What an office has to answer, the oldest first, then what it answered, newest first; two hundred at most."""
    complaints = Complaint.objects.filter(office=office).select_related("event", "answered_by")
    return [
        *complaints.filter(answered_at=None).order_by("id")[:100],
        *complaints.exclude(answered_at=None).order_by("-id")[:100],
    ]


def stages_reached(lines: Sequence[Line]) -> list[tuple[str, bool]]:
    """The steps of the journey with whether each was reached; a later step implies the earlier ones."""
    codes = {line.code for line in standing(lines)}
    furthest = max((index for index, stage in enumerate(STAGES) if stage.reached_by & codes), default=-1)
    return [(str(stage.label), index <= furthest) for index, stage in enumerate(STAGES)]


_CONTENTS = """
WITH RECURSIVE inside AS (
    SELECT inner_kind, inner_number, bag_number, 1 AS depth, ARRAY[id] AS place
    FROM tracking_enclosure WHERE bag_number = %(number)s AND left_id IS NULL
    UNION ALL
    SELECT e.inner_kind, e.inner_number, e.bag_number, i.depth + 1, i.place || e.id
    FROM inside i JOIN tracking_enclosure e ON e.bag_number = i.inner_number AND e.left_id IS NULL
)
SELECT inner_kind, inner_number, bag_number, depth FROM inside ORDER BY place
"""


@dataclass(frozen=True)
class Inside:
    """Something that lies in a bag, or in a bag in it."""

    kind: Subject
    number: str
    bag_number: str
    depth: int  # 1: in the bag itself


def everything_in(bag_number: str) -> list[Inside]:
    """What lies in a bag at any depth, each bag followed by its own contents. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_CONTENTS, {"number": bag_number})
        return [Inside(Subject(kind), *rest) for kind, *rest in cursor.fetchall()]


def bag_holding(number: str) -> str | None:
    """The bag in which an article or bag lies now, or None."""
    return Enclosure.objects.filter(inner_number=number, left__isnull=True).values_list("bag_number", flat=True).first()


def bags_holding(numbers: Sequence[str]) -> dict[str, str]:
    """For each of these that lies in a bag now, which. One query."""
    return dict(
        Enclosure.objects.filter(inner_number__in=numbers, left__isnull=True).values_list("inner_number", "bag_number")
    )


def contents_of(bag_number: str) -> list[str]:
    """What lies in a bag now, in the order in which it was put in."""
    return list(
        Enclosure.objects.filter(bag_number=bag_number, left__isnull=True)
        .order_by("id")
        .values_list("inner_number", flat=True)
    )


def only_in_one_bag(numbers: Sequence[str]) -> set[str]:
    """Those of these that never lay in a second bag. One query."""
    bags = Enclosure.objects.filter(inner_number__in=numbers).values("inner_number")
    counted = bags.annotate(bags=Count("bag_number", distinct=True))
    return {row["inner_number"] for row in counted if row["bags"] == 1}


def offices_passed(bag_number: str) -> list[int]:
    """The offices that held a bag, or a bag around it, in order, each as often as it came by. One query."""
    offices = [line.office_id for line in timeline(bag_number, Subject.BAG)]
    return [office for place, office in enumerate(offices) if place == 0 or office != offices[place - 1]]
