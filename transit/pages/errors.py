"""Errors charged to this office, with its answers, and errors that it found."""

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
from transit import queries, services
from transit.rules import Answer


@require_GET
@on_duty(Work.BAG)
def errors(request: StaffRequest) -> HttpResponse:
    office = request.duty.office
    context = {
        "charged": queries.errors_charged_to(office),
        "found": queries.errors_found_in(office),
        "answers": Answer.choices,
        "supervises": request.duty.may(Work.SUPERVISE),
    }
    return render(request, "transit/errors.html", context)


@require_POST
@on_duty(Work.SUPERVISE)
@refuse_at("transit:errors")
def answer(request: StaffRequest, number: int) -> HttpResponse:
    chosen = request.POST.get("answer", "")
    if chosen not in Answer.values:
        raise NotFound()
    entry = services.answer_error(
        office=request.duty.office,
        number=number,
        answer=Answer(chosen),
        text=request.POST.get("text", ""),
        by=request.user,
        now=now(),
    )
    messages.success(request, _("{number}: the answer is on record.").format(number=entry.inner_number))
    return redirect("transit:errors")
