"""`manage.py live_demo`: a week that is over, then something every few seconds, in each circle, until it is stopped."""

import logging
import random
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apt.core.clock import now
from apt.demo.living import Play, live, load_living
from apt.demo.living_cast import living_cast

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Replay a scaled day in the background (only with APT_DEMO=1). Ctrl-C stops it; what happened stays."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--pause", type=float, default=4.0, help="seconds between two acts")
        parser.add_argument("--acts", type=int, default=0, help="stop after so many; 0: never")

    def handle(self, *, pause: float, acts: int, **_: object) -> None:
        if not settings.DEMO:
            raise CommandError("Set APT_DEMO=1 first: nothing is invented among real articles.")
        for told in load_living(now=now()):  # here and not before the start: nobody waits for it
            log.info(told)
        cast = living_cast()
        if not cast.troupes:
            raise CommandError("There is no office to live in: run `manage.py bootstrap --demo`.")
        play = Play(cast, random.Random(), now())  # noqa: S311  # invented mail, not secrets
        for told in live(play, _moments(pause, acts)):
            log.info(told)


def _moments(pause: float, acts: int) -> Iterator[datetime]:
    done = 0
    while not acts or done < acts:
        yield now()
        done += 1
        time.sleep(pause)
