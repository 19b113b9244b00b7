"""What the test of lost tasks runs beside its worker: a writer of events, and the task that carries its own work.

The task is the control: the same events sent to the same receiver straight after the commit, with no row behind it.
"""

import os
import sys
import time
import urllib.request

from celery import shared_task

from apt.celery import app

RECEIVER = os.environ.get("DIRECT_TO", "")


@shared_task(name="tests.direct")
def tell(*, event: int) -> None:
    request = urllib.request.Request(RECEIVER, b'{"data": {}}', {"webhook-id": f"direct_{event}"}, method="POST")
    with urllib.request.urlopen(request, timeout=5) as answer:
        answer.read()


app.conf.task_routes["tests.direct"] = {"queue": "callbacks"}


def write(numbers: list[str], count: int, at_a_time: int) -> None:
    """`count` events about these articles in turn, a few a transaction, as they would come from counters and doors."""
    import django

    django.setup()
    from apt.core.clock import now
    from apt.core.db import use_case
    from apt.core.services import nudge
    from offices.models import Office, User
    from tracking.rules import Event, Subject
    from tracking.services import Happening, record_events

    office, by = Office.objects.get(name="Mysuru HO"), User.objects.get(name="Clerk")
    for first in range(0, count, at_a_time):
        happenings = [
            Happening(Subject.ARTICLE, numbers[place % len(numbers)], Event.ITEM_RECEIVE, office, f"w{place}")
            for place in range(first, first + at_a_time)
        ]
        at = now()
        use_case(record_events)(happenings, by=by, happened_at=at, now=at)
        for place in range(first, first + at_a_time, 5):
            nudge("tests.direct", event=place)
        time.sleep(0.02)


if __name__ == "__main__":
    write(sys.argv[3:], int(sys.argv[1]), int(sys.argv[2]))
