"""`manage.py load_demo`: the demonstration's people, number blocks and beats. Repeating it changes nothing."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apt.core.clock import now
from apt.demo.contract import load_contract
from apt.demo.load import load_demonstration
from apt.demo.programme import load_programme
from apt.demo.stamps import load_stamps


class Command(BaseCommand):
    help = "Load the demonstration (only with APT_DEMO=1: its log-ins are public)."

    def handle(self, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Set APT_DEMO=1 first: the demonstration's log-ins are printed on the sign-in page.")
        moment = now()
        for load in (load_demonstration, load_contract, load_stamps, load_programme):
            for line in load(now=moment):
                self.stdout.write(line)
