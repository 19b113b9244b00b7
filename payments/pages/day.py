"""The day of the office: what it needs to end, counts and their verification."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apt.core.clock import ist_date, now
from apt.core.errors import InvalidInput, NotFound, Refusal
from apt.core.pages import refuse_at
from offices.access import StaffRequest, on_duty
from offices.models import Office
from offices.rules import Work
from payments import services
from payments.access import get_shift_at, on_cash_duty
from payments.models import CashCount, Shift, StockItem
from payments.queries import (
    carried_paise,
    day_board,
    day_of,
    drawer_paise,
    drawer_stock,
    items_moved,
    single_handed,
    treasury_paise,
)
from payments.rules import Blocker, total_of

from .money_forms import CountForm, OnForm, ReasonForm
from .stock_forms import PiecesForm


@require_GET
@on_duty(Work.SUPERVISE)
def day(request: StaffRequest) -> HttpResponse:
    office, on = request.duty.office, OnForm(request.GET).day()
    board = day_board(office, on, now=now())
    context = {
        "office": office,
        "on": on,
        "board": board,
        "blockers": [(one, _link(one)) for one in board.blockers],
        "treasury": treasury_paise(office),
        "carried": carried_paise(office),
        "today": ist_date(now()),
        "alone": single_handed(office, request.user, on=ist_date(now())),
    }
    return render(request, "payments/day.html", context)


def _link(blocker: Blocker) -> str:
    address = reverse(blocker.page, args=[blocker.key] if blocker.key else [])
    return address + (f"?{urlencode({'on': blocker.on})}" if blocker.on else "")


@require_POST
@on_duty(Work.SUPERVISE)
@refuse_at("money:day")
def begin(request: StaffRequest) -> HttpResponse:
    begun = services.begin_day(office=request.duty.office, on=OnForm(request.POST).day(), by=request.user, now=now())
    return _back(begun.office, begun.business_date.isoformat())


@require_POST
@on_duty(Work.SUPERVISE)
@refuse_at("money:day")
def end(request: StaffRequest) -> HttpResponse:
    """End the day; or its page again, which says what stands in the way."""
    on = OnForm(request.POST).day()
    found = day_of(request.duty.office, on)
    if found is None:
        raise NotFound()
    found.office = request.duty.office
    if services.end_day(day=found, by=request.user, now=now()):
        messages.error(request, _("The day has not ended, and nothing was written. See what stands in the way."))
    else:
        messages.success(request, _("The day has ended. Print its slip."))
    return _back(request.duty.office, on.isoformat())


def _back(office: Office, on: str) -> HttpResponse:
    return redirect(f"{reverse('money:day')}?{urlencode({'on': on})}")


@on_duty(Work.BOOK)
def count(request: StaffRequest, shift_id: int) -> HttpResponse:
    """Count the drawer and end the shift. What it should hold is said after the count, not before."""
    shift = get_shift_at(request.duty, shift_id)
    form = CountForm(request.POST or None)
    stamps = PiecesForm(request.POST or None, items=items_moved(shift.office, shift=shift))
    status = 200
    if request.method == "POST" and form.is_valid() and stamps.is_valid():
        try:
            services.end_shift(
                shift=shift, pieces=form.pieces(), stamps=stamps.pieces(), remark=form.cleaned_data["remark"],
                by=request.user, now=now(),
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence())
            status = refusal.http_status
        else:
            messages.success(request, _("The shift has ended. Another person verifies the count."))
            if request.duty.may(Work.SUPERVISE):
                return redirect("money:verify", shift_id)
            return redirect("money:drawer")
    elif form.errors or stamps.errors:
        status = 422
    others = shift.clerk_id != request.user.pk
    context = {"shift": shift, "form": form, "stamps": stamps, "others": others}
    return render(request, "payments/count.html", context, status=status)


@on_cash_duty
def verify(request: StaffRequest, shift_id: int) -> HttpResponse:
    """The count beside the books, for a second person: the supervisor or the treasurer."""
    shift = get_shift_at(request.duty, shift_id)
    if request.method == "POST":
        try:
            services.verify_shift(shift=shift, by=request.user, now=now())
            messages.success(request, _("Verified. The cash is in the treasury."))
        except Refusal as refusal:
            messages.error(request, refusal.sentence())
        return redirect("money:verify", shift_id)
    last = CashCount.objects.filter(shift=shift).select_related("counted_by").order_by("id").last()
    expected = drawer_paise(shift)
    rows = [(int(value), pieces, int(value) * pieces) for value, pieces in (last.pieces if last else {}).items()]
    counted = total_of(last.pieces) if last else 0
    context = {
        "shift": shift, "count": last, "rows": sorted(rows, reverse=True), "expected": expected, "counted": counted,
        "difference": counted - expected, "stamps": (stamps := _stamps_beside(shift, last)),
        "stamps_differ": any(counted != expected for _item, counted, expected in stamps),
    }  # fmt: skip
    return render(request, "payments/verify.html", context)


def _stamps_beside(shift: Shift, count: CashCount | None) -> list[tuple[StockItem, int, int]]:
    """Each item with what was counted and what the books have."""
    expected, counted = drawer_stock(shift), count.stamps if count else {}
    return [
        (item, counted.get(item.code, 0), expected.get(item.pk, 0)) for item in items_moved(shift.office, shift=shift)
    ]


@require_POST
@on_duty(Work.BOOK)
@refuse_at("money:drawer")
def undo(request: StaffRequest, shift_id: int) -> HttpResponse:
    form = ReasonForm(request.POST)
    shift = get_shift_at(request.duty, shift_id)
    if not form.is_valid():
        raise InvalidInput(problem=_("Nothing was changed: give a reason of at most 200 characters."))
    services.ask_to_undo(shift=shift, reason=form.cleaned_data["reason"], by=request.user, now=now())
    messages.success(request, _("A supervisor was asked. The shift runs again when they agree, within ten minutes."))
    return redirect("money:drawer")
