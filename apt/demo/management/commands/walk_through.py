"""`manage.py walk_through`: one article from counter to door through the services, then its timeline."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apt.core.clock import IST
from apt.core.errors import Refusal
from apt.demo.journey import JourneyStopped, walk_an_article
from tracking.queries import timeline


class Command(BaseCommand):
    help = "Walk one article through booking, bags, delivery and OTP, and print its history."

    def handle(self, **options: Any) -> None:
        try:
            number = walk_an_article(self.stdout.write)
        except JourneyStopped as stopped:
            raise CommandError(str(stopped)) from stopped
        except Refusal as refusal:
            raise CommandError(f"Refused ({refusal.code}): {refusal.sentence()}") from refusal
        self.stdout.write(f"\nTimeline of {number}")
        for line in timeline(number):
            onwards = f" -> {line.next_office_name}" if line.next_office_name else ""
            self.stdout.write(
                f"{line.happened_at.astimezone(IST):%d %b %Y %H:%M:%S}  {line.office_name + onwards:<44}  {line.text}"
            )
