"""Taking the payment, and what became of a payment whose answer was lost."""

import uuid

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from django_htmx.http import HttpResponseClientRedirect

from apt.core.clock import now
from apt.core.errors import Refusal
from bookings import services
from bookings.errors import BasketGone
from bookings.queries import sale_of_request
from offices.access import StaffRequest, access_record, on_duty, shows_personal_data
from offices.rules import Work
from payments.models import Shift
from payments.queries import drawer_paise, upi_answers

from .counter import my_shift, receipt_url
from .forms import PayForm
from .lines import basket_shown


@shows_personal_data
@on_duty(Work.BOOK)
def pay(request: StaffRequest) -> HttpResponse:
    """GET shows what there is to pay; POST books. The answer to a second press is the answer to the first."""
    shift = my_shift(request)
    if request.method != "POST":
        return _page(request, shift, None)
    form = PayForm(request.POST)
    if not form.is_valid():
        return _page(request, shift, form, status=422)
    data, moment = form.cleaned_data, now()
    try:
        if data["mode"] == "upi":
            return _show_qr(request, shift, form)
        sale = services.pay_basket(
            shift=shift,
            request_id=data["request_id"],
            version=data["version"],
            shown_paise=data["shown_paise"],
            tendered_paise=form.tendered_paise(),
            by=request.user,
            now=moment,
            record=access_record(request, now=moment),
        )
    except BasketGone as refusal:
        messages.error(request, refusal.sentence())
        return _go(request, reverse("bookings:counter"))
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence())
        return _page(request, shift, form, status=refusal.http_status)
    request.recorded = sale.booked_at == moment  # a repeat wrote nothing
    tendered = form.tendered_paise()
    return _go(request, receipt_url(sale) + (f"?tendered={tendered}" if tendered else ""))


def _show_qr(request: StaffRequest, shift: Shift, form: PayForm) -> HttpResponse:
    """A QR for what the cash received, if any, does not cover."""
    data = form.cleaned_data
    services.ask_upi(
        shift=shift,
        request_id=data["request_id"],
        version=data["version"],
        shown_paise=data["shown_paise"],
        cash_paise=form.tendered_paise() or 0,
        by=request.user,
        now=now(),
    )
    return _go(request, reverse("bookings:pay-upi", args=[data["request_id"]]))


def _go(request: StaffRequest, url: str) -> HttpResponse:
    return HttpResponseClientRedirect(url) if request.htmx else redirect(url)


def _page(request: StaffRequest, shift: Shift, form: PayForm | None, status: int = 200) -> HttpResponse:
    draft = services.open_basket(shift=shift, by=request.user, now=now())
    basket = basket_shown(draft, shift)
    if not basket.lines:
        return redirect("bookings:counter")
    context = {
        "form": form or PayForm(),
        "shift": shift,
        "cash": drawer_paise(shift),
        "basket": basket,
        "by_upi": (form.data.get("mode") if form else "") == "upi",
        "upi_answers": upi_answers(),
    }
    return render(request, "bookings/pay.html", context, status=status)


@require_GET
@on_duty(Work.BOOK)
def outcome(request: StaffRequest, request_id: uuid.UUID) -> HttpResponse:
    """What became of a form: its receipt, or that nothing was booked with it so far.

    A script asks for JSON; without one the link leads to the receipt, or back with a sentence.
    """
    ids = (request_id, services.once_id(request_id))
    sale = next(filter(None, (sale_of_request(one, office=request.duty.office) for one in ids)), None)
    sentence = (
        _("It is booked. This is its receipt.")
        if sale
        else _("Nothing is booked so far, and no money has moved. Press again: it cannot be booked twice.")
    )
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"receipt": receipt_url(sale) if sale else "", "sentence": sentence})
    if sale:
        return redirect(receipt_url(sale))
    messages.warning(request, sentence)
    return redirect("bookings:counter")
