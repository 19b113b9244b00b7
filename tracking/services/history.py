"""Writing history. Everything here is a step of a use case of the app that acts: history has none of its own."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Case, Value, When

from apt.core.batch import Batch
from apt.core.clock import IST
from apt.core.db import step
from offices.models import Office, User
from tracking.errors import AlreadyInBag, BagInsideItself, EventFromTheFuture
from tracking.models import Enclosure, TrackingEvent
from tracking.rules import CLOCKS_DIFFER, Event, Subject

from .feeds import tell_after_commit


@dataclass(frozen=True)
class Happening:
    """One fact to record. `dedupe_key` is unique for ever, so that a repeat of the same act cannot write it twice."""

    subject: Subject
    number: str
    code: Event
    office: Office
    dedupe_key: str
    other_office: Office | None = None
    remark: str = ""
    corrects: TrackingEvent | None = None
    happened_at: datetime | None = None  # where it differs from that of the others
    evidence: str = ""


@step
def record_events(
    happenings: Sequence[Happening],
    *,
    by: User | None,
    happened_at: datetime,
    now: datetime,
    into: Batch | None = None,
) -> list[TrackingEvent]:
    """Append events: one statement for any number of them, or none of its own when they go `into` the caller's batch
    (they have no key then).

    `happened_at` is when it was done, `now` when we heard. Raises EventFromTheFuture.
    """
    for happening in happenings:
        at = happening.happened_at or happened_at
        if at > now + CLOCKS_DIFFER:
            raise EventFromTheFuture(number=happening.number, at=f"{at.astimezone(IST):%d %b %Y, %H:%M}")
    events = [
        TrackingEvent(
            subject_kind=happening.subject,
            subject_number=happening.number,
            code=happening.code,
            happened_at=happening.happened_at or happened_at,
            recorded_at=now,
            office=happening.office,
            other_office=happening.other_office,
            actor=by,
            remark=happening.remark,
            corrects=happening.corrects,
            evidence=happening.evidence,
            dedupe_key=happening.dedupe_key,
        )
        for happening in happenings
    ]
    tell_after_commit()
    if into is None:
        return TrackingEvent.objects.bulk_create(events)
    into.insert(events)
    return events


_RECORD_FOR_ALL = """
    INSERT INTO tracking_trackingevent
        (subject_kind, subject_number, code, happened_at, recorded_at, office_id, actor_id, remark, dedupe_key)
    SELECT %(subject)s, number, %(code)s, %(happened_at)s, %(now)s, %(office)s, %(actor)s, '', %(prefix)s || number
    FROM unnest(%(numbers)s::text[]) AS numbers (number)
"""


@step
def record_for_all(
    *,
    subject: Subject,
    numbers: Sequence[str],
    code: Event,
    office: Office,
    dedupe_prefix: str,
    by: User | None,
    happened_at: datetime,
    now: datetime,
) -> None:
    """Append the same event about thousands of things: one statement, no row of it in Python."""
    tell_after_commit()
    with connection.cursor() as cursor:
        cursor.execute(
            _RECORD_FOR_ALL,
            {
                "subject": subject.value, "numbers": list(numbers), "code": code.value, "office": office.pk,
                "prefix": dedupe_prefix, "actor": by.pk if by else None, "happened_at": happened_at, "now": now,
            },
        )  # fmt: skip


# Upwards from a bag: what it lies in, and what that lies in.
_HOLDERS = """
WITH RECURSIVE holders AS (
    SELECT bag_number FROM tracking_enclosure WHERE inner_number = %(number)s AND left_id IS NULL
    UNION
    SELECT e.bag_number FROM holders h JOIN tracking_enclosure e ON e.inner_number = h.bag_number AND e.left_id IS NULL
)
SELECT bag_number FROM holders WHERE bag_number = ANY(%(bags)s) LIMIT 1
"""


@step
def enclose(*, bag_number: str, articles: Sequence[str] = (), bags: Sequence[str] = (), closed: TrackingEvent) -> None:
    """Everything named lies in the bag from the event `closed` on. Two statements, one more where bags are named.

    Raises AlreadyInBag, BagInsideItself (the bag lies, at whatever depth, in one of `bags`).
    """
    if bags:
        _check_no_circle(bag_number, bags)
    inner = [(Subject.ARTICLE, number) for number in articles] + [(Subject.BAG, number) for number in bags]
    numbers = [number for _, number in inner]
    elsewhere = Enclosure.objects.filter(inner_number__in=numbers, left__isnull=True).order_by("inner_number")
    if found := elsewhere.first():
        raise AlreadyInBag(number=found.inner_number)
    Enclosure.objects.bulk_create(
        Enclosure(
            inner_kind=kind, inner_number=number, bag_number=bag_number, entered=closed, entered_at=closed.happened_at
        )
        for kind, number in inner
    )


def _check_no_circle(bag_number: str, bags: Sequence[str]) -> None:
    if bag_number in bags:
        raise BagInsideItself(number=bag_number)
    with connection.cursor() as cursor:
        cursor.execute(_HOLDERS, {"number": bag_number, "bags": list(bags)})
        if row := cursor.fetchone():
            raise BagInsideItself(number=row[0])


@step
def release(*, bag_number: str, opened: TrackingEvent, lost: Collection[str] = ()) -> None:
    """The bag was opened: whatever lay in it lies in it no longer. One statement.

    What is `lost` had left it before, unseen: the opening is no event of theirs.
    """
    gone = Case(When(inner_number__in=list(lost), then=Value(value=True)), default=Value(value=False))
    inside = Enclosure.objects.filter(bag_number=bag_number, left__isnull=True)
    inside.update(left=opened, left_at=opened.happened_at, lost=gone)


_LEAVE = """
    UPDATE tracking_enclosure e SET left_id = ev.id, left_at = ev.happened_at, lost = true
    FROM tracking_trackingevent ev
    WHERE ev.id = ANY(%s) AND e.inner_number = ev.subject_number AND e.left_id IS NULL
"""


@step
def leave(*, found: Sequence[TrackingEvent]) -> None:
    """Things were found outside the bags in which they are on record: they lie in those no longer. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_LEAVE, [[event.pk for event in found]])
