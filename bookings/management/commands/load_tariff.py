"""`manage.py load_tariff`: a tariff file as a sheet. The packaged one is in force at once, others are drafts."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apt.core.clock import now
from apt.core.errors import Refusal
from bookings.rules.tariff import PACKAGED, read_tariff
from bookings.services import load_sheet


class Command(BaseCommand):
    help = (
        "Load a tariff file (default: the packaged one). While no sheet is in force the packaged file is brought into "
        "force at once; every other file, or any with --draft, becomes a draft for two people of the Directorate. The "
        "same tariff again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=PACKAGED, metavar="FILE")
        parser.add_argument("--draft", action="store_true", help="only a draft, whatever the file")

    def handle(self, *, file: Path, draft: bool, **options: Any) -> None:
        try:
            tariff = read_tariff(file)
            sheet, is_new = load_sheet(tariff=tariff, source=file.name, by=None, now=now(), as_draft=draft)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        except Refusal as refusal:
            raise CommandError(refusal.sentence()) from refusal
        did = "loaded" if is_new else "stands already"
        self.stdout.write(
            f"{file.name} {did}: sheet {sheet.pk}, {sheet.get_state_display()}, {len(tariff.products)} products"
        )
