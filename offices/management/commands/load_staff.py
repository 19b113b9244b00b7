"""`manage.py load_staff`: invented people for every office, so that the system is full-sized."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apt.core.clock import now
from offices.models import Office
from offices.services import load_staff


class Command(BaseCommand):
    help = "Invent staff for every office that has none: people, posts and postings. Nobody of them can sign in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=7, help="the same seed on the same directory: the same people")
        parser.add_argument("--circle", default="", help="only the circle whose name begins so")

    def handle(self, **options: Any) -> None:
        start = time.monotonic()

        def say(line: str) -> None:
            self.stdout.write(f"{time.monotonic() - start:6.1f} s  {line}")
            self.stdout.flush()

        try:
            loaded = load_staff(seed=options["seed"], circle=options["circle"], now=now(), say=say)
        except (Office.DoesNotExist, Office.MultipleObjectsReturned) as error:
            raise CommandError(
                f"There is not exactly one circle whose name begins with {options['circle']}."
            ) from error
        if not loaded.offices:
            say("Nothing to do: every open office has its staff.")
            return
        say(f"{loaded.people:,} people at {loaded.offices:,} offices, {loaded.posts - loaded.people:,} posts vacant")
