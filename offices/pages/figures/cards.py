"""What stands above the tables: four figures that matter, four that warn, and the map."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from offices.queries import Line
from offices.rules import Drawing, Measure, short_name

from .tables import Drawer, bare, shades_of
from .words import NOTHING, changed, share

SPARK: Final = (120, 28)  # width and height of its drawing


@dataclass(frozen=True)
class Compared:
    when: str
    text: str
    change: str = ""
    way: str = ""


@dataclass(frozen=True)
class Card:
    label: str
    text: str
    href: str
    compared: Sequence[Compared]
    spark: str = ""  # points of a line over thirty days
    note: str = ""


def cards(drawer: Drawer) -> list[Card]:
    """Booked, charged, delivered; and how much of it in time."""
    board = drawer.board
    found = [_counted(drawer, measure) for measure in (Measure.BOOKED, Measure.CHARGED, Measure.DELIVERED)]
    today, judged = board.whole.today, board.whole.today[Measure.ON_TIME] + board.whole.today[Measure.LATE]
    before = (board.whole.yesterday, board.whole.week_ago)
    found.append(
        Card(
            _("Delivered on time"),
            share(today.on_time_share),
            drawer.kept(today.on_time_share, today[Measure.LATE], partial(drawer.behind, board.office)).href,
            [Compared(when, share(one.on_time_share)) for when, one in zip(_whens(), before, strict=True)],
            _spark([counts.on_time_share or 0 for _day, counts in board.trend]),
            _("of %(count)s, by the promised day") % {"count": drawer.numbers.count(judged)},
        )
    )
    return found


def _whens() -> tuple[str, str]:
    return _("The day before"), _("A week before")


def _counted(drawer: Drawer, measure: Measure) -> Card:
    board, hour = drawer.board, drawer.board.hour
    now = board.whole.today
    told = []
    for when, then in zip(_whens(), (board.whole.yesterday, board.whole.week_ago), strict=True):
        by = changed(now.upto(measure, hour), then.upto(measure, hour))
        told.append(Compared(when, drawer.numbers.of(measure, then.upto(measure, hour)), by.text, by.way))
    note = ""
    if hour < 24:
        so_far = drawer.numbers.of(measure, now.upto(measure, hour))
        note = _("%(count)s by %(hour)s, compared with") % {"count": so_far, "hour": f"{hour:02d}:00"}
    return Card(
        str(measure.label), drawer.numbers.of(measure, now[measure]),
        drawer.behind(board.office, measure) if now[measure] else "", told,
        _spark([counts[measure] for _day, counts in board.trend]), note,
    )  # fmt: skip


def _spark(values: Sequence[float]) -> str:
    width, height = SPARK
    most = max(values, default=0) or 1
    step = width / max(1, len(values) - 1)
    return " ".join(
        f"{place * step:.0f},{height - 2 - value / most * (height - 4):.1f}" for place, value in enumerate(values)
    )


def warnings(drawer: Drawer) -> list[Card]:
    """What should be small."""
    board = drawer.board
    today, yesterday = board.whole.today, board.whole.yesterday
    day = f"{board.day:%Y-%m-%d}"
    found = [
        Card(
            str(measure.label), drawer.numbers.count(today[measure]),
            drawer.behind(board.office, measure) if today[measure] else "",
            [Compared(_("The day before"), drawer.numbers.count(yesterday[measure]))],
        )
        for measure in (Measure.FAILED, Measure.SUSPICIOUS)
    ]  # fmt: skip
    left = yesterday[Measure.DAY_OPEN]
    found.append(
        Card(
            _("Days of yesterday not ended"), drawer.numbers.count(left),
            drawer.behind(board.office, Measure.DAY_OPEN, day=drawer.before) if left else "",
            [Compared(_("A week before"), drawer.numbers.count(board.whole.week_ago[Measure.DAY_OPEN]))],
        )
    )  # fmt: skip
    found.append(
        Card(
            _("Cash share"), share(today.cash_share),
            drawer.behind(board.office, Measure.IN_CASH, day=day) if today[Measure.IN_CASH] else "",
            [Compared(_("The day before"), share(yesterday.cash_share))],
        )
    )  # fmt: skip
    return found


# --- the map ----------------------------------------------------------------------------------------------------------

SHADED_BY: Final = {
    "booked": gettext_lazy("Booked"),
    "charged": gettext_lazy("Charged"),
    "delivered": gettext_lazy("Delivered"),
    "on_time": gettext_lazy("On time"),
    "failed": gettext_lazy("Failed"),
    "suspicious": gettext_lazy("Suspicious"),
    "cash": gettext_lazy("Cash"),
    "day_open": gettext_lazy("Not ended"),
}
LABELLED: Final = 40  # more labels than these would cover one another
LETTER: Final = 0.6  # the width of a letter, of its size


@dataclass(frozen=True)
class Region:
    """A part of the map: an office, where it lies, how dark it is (0: nothing there)."""

    name: str
    label: str
    code: str
    href: str
    text: str
    hue: int
    shade: int
    x: float
    y: float


@dataclass(frozen=True)
class Chart:
    """The map with its legend: what each shade stands for."""

    drawing: Drawing
    regions: Sequence[Region]
    legend: Sequence[tuple[int, str]]
    title: str


def chart_of(drawer: Drawer, drawing: Drawing | None, by: str) -> Chart | None:
    if drawing is None or not drawer.board.below:
        return None
    values = {line.office.code: (line, _value(line, by)) for line in drawer.board.below if not line.itself}
    bounds = shades_of(value for _line, value in values.values())
    regions = []
    for part in drawing.parts:
        line, value = values.get(part.code, (None, None))
        if line is None:
            continue
        shade = sum(value >= bound for bound in bounds) if value else 0
        name = line.office.name
        label = short_name(name) if len(values) <= LABELLED else ""
        half = len(label) * drawing.letters * LETTER / 2  # what is written in the middle stays on the paper
        x = min(max(part.x, half), max(drawing.width - half, half))
        regions.append(
            Region(
                name, label, part.code,
                reverse("figures:of", args=[part.code]) + f"?on={drawer.board.day:%Y-%m-%d}&by={by}",
                _said(drawer, by, value), part.hue, shade, round(x, 1), max(part.y, round(drawing.letters / 2, 1)),
            )
        )  # fmt: skip
    legend = [(0, _("nothing"))] if any(not one.shade for one in regions) else []
    legend += [
        (shade, _("from %(value)s") % {"value": _said(drawer, by, bound)}) for shade, bound in enumerate(bounds, 1)
    ]
    return Chart(drawing, readable(regions, drawing.letters), legend, _map_title(drawer, by, values))


def readable(regions: Sequence[Region], letters: float) -> list[Region]:
    """Without the labels that would cover another; of two the darker part keeps its own. Each dot says its name."""
    placed: list[tuple[float, float, float]] = []
    covered = set()
    for one in sorted(regions, key=lambda one: (-one.shade, one.name)):
        half = len(one.label) * letters * LETTER / 2
        if any(abs(one.x - x) < half + other and abs(one.y - y) < letters for x, y, other in placed):
            covered.add(one.code)
        else:
            placed.append((one.x, one.y, half))
    return [replace(one, label="") if one.code in covered else one for one in regions]


def _map_title(drawer: Drawer, by: str, values: dict[str, tuple[Line, float | None]]) -> str:
    first = max(values.values(), key=lambda one: one[1] or 0, default=None)
    if first is None or not first[1]:
        return _("%(measure)s: nothing yet") % {"measure": SHADED_BY[by]}
    told = {"measure": SHADED_BY[by], "name": bare(first[0].office), "value": _said(drawer, by, first[1])}
    return _("%(measure)s: the most in %(name)s, %(value)s") % told


def _value(line: Line, by: str) -> float | None:
    if by == "on_time":
        return line.today.on_time_share
    if by == "cash":
        return line.today.cash_share
    if by == "day_open":
        return line.yesterday[Measure.DAY_OPEN]
    return line.today[Measure(by)]


def _said(drawer: Drawer, by: str, value: float | None) -> str:
    if value is None:
        return NOTHING
    if by in ("on_time", "cash"):
        return share(value)
    return drawer.numbers.of(Measure.DELIVERED if by == "day_open" else Measure(by), int(value))
