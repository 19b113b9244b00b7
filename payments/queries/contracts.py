"""Asking about the accounts of contract customers."""

from typing import Final, NamedTuple

from django.db import connection

from offices.models import Office
from partners.models import Contract
from partners.rules import Payment
from payments.models import Entry
from payments.rules import Account, Purpose

_DEBITS: Final = """
    WITH base AS (
        SELECT last_entry, debits FROM payments_contractbalance
        WHERE contract_id = %(contract)s AND account = %(account)s ORDER BY last_entry DESC LIMIT 1
    )
    SELECT coalesce((SELECT debits FROM base), 0) + coalesce(sum(paise), 0), count(*), coalesce(max(id), 0)
    FROM payments_entry
    WHERE contract_id = %(contract)s AND account = %(account)s AND id > coalesce((SELECT last_entry FROM base), 0)
"""


class Standing(NamedTuple):
    """Where a contract stands: what its deposit holds or what it owes, and what it may still book for."""

    balance_paise: int
    available_paise: int


def account_of(contract: Contract) -> Account:
    return Account.ADVANCE if contract.payment == Payment.ADVANCE else Account.BNPL


class Debits(NamedTuple):
    """What a contract's entries come to, how many of them no `ContractBalance` has yet, and the last one's id."""

    paise: int
    entries: int
    last_entry: int


def debits_of(contract: Contract) -> Debits:
    """One query, answered from two indexes, however much the contract has ever booked."""
    with connection.cursor() as cursor:
        cursor.execute(_DEBITS, {"contract": contract.pk, "account": account_of(contract)})
        return Debits(*map(int, cursor.fetchone()))


def standing_of(contract: Contract, *, limit_paise: int, debits: int | None = None) -> Standing:
    """One query; none when `debits` are known."""
    if debits is None:
        debits = debits_of(contract).paise
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
