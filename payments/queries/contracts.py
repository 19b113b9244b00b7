"""Asking about the accounts of contract customers."""

from typing import Final, NamedTuple

from django.db import connection

from offices.models import Office
from partners.models import Contract
from partners.rules import Payment
from payments.models import Entry
from payments.rules import Account, Purpose

_DEBITS: Final = "SELECT coalesce(sum(paise), 0) FROM payments_entry WHERE contract_id = %s AND account = %s"


class Standing(NamedTuple):
    """Where a contract stands: what its deposit holds or what it owes, and what it may still book for."""

    balance_paise: int
    available_paise: int


def account_of(contract: Contract) -> Account:
    return Account.ADVANCE if contract.payment == Payment.ADVANCE else Account.BNPL


def standing_of(contract: Contract, *, limit_paise: int) -> Standing:
    """The sum of the contract's entries: one query, answered from its index."""
    with connection.cursor() as cursor:
        cursor.execute(_DEBITS, [contract.pk, account_of(contract)])
        debits = int(cursor.fetchone()[0])
    if contract.payment == Payment.ADVANCE:
        return Standing(-debits, -debits)  # a deposit is a debt of ours: its credits are negative
    return Standing(debits, limit_paise - debits)


def deposit_with_number(office: Office, number: int) -> Entry | None:
    """The contract's line of a deposit journal of this office: what its receipt prints. One query."""
    entries = Entry.objects.select_related("journal__office", "journal__made_by", "contract__customer")
    return entries.filter(
        journal__office=office, journal__number=number, journal__purpose=Purpose.DEPOSIT, contract__isnull=False
    ).first()


def entries_of(contract: Contract, *, limit: int = 8) -> list[Entry]:
    """The latest lines on a contract's account, newest first."""
    found = Entry.objects.filter(contract=contract, account=account_of(contract))
    return list(found.select_related("journal__office").order_by("-id")[:limit])
