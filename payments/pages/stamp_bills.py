"""Stamps that a customer pays by UPI, and the receipt of any sale of stamps."""

import uuid

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from apt.core.clock import now
from apt.core.errors import Refusal
from apt.core.pages import refuse_at
from offices.access import StaffRequest, on_duty
from offices.rules import Work
from payments import queries, services
from payments.access import get_stamp_bill, get_stamp_sale
from payments.models import Journal, StampBill
from payments.queries import held_in, stamp_receipt, stock_by_code
from payments.rules import Account
from payments.rules.stock import STAMPS
from payments.rules.upi import LIVE


@on_duty(Work.BOOK)
@refuse_at("money:stamps")
def bill(request: StaffRequest, request_id: uuid.UUID) -> HttpResponse:
    """The QR of a bill and what became of it; the receipt once it is sold. POST: give the QR up, another, or cash."""
    found = get_stamp_bill(request.duty, request_id)
    if sale := queries.stamp_sale(request_id):
        return redirect(receipt_url(sale))
    if request.method == "POST":
        return _act(request, found)
    attempt = queries.attempt_for(purpose=STAMPS, ref=request_id.hex)
    context = {"bill": found, "pieces": stock_by_code(found.pieces), "live": attempt and attempt.state in LIVE}
    shown = queries.attempt_shown(attempt, now=now()) if attempt else {}
    return render(request, "payments/stamp_bill.html", {**context, **shown})


def _act(request: StaffRequest, found: StampBill) -> HttpResponse:
    moment, action = now(), request.POST.get("action", "")
    pieces = queries.billed(found)
    here = redirect("money:stamp-bill", found.request_id)
    try:
        if action == "cash":
            sale = services.sell_stamps(
                shift=found.shift, pieces=pieces, request_id=found.request_id, by=request.user, now=moment
            )
            return redirect(receipt_url(sale))
        if action == "upi":
            services.ask_stamps_upi(
                shift=found.shift, pieces=pieces, request_id=found.request_id, by=request.user, now=moment
            )
        elif attempt := queries.attempt_for(purpose=STAMPS, ref=found.request_id.hex):
            services.cancel_attempt(attempt=attempt, by=request.user, now=moment)
    except Refusal as refusal:
        messages.error(request, refusal.sentence())
    return here


@require_GET
@on_duty(Work.BOOK)
def outcome(request: StaffRequest, request_id: uuid.UUID) -> HttpResponse:
    """The address of the receipt, once there is one; asked by the page of the QR."""
    get_stamp_bill(request.duty, request_id)
    sale = queries.stamp_sale(request_id)
    return JsonResponse({"receipt": receipt_url(sale) if sale else ""})


@require_GET
@on_duty(Work.BOOK)
def receipt(request: StaffRequest, number: str) -> HttpResponse:
    """The receipt of stamps sold at the office of duty."""
    sale = get_stamp_sale(request.duty, number)
    pieces, entries = held_in(sale), {one.account: one.paise for one in sale.entries.all()}
    upi = entries.get(Account.UPI_HELD, 0)
    context = {
        "sale": sale, "number": stamp_receipt(sale), "pieces": pieces, "upi": upi, "cash": entries.get(Account.CASH, 0),
        "total": sum(one.paise for one in pieces), "how": _("UPI") if upi else _("cash"),
    }  # fmt: skip
    return render(request, "payments/stamp_receipt.html", context)


def receipt_url(sale: Journal) -> str:
    return reverse("money:stamp-receipt", args=[stamp_receipt(sale)])
