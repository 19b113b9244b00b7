"""Money orders at the counter: book, pay, send back, give back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apt.core.clock import ist_date, now
from apt.core.errors import NotFound, Refusal
from offices.access import StaffRequest, on_duty, shows_personal_data
from offices.models import Approval
from offices.rules import Work
from payments import services
from payments.access import get_order_at
from payments.errors import NoShift
from payments.models import MoneyOrder, Shift
from payments.queries import drawer_paise, open_shift_of, orders_to_pay
from payments.rules.orders import Identity, Unpaid, current_until
from payments.services import Payee, Payer

from .order_forms import OrderForm, PayForm, ReturnForm


@shows_personal_data
@on_duty(Work.BOOK)
def orders(request: StaffRequest) -> HttpResponse:
    """The form of a new order, and what waits to be paid here."""
    shift = open_shift_of(request.user, at=request.duty.office)
    if request.method != "POST":
        return _page(request, shift, OrderForm.empty())
    form = OrderForm(request.POST)
    if not form.is_valid():
        return _page(request, shift, form, 422)
    typed = form.cleaned_data
    try:
        order = services.book_order(
            shift=_running(shift), paise=typed["rupees"] * 100,
            payer=Payer(typed["payer_name"], typed["payer_mobile"], typed["payer_address"]),
            payee=Payee(
                typed["payee_name"], typed["payee_address"], typed["payee_pincode"], typed["payee_mobile"]
            ),
            message=typed["message"], request_id=typed["request_id"], by=request.user, now=now(),
        )  # fmt: skip
    except Refusal as refusal:
        field = {"pincode": "payee_pincode"}.get(refusal.field, refusal.field)
        form.add_error(field if field in form.fields else None, refusal.sentence())
        return _page(request, shift, form, refusal.http_status)
    if isinstance(order, Approval):
        messages.info(request, _("Asked. When another person has authorised it, press again: the form stays as it is."))
        return _page(request, shift, form, 202)
    return redirect("money:order", order.number)


def _running(shift: Shift | None) -> Shift:
    if shift is None:
        raise NoShift()
    return shift


def _page(request: StaffRequest, shift: Shift | None, form: OrderForm, status: int = 200) -> HttpResponse:
    office = request.duty.office
    context = {
        "office": office, "shift": shift, "form": form, "waiting": orders_to_pay(office)[:50],
        "cash": drawer_paise(shift) if shift else 0,
    }  # fmt: skip
    return render(request, "payments/orders.html", context, status=status)


@require_GET
@on_duty(Work.BOOK)
def find(request: StaffRequest) -> HttpResponse:
    """The order whose number was typed or scanned."""
    return redirect("money:order", get_order_at(request.duty, request.GET.get("number", "").strip()).number)


@shows_personal_data
@require_GET
@on_duty(Work.BOOK)
def order(request: StaffRequest, number: str) -> HttpResponse:
    return _order(request, get_order_at(request.duty, number))


def _order(
    request: StaffRequest, found: MoneyOrder, pay: PayForm | None = None, status: int = 200, refusal: str = ""
) -> HttpResponse:
    here, until = request.duty.office, current_until(found.booked_on)
    current = ist_date(now()) <= until
    context = {
        "order": found, "until": until, "refusal": refusal, "pay": pay or PayForm(), "back": ReturnForm(),
        "can_pay": found.state == "booked" and current and found.paying_office_id == here.pk,
        "can_refund": found.office_id == here.pk
        and (found.state == "returned" or (found.state == "booked" and not current)),
        "total": found.paise + found.commission_paise,
    }  # fmt: skip
    return render(request, "payments/order.html", context, status=status)


@shows_personal_data
@require_POST
@on_duty(Work.BOOK)
def pay(request: StaffRequest, number: str) -> HttpResponse:
    """To the payee, at the paying office alone."""
    found, form = get_order_at(request.duty, number, paying=True), PayForm(request.POST)
    if not form.is_valid():
        return _order(request, found, form, 422)
    try:
        paid = services.pay_order(
            order=found, shift=_running(open_shift_of(request.user, at=request.duty.office)),
            identity=Identity(form.cleaned_data["identity"]), last4=form.cleaned_data["last4"], by=request.user,
            now=now(),
        )  # fmt: skip
    except Refusal as refusal:
        return _order(request, found, form, refusal.http_status, refusal.sentence())
    if isinstance(paid, Approval):
        messages.info(request, _("Asked. When another person has authorised it, press again: the form stays as it is."))
        return _order(request, found, form, 202)
    return redirect("money:order", number)


@shows_personal_data
@require_POST
@on_duty(Work.BOOK)
def send_back(request: StaffRequest, number: str) -> HttpResponse:
    found, form = get_order_at(request.duty, number, paying=True), ReturnForm(request.POST)
    if not form.is_valid():
        raise NotFound()
    try:
        services.return_order(order=found, why=Unpaid(form.cleaned_data["why"]), by=request.user, now=now())
    except Refusal as refusal:
        return _order(request, found, status=refusal.http_status, refusal=refusal.sentence())
    return redirect("money:order", number)


@shows_personal_data
@require_POST
@on_duty(Work.BOOK)
def give_back(request: StaffRequest, number: str) -> HttpResponse:
    """To the payer, at the office that booked it."""
    found = get_order_at(request.duty, number, paying=False)
    try:
        shift = _running(open_shift_of(request.user, at=request.duty.office))
        services.refund_order(order=found, shift=shift, by=request.user, now=now())
    except Refusal as refusal:
        return _order(request, found, status=refusal.http_status, refusal=refusal.sentence())
    return redirect("money:order", number)
