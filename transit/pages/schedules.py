"""Schedules that stop at this office; a supervisor puts them up and takes them down."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from apt.core.clock import now
from apt.core.errors import Refusal
from apt.core.pages import refuse_at
from offices.access import StaffRequest, on_duty
from offices.rules import Work
from transit import queries, services
from transit.errors import BadStops
from transit.rules import Conveyance, Stop, read_stops

DAYS = [
    (1, gettext_lazy("Mon")), (2, gettext_lazy("Tue")), (3, gettext_lazy("Wed")), (4, gettext_lazy("Thu")),
    (5, gettext_lazy("Fri")), (6, gettext_lazy("Sat")), (7, gettext_lazy("Sun")),
]  # fmt: skip


class ScheduleForm(forms.Form):
    code = forms.RegexField(
        r"^[A-Z0-9-]{2,12}\Z", label=gettext_lazy("Code"), help_text=gettext_lazy("2 to 12 of A-Z, 0-9 and -")
    )
    name = forms.CharField(max_length=60, label=gettext_lazy("Name"))
    conveyance = forms.ChoiceField(choices=Conveyance.choices, label=gettext_lazy("Conveyance"))
    days = forms.TypedMultipleChoiceField(
        choices=DAYS,
        coerce=int,
        label=gettext_lazy("Starts on"),
        widget=forms.CheckboxSelectMultiple,
        initial=[1, 2, 3, 4, 5, 6],
    )
    stops = forms.CharField(
        max_length=4000,
        label=gettext_lazy("Stops"),
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "A line a stop: office code, arrival, departure. A dash where it starts or ends; +1 for the next day."
        ),
    )

    def clean_stops(self) -> list[Stop]:
        try:
            return read_stops(self.cleaned_data["stops"])
        except BadStops as refusal:
            raise forms.ValidationError(refusal.sentence()) from refusal


@on_duty(Work.BAG)
def schedules(request: StaffRequest) -> HttpResponse:
    """What stops here. POST, by a supervisor: another."""
    office = request.duty.office
    supervises = request.duty.may(Work.SUPERVISE)
    form = ScheduleForm(request.POST if request.method == "POST" and supervises else None)
    if form.is_valid():
        data: dict[str, Any] = form.cleaned_data
        try:
            services.make_schedule(
                office=office, **{**data, "conveyance": Conveyance(data["conveyance"])}, by=request.user, now=now()
            )
        except Refusal as refusal:
            form.add_error(refusal.field or None, refusal.sentence())
        else:
            messages.success(request, _("Schedule {code} is up.").format(code=data["code"]))
            return redirect("transit:schedules")
    context = {
        "schedules": queries.schedules_of(office),
        "departures": queries.departures_from(office, now=now()),
        "form": form,
        "supervises": supervises,
    }
    return render(request, "transit/schedules.html", context, status=422 if form.errors else 200)


@require_POST
@on_duty(Work.SUPERVISE)
@refuse_at("transit:schedules")
def end(request: StaffRequest, code: str) -> HttpResponse:
    services.end_schedule(office=request.duty.office, code=code, by=request.user, now=now())
    messages.success(request, _("Schedule {code} is taken down.").format(code=code))
    return redirect("transit:schedules")
