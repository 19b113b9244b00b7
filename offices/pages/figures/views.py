"""The board of figures, from the nation down to an office; what lies behind each figure; its map and its files."""

from dataclasses import replace
from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from apt.core.clock import ist_date, now
from offices import queries
from offices.access import StaffRequest, get_office_within, on_duty
from offices.models import Office
from offices.queries import Details, Wanted
from offices.rules import Measure, Split, Work

from .cards import SHADED_BY, cards, chart_of, warnings
from .files import FILES, written
from .tables import TABLES, Drawer, Table, matching
from .words import Numbers

_NUMBERS = "apt_numbers"
LANES_SHOWN = 20
_SPLITS = {Split.HOUR, Split.PRODUCT, Split.MODE, Split.ORIGIN}


@require_GET
@on_duty(Work.READ)
def own(request: StaffRequest, details: Details) -> HttpResponse:
    return _board(request, request.duty.office, details)


@require_GET
@on_duty(Work.READ)
def of_office(request: StaffRequest, code: str, details: Details) -> HttpResponse:
    return _board(request, get_office_within(request.duty, Work.READ, code), details)


def _board(request: StaffRequest, office: Office, details: Details) -> HttpResponse:
    drawer, today = replace(_drawer(request, office, details), lanes_shown=LANES_SHOWN), ist_date(now())
    by = request.GET.get("by", "")
    by = by if by in SHADED_BY else "booked"
    board = drawer.board
    context = {
        "office": office,
        "board": board,
        "above": [one for one in board.above if request.duty.reaches(one, Work.READ)],
        "cards": cards(drawer),
        "warnings": warnings(drawer),
        "chart": chart_of(drawer, queries.map_of(office, on=today), by),
        "by": by,
        "measures": SHADED_BY,
        "tables": {name: _asked(request, make(drawer)) for name, make in TABLES.items()},
        "today": today,
        "before": board.day - timedelta(days=1),
        "after": board.day + timedelta(days=1) if board.day < today else None,
        "minutes": int((now() - board.counted_at).total_seconds() // 60) if board.counted_at else None,
        "short": drawer.numbers.short,
        "live": board.day == today and request.GET.get("live") != "0",
        "queues": board.queues,
        "files": FILES,
        "more_lanes": len(board.lanes) > LANES_SHOWN,
        "q": request.GET.get("q", ""),
        "sort": request.GET.get("sort", ""),
    }
    return _remembering(request, render(request, "offices/figures/board.html", context))


def _drawer(request: HttpRequest, office: Office, details: Details) -> Drawer:
    board = queries.figures_of(office, on=_day(request), now=now())
    return Drawer(board, Numbers(_short(request)), details)


def _asked(request: HttpRequest, table: Table) -> Table:
    """The table of offices as the reader wants it; the others as they come."""
    if table.key != "below":
        return table
    return matching(table.sorted_by(request.GET.get("sort", "")), request.GET.get("q", ""))


def _day(request: HttpRequest) -> date:
    """The day asked for; today for what is none, or lies ahead."""
    today = ist_date(now())
    try:
        return min(date.fromisoformat(request.GET.get("on", "")), today)
    except ValueError:
        return today


def _short(request: HttpRequest) -> bool:
    return (request.GET.get("numbers") or request.COOKIES.get(_NUMBERS)) == "short"


def _remembering(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if request.GET.get("numbers") in ("short", "full"):
        response.set_cookie(_NUMBERS, request.GET["numbers"], max_age=365 * 86400, samesite="Lax", httponly=True)
    return response


@require_GET
@on_duty(Work.READ)
@cache_control(private=True, max_age=3600)
def office_map(request: StaffRequest, code: str, details: Details) -> HttpResponse:  # one kwarg for all
    """The dots of the map: an SVG whose parts the board shades. It changes with the directory alone."""
    office = get_office_within(request.duty, Work.READ, code)
    drawing = queries.map_of(office, on=ist_date(now()))
    return render(request, "offices/figures/map.svg", {"drawing": drawing}, content_type="image/svg+xml")


@require_GET
@on_duty(Work.READ)
def behind(request: StaffRequest, code: str, measure: str, details: Details) -> HttpResponse:
    """The articles that a figure counts, a page at a time."""
    office = get_office_within(request.duty, Work.READ, code)
    wanted = _wanted(request, measure)
    page = queries.page_behind_figure(office, wanted, details=details)
    split = {wanted.split.value: wanted.of} if wanted.split else {}
    asked = {"on": f"{wanted.day:%Y-%m-%d}", **split}
    name = details.names.get(wanted.split) if wanted.split else None
    context = {
        "office": office,
        "measure": wanted.measure,
        "day": wanted.day,
        "page": page,
        "of": name(wanted.of) if name else wanted.of,
        "split": wanted.split,
        "numbers": Numbers(_short(request)),
        "total": Numbers(_short(request)).count(page.total),
        "paise": page.paise,
        "first": f"?{urlencode(asked)}" if wanted.after[0] else "",
        "next": f"?{urlencode({**asked, 'after': '{}.{}'.format(*page.next)})}" if page.next else "",
        "up": f"?on={wanted.day:%Y-%m-%d}",
        "all": f"?on={wanted.day:%Y-%m-%d}" if wanted.split else "",
        "parts": _parts(page, wanted, details),
        "beside": page.beside,
        "asked": urlencode(asked),
    }
    return render(request, "offices/figures/behind.html", context)


def _parts(page: queries.Page, wanted: Wanted, details: Details) -> list[tuple[str, list[tuple[str, str, int]]]]:
    """By what the list can be narrowed: the name of the split, then of each part name, address and number."""
    told = {Split.HOUR: _("By hour"), Split.PRODUCT: _("By product"), Split.MODE: _("By payment")}
    return [
        (
            told[split],
            [
                (
                    details.names[split](of) if split in details.names else f"{of}:00",
                    f"?{urlencode({'on': f'{wanted.day:%Y-%m-%d}', split.value: of})}", many,
                )
                for of, many in parts.items()
            ],
        )
        for split, parts in page.parts.items()
        if split in told
    ]  # fmt: skip


def _wanted(request: HttpRequest, measure: str) -> Wanted:
    """Raises Http404 for what is no measure."""
    if measure not in Measure.values:
        raise Http404
    split = next((one for one in _SPLITS if request.GET.get(one.value)), None)
    code, _dot, shown = request.GET.get("after", "").partition(".")
    return Wanted(
        Measure(measure), _day(request), split, request.GET[split.value] if split else "",
        (code, int(shown) if shown.isdecimal() else 0),
    )  # fmt: skip


@require_GET
@on_duty(Work.READ)
def table_file(request: StaffRequest, code: str, table: str, kind: str, details: Details) -> HttpResponse:
    """A table of the board to take away."""
    office = get_office_within(request.duty, Work.READ, code)
    if table not in TABLES or kind not in FILES:
        raise Http404
    drawer = _drawer(request, office, details)
    return written(_asked(request, TABLES[table](drawer)), kind, office=office, day=drawer.board.day)
