"""Bulk files: hand one in, watch the dry run, read what is wrong, book the good rows, see what became of them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apt.core.clock import ist_date, now
from apt.core.errors import NotFound, Refusal
from apt.core.sheets import csv_answer
from bookings import services
from bookings.models import BulkBatch
from bookings.queries import bulk as queries
from bookings.rules import AT_WORK, BatchStatus
from offices.access import StaffRequest, on_duty
from offices.rules import Work
from partners.access import get_place_within
from partners.queries import places_within

from .bulk_forms import BatchForm, CancelForm, UploadForm
from .paper import LABELS_A_FILE


@on_duty(Work.MANAGE_PARTNERS)
def batches(request: StaffRequest) -> HttpResponse:
    """GET shows the files so far; POST takes one in. The same file again leads to its first batch."""
    reach = request.duty.reach(Work.MANAGE_PARTNERS)
    places = places_within(reach, on=ist_date(now()))
    form = UploadForm(request.POST or None, request.FILES or None, places=places)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                return _upload(request, form)
            except Refusal as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence())
                status = refusal.http_status
        else:
            status = 422
    context = {"form": form, "places": places, "batches": queries.batches_of(reach)}
    return render(request, "bookings/bulk/batches.html", context, status=status)


def _upload(request: StaffRequest, form: UploadForm) -> HttpResponse:
    file = form.cleaned_data["file"]
    batch, new = services.upload_batch(
        place=get_place_within(request.duty, form.cleaned_data["place"]),
        file_name=file.name,
        content=file,
        by=request.user,
        now=now(),
    )
    if not new:
        text = _("This very file came in on %(day)s already, as the batch below. Nothing was kept or booked by this.")
        messages.warning(request, text % {"day": date_format(ist_date(batch.uploaded_at), "j M Y")})
    return redirect("bulk:batch", number=batch.number)


@require_GET
@on_duty(Work.MANAGE_PARTNERS)
def batch(request: StaffRequest, number: str) -> HttpResponse:
    return render(request, "bookings/bulk/batch.html", _context(_batch(request, number)))


@require_GET
@on_duty(Work.MANAGE_PARTNERS)
def progress(request: StaffRequest, number: str) -> HttpResponse:
    """The same without its frame, as long as workers are at it; when they are done, the page loads itself anew."""
    found = _batch(request, number)
    answer = render(request, "bookings/bulk/_progress.html", _context(found))
    if found.status not in AT_WORK:
        answer["HX-Refresh"] = "true"
    return answer


def _batch(request: StaffRequest, number: str) -> BulkBatch:
    found = queries.batch_with_number(number, request.duty.reach(Work.MANAGE_PARTNERS))
    if found is None:
        raise NotFound()
    return found


def _context(found: BulkBatch) -> dict[str, object]:
    checking = found.status == BatchStatus.CHECKING
    done, whole = (found.rows_read, found.rows_in_file or 0) if checking else (found.rows_booked, found.rows_good)
    waits = found.status in (BatchStatus.CHECKED, BatchStatus.STOPPED)
    return {
        "batch": found,
        "at_work": found.status in AT_WORK,
        "done": done,
        "whole": whole,
        "per_cent": 100 * done // whole if whole else 0,
        "waits": waits,
        "waiting_rows": found.rows_good - found.rows_booked,
        "old_prices": waits and found.priced_on != ist_date(now()),
        "same_before": queries.same_rows_before(found) if waits else None,
        "why": queries.sentence(found.why, found.why_values) if found.why else "",
        "faults": queries.first_faults(found) if found.rows_bad or found.faults.exists() else [],
        "cancel_form": CancelForm(),
        "cancel_requests": queries.cancel_requests_of_batch(found, topic=services.CANCEL_BOOKED, now=now())
        if found.rows_booked
        else [],
        "articles": queries.articles_of_rows(found) if found.rows_booked else [],
        "label_files": [
            (part, first, min(first + LABELS_A_FILE - 1, found.rows_booked))
            for part, first in enumerate(range(1, found.rows_booked + 1, LABELS_A_FILE), start=1)
        ],
    }


@require_POST
@on_duty(Work.MANAGE_PARTNERS)
def book(request: StaffRequest, number: str) -> HttpResponse:
    found = _batch(request, number)
    form = BatchForm(request.POST)
    meant_again = form.is_valid() and form.cleaned_data["meant_again"]
    try:
        services.book_batch(batch=found, meant_again=meant_again, by=request.user, now=now())
    except Refusal as refusal:
        return _refused(request, found, refusal)
    return redirect("bulk:batch", number=found.number)


@require_POST
@on_duty(Work.MANAGE_PARTNERS)
def check(request: StaffRequest, number: str) -> HttpResponse:
    found = _batch(request, number)
    try:
        services.check_again(batch=found, by=request.user, now=now())
    except Refusal as refusal:
        return _refused(request, found, refusal)
    return redirect("bulk:batch", number=found.number)


@require_POST
@on_duty(Work.MANAGE_PARTNERS)
def cancel(request: StaffRequest, number: str) -> HttpResponse:
    found = _batch(request, number)
    try:
        services.cancel_batch(batch=found, by=request.user, now=now())
    except Refusal as refusal:
        return _refused(request, found, refusal)
    messages.success(request, _("Given up. What is booked stays booked."))
    return redirect("bulk:batch", number=found.number)


@require_POST
@on_duty(Work.MANAGE_PARTNERS)
def cancel_article(request: StaffRequest, number: str) -> HttpResponse:
    """Ask a second person to cancel one article of the batch; the decision does it."""
    found, form = _batch(request, number), CancelForm(request.POST)
    if not form.is_valid():
        return _batch_page(request, found, cancel_form=form, status=422)
    try:
        services.ask_to_cancel_booked(batch=found, **form.cleaned_data, by=request.user, now=now())
    except Refusal as refusal:
        form.add_error("number", refusal.sentence())
        return _batch_page(request, found, cancel_form=form, status=refusal.http_status)
    messages.success(request, _("Asked. When another person allows it, it is cancelled and the account credited."))
    return redirect("bulk:batch", number=found.number)


def _batch_page(request: StaffRequest, found: BulkBatch, *, cancel_form: CancelForm, status: int) -> HttpResponse:
    return render(request, "bookings/bulk/batch.html", _context(found) | {"cancel_form": cancel_form}, status=status)


def _refused(request: StaffRequest, found: BulkBatch, refusal: Refusal) -> HttpResponse:
    context = _context(found) | {"refusal": refusal}
    return render(request, "bookings/bulk/batch.html", context, status=refusal.http_status)


@require_GET
@on_duty(Work.MANAGE_PARTNERS)
def errors(request: StaffRequest, number: str) -> HttpResponse:
    """Every fault as CSV: row, column, code, sentence. No names and no addresses; the customer's file has those."""
    found = _batch(request, number)
    columns = [_("Row"), _("Column"), _("Code"), _("What is wrong")]
    faults = ((wrong.line, wrong.column, wrong.code, wrong.sentence) for wrong in queries.all_faults(found))
    return csv_answer(f"errors-{found.number}", columns, faults, marked=True)
