"""Celery's entry into telling subscribers. The rows say what is due: a lost or doubled message does no harm."""

import time

from celery import shared_task

from apt.core.clock import now
from apt.core.services import nudge

from .services import FAN_OUT, GATHER_MS, SEND, fan_out, send_webhooks, sweep


@shared_task(name=FAN_OUT)
def number_events() -> None:
    time.sleep(GATHER_MS / 1000)  # as `nudge_once` asks; it holds one of many threads
    fan_out(now=now())


@shared_task(name=SEND)
def call_subscriber(*, endpoint_id: int) -> None:
    # A turn at a time, so that a busy subscriber does not keep a worker from the others.
    if send_webhooks(endpoint_id=endpoint_id, clock=now):
        nudge(SEND, endpoint_id=endpoint_id)


@shared_task(name="tracking.sweep")
def sweep_feeds() -> None:
    sweep(now=now())
