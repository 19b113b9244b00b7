"""`manage.py export_ledger --office CODE FILE.zip`: all books of one office, for `deploy/verify_ledger.py`."""

import sys
from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from offices.models import Office
from payments.paper import write_ledger


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
        _first, last = write_ledger(found, file)
        self.stdout.write(f"{found.code} {found.name}: {last} journals")
