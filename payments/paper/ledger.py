"""The books of an office as a zip that anybody can prove without this software (`deploy/verify_ledger.py`)."""

import csv
import json
import zipfile
from datetime import date
from io import StringIO
from typing import IO

from django.db import connection, transaction
from django.db.models import Max, Min

from apt.core.clock import next_month
from offices.models import Office
from payments.models import Chain, Journal
from payments.queries.journal import body_of, hashed
from payments.rules import GENESIS


def write_ledger(office: Office, file: str | IO[bytes], *, month: date | None = None) -> tuple[int, int]:
    """Write journals, entries and hashes of an office, or those of the month that begins on `month`, as of one moment.

    The numbers of the first and the last journal; (1, 0) when there is none. A constant number of statements.
    """
    entries = StringIO()
    table = csv.writer(entries)
    table.writerow(["journal", "account", "paise", "shift", "contract"])
    with transaction.atomic(), zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as books:
        _one_moment()
        first, last = _numbers(office, month)
        previous = head = GENESIS
        if first > 1:
            previous = head = Journal.objects.values_list("hash", flat=True).get(office=office, number=first - 1)
        within = Journal.objects.filter(office=office, number__range=(first, last))
        with books.open("journals.jsonl", "w") as journals:
            for one in hashed(within).order_by("number").iterator(2_000):
                said = body_of(one) | {"hash": one.hash}
                journals.write(json.dumps(said, sort_keys=True).encode() + b"\n")
                table.writerows([one.number, *line, *[""] * (4 - len(line))] for line in said["lines"])
                head = one.hash
        books.writestr("entries.csv", entries.getvalue())
        chain = {"office": office.code, "first_number": first, "previous": previous, "last_number": last, "head": head}
        if month is None and last:
            chain["head"] = Chain.objects.values_list("head", flat=True).get(office=office)
        books.writestr("chain.json", json.dumps(chain, sort_keys=True))
    return first, last


def _numbers(office: Office, month: date | None) -> tuple[int, int]:
    """The first and the last journal; of a month all that lie between, so that the file is a piece of the chain."""
    if month is None:
        return 1, Chain.objects.filter(office=office).values_list("last_number", flat=True).first() or 0
    of_month = Journal.objects.filter(office=office, business_date__gte=month, business_date__lt=next_month(month))
    found = of_month.aggregate(first=Min("number"), last=Max("number"))
    return found["first"] or 1, found["last"] or 0


def _one_moment() -> None:
    """The head and the journals are read as of one moment, though counters go on. Inside a test's transaction the
    level can no longer be set, and nobody else writes.
    """
    if not connection.savepoint_ids:
        connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
