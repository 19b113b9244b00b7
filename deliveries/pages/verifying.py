"""Remarks to verify, and addressees to ring."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apt.core.clock import ist_date, now
from apt.core.errors import InvalidInput, Refusal
from apt.core.pages import refuse_at
from deliveries import queries, services
from deliveries.rules import AT_DOOR, CallResult
from offices.access import StaffRequest, on_duty, shows_personal_data
from offices.rules import Work


@shows_personal_data
@on_duty(Work.SUPERVISE)
def verify(request: StaffRequest) -> HttpResponse:
    """POST confirms or corrects one remark."""
    office, moment = request.duty.office, now()
    refused = False
    if request.method == "POST":
        number = request.POST.get("number", "")
        try:
            services.verify_remark(
                office=office, number=number, remark=request.POST.get("remark", ""), by=request.user, now=moment
            )
        except Refusal as refusal:
            messages.error(request, refusal.sentence())
            refused = True
        else:
            messages.success(request, _("{number}: the remark is verified.").format(number=number))
            return redirect("deliveries:verify")
    context = {
        "items": queries.to_verify(office), "remarks": AT_DOOR, "results": CallResult,
        "calls": queries.call_backs_of(office, on=ist_date(moment)),
    }  # fmt: skip
    return render(request, "deliveries/verify.html", context, status=422 if refused else 200)


@require_POST
@on_duty(Work.SUPERVISE)
@refuse_at("deliveries:verify")
def draw(request: StaffRequest) -> HttpResponse:
    drawn = services.draw_call_backs(office=request.duty.office, by=request.user, now=now())
    if not drawn:
        messages.info(request, _("Nobody to ring: no attempt of the last day failed at an address with a number."))
    return redirect("deliveries:verify")


@require_POST
@on_duty(Work.SUPERVISE)
@refuse_at("deliveries:verify")
def call(request: StaffRequest, number: str) -> HttpResponse:
    result = request.POST.get("result", "")
    if result not in CallResult.values:
        raise InvalidInput(problem=_("Say what came of the call."))
    services.record_call(
        office=request.duty.office, number=number, result=CallResult(result), by=request.user, now=now()
    )
    return redirect("deliveries:verify")
