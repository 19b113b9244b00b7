"""What did not go as it should with money at an office, UPI or cash: how old, who looks after it, what can be done."""

from collections.abc import Iterable, Iterator

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apt.core.clock import now
from apt.core.pages import refuse_at
from apt.core.sheets import csv_answer
from offices.access import StaffRequest, get_office_within, on_duty
from offices.models import Approval, Office
from offices.rules import Work
from payments import services
from payments.access import get_case, get_refund
from payments.models import Case
from payments.queries import days_open, open_cases, upi_answers, waiting_at
from payments.rules.cases import KINDS
from payments.rules.upi import amount_text

from .forms import CloseForm, ExceptionsForm

PER_PAGE = 50
MOST_ROWS = 20_000
COLUMNS = ("kind", "about", "reference", "rupees", "opened", "days", "due by", "owner")


@require_GET
@on_duty(Work.SUPERVISE)
def own_office(request: StaffRequest) -> HttpResponse:
    """The office's own, with what can be done about it."""
    return _exceptions(request, request.duty.office, acts=True)


@require_GET
@on_duty(Work.READ)
def office(request: StaffRequest, code: str) -> HttpResponse:
    return _exceptions(request, get_office_within(request.duty, Work.READ, code), acts=False)


def _exceptions(request: StaffRequest, found: Office, *, acts: bool) -> HttpResponse:
    form, moment = ExceptionsForm(request.GET), now()
    asked = form.cleaned_data if form.is_valid() else {}
    cases = open_cases(found, kind=asked.get("kind", ""), owner=asked.get("owner", ""))
    if request.GET.get("format") == "csv" and not form.errors:
        return csv_answer(f"cases-{found.code}", COLUMNS, _rows(cases[:MOST_ROWS]))
    chosen = request.GET.copy()
    chosen.pop("page", None)
    page = Paginator(cases, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "office": found,
        "form": form,
        "page": page,
        "chosen": chosen.urlencode(),
        "lines": [_line(case) for case in page],
        "waiting": waiting_at(found, now=moment),
        "answers": upi_answers(),
        "acts": acts,
        "moment": moment,
    }
    return render(request, "payments/exceptions.html", context, status=422 if form.errors else 200)


def _line(case: Case) -> dict[str, object]:
    moment = now()
    payment = case.payment
    return {
        "case": case,
        "words": KINDS.get(case.kind, case.kind),
        "days": days_open(case.opened_at, now=moment),
        "overdue": case.due_by < moment,
        "refundable": payment is not None and payment.place == "suspense",
    }


def _rows(cases: Iterable[Case]) -> Iterator[list[object]]:
    moment = now()
    for case in cases:
        yield [
            str(KINDS.get(case.kind, case.kind)), case.about, case.tr, amount_text(case.paise),
            case.opened_at.isoformat(timespec="seconds"), days_open(case.opened_at, now=moment),
            case.due_by.isoformat(timespec="seconds"), case.owner.employee_id if case.owner else "",
        ]  # fmt: skip


@require_POST
@on_duty(Work.SUPERVISE)
@refuse_at("upi:exceptions")
def refund(request: StaffRequest, case_id: int) -> HttpResponse:
    made = services.refund_from_suspense(case=get_case(request.duty, case_id), by=request.user, now=now())
    if isinstance(made, Approval):
        messages.success(request, _("Asked. The money goes back when another person has agreed."))
    else:
        messages.success(request, _("The money goes back: refund %(ref)s.") % {"ref": made.ref})
    return redirect("upi:exceptions")


@require_POST
@on_duty(Work.SUPERVISE)
@refuse_at("upi:exceptions")
def take_up(request: StaffRequest, case_id: int) -> HttpResponse:
    services.take_up_case(case=get_case(request.duty, case_id), by=request.user, now=now())
    return redirect("upi:exceptions")


@require_POST
@on_duty(Work.SUPERVISE)
@refuse_at("upi:exceptions")
def close(request: StaffRequest, case_id: int) -> HttpResponse:
    case, form = get_case(request.duty, case_id), CloseForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say in words how it was settled. Nothing was changed."))
    else:
        services.close_case(case=case, outcome=form.cleaned_data["outcome"], by=request.user, now=now())
    return redirect("upi:exceptions")


@require_POST
@on_duty(Work.SUPERVISE)
@refuse_at("upi:exceptions")
def again(request: StaffRequest, ref: str) -> HttpResponse:
    services.send_again(refund=get_refund(request.duty, ref), by=request.user, now=now())
    return redirect("upi:exceptions")
