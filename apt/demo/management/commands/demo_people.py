"""`manage.py demo_people`: the demonstration's log-ins."""

from typing import Any

from django.core.management.base import BaseCommand

from apt.core.clock import ist_date, now
from apt.demo.people import PASSWORD
from offices.queries import demonstration_people


class Command(BaseCommand):
    help = "Print the demonstration's log-ins."

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"\n  Employee id   Who, where (password for all: {PASSWORD})")
        for posting in demonstration_people(on=ist_date(now())):
            user, role = posting.user, posting.post.role_names
            self.stdout.write(f"  {user.employee_id}      {role}, {posting.post.office.name}: {user.name}")
