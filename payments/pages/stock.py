"""Stamps and stationery: at the counter, in the treasury, the count of the day, the master of items."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apt.core.clock import now
from apt.core.errors import InvalidInput, Refusal
from apt.core.pages import refuse_at
from offices.access import StaffRequest, on_duty
from offices.rules import Work
from payments import queries, services
from payments.access import get_move_at, get_shift_at, get_stock_item, on_cash_duty
from payments.errors import NoShift
from payments.models import Journal
from payments.rules.stock import StockKind

from .money_forms import OnForm
from .stamp_bills import receipt_url
from .stock_forms import ItemForm, PiecesForm


@on_duty(Work.BOOK)
@refuse_at("money:stamps")
def stamps(request: StaffRequest) -> HttpResponse:
    """The clerk's own stamps: sold, asked for, handed back."""
    shift = queries.open_shift_of(request.user, at=request.duty.office)
    items = queries.stock_items(on_sale=True)
    if request.method == "POST":
        form, moment = _typed(request, items), now()
        action = form.cleaned_data["action"]
        if action in ("accept", "refuse"):
            move = get_move_at(request.duty, form.cleaned_data["move"] or 0, for_drawer=True)
            services.answer_cash(move=move, accept=action == "accept", by=request.user, now=moment)
        elif shift is None:
            raise NoShift()
        elif action in ("sell", "upi"):
            if (request_id := form.cleaned_data["request_id"]) is None:
                raise InvalidInput(problem=_("Open the page again. No money moved."))
            if action == "upi":
                services.ask_stamps_upi(
                    shift=shift, pieces=form.pieces(), request_id=request_id, by=request.user, now=moment
                )
                return redirect("money:stamp-bill", request_id)
            sale = services.sell_stamps(
                shift=shift, pieces=form.pieces(), request_id=request_id, by=request.user, now=moment
            )
            return redirect(receipt_url(sale))
        elif action == "give":
            services.give_cash(shift=shift, to_drawer=False, stamps=form.pieces(), by=request.user, now=moment)
        else:
            services.ask_cash(shift=shift, stamps=form.pieces(), by=request.user, now=moment)
        return redirect("money:stamps")
    stock = queries.drawer_stock(shift) if shift else {}
    context = {
        "office": request.duty.office, "shift": shift, "form": PiecesForm.empty(items), "held": queries.held(stock),
        "sold": [_sold(one) for one in queries.stamp_sales_of(shift)] if shift else [],
        "moves": queries.moves_of(request.duty.office).filter(shift=shift, stamps=True) if shift else [],
    }  # fmt: skip
    return render(request, "payments/stamps.html", context)


def _sold(sale: Journal) -> tuple[Journal, str, int]:
    """A sale, the number of its receipt, its worth in paise."""
    return sale, queries.stamp_receipt(sale), sum(one.paise for one in queries.held_in(sale))


@on_cash_duty
@refuse_at("money:stock")
def treasury(request: StaffRequest) -> HttpResponse:
    """The office's stamps, for its treasurer, and for its supervisor where there is none."""
    office, items = request.duty.office, queries.stock_items(on_sale=True)
    if request.method == "POST":
        form, moment = _typed(request, items), now()
        action = form.cleaned_data["action"]
        if action == "bring":
            if (request_id := form.cleaned_data["request_id"]) is None:
                raise InvalidInput(problem=_("Open the page again. No money moved."))
            services.bring_in_stamps(
                office=office, pieces=form.pieces(), request_id=request_id, by=request.user, now=moment
            )
        elif action == "give" and not form.cleaned_data["move"]:
            shift = get_shift_at(request.duty, form.cleaned_data["shift"] or 0)
            services.give_cash(shift=shift, to_drawer=True, stamps=form.pieces(), by=request.user, now=moment)
        else:
            move = get_move_at(request.duty, form.cleaned_data["move"] or 0, for_drawer=False)
            if action == "give":
                services.give_cash(shift=move.shift, to_drawer=True, by=request.user, now=moment, asked=move)
            else:
                services.answer_cash(move=move, accept=action == "accept", by=request.user, now=moment)
        return redirect("money:stock")
    held = queries.held(queries.treasury_stock(office))
    context = {
        "office": office, "form": PiecesForm.empty(items), "held": held, "worth": sum(one.paise for one in held),
        "moves": queries.moves_of(office).filter(stamps=True), "shifts": queries.open_shifts_at(office),
    }  # fmt: skip
    return render(request, "payments/stock.html", context)


@on_cash_duty
def count(request: StaffRequest) -> HttpResponse:
    """Count the treasury's stamps for a day. What there should be is said after the count, not before."""
    office, on = request.duty.office, OnForm(request.POST or request.GET).day()
    items = queries.items_moved(office)
    form = PiecesForm(request.POST, items=items) if request.method == "POST" else PiecesForm(items=items)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            services.count_treasury(office=office, on=on, pieces=form.pieces(), by=request.user, now=now())
        except Refusal as refusal:
            form.add_error(None, refusal.sentence())
            status = refusal.http_status
        else:
            messages.success(request, _("The count is kept. What differs is an entry of its own and a case."))
            return redirect("money:stock")
    elif form.errors:
        status = 422
    return render(request, "payments/count_stamps.html", {"office": office, "on": on, "form": form}, status=status)


@on_duty(Work.MANAGE_TARIFFS)
def items(request: StaffRequest) -> HttpResponse:
    """What the post sells at face value."""
    form, status = ItemForm(request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            services.add_item(
                code=typed["code"], name=typed["name"], kind=StockKind(typed["kind"]), face_paise=form.paise(),
                by=request.user, now=now(),
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence())
            status = refusal.http_status
        else:
            return redirect("money:items")
    elif form.errors:
        status = 422
    context = {"form": form, "items": queries.stock_items()}
    return render(request, "payments/items.html", context, status=status)


@require_POST
@on_duty(Work.MANAGE_TARIFFS)
def withdraw(request: StaffRequest, code: str) -> HttpResponse:
    services.withdraw_item(item=get_stock_item(code), by=request.user, now=now())
    return redirect("money:items")


def _typed(request: StaffRequest, items: object) -> PiecesForm:
    form = PiecesForm(request.POST, items=items)  # type: ignore[arg-type]
    if not form.is_valid():
        raise InvalidInput(problem=_("This is not a number of pieces. Nothing moved."))
    return form
