"""Public pages: find an office, one office, the quality of the directory."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from apt.core.clock import ist_date, now
from apt.core.errors import NotFound
from offices import queries
from offices.directory.clean import FAULTS
from offices.rules import Kind, PositionQuality

LONGEST_QUERY = 80


def search(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    offices = queries.offices_matching(text) if text else []
    return render(request, "offices/search.html", {"text": text, "offices": offices})


def office(request: HttpRequest, code: str) -> HttpResponse:
    found = queries.office_by_code(code)
    if found is None:
        raise NotFound()
    near = []
    if found.latitude is not None and found.longitude is not None:
        near = [one for one in queries.nearest_offices(found.latitude, found.longitude, 6) if one.office != found][:5]
    context = {
        "office": found,
        "above": queries.offices_above(found),
        "below": queries.offices_below(found),
        "pins": queries.pins_served_by(found, ist_date(now())),
        "near": near,
        "today": ist_date(now()),
        "position_doubtful": found.position_quality != PositionQuality.ORIGINAL,
    }
    return render(request, "offices/office.html", context)


def quality(request: HttpRequest) -> HttpResponse:
    load = queries.latest_load()
    return render(request, "offices/quality.html", {"load": load, **(_tables(load.report) if load else {})})


def _tables(report: dict[str, Any]) -> dict[str, Any]:
    return {
        "faults": [(FAULTS.get(code, code), count) for code, count in report["faults"].items()],
        "kinds": [(Kind(code).label, count) for code, count in report["kinds"].items()],
        "positions": [(PositionQuality(code).label, count) for code, count in report["positions"].items()],
        "circles": list(report["circles"].items()),
        "total": sum(report["kinds"].values()),
        "rows": report["rows"],
    }
