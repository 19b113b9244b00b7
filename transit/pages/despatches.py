"""Despatches: what left together, and taking it back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from apt.core.clock import now
from apt.core.errors import NotFound
from apt.core.pages import refuse_at
from offices.access import StaffRequest, on_duty
from offices.rules import Work
from transit import queries, services


@require_POST
@on_duty(Work.BAG)
@refuse_at("transit:bags")
def despatch(request: StaffRequest) -> HttpResponse:
    numbers = request.POST.getlist("bag")
    sent = services.despatch_bags(
        office=request.duty.office,
        numbers=numbers,
        departure=request.POST.get("departure", ""),
        by=request.user,
        now=now(),
    )
    messages.success(
        request, ngettext("{count} bag despatched.", "{count} bags despatched.", len(sent)).format(count=len(sent))
    )
    return redirect("transit:despatched", number=sent[0].despatch.number if sent[0].despatch else "")


@require_GET
@on_duty(Work.BAG)
def despatches(request: StaffRequest) -> HttpResponse:
    found = queries.despatches_of(request.duty.office)
    return render(request, "transit/despatches.html", {"despatches": found})


@require_GET
@on_duty(Work.BAG)
def show(request: StaffRequest, number: str) -> HttpResponse:
    found = queries.despatch_for_page(number, office=request.duty.office)
    if found is None:
        raise NotFound()
    return render(request, "transit/despatch.html", {"despatch": found, "lines": queries.mail_list(found)})


@require_POST
@on_duty(Work.BAG)
@refuse_at("transit:despatches")
def cancel(request: StaffRequest, number: str) -> HttpResponse:
    reason = request.POST.get("reason", "")
    services.cancel_despatch(office=request.duty.office, number=number, reason=reason, by=request.user, now=now())
    messages.success(request, _("Despatch {number} is cancelled. Its bags lie here, closed.").format(number=number))
    return redirect("transit:bags")
