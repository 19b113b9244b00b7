"""`manage.py export_ledger --office CODE FILE.zip`: all books of one office, for `deploy/verify_ledger.py`."""

import csv
import json
import sys
import zipfile
from argparse import ArgumentParser
from io import StringIO

from django.core.management.base import BaseCommand
from django.db import connection, transaction

from offices.models import Office
from payments.models import Chain, Journal
from payments.queries.journal import body_of, hashed


class Command(BaseCommand):
    help = "Write journals, entries and hashes of an office into a zip that anybody can prove without this software."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--office", required=True, help="the code of the office")
        parser.add_argument("file", help="the zip to write")

    def handle(self, *, office: str, file: str, **_: object) -> None:
        found = Office.objects.filter(code=office).first()
        if found is None:
            self.stderr.write(f"no office {office}")
            sys.exit(1)
        entries = StringIO()
        table = csv.writer(entries)
        table.writerow(["journal", "account", "paise", "shift", "contract"])
        with transaction.atomic(), zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as books:
            _one_moment()
            chain = Chain.objects.filter(office=found).first() or Chain()
            with books.open("journals.jsonl", "w") as journals:
                for one in hashed(Journal.objects.filter(office=found)).order_by("number").iterator(2_000):
                    said = body_of(one) | {"hash": one.hash}
                    journals.write(json.dumps(said, sort_keys=True).encode() + b"\n")
                    table.writerows([one.number, *line, *[""] * (4 - len(line))] for line in said["lines"])
            books.writestr("entries.csv", entries.getvalue())
            head = {"office": found.code, "last_number": chain.last_number, "head": chain.head}
            books.writestr("chain.json", json.dumps(head, sort_keys=True))
        self.stdout.write(f"{found.code} {found.name}: {chain.last_number} journals")


def _one_moment() -> None:
    """The head and the journals are read as of one moment, though counters go on. Inside a test's transaction the
    level can no longer be set, and nobody else writes.
    """
    if not connection.savepoint_ids:
        connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
