"""Money at doors: the postman's QR and the cash they carry; the treasury counts it."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apt.core.clock import now
from apt.core.errors import Refusal
from apt.core.pages import refuse_at
from offices.access import StaffRequest
from payments import services
from payments.access import get_cod_attempt, get_hand_in_at, on_cash_duty, on_door_duty
from payments.queries import attempt_shown, carried_at, carried_by, hand_ins_at

from .attempts import shown_once
from .forms import HandInForm


@require_GET
@on_door_duty
def attempt(request: StaffRequest, tr: str) -> HttpResponse:
    """The QR at the door. Only the provider's word makes it "received"."""
    return render(request, "payments/cod_qr.html", attempt_shown(get_cod_attempt(request.duty, tr), now=now()))


@require_GET
@on_door_duty
def state(request: StaffRequest, tr: str) -> HttpResponse:
    return shown_once(request, get_cod_attempt(request.duty, tr))


@require_POST
@on_door_duty
def cancel(request: StaffRequest, tr: str) -> HttpResponse:
    found = get_cod_attempt(request.duty, tr)
    try:
        services.cancel_attempt(attempt=found, by=request.user, now=now())
    except Refusal as refusal:
        messages.error(request, refusal.sentence())
    return redirect("cod:attempt", tr=found.tr)


@require_http_methods(["GET", "POST"])
@on_door_duty
@refuse_at("cod:carried")
def carried(request: StaffRequest) -> HttpResponse:
    """The cash that the postman carries; POST hands all of it in."""
    if request.method == "POST":
        services.hand_in_cod(office=request.duty.office, by=request.user, now=now())
        messages.success(request, _("Handed in. It is off your hands when the office has counted it."))
        return redirect("cod:carried")
    found = list(carried_by(request.user, office=request.duty.office))
    context = {
        "carried": found,
        "total": sum(one.paise for one in found),
        "open": any(not one.hand_in for one in found),
    }
    return render(request, "payments/cod_carried.html", context)


@require_GET
@on_cash_duty
def office(request: StaffRequest) -> HttpResponse:
    return _office(request)


def _office(request: StaffRequest, form: forms.Form | None = None, wrong: int = 0, status: int = 200) -> HttpResponse:
    of = request.duty.office
    context = {"hand_ins": hand_ins_at(of), "carried": carried_at(of), "form": form or HandInForm(), "wrong": wrong}
    return render(request, "payments/cod_office.html", context, status=status)


@require_POST
@on_cash_duty
def answer(request: StaffRequest, hand_in_id: int) -> HttpResponse:
    """The treasury says what it counted, or takes nothing."""
    found, form = get_hand_in_at(request.duty, hand_in_id), HandInForm(request.POST)
    if not form.is_valid():
        return _office(request, form, found.pk, 422)
    try:
        services.answer_hand_in(hand_in=found, counted_paise=form.counted(), by=request.user, now=now())
    except Refusal as refusal:
        form.add_error(None, refusal.sentence())
        return _office(request, form, found.pk, refusal.http_status)
    return redirect("cod:office")
