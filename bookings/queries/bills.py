"""Asking about bills."""

from datetime import date
from typing import NamedTuple

from django.db.models import Prefetch, Q

from bookings.models import Bill, BillLine
from offices.models import Office
from partners.models import Contract, Customer
from partners.queries import contracts_with_terms
from payments.models import Entry
from payments.queries import Standing, entries_of, standing_of


def bills_of(contract: Contract, *, limit: int = 24) -> list[Bill]:
    """The latest bills of a contract: one query."""
    return list(contract.bills.select_related("circle").order_by("-month", "number")[:limit])


def bill_with_number(number: str, offices: Q) -> Bill | None:
    """A bill of a contract that an office within reach looks after, with its lines in order: three queries."""
    bills = Bill.objects.filter(number=number, contract__office__in=Office.objects.filter(offices))
    bills = bills.select_related("contract__customer", "circle", "made_by", "journal")
    return bills.prefetch_related(Prefetch("lines", BillLine.objects.order_by("number")), "lines__office").first()


class Accounted(NamedTuple):
    """A contract as its customer sees its money."""

    contract: Contract
    standing: Standing | None  # None: no terms are in force
    entries: list[Entry]
    bills: list[Bill]


def accounts_of(customer: Customer, *, on: date) -> list[Accounted]:
    """Every contract of a customer with its account and bills."""
    found = []
    for contract in contracts_with_terms(customer, on=on):
        [*terms] = contract.now  # type: ignore[attr-defined]  # contracts_with_terms puts it there
        standing = standing_of(contract, limit_paise=terms[0].credit_limit_paise) if terms else None
        found.append(Accounted(contract, standing, entries_of(contract, limit=50), bills_of(contract)))
    return found


def bill_of_customer(number: str, customer: Customer) -> Bill | None:
    """A bill of the customer's own, with its lines in order: three queries."""
    bills = Bill.objects.filter(number=number, contract__customer=customer)
    bills = bills.select_related("contract__customer", "circle", "made_by", "journal")
    return bills.prefetch_related(Prefetch("lines", BillLine.objects.order_by("number")), "lines__office").first()
