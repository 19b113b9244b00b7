"""Who saw and did what at an office, to read and to take away as CSV."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apt.core.sheets import csv_answer
from offices import queries
from offices.access import StaffRequest, get_office_within, on_duty
from offices.models import AccessRecord, Office
from offices.rules import Work

from .forms import AuditForm

PER_PAGE = 50
MOST_ROWS = 20_000
COLUMNS = ("at", "employee_id", "name", "act", "subject", "device", "arrangement", "request")


@require_GET
@on_duty(Work.SUPERVISE)
def own_office(request: StaffRequest) -> HttpResponse:
    """The branch reads its own."""
    return _audit(request, request.duty.office)


@require_GET
@on_duty(Work.READ)
def office(request: StaffRequest, code: str) -> HttpResponse:
    return _audit(request, get_office_within(request.duty, Work.READ, code))


def _audit(request: StaffRequest, found: Office) -> HttpResponse:
    form = AuditForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    records = queries.access_records_of(found, employee_id=asked.get("employee_id", ""), day=asked.get("day"))
    if request.GET.get("format") == "csv" and not form.errors:
        return csv_answer(f"audit-{found.code}", COLUMNS, map(_cells, records[:MOST_ROWS]))
    chosen = request.GET.copy()
    chosen.pop("page", None)
    page = Paginator(records, PER_PAGE).get_page(request.GET.get("page"))
    context = {"office": found, "form": form, "page": page, "chosen": chosen.urlencode()}
    return render(request, "offices/people/audit.html", context, status=422 if form.errors else 200)


def _cells(one: AccessRecord) -> list[object]:
    return [
        one.at.isoformat(timespec="seconds"), one.user.employee_id, one.user.name, one.act, one.subject,
        one.device_id or "", one.arrangement_id or "", one.request_id,
    ]  # fmt: skip
