"""Complaints about deliveries that this office recorded, and its answers."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apt.core.clock import now
from apt.core.errors import NotFound
from apt.core.pages import refuse_at
from offices.access import StaffRequest, on_duty
from offices.rules import Work
from tracking import queries, services
from tracking.rules import ANSWER_DAYS, Event, Outcome, outcomes_of


@require_GET
@on_duty(Work.SUPERVISE)
def complaints(request: StaffRequest) -> HttpResponse:
    complaints = queries.complaints_at(request.duty.office)
    context = {
        "complaints": [(one, outcomes_of(delivered=one.event.code == Event.ITEM_DELIVERY)) for one in complaints],
        "days": ANSWER_DAYS,
    }
    return render(request, "tracking/complaints.html", context)


@require_POST
@on_duty(Work.SUPERVISE)
@refuse_at("complaints:list")
def answer(request: StaffRequest, number: str) -> HttpResponse:
    outcome = request.POST.get("outcome", "")
    if outcome not in Outcome.values:
        raise NotFound()
    services.answer_complaint(
        office=request.duty.office,
        number=number,
        outcome=Outcome(outcome),
        text=request.POST.get("text", ""),
        by=request.user,
        now=now(),
    )
    messages.success(request, _("Complaint {number} is answered.").format(number=number))
    return redirect("complaints:list")
