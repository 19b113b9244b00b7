"""Alarms: promises of the books that are broken, and differences that many offices have."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apt.core.clock import now
from apt.core.errors import NotFound
from apt.core.pages import refuse_at
from offices.access import StaffRequest, on_duty
from offices.rules import Work
from payments import services
from payments.models import Breach, Incident
from payments.queries import incidents_of, is_alarmed, open_breaches
from payments.rules import KINDS
from payments.rules.alarms import INVARIANTS

from .forms import WordsForm

SHOWN = 100


def alarm(_request: HttpRequest) -> dict[str, Any]:
    """For the banner of those who look after offices: asked when their page asks, and no other."""
    return {"alarm": SimpleLazyObject(is_alarmed)}


@require_GET
@on_duty(Work.MANAGE_OFFICES)
def alarms(request: StaffRequest) -> HttpResponse:
    breaches = [(one, INVARIANTS.get(one.invariant, "")) for one in open_breaches()[:SHOWN]]
    incidents = [(one, KINDS.get(one.kind, one.kind)) for one in incidents_of()[:SHOWN]]
    return render(request, "payments/alarms.html", {"breaches": breaches, "incidents": incidents})


@require_POST
@on_duty(Work.MANAGE_OFFICES)
@refuse_at("money:alarms")
def close_breach(request: StaffRequest, breach_id: int) -> HttpResponse:
    """Say what it was. The row stays."""
    found = Breach.objects.filter(pk=breach_id).first()
    if found is None:
        raise NotFound()
    services.close_breach(breach=found, words=_words(request), by=request.user, now=now())
    return _closed(request)


@require_POST
@on_duty(Work.MANAGE_OFFICES)
@refuse_at("money:alarms")
def close_incident(request: StaffRequest, incident_id: int) -> HttpResponse:
    found = Incident.objects.filter(pk=incident_id).first()
    if found is None:
        raise NotFound()
    services.close_incident(incident=found, words=_words(request), by=request.user, now=now())
    return _closed(request)


def _words(request: StaffRequest) -> str:
    form = WordsForm(request.POST)
    form.is_valid()
    return str(form.cleaned_data.get("words", ""))


def _closed(request: StaffRequest) -> HttpResponse:
    messages.success(request, _("Closed."))
    return redirect("money:alarms")
