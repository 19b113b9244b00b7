"""`manage.py make_bulk_sample --rows N --out FILE`: a bulk file of invented people, to hand in at /bulk/."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apt.core.clock import ist_date, now
from apt.demo.bulk_sample import sample_rows, write_sample
from bookings.rules import MAX_ROWS
from offices.models import PincodeService

MOST_PINS = 3_000


class Command(BaseCommand):
    help = "Write a bulk file, .csv or .xlsx, in the layout of April 2026, to PINs that are served."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rows", type=int, default=1_000)
        parser.add_argument("--out", type=Path, required=True)
        parser.add_argument("--drop-off", default="570001", help="PIN of the office that books (Mysuru HO)")
        parser.add_argument("--faulty-every", type=int, default=0, help="put a fault into every n-th row")
        parser.add_argument("--seed", type=int, default=7, help="another seed, other rows")

    def handle(self, **options: Any) -> None:
        if not 1 <= options["rows"] <= MAX_ROWS:
            raise CommandError(f"--rows: 1 to {MAX_ROWS}")
        # Offices without coordinates have no distance, and so no price.
        served = PincodeService.objects.filter(valid__contains=ist_date(now()), office__latitude__isnull=False)
        pins = list(served.order_by("office__search_text", "pincode").values_list("pincode", flat=True)[:MOST_PINS])
        if not pins:
            raise CommandError("No PIN is served: load the offices first (manage.py bootstrap).")
        rows = sample_rows(
            options["rows"], pins=pins, drop_off=options["drop_off"], faulty_every=options["faulty_every"],
            seed=options["seed"],
        )  # fmt: skip
        write_sample(options["out"], rows)
        self.stdout.write(f"{options['rows']} rows in {options['out']}")
