"""Cases of an office: a difference is something to explain, not a debt."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apt.core.clock import now
from apt.core.errors import Refusal
from offices.access import StaffRequest, on_duty
from offices.rules import Work
from payments import services
from payments.access import get_case_at
from payments.models import Case
from payments.queries import cases_at, days_open, defects_touching, notices_waiting, pattern_of
from payments.rules import KINDS, Verdict, Word

from .dispute_forms import VerdictForm, WordForm

MOST = 100


@require_GET
@on_duty(Work.BOOK)
def cases(request: StaffRequest) -> HttpResponse:
    """What the office must answer, what is open, what was closed. Everybody at its counters reads it."""
    office, moment = request.duty.office, now()
    closed = "closed" in request.GET
    found = cases_at(office, closed=closed)[:MOST]
    lines = [(one, KINDS.get(one.kind, one.kind), days_open(one.opened_at, now=moment)) for one in found]
    context = {
        "office": office, "lines": lines, "closed": closed, "moment": moment, "notices": notices_waiting(office),
    }  # fmt: skip
    return render(request, "payments/cases.html", context)


@require_GET
@on_duty(Work.BOOK)
def case(request: StaffRequest, case_id: int) -> HttpResponse:
    return _page(request, get_case_at(request.duty, case_id))


def _page(request: StaffRequest, found: Case, form: VerdictForm | None = None, status: int = 200) -> HttpResponse:
    moment = now()
    context = {
        "case": found, "words": KINDS.get(found.kind, found.kind), "days": days_open(found.opened_at, now=moment),
        "overdue": not found.closed_at and found.due_by < moment, "pattern": pattern_of(found),
        "defects": defects_touching(found), "form": form or VerdictForm(),
        "own": bool(found.shift and found.shift.clerk_id == request.user.pk),
        "admitted": found.verdict == Verdict.ADMITTED,
        "corrections": found.corrections.defer("evidence").select_related("approval", "notice").order_by("id"),
    }  # fmt: skip
    return render(request, "payments/case.html", context, status=status)


@require_POST
@on_duty(Work.BOOK)
def word(request: StaffRequest, case_id: int) -> HttpResponse:
    """The clerk whose drawer it is speaks; nobody else can."""
    found, form = get_case_at(request.duty, case_id), WordForm(request.POST)
    if form.is_valid():
        services.speak_to_case(case=found, word=Word(form.cleaned_data["word"]), by=request.user, now=now())
    return redirect("money:case", case_id)


@require_POST
@on_duty(Work.SUPERVISE)
def take_up(request: StaffRequest, case_id: int) -> HttpResponse:
    services.take_up_case(case=get_case_at(request.duty, case_id), by=request.user, now=now())
    return redirect("money:case", case_id)


@require_POST
@on_duty(Work.SUPERVISE)
def close(request: StaffRequest, case_id: int) -> HttpResponse:
    found, form = get_case_at(request.duty, case_id), VerdictForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, 422)
    typed = form.cleaned_data
    try:
        services.close_case(
            case=found, outcome=typed["outcome"], verdict=Verdict(typed["verdict"]), by=request.user, now=now()
        )
    except Refusal as refusal:
        form.add_error(None, refusal.sentence())
        return _page(request, found, form, refusal.http_status)
    return redirect("money:case", case_id)


@require_POST
@on_duty(Work.SUPERVISE)
def recover(request: StaffRequest, case_id: int) -> HttpResponse:
    """409 for whatever is open, touched by a defect, or not admitted: the refusal is the answer."""
    services.recover_case(case=get_case_at(request.duty, case_id), by=request.user, now=now())
    messages.success(request, _("Taken into the treasury. The shortage is made good."))
    return redirect("money:case", case_id)
