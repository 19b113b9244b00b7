"""Summing up the journal in blocks, so that old entries are not read again for every figure."""

from datetime import datetime
from typing import Final

from django.db import connection
from django.db.models import F

from apt.core.db import use_case
from payments.models import Chain
from payments.rules import BLOCK

OFFICES_A_ROUND: Final = 500
_SUM_UP = """
    INSERT INTO payments_subtotal (office_id, last_number, business_date, account, debits, credits, entries)
    SELECT j.office_id, %(last)s, j.business_date, e.account, coalesce(sum(e.paise) FILTER (WHERE e.paise > 0), 0),
        coalesce(sum(e.paise) FILTER (WHERE e.paise < 0), 0), count(*)
    FROM payments_journal j JOIN payments_entry e ON e.journal_id = j.id
    WHERE j.office_id = %(office)s AND j.number > %(last)s - %(block)s AND j.number <= %(last)s
    GROUP BY j.office_id, j.business_date, e.account
"""


def sum_up_journals(*, now: datetime) -> int:
    """Sum up every full block that nobody has. Each block is its own transaction; a repeat finds nothing to do."""
    due = Chain.objects.filter(last_number__gte=F("summed_upto") + BLOCK).order_by("-last_number")
    summed = 0
    for office_id, last_number, upto in due.values_list("office_id", "last_number", "summed_upto")[:OFFICES_A_ROUND]:
        for last in range(upto + BLOCK, last_number + 1, BLOCK):
            summed += _sum_up(office_id=office_id, last=last)
    return summed


@use_case
def _sum_up(*, office_id: int, last: int) -> bool:
    """The block that ends with journal `last`; False when another has it. Its journals are complete and stay so."""
    chain = Chain.objects.filter(office=office_id, summed_upto=last - BLOCK, last_number__gte=last)
    if not chain.update(summed_upto=last):
        return False
    with connection.cursor() as cursor:
        cursor.execute(_SUM_UP, {"office": office_id, "last": last, "block": BLOCK})
    return True
