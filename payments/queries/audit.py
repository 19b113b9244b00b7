"""Proving the books again: checkpoints against the entries that they sum up."""

from typing import NamedTuple

from django.db import connection
from django.db.models import Sum

from offices.models import Office
from payments.models import DayBalance, Entry, Journal, OfficeDay
from payments.rules import BLOCK, GENESIS


class BadCheckpoint(NamedTuple):
    """A day that does not say what its entries do: about which account, what it says and what was found."""

    day: OfficeDay
    what: str
    said: object
    found: object


def bad_checkpoint(office: Office) -> BadCheckpoint | None:
    """The first checkpoint of an office that is not the one before plus the entries since; None when all stand.

    Its root must be a journal of the chain. Five queries a day that has ended.
    """
    running: dict[str, int] = {}
    previous = None
    for day in OfficeDay.objects.filter(office=office, ended_at__isnull=False).order_by("business_date").iterator():
        entries = Entry.objects.filter(journal__office=office, journal__business_date__lte=day.business_date)
        if previous:
            entries = entries.filter(journal__business_date__gt=previous)
        for account, paise in entries.values_list("account").annotate(Sum("paise")):
            running[account] = running.get(account, 0) + paise
        kept = dict(DayBalance.objects.filter(day=day).values_list("account", "paise"))
        for account in sorted(running.keys() | kept.keys()):
            if kept.get(account, 0) != running.get(account, 0):
                return BadCheckpoint(day, account, kept.get(account, 0), running.get(account, 0))
        if day.root != GENESIS and not Journal.objects.filter(office=office, hash=day.root).exists():
            return BadCheckpoint(day, "root", day.root, "no journal")
        previous = day.business_date
    return None


_BAD_SUBTOTAL = """
    WITH said AS (
        SELECT last_number, business_date, account, debits, credits, entries FROM payments_subtotal
        WHERE office_id = %(office)s
    ), found AS (
        SELECT (j.number + %(block)s - 1) / %(block)s * %(block)s, j.business_date, e.account,
            coalesce(sum(e.paise) FILTER (WHERE e.paise > 0), 0), coalesce(sum(e.paise) FILTER (WHERE e.paise < 0), 0),
            count(*)
        FROM payments_journal j JOIN payments_entry e ON e.journal_id = j.id
        JOIN payments_chain c ON c.office_id = j.office_id AND j.number <= c.summed_upto
        WHERE j.office_id = %(office)s GROUP BY 1, 2, 3
    )
    SELECT last_number, account FROM ((TABLE said EXCEPT TABLE found) UNION ALL (TABLE found EXCEPT TABLE said)) bad
    ORDER BY 1, 2 LIMIT 1
"""


def bad_subtotal(office: Office) -> tuple[int, str] | None:
    """The first block of an office that does not say what its entries do: its last number, the account. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_BAD_SUBTOTAL, {"office": office.pk, "block": BLOCK})
        return cursor.fetchone()


_BAD_CONTRACT = """
    SELECT contract.code FROM payments_contractbalance said
    JOIN partners_contract contract ON contract.id = said.contract_id
    WHERE contract.office_id = %s AND said.debits <> (
        SELECT coalesce(sum(e.paise), 0) FROM payments_entry e
        WHERE e.contract_id = said.contract_id AND e.account = said.account AND e.id <= said.last_entry)
    ORDER BY said.id LIMIT 1
"""


def bad_contract_balance(office: Office) -> str | None:
    """The first contract that the office looks after and whose balance says something else than its entries do."""
    with connection.cursor() as cursor:
        cursor.execute(_BAD_CONTRACT, [office.pk])
        row = cursor.fetchone()
    return row[0] if row else None
