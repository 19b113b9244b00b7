"""Remittances in sealed pouches between offices."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from apt.core.clock import now
from apt.core.errors import Refusal
from offices.access import StaffRequest
from payments import queries, services
from payments.access import get_indent, get_pouch_at, on_cash_duty
from payments.models import Pouch
from payments.rules.stock import LATE_AFTER, PouchState

from .stock_forms import OpenForm, PouchForm, paise


@on_cash_duty
def pouches(request: StaffRequest) -> HttpResponse:
    """Send a pouch, and what is on its way from and to the office, the oldest first."""
    office = request.duty.office
    offices = queries.offices_for_pouches(office)
    items = queries.stock_items().filter(pk__in=queries.treasury_stock(office))
    if request.method == "POST":
        form = PouchForm(request.POST, items=items, offices=offices)
        status = 422
        if form.is_valid():
            typed = form.cleaned_data
            answers = typed["indent"] and get_indent(request.duty, typed["indent"], answering=True)
            try:
                pouch = services.send_pouch(
                    sender=office, receiver=typed["receiver"], barcode=typed["barcode"].strip().upper(),
                    cash_paise=paise(form, "cash"), pieces=form.pieces(), declared_paise=paise(form, "declared"),
                    request_id=typed["request_id"], by=request.user, now=now(),
                    indent=answers or None,
                )  # fmt: skip
            except Refusal as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence())
                status = refusal.http_status
            else:
                return redirect("money:pouch", pouch.barcode)
    else:
        asked = request.GET.get("for", "")
        answers = get_indent(request.duty, int(asked), answering=True) if asked.isdecimal() else None
        form, status = PouchForm.of(items, offices, answers or None), 200
    moment = now()
    found = [
        (one, (moment - one.sent_at).days, moment - one.sent_at > LATE_AFTER) for one in queries.pouches_of(office)
    ]
    context = {
        "office": office, "form": form, "cash": queries.treasury_paise(office), "pouches": found,
        "on_the_way": queries.on_the_way_paise(office),
        "to_answer": queries.indents_at(office),
    }  # fmt: skip
    return render(request, "payments/pouches.html", context, status=status)


@on_cash_duty
def pouch(request: StaffRequest, barcode: str) -> HttpResponse:
    """One pouch: its list for the sender; for the receiver a count without it."""
    found = get_pouch_at(request.duty, barcode)
    receives = found.receiver_id == request.duty.office.pk
    items = queries.stock_items()
    if request.method != "POST":
        return _page(request, found, OpenForm(items=items))
    form = OpenForm(request.POST, items=items)
    if not form.is_valid():
        return _page(request, found, form, 422)
    try:
        _act(request, found, form, receives=receives)
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence())
        return _page(request, found, form, refusal.http_status)
    return redirect("money:pouch", barcode)


def _act(request: StaffRequest, found: Pouch, form: OpenForm, *, receives: bool) -> None:
    moment, action = now(), form.cleaned_data["action"]
    if receives and action == "receive":
        opened = services.receive_pouch(
            pouch=found, cash_paise=paise(form, "cash"), pieces=form.pieces(), by=request.user, now=moment
        )
        if opened.state == PouchState.HELD:
            messages.error(
                request, _("It does not hold what was declared. Nothing was posted; both offices have a case.")
            )
    elif not receives and action == "agree":
        services.agree_to_pouch(pouch=found, by=request.user, now=moment)
    elif not receives and action == "back":
        services.take_pouch_back(pouch=found, by=request.user, now=moment)


def _page(request: StaffRequest, found: Pouch, form: OpenForm, status: int = 200) -> HttpResponse:
    here = request.duty.office.pk
    context = {
        "pouch": found, "form": form, "receives": found.receiver_id == here, "sends": found.sender_id == here,
        "open": found.state in queries.OPEN_POUCHES, "lines": found.lines.select_related("item").order_by("id"),
        "found": queries.stock_by_code(found.found_pieces or {}), "days": (now() - found.sent_at).days,
    }  # fmt: skip
    return render(request, "payments/pouch.html", context, status=status)
