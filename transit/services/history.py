"""The events of bags: one a step, each with a key of its own, since a bag may be closed and despatched again."""

from datetime import datetime

from apt.core.db import step
from offices.models import Office, User
from tracking.models import TrackingEvent
from tracking.rules import Event, Subject
from tracking.services import Happening, record_events
from transit.models import Bag


def happening(
    bag: Bag, code: Event, office: Office, *, other: Office | None = None, corrects: TrackingEvent | None = None
) -> Happening:
    """What happened to a bag. The caller saves `bag.events`, which this counts up."""
    bag.events += 1
    key = f"{code}:{bag.number}:{bag.events}"
    return Happening(Subject.BAG, bag.number, code, office, key, other_office=other, corrects=corrects)


@step
def record(
    *,
    bag: Bag,
    code: Event,
    office: Office,
    by: User,
    now: datetime,
    other: Office | None = None,
    corrects: TrackingEvent | None = None,
) -> TrackingEvent:
    what = happening(bag, code, office, other=other, corrects=corrects)
    return record_events([what], by=by, happened_at=now, now=now)[0]


def latest(bag: Bag, code: Event) -> TrackingEvent | None:
    """The bag's latest event of a kind that still stands: what a correction corrects. One query."""
    found = TrackingEvent.objects.filter(
        subject_number=bag.number, subject_kind=Subject.BAG, code=code, corrected_by=None
    )
    return found.order_by("-happened_at", "-id").first()
