"""When schedules run. A schedule has stops; a time is minutes since midnight of the day on which it starts. Pure."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from apt.core.clock import day_begins, ist_date
from transit.errors import BadStops

DESPATCH_GRACE: Final = timedelta(minutes=30)  # vans leave late; the clerk scans while they load. Our assumption
_LONGEST_DAYS: Final = 4
_LINE: Final = re.compile(r"(\d{8})\s+(-|\d{1,2}:\d{2}(?:\+\d)?)\s+(-|\d{1,2}:\d{2}(?:\+\d)?)")


class Conveyance(TextChoices):
    ROAD = "road", _("road")
    RAIL = "rail", _("rail")
    AIR = "air", _("air")
    FOOT = "foot", _("runner")


class Stop(NamedTuple):
    """A stop of a schedule by the office's code; None: it starts or ends there."""

    office_code: str
    arrives: int | None
    departs: int | None


def departure_of(*, begins_on: date, minute: int) -> datetime:
    """The moment at which a schedule that begins on a day is due to leave a stop."""
    return day_begins(begins_on) + timedelta(minutes=minute)


def left_at(departs_at: datetime, *, now: datetime) -> bool:
    """Whether a departure is past what can still be caught."""
    return now > departs_at + DESPATCH_GRACE


def next_departures(*, days: Sequence[int], minute: int, now: datetime, within: timedelta) -> list[date]:
    """The days of begin whose departure at `minute` was not missed yet and falls within a time from now."""
    today, found = ist_date(now), []
    for back in range(-_LONGEST_DAYS, within.days + 2):
        begins_on = today + timedelta(days=back)
        departs_at = departure_of(begins_on=begins_on, minute=minute)
        if begins_on.isoweekday() in days and not left_at(departs_at, now=now) and departs_at <= now + within:
            found.append(begins_on)
    return found


def read_stops(text: str) -> list[Stop]:
    """Lines of `office code, arrival, departure`: `00000006 - 18:30`, `00000004 22:15 -`; `02:10+1` is the next day.

    Raises BadStops, naming the line, for a line of another shape, fewer than two stops, an office twice, or a time that
    runs backwards.
    """
    stops = [_stop(number, line) for number, line in enumerate(text.strip().splitlines(), start=1)]
    if len(stops) < 2:
        raise BadStops(field="stops", line=1)
    clock = -1
    for number, stop in enumerate(stops, start=1):
        first, last = number == 1, number == len(stops)
        whole = (stop.arrives is None) == first and (stop.departs is None) == last
        times = [minute for minute in (stop.arrives, stop.departs) if minute is not None]
        if not whole or times != sorted(times) or times[0] <= clock:
            raise BadStops(field="stops", line=number)
        clock = times[-1]
    codes = [stop.office_code for stop in stops]
    if len(set(codes)) < len(codes):
        raise BadStops(field="stops", line=next(i for i, code in enumerate(codes, 1) if code in codes[: i - 1]))
    return stops


def _stop(number: int, line: str) -> Stop:
    match = _LINE.fullmatch(line.strip())
    if not match:
        raise BadStops(field="stops", line=number)
    return Stop(match[1], _minute(match[2], number), _minute(match[3], number))


def _minute(text: str, line: int) -> int | None:
    if text == "-":
        return None
    clock, _plus, days = text.partition("+")
    hours, minutes = (int(part) for part in clock.split(":"))
    if hours > 23 or minutes > 59 or int(days or 0) >= _LONGEST_DAYS:
        raise BadStops(field="stops", line=line)
    return int(days or 0) * 1440 + hours * 60 + minutes


def clock_of(minute: int | None) -> str:
    """`1570` -> `02:10+1`; empty for none."""
    if minute is None:
        return ""
    days, rest = divmod(minute, 1440)
    return f"{rest // 60:02d}:{rest % 60:02d}" + (f"+{days}" if days else "")
