"""Asking about bills."""

from django.db.models import Prefetch, Q

from bookings.models import Bill, BillLine
from offices.models import Office
from partners.models import Contract


def bills_of(contract: Contract, *, limit: int = 24) -> list[Bill]:
    """The latest bills of a contract: one query."""
    return list(contract.bills.select_related("circle").order_by("-month", "number")[:limit])


def bill_with_number(number: str, offices: Q) -> Bill | None:
    """A bill of a contract that an office within reach looks after, with its lines in order: three queries."""
    bills = Bill.objects.filter(number=number, contract__office__in=Office.objects.filter(offices))
    bills = bills.select_related("contract__customer", "circle", "made_by", "journal")
    return bills.prefetch_related(Prefetch("lines", BillLine.objects.order_by("number")), "lines__office").first()
