"""Celery's entry into what time brings to UPI."""

from celery import shared_task

from apt.core.clock import now
from payments import services


@shared_task(name="payments.watch_upi")
def watch_upi() -> None:
    services.watch_upi(now=now())


@shared_task(name="payments.reconcile")
def reconcile() -> None:
    services.reconcile(now=now())
