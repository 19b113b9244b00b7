"""What this office wrote down about an article or a bag, and correcting it."""

from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apt.core.clock import now
from apt.core.errors import NotFound
from apt.core.pages import refuse_at
from offices.access import StaffRequest, on_duty
from offices.rules import Work
from tracking import queries, services
from tracking.rules import Because, read_numbers


class CorrectionForm(forms.Form):
    happened_at = forms.DateTimeField()
    because = forms.ChoiceField(choices=Because.choices)


@require_GET
@on_duty(Work.SUPERVISE)
def entries(request: StaffRequest) -> HttpResponse:
    number = next(iter(read_numbers(request.GET.get("number", ""))), "")
    found = queries.entries_of(request.duty.office, number) if number else []
    context = {"number": number, "entries": found, "reasons": Because.choices}
    return render(request, "tracking/entries.html", context)


@require_POST
@on_duty(Work.SUPERVISE)
@refuse_at("history:entries")
def correct(request: StaffRequest, entry: int) -> HttpResponse:
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        raise NotFound()
    made = services.correct_entry(
        office=request.duty.office,
        entry=entry,
        happened_at=form.cleaned_data["happened_at"],
        because=Because(form.cleaned_data["because"]),
        by=request.user,
        now=now(),
    )
    messages.success(request, _("The entry about {number} is corrected.").format(number=made.subject_number))
    return redirect(reverse("history:entries") + "?" + urlencode({"number": made.subject_number}))
