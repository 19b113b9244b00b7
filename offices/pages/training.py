"""Training: how far it has come, up the tree; batches; who sat in them."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apt.core.clock import ist_date, now
from apt.core.errors import Refusal
from offices import queries, services
from offices.access import StaffRequest, get_office_within, get_training_within, on_duty
from offices.models import Office
from offices.rules import MOST_IN_A_BATCH, Work

from .rollout_forms import SeatsForm, TrainingForm


@on_duty(Work.MANAGE_PEOPLE)
def own(request: StaffRequest) -> HttpResponse:
    return _page(request, request.duty.office)


@on_duty(Work.MANAGE_PEOPLE)
def of_office(request: StaffRequest, code: str) -> HttpResponse:
    return _page(request, get_office_within(request.duty, Work.MANAGE_PEOPLE, code))


def _page(request: StaffRequest, office: Office) -> HttpResponse:
    """GET shows how far it has come and the batches; POST makes a batch at this office."""
    form = TrainingForm(request.POST or None, initial={"request_id": uuid.uuid4(), "begins_on": ist_date(now())})
    if form.is_valid():
        try:
            made = services.make_training(office=office, by=request.user, now=now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(refusal.field or None, refusal.sentence())
        else:
            messages.success(request, _("The batch is made. Seat its people."))
            return redirect("offices:training-batch", batch_id=made.pk)
    whole, *below = queries.trained_below(office, on=ist_date(now()))
    within = request.duty.reach(Work.MANAGE_PEOPLE)
    context = {
        "office": office, "whole": whole, "below": below, "form": form, "most": MOST_IN_A_BATCH,
        "reaches_below": bool(below) and request.duty.reaches(below[0].office, Work.MANAGE_PEOPLE),
        "batches": [one for one in queries.training_batches(within) if one.office.path.startswith(office.path)],
    }  # fmt: skip
    return render(request, "offices/training/training.html", context, status=422 if form.errors else 200)


@on_duty(Work.MANAGE_PEOPLE)
def batch(request: StaffRequest, batch_id: int) -> HttpResponse:
    """GET shows the seats; POST seats people, or says who has finished."""
    found = get_training_within(request.duty, Work.MANAGE_PEOPLE, batch_id)
    form = SeatsForm(request.POST if request.POST.get("action") == "seat" else None)
    if request.POST.get("action") == "complete":
        numbers = [int(one) for one in request.POST.getlist("seats") if one.isdigit()][:MOST_IN_A_BATCH]
        done = services.complete_training(batch=found, numbers=numbers, on=ist_date(now()), by=request.user, now=now())
        messages.success(
            request, ngettext("{n} person has finished.", "{n} people have finished.", done).format(n=done)
        )
        return redirect("offices:training-batch", batch_id=batch_id)
    if form.is_valid():
        try:
            ids = form.cleaned_data["employee_ids"].split()
            seated = services.seat_people(batch=found, employee_ids=ids, by=request.user, now=now())
        except Refusal as refusal:
            form.add_error("employee_ids", refusal.sentence())
        else:
            messages.success(
                request, ngettext("{n} person is seated.", "{n} people are seated.", seated).format(n=seated)
            )
            return redirect("offices:training-batch", batch_id=batch_id)
    seats = queries.seats_of(found)
    context = {"batch": found, "seats": seats, "left": MOST_IN_A_BATCH - len(seats), "form": form}
    return render(request, "offices/training/batch.html", context, status=422 if form.errors else 200)
