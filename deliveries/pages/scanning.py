"""A sheet by scanning: begun, filled code by code; what is for a bulk addressee is handed over against one code."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apt.core.clock import ist_date, now
from apt.core.errors import Refusal
from apt.core.pages import codes_answer, refuse_at, refused_answer
from deliveries import queries, services
from deliveries.access import get_office_sheet
from deliveries.errors import TooManyEntries
from deliveries.rules import Channel, Verdict
from offices.access import StaffRequest, on_duty, shows_personal_data
from offices.rules import Work

from .forms import BeginForm, BulkForm

MOST_CODES = 100


@require_POST
@on_duty(Work.DELIVER)
@refuse_at("deliveries:sheets")
def begin(request: StaffRequest) -> HttpResponse:
    office, today = request.duty.office, ist_date(now())
    beats, takers = queries.beats_on(office, on=today), queries.takers_of(office, on=today)
    form = BeginForm(beats, {**takers, request.user: office}, office, request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose for whom the sheet is, and who takes it over."))
        return redirect("deliveries:sheets")
    channel, beat = form.chosen()
    made = services.begin_sheet(
        office=office, channel=channel, beat=beat, taker=form.chosen_taker(), by=request.user, now=now()
    )
    return redirect("deliveries:sheet", number=made.number)


@require_POST
@on_duty(Work.DELIVER)
@refuse_at("deliveries:sheets")
def scan(request: StaffRequest, number: str) -> HttpResponse:
    """One code, from a form without JavaScript."""
    (one,) = services.scan_onto_sheet(
        office=request.duty.office, number=number, codes=[request.POST.get("code", "")], by=request.user, now=now()
    )
    if one.refusal:
        messages.error(request, one.refusal.sentence())
    return redirect("deliveries:sheet", number=number)


@require_POST
@on_duty(Work.DELIVER)
def codes(request: StaffRequest, number: str) -> HttpResponse:
    """A batch of codes, answered one by one as JSON, in order; a refusal of the whole batch noted none of them."""
    sent = request.POST.getlist("code")
    try:
        if len(sent) > MOST_CODES:
            raise TooManyEntries(most=MOST_CODES)
        scanned = services.scan_onto_sheet(
            office=request.duty.office, number=number, codes=sent, by=request.user, now=now()
        )
    except Refusal as refusal:
        return refused_answer(refusal)
    return codes_answer(scanned)


@require_POST
@on_duty(Work.DELIVER)
@refuse_at("deliveries:sheets")
def off(request: StaffRequest, number: str) -> HttpResponse:
    services.take_off_sheet(
        office=request.duty.office,
        number=number,
        article_number=request.POST.get("article", ""),
        by=request.user,
        now=now(),
    )
    return redirect("deliveries:sheet", number=number)


@shows_personal_data
@on_duty(Work.DELIVER)
def bulk(request: StaffRequest, number: str) -> HttpResponse:
    """What a bulk addressee gets. POST takes it over, sends the code again, or hands it over against the code."""
    sheet = get_office_sheet(request.duty.office, number)
    if sheet.channel != Channel.BULK:
        return redirect("deliveries:sheet", number=number)
    action = request.POST.get("action", "")
    form = BulkForm(request.POST if action == "hand_over" else None, initial={"request_id": uuid.uuid4()})
    status = 200
    try:
        if action == "take":
            services.acknowledge_sheet(number=number, by=request.user, now=now())
        elif action == "resend":
            services.resend_sheet_code(office=request.duty.office, number=number, by=request.user, now=now())
            messages.success(request, _("A new code was sent. The one before holds no more."))
        elif form.is_valid():
            _hand_over(request, number, form)
        if action and not form.errors:
            return redirect("deliveries:bulk", number=number)
    except Refusal as refusal:
        status = refusal.http_status
        if form.is_bound:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence())
        else:
            messages.error(request, refusal.sentence())
    context = {"sheet": sheet, "items": queries.items_of_sheet(sheet), "form": form}
    return render(request, "deliveries/bulk.html", context, status=422 if form.errors else status)


def _hand_over(request: StaffRequest, number: str, form: BulkForm) -> None:
    done = services.deliver_bulk(
        office=request.duty.office, number=number, kept_back=request.POST.getlist("kept_back"), by=request.user,
        now=now(), **form.cleaned_data,
    )  # fmt: skip
    if done.verdict == Verdict.DELIVERED:
        messages.success(request, _("Handed over."))
        return
    form.add_error("code", told_of(done))
    form.renewed()


def told_of(done: services.Outcome) -> str:
    """What a code that did not hold means for whoever typed it."""
    if done.verdict == Verdict.WRONG_CODE and done.tries_left:
        return _("This code is wrong. Tries left: {n}.").format(n=done.tries_left)
    return _("This code holds no more. Nothing was handed over.")
