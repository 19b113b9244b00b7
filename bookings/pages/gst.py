"""The data of a month's GST return: on screen and as CSV."""

import re
from datetime import date

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apt.core.clock import ist_date, now
from apt.core.sheets import csv_answer
from bookings.queries.gst import GstRow, gst_return
from offices.access import StaffRequest, on_any_duty
from offices.errors import NotYourDuty
from offices.models import Office
from offices.rules import Work

COLUMNS = (
    "our_gstin", "state", "month", "supply", "customer_gstin", "rate_percent", "articles", "taxable_paise",
    "cgst_paise", "sgst_paise", "igst_paise", "place_of_supply",
)  # fmt: skip


@require_GET
@on_any_duty
def month_return(request: StaffRequest) -> HttpResponse:
    """Of every office within the reader's reach; a supervisor's is their own."""
    duty = request.duty
    if not duty.may(Work.READ) and not duty.may(Work.SUPERVISE):
        raise NotYourDuty()
    month = _month(request.GET.get("month", ""))
    offices = Office.objects.filter(duty.reach(Work.READ) | duty.reach(Work.SUPERVISE))
    rows = gst_return(offices, month=month)
    if request.GET.get("format") == "csv":
        return csv_answer(f"gst-{duty.office.code}-{month:%Y-%m}", COLUMNS, [_line(row, month) for row in rows])
    context = {
        "month": month, "lines": [(row, settings.GSTINS.get(row.state.lower(), "")) for row in rows],
        "taxable": sum(row.taxable_paise for row in rows), "cgst": sum(row.cgst_paise for row in rows),
        "sgst": sum(row.sgst_paise for row in rows),
        "igst": sum(row.igst_paise for row in rows), "office": duty.office,
    }  # fmt: skip
    return render(request, "bookings/gst.html", context)


def _month(text: str) -> date:
    """Its first day; this month in India without one, or with one that is none."""
    if found := re.fullmatch(r"(20[0-9]{2})-(0[1-9]|1[0-2])", text):
        return date(int(found[1]), int(found[2]), 1)
    return ist_date(now()).replace(day=1)


def _line(row: GstRow, month: date) -> tuple[object, ...]:
    return (
        settings.GSTINS.get(row.state.lower(), ""), row.state, f"{month:%Y-%m}", "B2B" if row.gstin else "B2C",
        row.gstin, f"{row.rate_bp / 100:g}", row.articles, row.taxable_paise, row.cgst_paise, row.sgst_paise,
        row.igst_paise, row.place,
    )  # fmt: skip
