"""Corrections of the books: asking for one, its notice to the office, the office's answer."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apt.core.clock import now
from apt.core.errors import Refusal
from offices.access import StaffRequest, on_duty, step_up_required
from offices.models import Office
from offices.rules import Work
from payments import services
from payments.access import get_case, get_correctable, get_correction_asked, get_correction_at
from payments.models import Correction
from payments.queries import corrections_at
from payments.rules import Answer

from .dispute_forms import AnswerForm, CorrectionForm


@on_duty(Work.SUPERVISE)
def ask(request: StaffRequest, code: str) -> HttpResponse:
    """The form, for the own office and those that merge into it. Sending it takes a code of the last minutes."""
    office = get_correctable(request.duty, code)
    if request.method == "POST":
        return _send(request, office)
    first = {"request_id": uuid.uuid4(), "case": request.GET.get("case"), "number": request.GET.get("number")}
    return _form(request, office, CorrectionForm(initial=first))


def _form(request: StaffRequest, office: Office, form: CorrectionForm, status: int = 200) -> HttpResponse:
    context = {"office": office, "form": form, "corrections": corrections_at(office)[:20]}
    return render(request, "payments/correct.html", context, status=status)


@step_up_required
def _send(request: StaffRequest, office: Office) -> HttpResponse:
    form = CorrectionForm(request.POST, request.FILES)
    if not form.is_valid():
        return _form(request, office, form, 422)
    typed = form.cleaned_data
    try:
        services.ask_to_correct(
            office=office, number=typed["number"], lines=form.lines(), reason=typed["reason"],
            evidence=typed["evidence"].read(), evidence_name=typed["evidence"].name, request_id=typed["request_id"],
            case=get_case(request.duty, typed["case"]) if typed["case"] else None, by=request.user, now=now(),
        )  # fmt: skip
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence())
        return _form(request, office, form, refusal.http_status)
    messages.success(request, _("Asked for. No money moved: another person approves it, then the office answers."))
    return redirect("money:correct", office.code)


@require_GET
@on_duty(Work.BOOK)
def correction(request: StaffRequest, correction_id: int) -> HttpResponse:
    return _page(request, get_correction_at(request.duty, correction_id))


@require_GET
@on_duty(Work.SUPERVISE)
def asked(request: StaffRequest, approval_id: int) -> HttpResponse:
    """The same for whoever is to approve it, which may be another office."""
    found = get_correction_asked(request.duty, approval_id)
    context = {"one": found, "lines": found.entries(), "form": AnswerForm(), "to_approve": True}
    return render(request, "payments/correction.html", context)


@require_GET
@on_duty(Work.SUPERVISE)
def asked_evidence(request: StaffRequest, approval_id: int) -> HttpResponse:
    return _evidence(get_correction_asked(request.duty, approval_id))


def _page(request: StaffRequest, found: Correction, form: AnswerForm | None = None, status: int = 200) -> HttpResponse:
    context = {"one": found, "lines": found.entries(), "form": form or AnswerForm()}
    return render(request, "payments/correction.html", context, status=status)


@require_POST
@on_duty(Work.BOOK)
def answer(request: StaffRequest, correction_id: int) -> HttpResponse:
    """The office's word. Until it agrees, nothing counts."""
    found, form = get_correction_at(request.duty, correction_id), AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, 422)
    typed = form.cleaned_data
    try:
        services.answer_notice(
            correction=found, accept=typed["answer"] == Answer.ACCEPTED, words=typed["words"], by=request.user,
            now=now(),
        )  # fmt: skip
    except Refusal as refusal:
        form.add_error(None, refusal.sentence())
        return _page(request, found, form, refusal.http_status)
    return redirect("money:correction", correction_id)


@require_GET
@on_duty(Work.BOOK)
def evidence(request: StaffRequest, correction_id: int) -> HttpResponse:
    """The evidence as it was handed in; never shown inside our pages."""
    return _evidence(get_correction_at(request.duty, correction_id))


def _evidence(found: Correction) -> HttpResponse:
    headers = {
        "Content-Disposition": f'attachment; filename="evidence-{found}.bin"',
        "X-Content-Type-Options": "nosniff",
        "X-Evidence-SHA256": found.evidence_sha256,
    }
    return HttpResponse(bytes(found.evidence), content_type="application/octet-stream", headers=headers)
