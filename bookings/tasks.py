"""Celery's entry into what happens by itself. The rows say what is due: a lost or doubled message does no harm."""

from celery import shared_task

from apt.core.clock import now
from apt.core.services import nudge

from .services import BULK_TASK, NOTICE_TASK, bill_due, forget_baskets, send_due_notices, take_over_late, work_on_due


@shared_task(name=BULK_TASK)
def work_on_bulk() -> None:
    # A step at a time, so that a short batch does not wait behind a long one.
    if work_on_due(now=now()):
        nudge(BULK_TASK)


@shared_task(name=NOTICE_TASK)
def send_notices() -> None:
    if send_due_notices(now=now()):
        nudge(NOTICE_TASK)


@shared_task(name="bookings.bill_last_month")
def bill_last_month() -> None:
    bill_due(now=now())


@shared_task(name="bookings.forget_baskets")
def forget_old_baskets() -> None:
    forget_baskets(now=now())


@shared_task(name="bookings.take_over_late")
def take_over_late_articles() -> None:
    take_over_late(now=now())
