"""Schedules and their next departures."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Prefetch

from offices.models import Office
from transit.errors import UnknownDeparture
from transit.models import Schedule, ScheduleStop
from transit.rules import departure_of, next_departures

WITHIN = timedelta(hours=24)


@dataclass(frozen=True)
class Departure:
    """One run of a schedule from one office."""

    schedule: Schedule
    begins_on: date
    departs_at: datetime
    stops: dict[int, Office]  # after this one, by id, in order

    @property
    def code(self) -> str:
        return f"{self.schedule.code}@{self.begins_on:%Y-%m-%d}"


def departures_from(office: Office, *, now: datetime) -> list[Departure]:
    """What leaves an office within a day and can still be caught, the soonest first. Two queries."""
    found = [
        _departure(schedule, here, begins_on)
        for schedule, here in _running_at(office)
        for begins_on in next_departures(days=schedule.days, minute=here.departs_minute or 0, now=now, within=WITHIN)
    ]
    return sorted(found, key=lambda one: (one.departs_at, one.schedule.code))


def departure_by_code(code: str, *, office: Office) -> Departure:
    """The departure of a code, gone or not. Two queries. Raises UnknownDeparture."""
    name, _at, day = code.partition("@")
    try:
        begins_on = date.fromisoformat(day)
    except ValueError:
        raise UnknownDeparture(field="departure", departure=code[:30]) from None
    for schedule, here in _running_at(office):
        if schedule.code == name and begins_on.isoweekday() in schedule.days:
            return _departure(schedule, here, begins_on)
    raise UnknownDeparture(field="departure", departure=code[:30])


def schedules_of(office: Office) -> list[Schedule]:
    """Schedules that stop at an office, with their stops. Two queries."""
    schedules = Schedule.objects.filter(stops__office=office, ended_at__isnull=True).select_related("office")
    return list(schedules.prefetch_related(_stops()).order_by("code"))


def _running_at(office: Office) -> list[tuple[Schedule, ScheduleStop]]:
    """Schedules with their stop at an office, where they leave from it."""
    found = []
    for schedule in schedules_of(office):
        here = next(stop for stop in schedule.stops.all() if stop.office_id == office.pk)
        if here.departs_minute is not None:
            found.append((schedule, here))
    return found


def _departure(schedule: Schedule, here: ScheduleStop, begins_on: date) -> Departure:
    after = {stop.office_id: stop.office for stop in schedule.stops.all() if stop.position > here.position}
    departs_at = departure_of(begins_on=begins_on, minute=here.departs_minute or 0)
    return Departure(schedule, begins_on, departs_at, after)


def _stops() -> Prefetch:
    return Prefetch("stops", ScheduleStop.objects.select_related("office").order_by("position"))
