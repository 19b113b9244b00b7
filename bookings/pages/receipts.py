"""A receipt, its copies, another article for the same sender, finding an earlier one, the shift as a table."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from apt.core.clock import ist_date, now
from apt.core.errors import NotFound
from apt.core.pages import refuse_at
from apt.core.sheets import csv_answer
from bookings import services
from bookings.models import Article, Sale
from bookings.queries import (
    bookings_of_shift,
    cancel_requests_of,
    find_receipts,
    sale_with_articles,
    sales_of_shift,
)
from bookings.rules import Status
from bookings.services.cancel import ALLOWED_FOR, CANCEL
from offices.access import StaffRequest, on_duty, shows_personal_data
from offices.rules import Work
from payments.queries import open_shift_of

from .counter import my_shift
from .forms import number_in, typed_again, typed_so_far

_COLUMNS = (
    "receipt", "booked_at", "number", "product", "status", "pin", "delivered_by", "weight_g", "chargeable_g",
    "services", "postage", "discount", "services_amount", "cgst", "sgst", "total", "mode",
)  # fmt: skip


def own_sale(request: StaffRequest, number: str) -> Sale:
    """A sale of one's own office. Raises NotFound."""
    sale = sale_with_articles(number, office=request.duty.office)
    if sale is None:
        raise NotFound()
    return sale


@shows_personal_data
@require_GET
@on_duty(Work.BOOK)
def receipt(request: StaffRequest, number: str) -> HttpResponse:
    """A receipt of one's own office, and what can still be done with it."""
    sale, moment = own_sale(request, number), now()
    requests = cancel_requests_of(sale, topic=CANCEL, since=2 * ALLOWED_FOR, now=moment)
    back = sum(article.total_paise for article in sale.articles.all() if article.status == Status.CANCELLED)
    tendered = number_in(request.GET.get("tendered", "")) or 0
    context = {
        "sale": sale,
        "copy": len(sale.prints.all()),
        "print_now": request.GET.get("print") == str(len(sale.prints.all())),
        "articles": [
            {"article": article, "asked": requests.get(article.number), "may_cancel": article.status == Status.BOOKED}
            for article in sale.articles.all()
        ],
        "paid_back": -back,
        "remains": sale.total_paise - back,
        "change": tendered - sale.total_paise,
        "tendered": tendered,
        "shift": open_shift_of(request.user, at=request.duty.office),
        "now": moment,
        "me": request.user,
    }
    return render(request, "bookings/receipt.html", context)


@require_POST
@on_duty(Work.BOOK)
def print_receipt(request: StaffRequest, number: str) -> HttpResponse:
    """Count the copy, then show the paper with its number and open the print dialogue."""
    copy = services.count_print(sale=own_sale(request, number), by=request.user, now=now())
    return redirect(f"{reverse('bookings:receipt', args=[number])}?print={copy.copy_number}")


@require_POST
@on_duty(Work.BOOK)
@refuse_at("bookings:counter")
def again(request: StaffRequest, number: str) -> HttpResponse:
    """Another article from the same sender to the same addressee: only what differs is typed."""
    *_, last = own_sale(request, number).articles.all()
    typed = typed_again(services.item_of(last))
    for name in ("number", "weight", "length", "breadth", "height", "declared", "ins", "contents"):
        typed.pop(name)
    shown = typed_so_far({name: "on" if value is True else value for name, value in typed.items()})
    services.keep_typed(
        shift=my_shift(request), typed=shown, typed_paise=None, version=None, by=request.user, now=now()
    )
    return redirect("bookings:counter")


@shows_personal_data
@on_duty(Work.BOOK)
def search(request: StaffRequest) -> HttpResponse:
    """By receipt, article or, of the day, mobile number. By POST: a mobile in an address ends up in logs."""
    shift, text = open_shift_of(request.user, at=request.duty.office), request.POST.get("q", "").strip()
    day = shift.business_date if shift else ist_date(now())
    found = find_receipts(text[:40], office=request.duty.office, on=day)
    if len(found) == 1:
        return redirect("bookings:receipt", number=found[0].receipt_number)
    context = {"text": text, "found": found, "shift": shift, "sales": sales_of_shift(shift, limit=20) if shift else []}
    return render(request, "bookings/search.html", context)


@require_GET
@on_duty(Work.BOOK)
def shift_csv(request: StaffRequest) -> HttpResponse:
    """The bookings of the open shift, one line an article, without personal data; amounts in rupees."""
    shift = my_shift(request)
    name = f"shift-{shift.office.code}-{shift.business_date}-{shift.counter_number}"
    return csv_answer(name, _COLUMNS, map(_shift_row, bookings_of_shift(shift)))


def _shift_row(one: Article) -> tuple[object, ...]:
    amounts = (one.postage_paise, one.discount_paise, one.services_paise, one.cgst_paise, one.sgst_paise)
    return (
        one.sale.receipt_number, one.sale.booked_at.isoformat(timespec="seconds"), one.number, one.product,
        one.status, one.pincode, one.destination.name, one.weight_grams, one.chargeable_grams,
        " ".join(one.services), *(_rupees(paise) for paise in (*amounts, one.total_paise)), one.sale.mode,
    )  # fmt: skip


def _rupees(paise: int) -> str:
    return f"{paise // 100}.{paise % 100:02d}"
