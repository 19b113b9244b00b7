"""The roll-out: what everybody may know, the waves, and one wave with every red row and the decision."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apt.core.clock import ist_date, now
from apt.core.errors import Refusal
from offices import queries, services
from offices.access import StaffRequest, get_wave_for, on_duty
from offices.models import Wave
from offices.queries.rollout import Provider
from offices.rules import DUE_BEFORE, Check, WaveState, Work

from .rollout_forms import CapacityForm, DayAgainForm, ReasonForm, WaveForm

SHOWN = 300
LOOKED_AT = 5_000  # offices at a time: more rows than that nobody reads


@require_GET
def public(request: HttpRequest) -> HttpResponse:
    """Who is at work and who begins next, from the offices themselves: nobody writes this notice."""
    today = ist_date(now())
    stands = queries.stand_by_circle(on=today)
    following = queries.next_wave(on=today)
    context = {
        "stands": stands,
        "offices": sum(one.offices for one in stands),
        "at_work": sum(one.at_work for one in stands),
        "next": following,
        "closed_from": following and following.opens_on - timedelta(days=settings.ROLL_OUT["closed_days"]),
    }
    return render(request, "offices/rollout/public.html", context)


@on_duty(Work.MANAGE_OFFICES)
def waves(request: StaffRequest, providers: Sequence[Provider]) -> HttpResponse:
    """GET lists the waves; POST plans one."""
    form = WaveForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            codes = [
                one.code
                for one in queries.offices_within(request.duty.reach(Work.MANAGE_OFFICES), typed["codes"].split())
            ]
            made = services.plan_wave(
                number=typed["number"], name=typed["name"], opens_on=typed["opens_on"], codes=codes, by=request.user,
                now=now(),
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence())
        else:
            messages.success(request, _("Planned. What is missing for its day is red below."))
            return redirect("rollout:wave", number=made.number)
    context = {
        "waves": queries.waves_with(request.duty.reach(Work.MANAGE_OFFICES)),
        "form": form,
        "stands": queries.stand_by_circle(on=ist_date(now())),
        "blackouts": [one for one in settings.ROLL_OUT["blackouts"] if one[1] >= ist_date(now())],
    }
    return render(request, "offices/rollout/waves.html", context, status=422 if form.errors else 200)


@require_GET
@on_duty(Work.MANAGE_OFFICES)
def wave(request: StaffRequest, number: int, providers: Sequence[Provider]) -> HttpResponse:
    """The rows of one's own offices; whoever answers for all of them decides."""
    return _page(request, get_wave_for(request.duty, number, whole=False), providers)


def _page(
    request: StaffRequest, found: Wave, providers: Sequence[Provider], form: forms.Form | None = None
) -> HttpResponse:
    today = ist_date(now())
    reach = request.duty.reach(Work.MANAGE_OFFICES)
    below = request.GET.get("below", "")
    part = queries.offices_within(reach, [below])
    looked_at = reach & Q(path__startswith=part[0].path) if part else reach
    size = found.offices.filter(looked_at).count()
    planned = found.state == WaveState.PLANNED
    missing = queries.missing_in(found, providers=providers, within=looked_at) if planned and size <= LOOKED_AT else []
    mine = found.offices.filter(reach).count()
    counted = Counter(one.check for one in missing)
    needed = queries.capacity_needed(found)
    red = {one.office.pk for one in missing}
    context = {
        "wave": found,
        "missing": missing[:SHOWN],
        "more": max(0, len(missing) - SHOWN),
        "red": len(red),
        "green": size - len(red),
        "too_many": planned and size > LOOKED_AT,
        "parts": queries.parts_of(found, within=looked_at) if planned and size > LOOKED_AT else [],
        "leads": mine == found.size,  # type: ignore[attr-defined]  # counted by the query
        "checks": [
            (check.label, DUE_BEFORE[check], found.opens_on - timedelta(days=DUE_BEFORE[check]), counted[check])
            for check in Check
        ],
        "today": today,
        "needed": needed,
        "shown": (found.measured_a_second or 0) >= needed,
        "decisions": found.decisions.select_related("by").order_by("-at", "-id"),
        "back_until": found.opens_on + settings.ROLL_OUT["back_within"],
        "form": form,
        "reason": ReasonForm(),
        "capacity": CapacityForm(initial={"measured_on": today}),
        "again": DayAgainForm(),
    }
    return render(request, "offices/rollout/wave.html", context, status=422 if form else 200)


def _act(
    request: StaffRequest, number: int, providers: Sequence[Provider], form: forms.Form, act: Callable[[], str]
) -> HttpResponse:
    found = get_wave_for(request.duty, number, whole=True)
    if form.is_valid():
        try:
            messages.success(request, act())
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence())
        else:
            return redirect("rollout:wave", number=number)
    return _page(request, found, providers, form)


@require_POST
@on_duty(Work.MANAGE_OFFICES)
def capacity(request: StaffRequest, number: int, providers: Sequence[Provider]) -> HttpResponse:
    form = CapacityForm(request.POST)

    def act() -> str:
        services.note_capacity(
            number=number, a_second=form.cleaned_data["a_second"], measured_on=form.cleaned_data["measured_on"],
            by=request.user, now=now(),
        )  # fmt: skip
        return _("Noted.")

    return _act(request, number, providers, form, act)


@require_POST
@on_duty(Work.MANAGE_OFFICES)
def go(request: StaffRequest, number: int, providers: Sequence[Provider]) -> HttpResponse:
    form = ReasonForm(request.POST)

    def act() -> str:
        services.ask_to_go(
            number=number, reason=form.cleaned_data["reason"], office=request.duty.office, providers=providers,
            by=request.user, now=now(),
        )  # fmt: skip
        return _("Asked. The offices begin on that day once another person has approved it.")

    return _act(request, number, providers, form, act)


@require_POST
@on_duty(Work.MANAGE_OFFICES)
def again(request: StaffRequest, number: int, providers: Sequence[Provider]) -> HttpResponse:
    form = DayAgainForm(request.POST)

    def act() -> str:
        missing = len(queries.missing_in(get_wave_for(request.duty, number, whole=True), providers=providers))
        services.plan_again(
            number=number, opens_on=form.cleaned_data["opens_on"], missing=missing, reason=form.cleaned_data["reason"],
            by=request.user, now=now(),
        )  # fmt: skip
        return _("No go: the wave has another day.")

    return _act(request, number, providers, form, act)


@require_POST
@on_duty(Work.MANAGE_OFFICES)
def back(request: StaffRequest, number: int, providers: Sequence[Provider]) -> HttpResponse:
    form = ReasonForm(request.POST)

    def act() -> str:
        services.roll_back(number=number, reason=form.cleaned_data["reason"], by=request.user, now=now())
        return _("Rolled back: these offices book no more until the wave goes again.")

    return _act(request, number, providers, form, act)


@require_POST
@on_duty(Work.MANAGE_OFFICES)
def withdraw(request: StaffRequest, number: int, providers: Sequence[Provider]) -> HttpResponse:
    form = ReasonForm(request.POST)

    def act() -> str:
        services.withdraw_wave(number=number, reason=form.cleaned_data["reason"], by=request.user, now=now())
        return _("Withdrawn: its offices are free for another wave.")

    return _act(request, number, providers, form, act)
