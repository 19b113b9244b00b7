"""The counter."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apt.core.clock import now
from apt.core.errors import NotFound, Refusal
from apt.core.pages import refuse_at
from bookings import services
from bookings.queries import Asked, quote_articles, sale_with_articles, sales_of_shift
from offices.access import StaffRequest, access_record, on_duty, shows_personal_data
from offices.rules import Work
from payments import services as money
from payments.errors import NoShift
from payments.models import Shift
from payments.queries import drawer_paise, free_counters, open_shift_of

from .forms import SERVICES, ArticleForm, ShiftForm


@on_duty(Work.BOOK)
def counter(request: StaffRequest) -> HttpResponse:
    """The booking screen. GET shows it; POST books and goes to the receipt, or says beside the field why not."""
    shift = open_shift_of(request.user, at=request.duty.office)
    if shift is None:
        return render(request, "bookings/begin_shift.html", {"counters": free_counters(request.duty.office)})
    if request.method != "POST":
        return _page(request, shift, ArticleForm())
    form = ArticleForm(request.POST)
    if not form.is_valid():
        return _page(request, shift, form, status=422)
    if (
        form.cleaned_data["shown_paise"] is None
    ):  # without JavaScript the price is shown first and confirmed by a second press
        messages.info(request, _("This is the price. Press again to book."))
        return _page(request, shift, form)
    moment = now()
    try:
        sale = services.book_articles(
            shift=shift,
            items=[form.item()],
            shown_paise=form.cleaned_data["shown_paise"],
            request_id=form.cleaned_data["request_id"],
            by=request.user,
            now=moment,
            record=access_record(request, now=moment),
        )
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence())
        return _page(request, shift, form, status=refusal.http_status)
    request.recorded = sale.booked_at == moment  # a repeat wrote nothing
    return redirect("bookings:receipt", number=sale.receipt_number)


def _page(request: StaffRequest, shift: Shift, form: ArticleForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "shift": shift,
        "cash": drawer_paise(shift),
        "sales": sales_of_shift(shift),
        **_price_context(shift, form.data),
    }
    return render(request, "bookings/counter.html", context, status=status)


@require_GET
@on_duty(Work.BOOK)
def price(request: StaffRequest) -> HttpResponse:
    """The price of what has been typed so far, as a fragment."""
    shift = open_shift_of(request.user, at=request.duty.office)
    if shift is None:
        raise NoShift()
    return render(request, "bookings/_price.html", _price_context(shift, request.GET))


def _price_context(shift: Shift, typed: Mapping[str, Any]) -> dict[str, object]:
    pincode, weight = typed.get("pincode", "").strip(), typed.get("weight", "").strip()
    if len(pincode) < 6 or not weight.isdecimal() or len(weight) > 9:
        return {"quoted": None}
    chosen = tuple(code for field, code in SERVICES if typed.get(field))
    try:
        quoted = quote_articles([Asked(pincode, int(weight), chosen)], origin=shift.office, on=shift.business_date)
    except Refusal as refusal:
        return {"quoted": None, "refusal": refusal}
    return {"quoted": quoted[0]}


@require_POST
@on_duty(Work.BOOK)
@refuse_at("bookings:counter")
def begin_shift(request: StaffRequest) -> HttpResponse:
    form = ShiftForm(request.POST)
    if form.is_valid():
        number = form.cleaned_data["counter_number"]
        money.begin_shift(office=request.duty.office, counter_number=number, by=request.user, now=now())
    return redirect("bookings:counter")


@shows_personal_data
@require_GET
@on_duty(Work.BOOK)
def receipt(request: StaffRequest, number: str) -> HttpResponse:
    """A receipt of one's own office."""
    sale = sale_with_articles(number, office=request.duty.office)
    if sale is None:
        raise NotFound()
    return render(request, "bookings/receipt.html", {"sale": sale})
