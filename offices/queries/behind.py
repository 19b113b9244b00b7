"""What lies behind a figure: the things that it counts, a page at a time, office by office.

The roll-ups say which offices have any and how many, so that a page of a nation's lakhs reads a few offices; the apps
that count them list them (`apt.wiring.DETAILS`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, Protocol

from django.db.models import IntegerField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from offices.models import DayFigures, Office
from offices.rules import Behind, Counts, Measure, Split, key_of

from .figures import figures_counted_at

PAGE: Final = 50
# Of a share one list shows a part only; the other stands one press away.
BESIDE: Final = {
    Measure.LATE: Measure.ON_TIME, Measure.ON_TIME: Measure.LATE, Measure.IN_CASH: Measure.CHARGED,
}  # fmt: skip


class Lister(Protocol):
    """Lists what a measure counts at these offices on a day, in their order, then of time. One query."""

    def __call__(
        self,
        measure: Measure,
        split: Split | None,
        of: str,
        /,
        *,
        offices: Sequence[int],
        day: date,
        skip: int,
        limit: int,
    ) -> list[Behind]: ...


@dataclass(frozen=True)
class Details:
    """What the apps above know of the figures."""

    behind: Mapping[Measure, Lister]
    names: Mapping[Split, Callable[[str], str]]  # of a product, of a mode of payment


@dataclass(frozen=True)
class Wanted:
    """Which figure; `after`: the office and how many of it were shown already."""

    measure: Measure
    day: date
    split: Split | None = None
    of: str = ""
    after: tuple[str, int] = ("", 0)

    @property
    def key(self) -> str:
        # What was charged is what was charged for articles: each once.
        measure = Measure.BOOKED if self.measure == Measure.CHARGED else self.measure
        if self.measure == Measure.IN_CASH:
            return key_of(Measure.BOOKED, Split.MODE, "cash")
        return key_of(measure, self.split, self.of)


@dataclass(frozen=True)
class Page:
    rows: list[tuple[Office, Behind]]
    total: int  # as counted: of articles, attempts or offices
    paise: int | None
    next: tuple[str, int] | None
    parts: dict[Split, dict[str, int]]  # by what it can be narrowed, and how many there are of each
    beside: tuple[Measure, int] | None  # the rest of what a share is a share of
    counted_at: datetime | None


def page_behind_figure(office: Office, wanted: Wanted, *, details: Details) -> Page:
    """Four queries, however many there are."""
    whole = DayFigures.objects.filter(office=office, day=wanted.day).order_by("-whole").first()
    counts = Counts(whole.counts if whole else {})
    code, skip = wanted.after
    mine = DayFigures.objects.filter(
        day=wanted.day, whole=False, counts__has_key=wanted.key, office__path__startswith=office.path
    )
    if code:
        after = Office.objects.filter(code=code).values("path")[:1]
        mine = mine.filter(office__path__gte=after)
    count = Cast(KeyTextTransform(wanted.key, "counts"), IntegerField())
    needed, offices = PAGE + 1 + skip, []
    for one in mine.annotate(count=count).select_related("office").order_by("office__path")[: PAGE + 2]:
        offices.append(one.office)
        needed -= one.count
        if needed <= 0:
            break
    if not offices or offices[0].code != code:
        skip = 0
    by_id = {one.pk: one for one in offices}
    rows = details.behind[wanted.measure](
        wanted.measure, wanted.split, wanted.of, offices=list(by_id), day=wanted.day, skip=skip, limit=PAGE + 1
    )
    shown = [(by_id[row.office_id], row) for row in rows[:PAGE]]
    money = {Measure.CHARGED, Measure.IN_CASH, Measure.BOOKED}
    paise = counts.values.get(key_of(Measure.CHARGED, wanted.split, wanted.of), 0) if wanted.measure in money else None
    return Page(
        rows=shown,
        total=counts.values.get(wanted.key, 0),
        paise=counts[Measure.IN_CASH] if wanted.measure == Measure.IN_CASH else paise,
        next=_next(shown, skip) if len(rows) > PAGE else None,
        parts=_parts(counts, wanted.measure),
        beside=_beside(counts, wanted),
        counted_at=figures_counted_at(),
    )


def _parts(counts: Counts, measure: Measure) -> dict[Split, dict[str, int]]:
    counted = Measure.BOOKED if measure == Measure.CHARGED else measure
    if counted == Measure.IN_CASH:
        return {}
    found = {split: counts.by(counted, split) for split in Split}
    return {split: dict(sorted(parts.items())) for split, parts in found.items() if len(parts) > 1}


def _beside(counts: Counts, wanted: Wanted) -> tuple[Measure, int] | None:
    other = BESIDE.get(wanted.measure)
    many = counts.values.get(replace(wanted, measure=other).key, 0) if other else 0
    return (other, many) if other and many else None


def _next(shown: Sequence[tuple[Office, Behind]], skip: int) -> tuple[str, int]:
    last = shown[-1][0]
    of_last = sum(office.pk == last.pk for office, _row in shown)
    return last.code, of_last + (skip if shown[0][0].pk == last.pk else 0)


def days_open_behind(
    _measure: Measure, _split: Split | None, _of: str, *, offices: Sequence[int], day: date, skip: int, limit: int
) -> list[Behind]:
    """Offices whose day nobody ended: the figure names them itself. No query."""
    return [Behind(office, None, "", "", "", "", f"{day:%d.%m.%Y}", None) for office in offices[skip : skip + limit]]
