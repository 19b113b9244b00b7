"""Schedules are made and ended; a changed one is a new one, so that what left on the old stays as it was."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from apt.core.db import use_case
from offices.models import Office, User
from transit.errors import BadStops, ScheduleTaken, UnknownDeparture
from transit.models import Schedule, ScheduleStop
from transit.rules import Conveyance, Stop


@use_case
def make_schedule(
    *,
    office: Office,
    code: str,
    name: str,
    conveyance: Conveyance,
    days: Sequence[int],
    stops: Sequence[Stop],
    by: User,
    now: datetime,
) -> Schedule:
    """Put a schedule up, kept by `office`. Raises ScheduleTaken, BadStops (an office that is none, or is closed)."""
    offices = {one.code: one for one in Office.objects.filter(code__in=[stop.office_code for stop in stops])}
    for line, stop in enumerate(stops, start=1):
        if stop.office_code not in offices or offices[stop.office_code].closed_on:
            raise BadStops(field="stops", line=line)
    try:
        with transaction.atomic():
            schedule = Schedule.objects.create(
                code=code,
                name=name,
                conveyance=conveyance,
                days=sorted(set(days)),
                office=office,
                made_by=by,
                made_at=now,
            )
    except IntegrityError as error:
        raise ScheduleTaken(field="code", code=code) from error
    ScheduleStop.objects.bulk_create(
        ScheduleStop(
            schedule=schedule,
            position=position,
            office=offices[stop.office_code],
            arrives_minute=stop.arrives,
            departs_minute=stop.departs,
        )
        for position, stop in enumerate(stops, start=1)
    )
    return schedule


@use_case
def end_schedule(*, office: Office, code: str, by: User, now: datetime) -> Schedule:
    """Take a schedule of this office down; a repeat is harmless. Raises UnknownDeparture."""
    schedule = Schedule.objects.select_for_update().filter(code=code, office=office).first()
    if schedule is None:
        raise UnknownDeparture(departure=code)
    schedule.ended_at = schedule.ended_at or now
    schedule.save(update_fields=["ended_at"])
    return schedule
