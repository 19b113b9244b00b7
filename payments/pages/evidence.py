"""A figure as evidence on paper: for the branch, free, without asking anybody."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from apt.core.errors import NotFound
from offices.access import StaffRequest, on_any_duty
from payments.access import get_books_of
from payments.paper import evidence_pdf
from payments.queries import entries_behind, first_broken_number, known_defects, with_machines
from payments.rules import Account

from .money_forms import ExplainForm

MOST = 2_000  # entries on paper; CSV holds more


@require_GET
@on_any_duty
def evidence(request: StaffRequest, code: str) -> HttpResponse:
    office, form = get_books_of(request.duty, code), ExplainForm(request.GET)
    if not form.is_valid():
        raise NotFound()
    account, on = Account(form.cleaned_data["account"]), form.day()
    entries = entries_behind(
        office, on=on, account=account, shift=form.cleaned_data["shift"], whole=form.cleaned_data["whole"]
    )
    content = evidence_pdf(
        office=str(office), on=on, account=account, entries=list(with_machines(entries)[:MOST]),
        first_broken=first_broken_number(office),
        defects=[one.title for one in known_defects() if one.fixed_on is None],
    )  # fmt: skip
    headers = {"Content-Disposition": f'inline; filename="evidence-{code}-{on}-{account.value}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
