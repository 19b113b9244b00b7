"""The tables of the board: what a page shows, a chart draws and a file takes away are the same rows."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from apt.core.clock import day_in_words
from offices.models import Office
from offices.queries import Board, Details, Lane, Line
from offices.rules import MAIL_OFFICES, Counts, Measure, Split

from .words import Numbers, changed, share


@dataclass(frozen=True)
class Cell:
    """What is read, and what it is worth: a number to sort, draw and calculate with, else the text again."""

    text: str
    value: float | int | str | None = None
    href: str = ""
    kind: str = ""  # "", "count", "rupees" (value in rupees), "share" (0 to 1)
    note: str = ""
    way: str = ""  # of the note: up or down
    bar: int | None = None  # of a hundred


@dataclass(frozen=True)
class Column:
    key: str
    label: str
    numeric: bool = True


@dataclass(frozen=True)
class Table:
    key: str
    title: str
    columns: Sequence[Column]
    rows: list[list[Cell]] = field(default_factory=list)

    def sorted_by(self, by: str) -> "Table":
        """By a column, downwards with `-` before its name. Whatever is no column leaves the order as it is."""
        places = [place for place, column in enumerate(self.columns) if column.key == by.lstrip("-")]
        if not places:
            return self
        text = [row for row in self.rows if isinstance(row[places[0]].value, str)]
        rest = [row for row in self.rows if isinstance(row[places[0]].value, int | float)]
        none = [row for row in self.rows if row[places[0]].value is None]
        down = by.startswith("-")
        text.sort(key=lambda row: str(row[places[0]].value).casefold(), reverse=down)
        rest.sort(key=lambda row: float(row[places[0]].value or 0), reverse=down)
        return replace(self, rows=[*text, *rest, *none])


@dataclass(frozen=True)
class Drawer:
    """Makes the tables of one board for one reader."""

    board: Board
    numbers: Numbers
    details: Details
    lanes_shown: int | None = None  # the worst; a nation has five hundred and more

    # --- cells ------------------------------------------------------------------------------------------------------

    def behind(self, office: Office, measure: Measure, split: Split | None = None, of: str = "", day: str = "") -> str:
        asked = {"on": day or f"{self.board.day:%Y-%m-%d}", **({split.value: of} if split else {})}
        return f"{reverse('figures:behind', args=[office.code, measure.value])}?{urlencode(asked)}"

    def measured(self, measure: Measure, value: int, *, href: str = "", note: str = "", way: str = "") -> Cell:
        money = measure in (Measure.CHARGED, Measure.IN_CASH)
        return Cell(
            self.numbers.of(measure, value), value / 100 if money else value, href if value else "",
            "rupees" if money else "count", note, way,
        )  # fmt: skip

    def against(self, line: Line, measure: Measure, then: Counts, *, href: str = "") -> Cell:
        """Today's count, and how it compares with that of another day up to the same hour."""
        hour = self.board.hour
        by = changed(line.today.upto(measure, hour), then.upto(measure, hour))
        return self.measured(measure, line.today[measure], href=href, note=by.text, way=by.way)

    def kept(self, part: float | None, late: int, behind: Callable[[Measure], str], *, bar: int | None = None) -> Cell:
        """The share that came in time. It opens what was late; where nothing was, what came in time."""
        href = behind(Measure.LATE if late else Measure.ON_TIME) if part is not None else ""
        return Cell(share(part), part, href, "share", bar=bar)

    @property
    def before(self) -> str:
        """The day before, as an address names it."""
        return f"{self.board.trend[-2][0]:%Y-%m-%d}"

    # --- tables -----------------------------------------------------------------------------------------------------

    def below(self) -> Table:
        """What reports to the office, the most booked first."""
        columns = [
            Column("name", _("Office"), numeric=False),
            Column("booked", _("Booked")),
            Column("charged", _("Charged")),
            Column("delivered", _("Delivered")),
            Column("on_time", _("On time")),
            Column("failed", _("Failed")),
            Column("suspicious", _("Suspicious")),
            Column("cash", _("Cash")),
            Column("day_open", _("Not ended")),
        ]
        title = _("Below %(office)s") % {"office": self.board.office.name}
        # A mail office books and delivers nothing: it is named when it did.
        shown = [
            line for line in self.board.below
            if line.office.kind not in MAIL_OFFICES or line.today.values or line.yesterday.values
        ]  # fmt: skip
        rows = [self._line(line) for line in shown]
        return Table("below", title, columns, rows).sorted_by("-booked")

    def _line(self, line: Line) -> list[Cell]:
        office, today = line.office, line.today
        asked = f"?on={self.board.day:%Y-%m-%d}"
        name = _("%(office)s itself") % {"office": office.name} if line.itself else bare(office)
        cash = today.cash_share

        def behind(measure: Measure, day: str = "") -> str:
            return "" if line.itself else self.behind(office, measure, day=day)

        return [
            Cell(name, name, "" if line.itself else reverse("figures:of", args=[office.code]) + asked),
            self.against(line, Measure.BOOKED, line.week_ago, href=behind(Measure.BOOKED)),
            self.measured(Measure.CHARGED, today[Measure.CHARGED], href=behind(Measure.CHARGED)),
            self.against(line, Measure.DELIVERED, line.week_ago, href=behind(Measure.DELIVERED)),
            self.kept(today.on_time_share, today[Measure.LATE], behind),
            self.measured(Measure.FAILED, today[Measure.FAILED], href=behind(Measure.FAILED)),
            self.measured(Measure.SUSPICIOUS, today[Measure.SUSPICIOUS], href=behind(Measure.SUSPICIOUS)),
            Cell(share(cash), cash, behind(Measure.IN_CASH) if today[Measure.IN_CASH] else "", "share"),
            self.measured(
                Measure.DAY_OPEN, line.yesterday[Measure.DAY_OPEN], href=behind(Measure.DAY_OPEN, self.before)
            ),
        ]  # fmt: skip

    def hours(self) -> Table:
        """Articles booked, hour by hour, of the three days."""
        columns = [
            Column("hour", _("Hour"), numeric=False),
            Column("today", day_in_words(self.board.day)),
            Column("yesterday", _("The day before")),
            Column("week_ago", _("A week before")),
            Column("delivered", _("Delivered that day")),
        ]
        whole = self.board.whole
        days = [one.by(Measure.BOOKED, Split.HOUR) for one in (whole.today, whole.yesterday, whole.week_ago)]
        done = whole.today.by(Measure.DELIVERED, Split.HOUR)
        busy = [int(hour) for day in (*days, done) for hour in day] or [9]
        rows = []
        for hour in range(min(busy), max(busy) + 1):
            of = f"{hour:02d}"
            told = [self.measured(Measure.BOOKED, day.get(of, 0)) for day in days]
            told[0] = replace(
                told[0], href=self.behind(whole.office, Measure.BOOKED, Split.HOUR, of) if told[0].value else ""
            )
            ended = self.measured(
                Measure.DELIVERED, done.get(of, 0), href=self.behind(whole.office, Measure.DELIVERED, Split.HOUR, of)
            )
            rows.append([Cell(f"{of}:00", f"{of}:00"), *told, ended])
        return Table("hours", self._hours_title(), columns, rows)

    def _hours_title(self) -> str:
        whole, hour = self.board.whole, self.board.hour
        then = whole.yesterday.upto(Measure.BOOKED, hour)
        told = {"count": self.numbers.count(whole.today.upto(Measure.BOOKED, hour)), "hour": f"{hour:02d}:00"}
        by = changed(whole.today.upto(Measure.BOOKED, hour), then)
        told["by"] = by.text.lstrip("▲▼ ")
        if hour == 24:
            told["day"] = day_in_words(self.board.day)
            if by.way == "up":
                return _("%(count)s booked on %(day)s, %(by)s more than the day before") % told
            if by.way == "down":
                return _("%(count)s booked on %(day)s, %(by)s fewer than the day before") % told
            return _("%(count)s booked on %(day)s") % told
        if by.way == "up":
            return _("%(count)s booked by %(hour)s, %(by)s more than yesterday by then") % told
        if by.way == "down":
            return _("%(count)s booked by %(hour)s, %(by)s fewer than yesterday by then") % told
        return _("%(count)s booked by %(hour)s") % told

    def days(self) -> Table:
        columns = [
            Column("day", _("Day"), numeric=False),
            Column("booked", _("Booked")),
            Column("delivered", _("Delivered")),
            Column("charged", _("Charged")),
            Column("on_time", _("On time")),
            Column("failed", _("Failed")),
        ]
        office, rows = self.board.office, []
        for day, counts in self.board.trend:
            of = f"{day:%Y-%m-%d}"
            cells = [
                self.measured(measure, counts[measure], href=self.behind(office, measure, day=of))
                for measure in (Measure.BOOKED, Measure.DELIVERED, Measure.CHARGED)
            ]
            failed = self.measured(
                Measure.FAILED, counts[Measure.FAILED], href=self.behind(office, Measure.FAILED, day=of)
            )
            kept = self.kept(counts.on_time_share, counts[Measure.LATE], partial(self.behind, office, day=of))
            rows.append([Cell(day_in_words(day), of, f"?on={of}"), *cells, kept, failed])
        most_on, most = max(self.board.trend, key=lambda one: (one[1][Measure.BOOKED], one[0]))
        title = _("No article was booked in thirty days")
        if most[Measure.BOOKED]:
            title = _("The busiest of thirty days: %(day)s, with %(count)s booked") % {
                "day": day_in_words(most_on), "count": self.numbers.count(most[Measure.BOOKED])
            }  # fmt: skip
        return Table("days", title, columns, rows)

    def products(self) -> Table:
        first, parts = self._split(Split.PRODUCT, Measure.BOOKED)
        title = _("No article booked yet")
        if first:
            title = _("%(name)s: %(share)s of the articles") % {"name": first, "share": parts[0][3].text}
        return Table("products", title, self._split_columns(_("Product")), parts)

    def modes(self) -> Table:
        first, parts = self._split(Split.MODE, Measure.CHARGED)
        title = _("Nothing charged yet")
        if first:
            title = _("%(name)s: %(share)s of what was charged") % {"name": first, "share": parts[0][3].text}
        return Table("modes", title, self._split_columns(_("Paid by")), parts)

    @staticmethod
    def _split_columns(name: str) -> list[Column]:
        return [
            Column("name", name, numeric=False), Column("booked", _("Articles")), Column("charged", _("Charged")),
            Column("share", _("Share")),
        ]  # fmt: skip

    def _split(self, split: Split, ranked_by: Measure) -> tuple[str, list[list[Cell]]]:
        """The largest's name; rows of a breakdown, the largest first, each with its share of the whole."""
        today, office = self.board.whole.today, self.board.office
        booked, charged = today.by(Measure.BOOKED, split), today.by(Measure.CHARGED, split)
        ranked = charged if ranked_by == Measure.CHARGED else booked
        rows, first = [], ""
        for of in sorted(booked, key=lambda one: (-ranked.get(one, 0), one)):
            name = self.details.names[split](of)
            name = name[:1].upper() + name[1:]
            first = first or name
            part = ranked.get(of, 0) / (sum(ranked.values()) or 1)
            href = self.behind(office, Measure.BOOKED, split, of)
            rows.append([
                Cell(name, name),
                self.measured(Measure.BOOKED, booked[of], href=href),
                self.measured(Measure.CHARGED, charged.get(of, 0), href=href),
                Cell(share(part), part, href, "share", bar=round(part * 100)),
            ])  # fmt: skip
        return first, rows

    def lanes(self) -> Table:
        columns = [
            Column("origin", _("Booked in"), numeric=False),
            Column("to", _("Delivered in"), numeric=False),
            Column("judged", _("Delivered")),
            Column("late", _("Late")),
            Column("on_time", _("On time")),
        ]
        late = [lane for lane in self.board.lanes if lane.late]
        title = _("Everything that was delivered came in time") if self.board.lanes else _("Nothing delivered yet")
        if late:
            title = _("Most late: %(origin)s to %(to)s, %(late)s of %(judged)s") % {
                "origin": bare(late[0].origin), "to": bare(late[0].to), "late": self.numbers.count(late[0].late),
                "judged": self.numbers.count(late[0].late + late[0].on_time),
            }  # fmt: skip
        rows = [
            [
                Cell(bare(one.origin), one.origin.name), Cell(bare(one.to), one.to.name),
                self._of_lane(one, Measure.DELIVERED, one.on_time + one.late),
                self._of_lane(one, Measure.LATE, one.late),
                self.kept(
                    one.share, one.late, partial(self.behind, one.to, split=Split.ORIGIN, of=one.origin.code),
                    bar=round(one.share * 100),
                ),
            ]
            for one in self.board.lanes[: self.lanes_shown]
        ]  # fmt: skip
        return Table("lanes", title, columns, rows)

    def _of_lane(self, lane: Lane, measure: Measure, value: int) -> Cell:
        return self.measured(measure, value, href=self.behind(lane.to, measure, Split.ORIGIN, lane.origin.code))

    def needs(self) -> Table:
        columns = [
            Column("office", _("Office"), numeric=False),
            Column("day", _("Day"), numeric=False),
            Column("why", _("Why"), numeric=False),
        ]
        rows = []
        for one in self.board.needs:
            of = f"{one.day:%Y-%m-%d}"
            why, measure = [], Measure.DAY_OPEN
            if one.suspicious:
                why.append(_("%(count)s suspicious") % {"count": self.numbers.count(one.suspicious)})
                measure = Measure.SUSPICIOUS
            if one.day_open:
                why.append(_("day not ended"))
            rows.append([
                Cell(one.office.name, one.office.name, reverse("figures:of", args=[one.office.code]) + f"?on={of}"),
                Cell(day_in_words(one.day), of),
                Cell(", ".join(why), ", ".join(why), self.behind(one.office, measure, day=of)),
            ])  # fmt: skip
        title = _("Nothing needs a person today") if not rows else _("Needs a person today")
        return Table("needs", title, columns, rows)


TABLES: Final[dict[str, Callable[[Drawer], Table]]] = {
    "below": Drawer.below,
    "needs": Drawer.needs,
    "lanes": Drawer.lanes,
    "hours": Drawer.hours,
    "days": Drawer.days,
    "products": Drawer.products,
    "modes": Drawer.modes,
}


def bare(office: Office) -> str:
    """A circle's name without the word, which stands at the head of its column or before it on the page."""
    return office.name.removesuffix(" Circle")


def matching(table: Table, words: str) -> Table:
    """The rows whose first cell has these letters in it."""
    wanted = words.casefold().strip()
    return replace(table, rows=[row for row in table.rows if wanted in row[0].text.casefold()]) if wanted else table


def shades_of(values: Iterable[float | None], steps: int = 5) -> list[float]:
    """Lower bounds of the shades: of those that have something, each shade holds about as many."""
    there = sorted({value for value in values if value})
    if not there:
        return []
    steps = min(steps, len(there))
    return [there[len(there) * step // steps] for step in range(steps)]
