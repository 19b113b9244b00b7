"""Maker and checker: what waits for me, what I asked for."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apt.core.clock import now
from apt.core.errors import InvalidInput
from apt.core.pages import refuse_at
from offices import queries, services
from offices.access import StaffRequest, get_approvals_waiting_for, on_duty
from offices.rules import Decision, Work

from .forms import DecisionForm


@require_GET
@on_duty(Work.MANAGE_PEOPLE)
def inbox(request: StaffRequest, topics: services.Topics) -> HttpResponse:
    moment = now()
    works = {name: topic.work for name, topic in topics.items()}
    waiting = get_approvals_waiting_for(request.duty, works, now=moment)
    context = {
        "waiting": [(one, topics[one.topic].page) for one in waiting],
        "asked": queries.approvals_asked_by(request.user),
        "now": moment,
    }
    return render(request, "offices/people/inbox.html", context)


@require_POST
@on_duty(Work.MANAGE_PEOPLE)
@refuse_at("approvals:inbox")
def decide(request: StaffRequest, approval_id: int, topics: services.Topics) -> HttpResponse:
    form = DecisionForm(request.POST)
    if not form.is_valid():
        raise InvalidInput(problem=_("Nothing was decided: give a reason of at most 200 characters."))
    decided = services.decide(
        approval_id=approval_id,
        approve=form.cleaned_data["decision"] == Decision.APPROVED,
        reason=form.cleaned_data["reason"],
        duty=request.duty,
        by=request.user,
        now=now(),
        topics=topics,
    )
    messages.success(request, f"{decided.summary}: {decided.get_decision_display()}")
    return redirect("approvals:inbox")
