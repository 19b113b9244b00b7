"""The board of figures: an office and those that report to it, on a day, the day before and a week before."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from offices.models import Figure, Office
from offices.rules import Measure


@dataclass(frozen=True)
class Compared:
    measure: Measure
    today: int
    yesterday: int
    week_ago: int


@dataclass(frozen=True)
class Line:
    office: Office
    figures: list[Compared]


@dataclass(frozen=True)
class Board:
    whole: Line
    below: list[Line]
    made_at: datetime | None  # how old the figures are


def figures_of(office: Office, *, on: date) -> Board:
    """Two queries, whatever lies below."""
    children = list(Office.objects.filter(reports_to=office, closed_on__isnull=True).order_by("name", "code"))
    days = (on, on - timedelta(days=1), on - timedelta(days=7))
    kept = Figure.objects.filter(office__in=[office, *children], day__in=days).order_by("pk")
    values, made_at = {}, None
    for one in kept:
        values[one.office_id, one.day, one.measure] = one.value
        if one.day == on:
            made_at = max(made_at or one.made_at, one.made_at)

    def line(of: Office) -> Line:
        return Line(
            of, [Compared(measure, *(values.get((of.pk, day, measure), 0) for day in days)) for measure in Measure]
        )

    active = {office_id for office_id, _day, _measure in values}
    below = [line(child) for child in children if child.pk in active]
    return Board(line(office), sorted(below, key=lambda one: (-one.figures[0].today, one.office.name)), made_at)
