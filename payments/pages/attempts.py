"""A QR on the clerk's screen, until the provider says what became of it. Nobody presses "paid"."""

import hashlib

from django.contrib import messages
from django.http import HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apt.core.clock import now
from apt.core.errors import Refusal
from offices.access import StaffRequest, on_duty
from offices.rules import Work
from payments import services
from payments.access import get_attempt
from payments.models import PaymentAttempt
from payments.queries import attempt_shown


@require_GET
@on_duty(Work.BOOK)
def attempt(request: StaffRequest, tr: str) -> HttpResponse:
    return render(request, "payments/attempt.html", attempt_shown(get_attempt(request.duty, tr), now=now()))


@require_GET
@on_duty(Work.BOOK)
def state(request: StaffRequest, tr: str) -> HttpResponse:
    """What is shown now, as a fragment, asked once a second; 304 while it is the same."""
    return shown_once(request, get_attempt(request.duty, tr))


def shown_once(request: StaffRequest, found: PaymentAttempt) -> HttpResponse:
    """The fragment of an attempt, or 304 for who has it already."""
    shown = attempt_shown(found, now=now())
    text = render_to_string("payments/_attempt.html", shown, request)
    tag = f'"{hashlib.sha256(text.encode()).hexdigest()[:16]}"'
    same = request.headers.get("If-None-Match") == tag
    answer: HttpResponse = HttpResponseNotModified() if same else HttpResponse(text)
    answer["ETag"] = tag
    answer["Cache-Control"] = "private, no-cache"
    return answer


@require_POST
@on_duty(Work.BOOK)
def cancel(request: StaffRequest, tr: str) -> HttpResponse:
    found = get_attempt(request.duty, tr)
    try:
        after = services.cancel_attempt(attempt=found, by=request.user, now=now())
    except Refusal as refusal:
        messages.error(request, refusal.sentence())
    else:
        if after.state == "cancelled":
            messages.success(request, _("Given up. Should money come all the same, it goes back by itself."))
        else:
            messages.warning(request, _("It stays as it is: %(state)s.") % {"state": after.get_state_display()})
    return redirect("upi:attempt", tr=found.tr)
