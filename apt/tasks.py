"""Celery's entry into the outbox; by name, so that `apt.core` can nudge without importing what lies above it."""

from datetime import timedelta

from celery import shared_task

from apt.core.clock import ist_date, now
from apt.core.services import CLAIM, nudge, serve_due
from apt.wiring import FIGURES, PROOFS, REACTIONS
from offices.services import roll_up
from payments.services import prove as prove_promises


@shared_task(name="apt.serve_outbox")
def serve_outbox() -> None:
    # A full claim means that more is waiting: hand on to a fresh task rather than hold this one for ever.
    if serve_due(REACTIONS, now=now()) == CLAIM:
        nudge()


@shared_task(name="apt.prove")
def prove() -> None:
    prove_promises(proofs=PROOFS, now=now())


@shared_task(name="apt.roll_up")
def roll_up_figures() -> None:
    """Today, and yesterday as long as phones still bring what happened then."""
    moment = now()
    for days in (0, 1):
        roll_up(day=ist_date(moment) - timedelta(days=days), providers=FIGURES, now=moment)
