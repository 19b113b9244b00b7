"""A head office looks at the accounts of its sub and branch offices together."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apt.core.sheets import csv_answer
from offices.access import StaffRequest, on_any_duty
from payments.access import get_books_of
from payments.queries import merged_books
from payments.rules import Account

from .money_forms import OnForm

COLUMNS = ("office", "name", "business_date", "state", "account", "paise")


@require_GET
@on_any_duty
def merged(request: StaffRequest, code: str) -> HttpResponse:
    """One line an account, one column an office; each figure opens into its entries. `?format=csv` to take away."""
    head, on = get_books_of(request.duty, code), OnForm(request.GET).day()
    books = merged_books(head, on=on)
    if request.GET.get("format") == "csv":
        rows = [
            (one.office.code, one.office.name, on, _state(one.day), account.value, paise)
            for one in books
            for account, paise in one.moved.items()
        ]
        return csv_answer(f"merged-{code}-{on}", COLUMNS, rows)
    used = [account for account in Account if any(account in one.moved for one in books)]
    lines = [
        (account, [(one.office, one.moved.get(account, 0)) for one in books],
         sum(one.moved.get(account, 0) for one in books))
        for account in used
    ]  # fmt: skip
    context = {"office": head, "on": on, "form": OnForm({"on": on}), "books": books, "lines": lines}
    return render(request, "payments/merged.html", context)


def _state(day: object) -> str:
    if day is None:
        return "not begun"
    return "ended" if getattr(day, "ended_at", None) else "open"
