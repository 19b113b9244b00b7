"""`manage.py readiness CODE [--on DAY]`: what is missing before mail can move, by name; exit 1 if anything is."""

from argparse import ArgumentParser
from collections import Counter
from datetime import date, timedelta
from typing import Any

from django.core.management import BaseCommand, CommandError

from apt.core.clock import ist_date, now
from offices.queries import office_by_code, subtree_of
from transit.queries import gaps_of


class Command(BaseCommand):
    help = "Name each missing mapping, bag number and schedule of an office and all below it, for a day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", help="the office; all that report to it are looked at as well")
        parser.add_argument("--on", type=date.fromisoformat, help="the day, tomorrow if none is given")

    def handle(self, *args: Any, code: str, on: date | None, **options: Any) -> None:
        office = office_by_code(code)
        if office is None:
            raise CommandError(f"There is no office {code}.")
        day = on or ist_date(now()) + timedelta(days=1)
        gaps = gaps_of(subtree_of(office), on=day)
        for gap in gaps:
            towards = f" -> {gap.towards}" if gap.towards else ""
            self.stdout.write(f"{gap.office}{towards}: {gap.lack.label}")
        counted = Counter(gap.lack for gap in gaps)
        if gaps:
            raise CommandError(f"{day}: " + ", ".join(f"{lack.value} {count}" for lack, count in counted.items()))
        self.stdout.write(f"{day}: nothing is missing.")
