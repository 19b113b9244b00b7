"""Cash and stamps that an office asks of the office that it gets them from."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apt.core.clock import now
from apt.core.errors import InvalidInput, Refusal
from apt.core.pages import refuse_at
from offices.access import StaffRequest
from payments import queries, services
from payments.access import get_indent, on_cash_duty
from payments.rules.stock import IndentState

from .stock_forms import IndentAnswerForm, IndentForm, asked_worth, paise


@on_cash_duty
def indents(request: StaffRequest) -> HttpResponse:
    """Ask for cash and stamps; what was asked lately and what became of it; what waits for this office's answer."""
    office, status = request.duty.office, 200
    offices, items = queries.offices_to_ask(office), queries.stock_items(on_sale=True)
    form = IndentForm(request.POST, items=items, offices=offices) if request.method == "POST" else None
    if form and form.is_valid():
        try:
            services.ask_indent(
                office=office, of=form.cleaned_data["of"], cash_paise=paise(form, "cash"), pieces=form.pieces(),
                request_id=form.cleaned_data["request_id"], by=request.user, now=now(),
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence())
            status = refusal.http_status
        else:
            messages.success(request, _("Asked for. No money moved; what comes is in a pouch."))
            return redirect("money:indents")
    elif form:
        status = 422
    context = {
        "office": office, "form": form or IndentForm.empty(items, offices=offices), "offices": offices,
        "asked": [(one, one.cash_paise + asked_worth(one)) for one in queries.indents_of(office)],
        "to_answer": [(one, one.cash_paise + asked_worth(one)) for one in queries.indents_at(office)],
    }  # fmt: skip
    return render(request, "payments/indents.html", context, status=status)


@require_POST
@on_cash_duty
@refuse_at("money:indents")
def answer(request: StaffRequest, indent_id: int) -> HttpResponse:
    """Say no to what was asked for, with a word; or take one's own request back."""
    form = IndentAnswerForm(request.POST)
    if not form.is_valid():
        raise InvalidInput(problem=_("Say why in words. Nothing was changed and no money moved."))
    refuse = form.cleaned_data["action"] == "refuse"
    services.end_indent(
        indent=get_indent(request.duty, indent_id, answering=refuse),
        to=IndentState.REFUSED if refuse else IndentState.WITHDRAWN, words=form.cleaned_data["words"],
        by=request.user, now=now(),
    )  # fmt: skip
    return redirect("money:indents")
