"""The board of figures: an office and those that report to it, on a day, the day before and a week before.

Roll-ups alone are asked; how old they are is said.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Max

from apt.core.clock import IST, ist_date
from offices.models import DayFigures, FiguresMark, Office, QueueState
from offices.rules import Counts, Kind, Measure, Split

from .directory import offices_above

TREND_DAYS: Final = 30
NEEDS_SHOWN: Final = 12
NEEDS_DAYS: Final = 7
_NONE: Final = Counts()


@dataclass(frozen=True)
class Line:
    """An office with its counts of three days; `itself`: of an office with others below it, its own alone."""

    office: Office
    today: Counts
    yesterday: Counts
    week_ago: Counts
    itself: bool = False


@dataclass(frozen=True)
class Lane:
    """What was delivered of that which one circle sent to another place."""

    origin: Office
    to: Office
    on_time: int
    late: int

    @property
    def share(self) -> float:
        return self.on_time / (self.on_time + self.late)


@dataclass(frozen=True)
class Need:
    """An office that a person should look at, and of which day."""

    office: Office
    day: date
    suspicious: int
    day_open: bool


@dataclass(frozen=True)
class Board:
    office: Office
    above: list[Office]
    day: date
    hour: int  # days are compared up to this full hour: 24 once the day is over
    whole: Line
    below: list[Line]
    trend: list[tuple[date, Counts]]  # the last day last
    lanes: list[Lane]  # the worst first
    needs: list[Need]
    queues: list[QueueState] = field(default_factory=list)
    counted_at: datetime | None = None  # when the last round looked for changes


def figures_of(office: Office, *, on: date, now: datetime) -> Board:
    """Seven queries, whatever lies below."""
    below = list(Office.objects.filter(reports_to=office, closed_on__isnull=True).order_by("name", "code"))
    days = (on, on - timedelta(days=1), on - timedelta(days=7))
    kept: dict[tuple[int, date, bool], Counts] = {}
    rows = DayFigures.objects.filter(office__in=below, day__in=days) | DayFigures.objects.filter(
        office=office, day__range=(on - timedelta(days=TREND_DAYS - 1), on)
    )
    for office_id, day, whole, counts in rows.order_by().values_list("office_id", "day", "whole", "counts"):
        kept[office_id, day, whole] = Counts(counts)

    def counts_of(of: Office, day: date) -> Counts:
        return kept.get((of.pk, day, True)) or kept.get((of.pk, day, False)) or _NONE

    def line_of(of: Office) -> Line:
        today, yesterday, week_ago = (counts_of(of, day) for day in days)
        return Line(of, today, yesterday, week_ago)

    lines = [line_of(one) for one in below]
    own = [kept.get((office.pk, day, False), _NONE) for day in days]
    if below and any(counts.values for counts in own):
        lines.append(Line(office, own[0], own[1], own[2], itself=True))
    whole_line = line_of(office)
    trend = [on - timedelta(days=back) for back in reversed(range(TREND_DAYS))]
    return Board(
        office=office,
        above=offices_above(office),
        day=on,
        hour=now.astimezone(IST).hour if on == ist_date(now) else 24,
        whole=whole_line,
        below=lines,
        trend=[(day, counts_of(office, day)) for day in trend],
        lanes=_lanes(whole_line, lines),
        needs=needs_of(office, on=on),
        queues=list(QueueState.objects.order_by("queue")) if office.kind == Kind.DIRECTORATE else [],
        counted_at=figures_counted_at(),
    )


def _lanes(whole: Line, lines: list[Line]) -> list[Lane]:
    """Circle to circle for the whole_line; circle to the office itself for any other. One query."""
    circles = {one.code: one for one in Office.objects.filter(kind=Kind.CIRCLE).order_by("code")}
    found = []
    for line in lines if whole.office.kind == Kind.DIRECTORATE else [whole]:
        late = line.today.by(Measure.LATE, Split.ORIGIN)
        on_time = line.today.by(Measure.ON_TIME, Split.ORIGIN)
        found += [
            Lane(circles[code], line.office, on_time.get(code, 0), late.get(code, 0))
            for code in late.keys() | on_time.keys()
            if code in circles
        ]
    return sorted(found, key=lambda one: (-one.late, one.share, one.origin.name, one.to.name))


def needs_of(office: Office, *, on: date) -> list[Need]:
    """Offices with attempts that look false, or with a day that nobody ended, of the last week. One query."""
    found = DayFigures.objects.filter(
        needs__gt=0, day__range=(on - timedelta(days=NEEDS_DAYS), on), office__path__startswith=office.path
    ).select_related("office")
    return [
        Need(one.office, one.day, one.counts.get(Measure.SUSPICIOUS, 0), Measure.DAY_OPEN.value in one.counts)
        for one in found.order_by("-needs", "-day", "office__code")[:NEEDS_SHOWN]
    ]


def figures_counted_at() -> datetime | None:
    return FiguresMark.objects.aggregate(last=Max("taken_at"))["last"]
