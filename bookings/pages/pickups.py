"""Pick-ups that customers asked for over the API: the office's list, and what came of each."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from apt.core.clock import ist_date, now
from apt.core.errors import NotFound
from apt.core.pages import refuse_at
from bookings import services
from bookings.errors import PickupCountMissing
from bookings.queries.partners import pickups_of
from bookings.rules.pickups import PickupState
from offices.access import StaffRequest, on_duty, shows_personal_data
from offices.rules import Work


class PickupForm(forms.Form):
    state = forms.ChoiceField(choices=[(one.value, one.label) for one in PickupState if one != PickupState.ASKED])
    fetched = forms.IntegerField(min_value=1, max_value=100_000, required=False)


@shows_personal_data
@require_GET
@on_duty(Work.DELIVER)
def pickups(request: StaffRequest) -> HttpResponse:
    """What is still to be fetched, the earliest day first, and what was settled today."""
    today = ist_date(now())
    found = pickups_of(request.duty.office, today=today)
    waiting = [one for one in found if one.state == PickupState.ASKED]
    settled = [one for one in found if one.state != PickupState.ASKED]
    context = {"waiting": waiting, "settled": settled, "today": today, "states": PickupState}
    return render(request, "bookings/pickups.html", context)


@require_POST
@on_duty(Work.DELIVER)
@refuse_at("pickups:list")
def settle(request: StaffRequest, code: str) -> HttpResponse:
    form = PickupForm(request.POST)
    if not form.is_valid():
        raise PickupCountMissing() if "fetched" in form.errors else NotFound()
    services.settle_pickup(
        office=request.duty.office,
        code=code,
        to=PickupState(form.cleaned_data["state"]),
        fetched=form.cleaned_data["fetched"],
        by=request.user,
        now=now(),
    )
    return redirect("pickups:list")
