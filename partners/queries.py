"""Asking about contract customers."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Prefetch, Q

from apt.core.clock import day_begins
from apt.core.rows import columns, made
from offices.models import Approval, Office
from offices.rules import Left

from .errors import ContractEnded, NoTerms
from .models import ApiKey, BookingPlace, Contract, Customer, Member, Terms, Usage

_TERMS = "SELECT {terms} FROM partners_terms terms WHERE contract_id = %s AND valid @> %s::date"
TERMS = "partners.terms"  # the topic of an approval


def customers_of(offices: Q, *, limit: int = 200) -> list[Customer]:
    """Customers of the offices within reach with their contracts, by name: two queries."""
    within = Office.objects.filter(offices)
    found = Customer.objects.filter(office__in=within).select_related("office").prefetch_related("contracts")
    return list(found.order_by("name", "id")[:limit])


def contracts_of(customer: Customer) -> list[Contract]:
    return list(customer.contracts.select_related("office").order_by("code"))


def places_within(offices: Q, *, on: date, limit: int = 200) -> list[BookingPlace]:
    """Where contracts in force book, of the offices within reach: one query."""
    within = Office.objects.filter(offices)
    found = BookingPlace.objects.filter(office__in=within, contract__valid__contains=on)
    return list(found.select_related("office", "contract__customer").order_by("contract__customer__name", "id")[:limit])


def terms_in_force(contract: Contract, *, on: date) -> Terms:
    """One query. Raises ContractEnded, NoTerms."""
    upper = contract.valid.upper
    if not (contract.valid.lower <= on and (upper is None or on < upper)):
        raise ContractEnded(contract=contract.code, date=on)
    with connection.cursor() as cursor:
        cursor.execute(_TERMS.format(terms=columns(Terms, "terms")), [contract.pk, on])
        row = cursor.fetchone()
    if row is None:
        raise NoTerms(contract=contract.code, date=on)
    return made(Terms, row)


def terms_of(contract: Contract) -> list[Terms]:
    """All terms of a contract, the latest first."""
    return list(contract.terms.select_related("asked_by", "approved_by").order_by("-valid"))


def terms_asked_for(contract: Contract) -> list[Approval]:
    """Requests for terms that nobody decided yet."""
    waiting = Approval.objects.filter(topic=TERMS, office=contract.office, decision="", payload__contract=contract.code)
    return list(waiting.select_related("made_by").order_by("id"))


def contracts_with_terms(customer: Customer, *, on: date) -> list[Contract]:
    """A customer's contracts, each with its `places` and the terms in force as `now`. Three queries."""
    in_force = Terms.objects.filter(valid__contains=on)
    contracts = customer.contracts.select_related("office").order_by("code")
    return list(contracts.prefetch_related("places__office", Prefetch("terms", in_force, to_attr="now")))


def keys_of(customer: Customer) -> list[ApiKey]:
    """All keys, those in force first, the latest first."""
    keys = customer.keys.select_related("made_by", "revoked_by").order_by("-id")
    return sorted(keys, key=lambda key: key.revoked_at is not None)


def end_of(day: date | None) -> datetime | None:
    """The midnight that ends a day in India."""
    return day_begins(day + timedelta(days=1)) if day else None


def members_of(customer: Customer) -> list[Member]:
    return list(customer.members.filter(left_at=None).select_related("user").order_by("id"))


def usage_of(customer: Customer, *, since: date) -> list[Usage]:
    """Days of use, the latest first, live before sandbox."""
    return list(customer.usage.filter(day__gte=since).order_by("-day", "-live"))


def left_of_contracts(office: Office, on: date) -> Iterable[tuple[Left, int]]:
    """Contracts in force that book at an office, or are kept there. One query."""
    within = Contract.objects.filter(Q(office=office) | Q(places__office=office), valid__contains=on)
    yield Left.CONTRACTS, within.distinct().count()
