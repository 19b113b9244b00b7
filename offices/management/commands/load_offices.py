"""`manage.py load_offices`: import the all-India directory, or say what that would change."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apt.core.clock import now
from apt.core.errors import Refusal
from offices.services import DIRECTORY, POSITIONS, load_directory


class Command(BaseCommand):
    help = "Import the all-India post office directory (offices/data/README.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", type=Path, default=DIRECTORY, help="directory, CSV or CSV.xz")
        parser.add_argument("--positions", type=Path, help="graded positions; ours go with our own directory")
        parser.add_argument("--dry-run", action="store_true", help="say what would open, close and move; write nothing")
        parser.add_argument("--recheck", action="store_true", help="compare even if this file was loaded last")

    def handle(self, **options: Any) -> None:
        start = time.monotonic()

        def say(line: str) -> None:
            self.stdout.write(f"{time.monotonic() - start:6.1f} s  {line}")
            self.stdout.flush()

        positions = options["positions"] or (POSITIONS if options["file"] == DIRECTORY else None)
        try:
            report = load_directory(
                directory=options["file"],
                positions=positions,
                now=now(),
                dry_run=options["dry_run"],
                recheck=options["recheck"],
                say=say,
            )
        except Refusal as refusal:
            raise CommandError(refusal.sentence()) from refusal
        if options["verbosity"]:
            for line in report.lines():
                self.stdout.write(line)
        say({"loaded": "done", "dry-run": "nothing was written"}.get(report.status, "nothing was changed"))
