"""The books of an office, on screen and to take away; each figure opens into its entries."""

from datetime import date, timedelta
from io import BytesIO

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apt.core.errors import NotFound
from apt.core.sheets import csv_answer
from offices.access import StaffRequest, on_any_duty
from offices.models import Office
from payments import queries
from payments.access import get_books_of
from payments.models import Entry
from payments.paper import daily_account_pdf, evidence_pdf, write_ledger
from payments.rules import STOCK_ACCOUNTS, Account, Purpose

from .money_forms import ExplainForm, OnForm

MOST_ROWS = 100_000
MOST_ON_PAPER = 2_000  # entries; CSV holds more
TOTALS = ("account", "opening_paise", "debits_paise", "credits_paise", "closing_paise")


@require_GET
@on_any_duty
def account(request: StaffRequest, code: str) -> HttpResponse:
    """The daily account: HTML, `?format=csv` or `?format=pdf`."""
    office, on = get_books_of(request.duty, code), OnForm(request.GET).day()
    totals, day = queries.account_totals(office, on=on), queries.day_of(office, on)
    kind = request.GET.get("format")
    if kind == "pdf":
        content = daily_account_pdf(office=str(office), on=on, totals=totals, day=day)
        headers = {"Content-Disposition": f'inline; filename="account-{code}-{on}.pdf"'}
        return HttpResponse(content, content_type="application/pdf", headers=headers)
    if kind == "csv":
        rows = [(one.value, *total, total.closing) for one, total in totals.items()]
        return csv_answer(f"account-{code}-{on}", TOTALS, rows)
    purposes = [
        (Purpose(purpose), Account(account), paise) for purpose, account, paise in queries.products_of(office, on=on)
    ]
    context = {
        "form": OnForm({"on": on}), "office": office, "on": on, "day": day, "totals": totals.items(),
        "before": on - timedelta(days=1),
        "purposes": purposes,
    }  # fmt: skip
    return render(request, "payments/account.html", context)


@require_GET
@on_any_duty
def ledger(request: StaffRequest, code: str) -> HttpResponse:
    """The ledger of a month with its hashes, free, to be proved elsewhere (trust goal H12)."""
    office, month = get_books_of(request.duty, code), OnForm(request.GET).day().replace(day=1)
    books = BytesIO()
    write_ledger(office, books, month=month)
    headers = {"Content-Disposition": f'attachment; filename="ledger-{code}-{month:%Y-%m}.zip"'}
    return HttpResponse(books.getvalue(), content_type="application/zip", headers=headers)


@require_GET
@on_any_duty
def cash_book(request: StaffRequest, code: str) -> HttpResponse:
    """Cash in the order in which it came and went, all on one page of paper or as CSV."""
    office, on = get_books_of(request.duty, code), OnForm(request.GET).day()
    entries = queries.cash_book(office, on=on)
    if request.GET.get("format") == "csv":
        return csv_answer(f"cash-book-{code}-{on}", EVIDENCE, map(_evidence, entries[:MOST_ROWS]))
    after = int(request.GET.get("after", "0")) if request.GET.get("after", "0").isdecimal() else 0
    page = queries.page_of(entries, after=after)
    return _entries_page(request, office, on, page, account=None, shift=None)


@require_GET
@on_any_duty
def explain(request: StaffRequest, code: str) -> HttpResponse:
    """The entries behind a figure, paged; with the hashes `?format=csv`, and on paper `?format=pdf`: evidence for the
    branch, free, without asking anybody.
    """
    office, form = get_books_of(request.duty, code), ExplainForm(request.GET)
    if not form.is_valid():
        raise NotFound()
    asked, on = Account(form.cleaned_data["account"]), form.day()
    shift, whole, purpose = (form.cleaned_data[name] for name in ("shift", "whole", "purpose"))
    after = form.cleaned_data["after"] or 0
    entries = queries.entries_behind(office, on=on, account=asked, shift=shift, whole=whole, purpose=purpose)
    kind = request.GET.get("format")
    if kind == "csv":
        rows = (_evidence(one, pieces=asked in STOCK_ACCOUNTS) for one in entries[:MOST_ROWS])
        return csv_answer(f"explain-{code}-{on}-{asked}", EVIDENCE, rows)
    if kind == "pdf":
        content = evidence_pdf(
            office=str(office), on=on, account=asked, entries=list(entries[:MOST_ON_PAPER]),
            first_broken=queries.first_broken_number(office),
            defects=[one.title for one in queries.known_defects() if one.fixed_on is None],
        )  # fmt: skip
        headers = {"Content-Disposition": f'inline; filename="evidence-{code}-{on}-{asked.value}.pdf"'}
        return HttpResponse(content, content_type="application/pdf", headers=headers)
    if shift is None and not purpose:
        page = queries.page_behind(office, on=on, account=asked, whole=whole, after=after)
    else:
        page = queries.page_of(entries, after=after)
    figure = None if shift or purpose else queries.account_totals(office, on=on).get(asked)
    return _entries_page(request, office, on, page, account=asked, shift=shift, whole=whole, figure=figure)


def _entries_page(
    request: StaffRequest,
    office: Office,
    on: date,
    page: queries.Explained,
    *,
    account: Account | None,
    shift: int | None,
    whole: bool = False,
    figure: queries.AccountTotal | None = None,
) -> HttpResponse:
    chosen = request.GET.copy()
    chosen.pop("after", None)
    context = {
        "office": office, "on": on, "account": account, "shift": shift, "page": page, "chosen": chosen.urlencode(),
        "pieces": account in STOCK_ACCOUNTS, "whole": whole, "figure": figure,
        "total": sum(one.paise for one in page.entries),
    }  # fmt: skip
    return render(request, "payments/entries.html", context)


EVIDENCE = (
    "journal", "business_date", "made_at", "employee_id", "name", "purpose", "ref", "account", "paise", "shift",
    "pieces", "machine", "version", "previous_hash", "hash",
)  # fmt: skip


def _evidence(one: Entry, *, pieces: bool = False) -> tuple[object, ...]:
    """`pieces`: of stamps, which the entries were read with."""
    journal = one.journal
    moved = (
        [f"{piece.count} x {piece.item.code}" for piece in journal.pieces.all() if piece.shift_id == one.shift_id]
        if pieces
        else []
    )
    return (
        journal.number, journal.business_date, journal.made_at.isoformat(), journal.made_by.employee_id,
        journal.made_by.name, journal.purpose, journal.ref, one.account, one.paise, one.shift_id or "",
        ", ".join(moved),
        journal.device.label if journal.device else "", journal.version, journal.previous_hash, journal.hash,
    )  # fmt: skip
