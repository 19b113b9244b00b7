"""What a delivery office must look at: phones, entries kept for a decision, wrong codes, attempts that look false."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apt.core.clock import now
from apt.core.pages import refuse_at
from deliveries import queries, services
from deliveries.rules import spread
from offices.access import StaffRequest, on_duty, shows_personal_data
from offices.rules import Work

from .proofs import download

_DAYS = 7


@require_GET
@on_duty(Work.SUPERVISE)
def watch(request: StaffRequest) -> HttpResponse:
    office, moment = request.duty.office, now()
    doubtful = queries.doubtful_attempts(office, since=moment - timedelta(days=_DAYS))
    context = {
        "days": _DAYS,
        "waiting": queries.entries_waiting(office),
        "codes": queries.failed_codes(office, now=moment),
        "doubtful": [(attempt, spread(attempt.flags)) for attempt in doubtful],
        "phones": queries.phones_of_office(office),
        "suspicions": queries.suspicions_at(office, since=moment - timedelta(days=_DAYS)),
        "entered": queries.codes_entered(office, now=moment),
    }
    return render(request, "deliveries/watch.html", context)


@require_POST
@on_duty(Work.SUPERVISE)
@refuse_at("deliveries:watch")
def decide(request: StaffRequest, client_uuid: UUID) -> HttpResponse:
    entry = services.decide_entry(
        client_uuid=client_uuid,
        office=request.duty.office,
        accept=request.POST.get("decision") == "accept",
        reason=request.POST.get("reason", ""),
        by=request.user,
        now=now(),
    )
    said = _("{number}: accepted.") if entry.accepted else _("{number}: refused.")
    messages.success(request, said.format(number=entry.article_number))
    return redirect("deliveries:watch")


@require_POST
@on_duty(Work.SUPERVISE)
@refuse_at("deliveries:watch")
def revoke(request: StaffRequest, key: UUID) -> HttpResponse:
    phone = services.revoke_phone(
        key=key, office=request.duty.office, reason=request.POST.get("reason", ""), by=request.user, now=now()
    )
    messages.success(request, _("{phone} is revoked. What it still sends waits here.").format(phone=phone.label))
    return redirect("deliveries:watch")


@require_GET
@shows_personal_data
@on_duty(Work.SUPERVISE)
def proof(request: StaffRequest, sha256: str) -> HttpResponse:
    """A photo or signature that an attempt of this office names; to download, never to run."""
    return download(queries.proof_at(request.duty.office, sha256))
