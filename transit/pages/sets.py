"""The sets of a mail office: the set in-charge opens and closes them, and keeps their due mail lists."""

from datetime import time
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from apt.core.clock import ist_date, now
from apt.core.errors import Refusal
from apt.core.pages import refuse_at
from offices.access import StaffRequest, on_duty
from offices.rules import MAIL_OFFICES, Work
from transit import queries, services

_TIME = {"type": "time"}


class SetForm(forms.Form):
    code = forms.RegexField(
        r"^[A-Z0-9-]{1,12}\Z", label=gettext_lazy("Set"), help_text=gettext_lazy("1 to 12 of A-Z, 0-9 and -")
    )
    begins = forms.TimeField(label=gettext_lazy("Begins"), widget=forms.TimeInput(attrs=_TIME))
    ends = forms.TimeField(label=gettext_lazy("Ends"), widget=forms.TimeInput(attrs=_TIME))
    due = forms.CharField(
        max_length=8000,
        label=gettext_lazy("Due mail list"),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=gettext_lazy("A line an office for which bags are closed: its code, then whatever helps to read it."),
    )

    def clean_due(self) -> list[str]:
        return [line.split()[0] for line in self.cleaned_data["due"].splitlines() if line.strip()]


@on_duty(Work.BAG)
def sets(request: StaffRequest) -> HttpResponse:
    """What is worked here. POST, by a supervisor: another set."""
    office = request.duty.office
    supervises = request.duty.may(Work.SUPERVISE) and office.kind in MAIL_OFFICES
    form = SetForm(
        request.POST if request.method == "POST" and supervises else None,
        initial=_routed(request) if supervises else {},
    )
    if form.is_valid():
        data: dict[str, Any] = form.cleaned_data
        try:
            services.make_set(
                office=office, code=data["code"], begins=_minute(data["begins"]), ends=_minute(data["ends"]),
                due=data["due"], by=request.user, now=now(),
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(refusal.field or None, refusal.sentence())
        else:
            messages.success(request, _("Set {code} is kept.").format(code=data["code"]))
            return redirect("transit:sets")
    context = {
        "sets": queries.sets_of(office), "at_work": queries.set_at_work(office), "worked": queries.sets_worked(office),
        "form": form, "supervises": supervises, "mail_office": office.kind in MAIL_OFFICES,
    }  # fmt: skip
    return render(request, "transit/sets.html", context, status=422 if form.errors else 200)


@require_POST
@on_duty(Work.SUPERVISE)
@refuse_at("transit:sets")
def open_(request: StaffRequest, code: str) -> HttpResponse:
    services.open_set(office=request.duty.office, code=code, by=request.user, now=now())
    messages.success(request, _("Set {code} is open.").format(code=code))
    return redirect("transit:sets")


@require_POST
@on_duty(Work.SUPERVISE)
@refuse_at("transit:sets")
def close(request: StaffRequest) -> HttpResponse:
    services.close_set(office=request.duty.office, by=request.user, now=now())
    messages.success(request, _("The set is closed. What is not done goes on in the next."))
    return redirect("transit:sets")


@require_POST
@on_duty(Work.SUPERVISE)
@refuse_at("transit:sets")
def end(request: StaffRequest, code: str) -> HttpResponse:
    services.end_set(office=request.duty.office, code=code, by=request.user, now=now())
    messages.success(request, _("Set {code} is kept no longer.").format(code=code))
    return redirect("transit:sets")


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def _routed(request: StaffRequest) -> dict[str, str]:
    """A due mail list to begin with: the offices to which the mapping leads from here."""
    due = queries.due_mail_list(request.duty.office, on=ist_date(now()))
    return {"due": "\n".join(f"{one.stop.code} {one.stop.name}" for one in due)}
