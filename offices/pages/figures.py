"""Figures of a day, from the nation down to an office."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apt.core.clock import ist_date, now
from offices import queries
from offices.access import StaffRequest, get_office_within, on_duty
from offices.models import Office
from offices.rules import Work


@require_GET
@on_duty(Work.READ)
def own(request: StaffRequest) -> HttpResponse:
    return _page(request, request.duty.office)


@require_GET
@on_duty(Work.READ)
def of_office(request: StaffRequest, code: str) -> HttpResponse:
    return _page(request, get_office_within(request.duty, Work.READ, code))


def _page(request: StaffRequest, office: Office) -> HttpResponse:
    board = queries.figures_of(office, on=ist_date(now()), now=now())
    context = {"office": office, "board": board, "day": ist_date(now())}
    return render(request, "offices/figures.html", context)
