"""How much waits for a machine, and since when the oldest of it is due. One query a queue, each by its own index."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from django.db.models import Count, Min, QuerySet

from apt.core.models import OutboxMessage
from bookings.models import BulkBatch, Notice
from bookings.rules import BatchStatus
from offices.models import FiguresDue
from offices.rules import Queue
from tracking.models import WebhookCall
from tracking.rules import CallState

Waiting = tuple[int, datetime | None]


def _due(rows: QuerySet, now: datetime) -> Waiting:
    found = rows.filter(next_at__lte=now).aggregate(waiting=Count("pk"), oldest=Min("next_at"))
    return found["waiting"], found["oldest"]


QUEUES: Final[Mapping[Queue, Callable[[datetime], Waiting]]] = {
    Queue.OUTBOX: lambda now: _due(OutboxMessage.objects.filter(done_at__isnull=True), now),
    Queue.NOTICES: lambda now: _due(Notice.objects.filter(sent_at__isnull=True, dropped=""), now),
    Queue.WEBHOOKS: lambda now: _due(WebhookCall.objects.filter(state=CallState.DUE), now),
    Queue.BULK: lambda now: _due(BulkBatch.objects.filter(status__in=[BatchStatus.CHECKING, BatchStatus.BOOKING]), now),
    Queue.FIGURES: lambda _now: (FiguresDue.objects.count(), None),
}
