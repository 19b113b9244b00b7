"""Cancelling an article from its receipt: ask, pay out once another person allowed it, print the slip."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apt.core.clock import now
from apt.core.errors import NotFound, Refusal
from bookings import services
from bookings.queries import cancellation_of
from offices.access import StaffRequest, on_duty, shows_personal_data
from offices.rules import Work

from .counter import my_shift
from .forms import ReasonForm
from .receipts import own_sale


@require_POST
@on_duty(Work.BOOK)
def ask(request: StaffRequest, number: str) -> HttpResponse:
    """Ask a second person to allow it."""
    sale, form = own_sale(request, number), ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say why it is cancelled, in at most 200 characters. Nothing was asked for."))
        return _back(sale.receipt_number, refused=True)
    try:
        services.ask_to_cancel(
            office=request.duty.office,
            number=form.cleaned_data["article"],
            reason=form.cleaned_data["reason"],
            by=request.user,
            now=now(),
        )
    except Refusal as refusal:
        messages.error(request, refusal.sentence())
        return _back(sale.receipt_number, refused=True)
    messages.info(request, _("Asked. It is paid out here when another person has allowed it."))
    return _back(sale.receipt_number)


@require_POST
@on_duty(Work.BOOK)
def pay_out(request: StaffRequest, number: str) -> HttpResponse:
    """Cancel and pay back, out of one's own drawer. A second press leads to the same slip."""
    sale, article = own_sale(request, number), request.POST.get("article", "")
    try:
        services.cancel_article(shift=my_shift(request), number=article, by=request.user, now=now())
    except Refusal as refusal:
        messages.error(request, f"{refusal.sentence()} {_('No money has moved.')}")
        return _back(sale.receipt_number, refused=True)
    return redirect("bookings:refund", number=article)


def _back(number: str, *, refused: bool = False) -> HttpResponse:
    answer = redirect("bookings:receipt", number=number)
    answer.refused = refused  # type: ignore[attr-defined]  # the audit must not call it done
    return answer


@shows_personal_data
@require_GET
@on_duty(Work.BOOK)
def refund(request: StaffRequest, number: str) -> HttpResponse:
    """The slip that the sender signs."""
    done = cancellation_of(number, office=request.duty.office)
    if done is None:
        raise NotFound()
    return render(request, "bookings/refund.html", {"done": done, "cash_paise": done.refund_paise - done.upi_paise})
