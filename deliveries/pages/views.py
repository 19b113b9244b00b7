"""The delivery office's sheets, and the postman's round on a phone."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apt.core.clock import ist_date, now
from apt.core.errors import Refusal
from apt.core.pages import refuse_at
from deliveries import queries, services
from deliveries.access import get_office_sheet, get_own_item_to_show
from deliveries.errors import UnknownItem
from deliveries.models import SheetItem
from deliveries.rules import CLOSING, Verdict
from offices.access import StaffRequest, on_duty, shows_personal_data
from offices.rules import Work
from payments.queries import cod_paid

from .forms import DoorForm, SheetForm


@on_duty(Work.DELIVER)
def sheets(request: StaffRequest) -> HttpResponse:
    """Articles that wait for a postman, and the sheets of today. POST makes a sheet."""
    office, today = request.duty.office, ist_date(now())
    waiting = queries.articles_to_deliver(office)
    form = SheetForm(
        queries.beats_of(office),
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
    context = {"form": form, "waiting": waiting, "sheets": queries.sheets_of_office(office, on=today)}
    return render(request, "deliveries/sheets.html", context, status=422 if form.errors else 200)


@shows_personal_data
@require_GET
@on_duty(Work.DELIVER)
def sheet(request: StaffRequest, number: str) -> HttpResponse:
    found = get_office_sheet(request.duty.office, number)
    return render(request, "deliveries/sheet.html", {"sheet": found, "items": queries.items_of_sheet(found)})


@shows_personal_data
@require_GET
@on_duty(Work.CARRY)
def my_round(request: StaffRequest) -> HttpResponse:
    carried = queries.sheets_of_postman(request.user, on=ist_date(now()))
    return render(request, "deliveries/round.html", {"sheets": carried})


@require_POST
@on_duty(Work.CARRY)
@refuse_at("deliveries:round")
def acknowledge(request: StaffRequest, number: str) -> HttpResponse:
    services.acknowledge_sheet(number=number, by=request.user, now=now())
    return redirect("deliveries:round")


@shows_personal_data
@on_duty(Work.CARRY)
def door(request: StaffRequest, number: str) -> HttpResponse:
    """One article at its door. POST records an attempt; a wrong code is said and counted, and the page stays."""
    item = get_own_item_to_show(request.user, number)
    form = DoorForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _door_page(request, item, form, status=422 if form.is_bound else 200)
    data, moment = form.cleaned_data, now()
    try:
        outcome = services.record_attempt(
            article_number=number,
            client_uuid=data["client_uuid"],
            delivered=data["action"] == "deliver",
            by=request.user,
            happened_at=moment,
            now=moment,
            code=data["code"],
            received_by=data["received_by"],
            remark=data["remark"],
            cod=data["cod"],
        )
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence())
        return _door_page(request, item, form, status=refusal.http_status)
    if outcome.verdict in CLOSING:
        messages.success(request, _("{number}: {verdict}").format(number=number, verdict=outcome.verdict.label))
        return redirect("deliveries:round")
    form.add_error("code", _verdict_sentence(outcome))
    # The attempt is on record under its id; the next try is another attempt.
    again = request.POST.copy()
    again["client_uuid"], again["code"] = str(uuid.uuid4()), ""
    form.data = again
    return _door_page(request, item, form, status=422)


@require_POST
@on_duty(Work.CARRY)
def qr(request: StaffRequest, number: str) -> HttpResponse:
    """Ask for the QR of what is due at a door, and show it."""
    try:
        attempt = services.ask_qr_at_door(article_number=number, by=request.user, now=now())
    except UnknownItem:
        raise
    except Refusal as refusal:
        messages.error(request, refusal.sentence())
        return redirect("deliveries:door", number=number)
    return redirect("cod:attempt", tr=attempt.tr)


def _verdict_sentence(outcome: services.Outcome) -> str:
    if outcome.verdict == Verdict.WRONG_CODE and outcome.tries_left:
        return _("Wrong code. {count} tries left. Ask the addressee to read it again.").format(count=outcome.tries_left)
    if outcome.verdict == Verdict.CODE_EXPIRED:
        return _("This code is no longer valid. Bring the article back: window delivery with an identity document.")
    return _("No tries left. Bring the article back: window delivery with an identity document.")


def _door_page(request: StaffRequest, item: SheetItem, form: DoorForm, status: int = 200) -> HttpResponse:
    paid = bool(item.article.cod_paise) and cod_paid(item.article.number)
    context = {"item": item, "article": item.article, "form": form, "paid": paid}
    return render(request, "deliveries/door.html", context, status=status)
