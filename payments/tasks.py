"""Celery's entry into what time brings to money."""

from celery import shared_task

from apt.core.clock import now
from payments import services


@shared_task(name="payments.watch_upi")
def watch_upi() -> None:
    services.watch_upi(now=now())


@shared_task(name="payments.reconcile")
def reconcile() -> None:
    services.reconcile(now=now())


@shared_task(name="payments.sum_up_journals")
def sum_up_journals() -> None:
    services.sum_up_journals(now=now())


@shared_task(name="payments.lapse_orders")
def lapse_orders() -> None:
    services.lapse_orders(now=now())


@shared_task(name="payments.raise_incidents")
def raise_incidents() -> None:
    services.raise_incidents(now=now())


@shared_task(name="payments.note_carried")
def note_carried() -> None:
    services.note_carried(now=now())
