"""A contract as the partner manager sees it: account, ranges, terms, files, bills. And the counter's deposit."""

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apt.core.clock import ist_date, now
from apt.core.errors import InvalidInput, NotFound, Refusal
from apt.core.sheets import csv_answer
from bookings import services
from bookings.models import Bill, BillLine
from bookings.paper import bill_pdf
from bookings.queries.bills import bill_with_number, bills_of
from bookings.queries.bulk import batches_of_contract, numbers_left, ranges_of
from offices.access import StaffRequest, on_duty
from offices.rules import Work
from partners.access import get_contract_booking_at, get_contract_within
from partners.models import Contract
from partners.queries import terms_asked_for, terms_of
from payments.errors import NoShift
from payments.queries import deposit_with_number, entries_of, open_shift_of, standing_of
from payments.services import take_deposit

from .contract_forms import DepositForm, MonthForm, RangeForm


@require_GET
@on_duty(Work.MANAGE_PARTNERS)
def contract(request: StaffRequest, code: str) -> HttpResponse:
    return _page(request, get_contract_within(request.duty, code), RangeForm())


def _page(request: StaffRequest, found: Contract, form: RangeForm, status: int = 200) -> HttpResponse:
    today = ist_date(now())
    terms = terms_of(found)
    in_force = next((one for one in terms if today in one.valid), None)
    context = {
        "contract": found,
        "places": found.places.select_related("office").order_by("office__name"),
        "terms": terms,
        "in_force": in_force,
        "asked": terms_asked_for(found),
        "standing": standing_of(found, limit_paise=in_force.credit_limit_paise if in_force else 0),
        "entries": entries_of(found),
        "ranges": ranges_of(found),
        "numbers_left": numbers_left(found),
        "batches": batches_of_contract(found),
        "bills": bills_of(found),
        "last_month": (today.replace(day=1) - timedelta(days=1)).replace(day=1),
        "form": form,
    }
    return render(request, "bookings/contracts/contract.html", context, status=status)


@require_POST
@on_duty(Work.MANAGE_PARTNERS)
def issue_range(request: StaffRequest, code: str) -> HttpResponse:
    found = get_contract_within(request.duty, code)
    form = RangeForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        services.issue_range(
            contract=found,
            series=form.cleaned_data["series"].upper(),
            first_serial=form.cleaned_data["first_serial"],
            last_serial=form.cleaned_data["last_serial"],
            printed=form.cleaned_data["printed"],
            by=request.user,
            now=now(),
        )
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence())
        return _page(request, found, form, status=refusal.http_status)
    messages.success(request, _("The range is the contract's."))
    return redirect("contracts:contract", code=found.code)


@require_POST
@on_duty(Work.MANAGE_PARTNERS)
def make_bills(request: StaffRequest, code: str) -> HttpResponse:
    found = get_contract_within(request.duty, code)
    form = MonthForm(request.POST)
    if not form.is_valid():
        raise InvalidInput(problem=_("Nothing was billed: a month is written as 2026-10."))
    month: date = form.cleaned_data["month"]
    try:
        services.bill_contract(contract=found, month=month, by=request.user, now=now())
    except Refusal as refusal:
        messages.error(request, refusal.sentence())
    return redirect("contracts:contract", code=found.code)


@require_GET
@on_duty(Work.MANAGE_PARTNERS)
def bill(request: StaffRequest, number: str) -> HttpResponse:
    return render(request, "bookings/contracts/bill.html", {"bill": _bill(request, number)})


@require_GET
@on_duty(Work.MANAGE_PARTNERS)
def bill_paper(request: StaffRequest, number: str) -> HttpResponse:
    found = _bill(request, number)
    headers = {"Content-Disposition": f'inline; filename="{found.number}.pdf"'}
    return HttpResponse(bill_pdf(found), content_type="application/pdf", headers=headers)


@require_GET
@on_duty(Work.MANAGE_PARTNERS)
def bill_csv(request: StaffRequest, number: str) -> HttpResponse:
    found = _bill(request, number)
    return csv_answer(found.number, BILL_COLUMNS, map(_bill_row, found.lines.all()))


BILL_COLUMNS = (
    "line", "day", "office", "product", "articles", "cancelled", "discount_bp", "postage_paise", "services_paise",
    "cgst_paise", "sgst_paise", "total_paise",
)  # fmt: skip


def _bill_row(line: BillLine) -> tuple[object, ...]:
    return (
        line.number, line.day, line.office.code if line.office else "", line.product, line.articles,
        int(line.cancelled), line.discount_bp, line.postage_paise, line.services_paise, line.cgst_paise,
        line.sgst_paise, line.total_paise,
    )  # fmt: skip


def _bill(request: StaffRequest, number: str) -> Bill:
    found = bill_with_number(number, request.duty.reach(Work.MANAGE_PARTNERS))
    if found is None:
        raise NotFound()
    return found


@on_duty(Work.BOOK)
def deposit(request: StaffRequest) -> HttpResponse:
    """GET asks for the contract, then shows whose it is; POST takes the cash into the clerk's drawer."""
    typed = request.POST if request.method == "POST" else request.GET
    code = typed.get("contract", "").strip()
    if not code:
        return render(request, "bookings/contracts/deposit.html", {})
    found = get_contract_booking_at(request.duty.office, code)
    shift = open_shift_of(request.user)
    if shift is None:
        raise NoShift()
    if request.method != "POST":
        return _deposit_page(request, found, DepositForm(initial={"contract": found.code}))
    form = DepositForm(request.POST)
    if not form.is_valid():
        return _deposit_page(request, found, form, status=422)
    try:
        journal = take_deposit(
            contract=found,
            paise=form.cleaned_data["rupees"] * 100,
            shift=shift,
            request_id=form.cleaned_data["request_id"],
            by=request.user,
            now=now(),
        )
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence())
        return _deposit_page(request, found, form, status=refusal.http_status)
    return redirect("contracts:deposit-receipt", number=f"{shift.office.code}-{journal.number:06d}")


def _deposit_page(request: StaffRequest, found: Contract, form: DepositForm, status: int = 200) -> HttpResponse:
    balance = standing_of(found, limit_paise=0).balance_paise
    context = {"contract": found, "form": form, "balance": balance}
    return render(request, "bookings/contracts/deposit.html", context, status=status)


@require_GET
@on_duty(Work.BOOK)
def deposit_receipt(request: StaffRequest, number: str) -> HttpResponse:
    """The receipt of a deposit taken at one's own office."""
    code, _dash, serial = number.partition("-")
    entry = None
    if code == request.duty.office.code and serial.isascii() and serial.isdecimal() and len(serial) < 10:
        entry = deposit_with_number(request.duty.office, int(serial))
    if entry is None:
        raise NotFound()
    context = {"entry": entry, "number": number, "paise": -entry.paise}
    return render(request, "bookings/contracts/deposit_receipt.html", context)
