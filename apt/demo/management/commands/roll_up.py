"""`manage.py roll_up`: the figures that are due are counted; with `--anew` those of all days."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from django.db import connection

from apt.core.clock import now
from apt.wiring import FIGURES
from offices.services import roll_up


class Command(BaseCommand):
    help = "Count the figures that are due, or all there ever were. Broken off, it goes on where it stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--anew", action="store_true")

    def handle(self, *, anew: bool, **_: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")  # nobody waits for it, and years may be looked through
        self.stdout.write(f"{roll_up(sources=FIGURES, now=now(), anew=anew)} offices and days counted")
