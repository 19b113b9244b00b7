"""A basket that is being paid by UPI, on the clerk's screen: the QR, then "received", then the receipt by itself."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from apt.core.clock import now
from apt.core.errors import NotFound, Refusal
from bookings.queries import sale_of_request
from bookings.services import BASKET
from offices.access import StaffRequest, on_duty
from offices.rules import Work
from payments import services as money
from payments.models import PaymentAttempt
from payments.queries import attempt_for, attempt_shown

from .counter import receipt_url


@on_duty(Work.BOOK)
def upi(request: StaffRequest, request_id: uuid.UUID) -> HttpResponse:
    """What became of the basket's latest QR; the receipt once it is booked."""
    if sale := sale_of_request(request_id, office=request.duty.office):
        return redirect(receipt_url(sale))
    attempt = _attempt(request, request_id)
    context = {**attempt_shown(attempt, now=now()), "request_id": request_id}
    return render(request, "bookings/pay_upi.html", context)


@require_POST
@on_duty(Work.BOOK)
def give_up(request: StaffRequest, request_id: uuid.UUID) -> HttpResponse:
    """The QR is over, and the clerk takes cash, or shows another."""
    try:
        money.cancel_attempt(attempt=_attempt(request, request_id), by=request.user, now=now())
    except Refusal as refusal:
        messages.error(request, refusal.sentence())
        return redirect("bookings:pay-upi", request_id=request_id)
    return redirect("bookings:pay")


def _attempt(request: StaffRequest, request_id: uuid.UUID) -> PaymentAttempt:
    found = attempt_for(purpose=BASKET, ref=request_id.hex)
    if found is None or found.office_id != request.duty.office.pk:
        raise NotFound()
    return found
