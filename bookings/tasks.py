"""Celery's entry into bulk booking. The batch itself says what is due: a lost or doubled message does no harm."""

from celery import shared_task

from apt.core.clock import now
from apt.core.services import nudge

from .services import BULK_TASK, work_on_due


@shared_task(name=BULK_TASK)
def work_on_bulk() -> None:
    # A step at a time, so that a short batch does not wait behind a long one.
    if work_on_due(now=now()):
        nudge(BULK_TASK)
