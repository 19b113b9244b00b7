"""Batches, beats and their areas."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apt.core.clock import ist_date, now
from apt.core.errors import Refusal
from apt.core.pages import refuse_at
from deliveries import queries, services
from offices.access import StaffRequest, on_duty
from offices.rules import Work

from .forms import AreaForm, BatchForm, BeatForm


@on_duty(Work.SUPERVISE)
def beats(request: StaffRequest) -> HttpResponse:
    """What the office works by today. POST makes a batch or a beat, from today on."""
    office, today = request.duty.office, ist_date(now())
    batches = queries.batches_on(office, on=today)
    makes_batch = "leaves_at" in request.POST
    batch_form = BatchForm(request.POST if makes_batch else None)
    beat_form = BeatForm(batches, request.POST if request.method == "POST" and not makes_batch else None)
    form = batch_form if makes_batch else beat_form
    if form.is_valid():
        said = form.cleaned_data
        try:
            if makes_batch:
                services.make_batch(office=office, number=said["number"], leaves_at=said["leaves_at"],
                                    by=request.user, now=now())  # fmt: skip
            else:
                services.make_beat(office=office, number=said["number"], name=said["name"],
                                   batch=beat_form.chosen_batch(), by=request.user, now=now())  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, refusal.sentence())
        else:
            return redirect("deliveries:beats")
    context = {
        "batches": batches, "beats": queries.beats_with_areas(office, on=today), "form": form,
        "batch_form": batch_form, "beat_form": beat_form, "area_form": AreaForm(),
    }  # fmt: skip
    return render(request, "deliveries/beats.html", context, status=422 if form.errors else 200)


@require_POST
@on_duty(Work.SUPERVISE)
@refuse_at("deliveries:beats")
def area(request: StaffRequest) -> HttpResponse:
    form = AreaForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write the number of a beat, and a PIN or the beginning of a DIGIPIN."))
        return redirect("deliveries:beats")
    said = form.cleaned_data
    services.add_area(
        office=request.duty.office, beat_number=said["beat_number"], prefix=said["area"], by=request.user, now=now()
    )
    return redirect("deliveries:beats")


@require_POST
@on_duty(Work.SUPERVISE)
@refuse_at("deliveries:beats")
def end(request: StaffRequest, kind: str, master_id: int) -> HttpResponse:
    services.end_master(office=request.duty.office, kind=kind, master_id=master_id, by=request.user, now=now())
    messages.success(request, _("Ended with yesterday. What was stays on record."))
    return redirect("deliveries:beats")
