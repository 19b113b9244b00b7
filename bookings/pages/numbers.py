"""The office's numbers: what was used, what was spoilt and why, what is left; rolls and counters' own blocks."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apt.core.clock import now
from apt.core.errors import InvalidInput
from apt.core.pages import refuse_at
from bookings import services
from bookings.queries import blocks_of, gaps_in, spoilt_at
from bookings.rules.numbers import SERIES, Spoilt
from offices.access import StaffRequest, on_duty
from offices.rules import Work

from .forms import CounterBlockForm, RollForm, SpoilForm


@require_GET
@on_duty(Work.BOOK)
def numbers(request: StaffRequest) -> HttpResponse:
    office = request.duty.office
    reports = blocks_of(office)
    chosen = next((one for one in reports if str(one.block.pk) == request.GET.get("block")), None)
    context = {
        "reports": reports,
        "chosen": chosen,
        "gaps": gaps_in(chosen.block) if chosen else [],
        "spoilt": spoilt_at(office),
        "spoil_form": SpoilForm(),
        "roll_form": RollForm(),
        "block_form": CounterBlockForm(),
        "series": SERIES,
        "supervises": request.duty.may(Work.SUPERVISE),
    }
    return render(request, "bookings/numbers.html", context)


@require_POST
@on_duty(Work.BOOK)
@refuse_at("bookings:numbers")
def spoil(request: StaffRequest) -> HttpResponse:
    data = _cleaned(SpoilForm(request.POST))
    noted = services.spoil_number(
        office=request.duty.office, number=data["number"], reason=Spoilt(data["reason"]), by=request.user, now=now()
    )
    return _done(
        request,
        _("{number} is noted as spoilt: {reason}."),
        number=data["number"].upper(),
        reason=noted.get_reason_display(),
    )


@require_POST
@on_duty(Work.SUPERVISE)
@refuse_at("bookings:numbers")
def register_roll(request: StaffRequest) -> HttpResponse:
    data = _cleaned(RollForm(request.POST))
    roll = services.register_roll(office=request.duty.office, by=request.user, now=now(), **data)
    return _done(request, _("{count} labels may be scanned here now."), count=roll.last_serial - roll.first_serial + 1)


@require_POST
@on_duty(Work.SUPERVISE)
@refuse_at("bookings:numbers")
def give_block(request: StaffRequest) -> HttpResponse:
    data = _cleaned(CounterBlockForm(request.POST))
    services.give_counter_block(office=request.duty.office, by=request.user, now=now(), **data)
    return _done(request, _("Counter {counter} has {size} numbers of its own."), **data)


def _cleaned(form: forms.Form) -> dict[str, Any]:
    if not form.is_valid():
        fields = ", ".join(str(form[name].label) for name in form.errors if name in form.fields)
        raise InvalidInput(problem=_("Nothing was changed. Please correct: {fields}.").format(fields=fields))
    return form.cleaned_data


def _done(request: StaffRequest, sentence: str, **values: object) -> HttpResponse:
    messages.success(request, sentence.format(**values))
    return redirect("bookings:numbers")
