"""Who saw and did what at an office, to read and to take away as CSV."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apt.core.sheets import csv_answer
from offices import queries
from offices.access import StaffRequest, get_office_within, on_duty
from offices.models import AccessRecord, Office
from offices.reading import FewPages
from offices.rules import Work

from .forms import AuditForm, AuditWithinForm

PER_PAGE = 50
MOST_ROWS = 20_000
COLUMNS = ("at", "office", "employee_id", "name", "act", "subject", "device", "arrangement", "request")


@require_GET
@on_duty(Work.SUPERVISE)
def own_office(request: StaffRequest) -> HttpResponse:
    """The branch reads its own."""
    return _audit(request, request.duty.office)


@require_GET
@on_duty(Work.READ)
def office(request: StaffRequest, code: str) -> HttpResponse:
    return _audit(request, get_office_within(request.duty, Work.READ, code))


@require_GET
@on_duty(Work.READ)
def within(request: StaffRequest) -> HttpResponse:
    """At all offices within reach: about one number, of one person, of one day."""
    form, asked = _asked(AuditWithinForm, request)
    records = queries.access_records_within(
        request.duty.reach(Work.READ), subject=asked.get("subject", ""), employee_id=asked.get("employee_id", ""),
        day=asked.get("day"),
    )  # fmt: skip
    return _answer(request, None, form, records)


def _audit(request: StaffRequest, found: Office) -> HttpResponse:
    form, asked = _asked(AuditForm, request)
    records = queries.access_records_of(found, employee_id=asked.get("employee_id", ""), day=asked.get("day"))
    return _answer(request, found, form, records)


def _asked(form_class: type[AuditForm], request: StaffRequest) -> tuple[AuditForm, dict[str, Any]]:
    form = form_class(request.GET)
    return form, form.cleaned_data if form.is_valid() else {}


def _answer(request: StaffRequest, found: Office | None, form: AuditForm, records: Any) -> HttpResponse:
    if request.GET.get("format") == "csv" and not form.errors:
        return csv_answer(f"audit-{found.code if found else 'within'}", COLUMNS, map(_cells, records[:MOST_ROWS]))
    chosen = request.GET.copy()
    chosen.pop("page", None)
    pages: Any = Paginator if found else FewPages  # of one office an index counts; of a country nobody counts
    page = pages(records, PER_PAGE).get_page(request.GET.get("page"))
    context = {"office": found, "form": form, "page": page, "chosen": chosen.urlencode()}
    return render(request, "offices/people/audit.html", context, status=422 if form.errors else 200)


def _cells(one: AccessRecord) -> list[object]:
    return [
        one.at.isoformat(timespec="seconds"), one.office.code, one.user.employee_id, one.user.name, one.act,
        one.subject, one.device_id or "", one.arrangement_id or "", one.request_id,
    ]  # fmt: skip
