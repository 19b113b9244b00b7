"""`manage.py bootstrap`: what `make run` needs of the database, in one process; seconds when all stands already."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from offices.models import DirectoryLoad


class Command(BaseCommand):
    help = "Migrate, load the office directory if there is none, the packaged tariff, and the demonstration if asked."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--demo", action="store_true")

    def handle(self, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        self.stdout.write("    tables stand")
        if DirectoryLoad.objects.exists():
            self.stdout.write("    offices stand")
        else:
            call_command("load_offices", verbosity=0, stdout=self.stdout)  # the full report: /offices/quality/
        call_command("load_tariff", stdout=self.stdout)
        if options["demo"]:
            call_command("load_demo", stdout=self.stdout)
