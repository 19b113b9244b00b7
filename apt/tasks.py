"""Celery's entry into the outbox; by name, so that `apt.core` can nudge without importing what lies above it."""

from celery import shared_task

from apt.core.clock import now
from apt.core.services import CLAIM, nudge, serve_due
from apt.queues import QUEUES
from apt.wiring import FIGURES, PROOFS, REACTIONS
from offices.services import note_queues, roll_up
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
    roll_up(sources=FIGURES, now=now())
    note_queues(queues=QUEUES, now=now())
