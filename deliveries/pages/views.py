"""The delivery office's sheets."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from apt.core.clock import ist_date, now
from apt.core.errors import Refusal
from bookings.queries.partners import pickups_due
from deliveries import queries, services
from deliveries.access import get_office_sheet
from offices.access import StaffRequest, on_duty, shows_personal_data
from offices.rules import Work
from payments.queries import cod_paid_of, cod_settled_of

from .forms import BeginForm, SheetForm


@on_duty(Work.DELIVER)
def sheets(request: StaffRequest) -> HttpResponse:
    """Articles that wait for a postman, and the sheets of today. POST makes a sheet."""
    office, today = request.duty.office, ist_date(now())
    waiting = queries.articles_for_rounds(office)
    form = SheetForm(
        queries.beats_on(office, on=today),
        queries.postmen_of(office, on=today),
        [article.number for article in waiting],
        request.POST if request.method == "POST" else None,
    )
    if form.is_valid():
        try:
            made = services.make_sheet(
                office=office,
                beat=form.chosen_beat(),
                postman=form.chosen_postman(),
                article_numbers=form.cleaned_data["articles"],
                by=request.user,
                now=now(),
            )
        except Refusal as refusal:
            form.add_error(None, refusal.sentence())
        else:
            return redirect("deliveries:sheet", number=made.number)
    takers = {**queries.takers_of(office, on=today), request.user: office}
    context = {
        "form": form, "waiting": waiting, "sheets": queries.sheets_of_office(office, on=today),
        "pickups": pickups_due(office, on=today),
        "begin_form": BeginForm(queries.beats_on(office, on=today), takers, office),
    }  # fmt: skip
    return render(request, "deliveries/sheets.html", context, status=422 if form.errors else 200)


@shows_personal_data
@require_GET
@on_duty(Work.DELIVER)
def sheet(request: StaffRequest, number: str) -> HttpResponse:
    found = get_office_sheet(request.duty.office, number)
    items = queries.items_of_sheet(found)
    due = [item.article.number for item in items if item.article.due_paise and not item.outcome]
    context = {
        "sheet": found, "items": items, "paid": cod_paid_of(due), "settled": cod_settled_of(due),
        "filling": not found.acknowledged_at and not found.closed_at,
    }  # fmt: skip
    return render(request, "deliveries/sheet.html", context)
