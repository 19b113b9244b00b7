"""The day of an office where one person does everything (class C), on one page."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from apt.core.clock import ist_date, now
from apt.core.errors import Refusal
from offices.access import StaffRequest, on_duty
from offices.rules import Work
from payments import queries, services

from .money_forms import CountForm
from .stock_forms import PiecesForm

ONE_COUNTER = 1  # there is no other


@on_duty(Work.SUPERVISE)
def alone(request: StaffRequest) -> HttpResponse:
    """Begin office and shift in one press; end both with one count."""
    office, moment = request.duty.office, now()
    shift = queries.open_shift_of(request.user, at=office)
    items = queries.items_of_office(office)
    form, stamps, status = CountForm(), PiecesForm(items=items), 200
    if request.method == "POST" and request.POST.get("action") == "begin":
        return _begin(request)
    if request.method == "POST" and shift and request.POST.get("action") == "end":
        form, stamps = CountForm(request.POST), PiecesForm(request.POST, items=items)
        status = 422
        if form.is_valid() and stamps.is_valid():
            try:
                blockers = services.end_alone(
                    shift=shift, pieces=form.pieces(), stamps=stamps.pieces(), by=request.user, now=moment
                )
            except Refusal as refusal:
                form.add_error(None, refusal.sentence())
                status = refusal.http_status
            else:
                if blockers:
                    messages.warning(request, _("The shift has ended; the day has not. See what stands in the way."))
                else:
                    messages.success(request, _("Shift and day have ended. Print the slip."))
                return redirect("money:day")
    alone_here = queries.single_handed(office, request.user, on=ist_date(moment))
    context = {
        "office": office,
        "shift": shift,
        "form": form,
        "stamps": stamps,
        "alone": alone_here,
        "on": ist_date(moment),
    }
    return render(request, "payments/alone.html", context, status=status)


def _begin(request: StaffRequest) -> HttpResponse:
    try:
        services.begin_shift(office=request.duty.office, counter_number=ONE_COUNTER, by=request.user, now=now())
    except Refusal as refusal:
        messages.error(request, refusal.sentence())
    return redirect("money:alone")
