"""Aftermath: row, nudge, sweep. Losing the broker loses time, never facts (trust.md, sections 0 and 12)."""

import logging
import random
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from celery import current_app
from django.db import connection, transaction

from .clock import now as clock_now
from .db import after_commit, outside_transaction, step
from .limits import first_to_say
from .models import OutboxMessage

log = logging.getLogger(__name__)

Reaction = Callable[[str, datetime], None]  # (ref, now); must be harmless when repeated

MAX_TRIES = 20  # with pauses of up to ten minutes: a gateway may be away for an hour and more (trust goal D6)
# A claim must be served before its lease ends and before Celery's time limit, even if every reaction takes the five
# seconds of a silent gateway: else a second worker would repeat it.
CLAIM = 5
LEASE = timedelta(seconds=60)
# MATERIALIZED: as a plain subquery the planner may run it once for each row, and then LIMIT limits nothing.
_CLAIM_SQL = """
    WITH due AS MATERIALIZED (
        SELECT id FROM core_outboxmessage WHERE done_at IS NULL AND next_at <= %(now)s
        ORDER BY next_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
    )
    UPDATE core_outboxmessage message
    SET tries = tries + 1, next_at = %(leased_until)s
    FROM due WHERE message.id = due.id
    RETURNING message.id, topic, ref, tries
"""


@step
def emit(*, topic: str, refs: Sequence[str], now: datetime) -> None:
    """Write one outbox row a ref, and nudge the workers once the transaction is committed."""
    OutboxMessage.objects.bulk_create(
        [OutboxMessage(topic=topic, ref=ref, created_at=now, next_at=now) for ref in refs]
    )
    after_commit(nudge)


def nudge(task: str = "apt.serve_outbox", **ids: int) -> None:
    """Ask a worker to look now. Failing is fine: the sweep on the beat finds the rows within seconds."""
    try:
        current_app.send_task(task, kwargs=ids, retry=False, expires=30)
    except Exception:  # whatever the broker's client raises when it is away: the fact is safe in its row
        log.warning("No nudge: the broker is away. The sweep will find the work.", exc_info=True)


def nudge_once(task: str, *, within_ms: int) -> None:
    """The same for work that any number of commits share: one nudge serves all of this time.

    Whoever serves it waits as long first, so that those who kept silent meanwhile have committed before.
    """
    if first_to_say(task, milliseconds=within_ms):
        nudge(task)


@outside_transaction
def serve_due(reactions: Mapping[str, Sequence[Reaction]], *, now: datetime, limit: int = CLAIM) -> int:
    """Claim due messages, commit the claim, then react to each; return how many were claimed.

    The try is counted before the work, so that a message which kills its worker still ends as dead after MAX_TRIES.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_CLAIM_SQL, {"now": now, "limit": limit, "leased_until": now + LEASE})
        claimed = cursor.fetchall()
    for message_id, topic, ref, tries in claimed:
        _serve_one(reactions.get(topic, ()), message_id, topic=topic, ref=ref, tries=tries, now=now)
    return len(claimed)


def _serve_one(
    reactions: Sequence[Reaction], message_id: int, *, topic: str, ref: str, tries: int, now: datetime
) -> None:
    reason = "" if reactions else "nothing reacts to this topic"
    if tries > MAX_TRIES:  # every try so far ended without a word: it kills or outlasts its worker
        reactions, reason = (), f"no answer in {MAX_TRIES} tries"
    for react in reactions:
        try:
            react(ref, now)
        except Exception as error:  # any failure of one message must not stop the others
            log.exception("A reaction failed; the message stays due.", extra={"topic": topic, "ref": ref})
            if tries < MAX_TRIES:
                OutboxMessage.objects.filter(pk=message_id).update(next_at=now + pause_after(tries))
                return
            reason = f"{type(error).__name__} after {tries} tries"
    OutboxMessage.objects.filter(pk=message_id).update(done_at=clock_now(), dead_reason=reason)


def pause_after(tries: int) -> timedelta:
    """How long a message rests after so many failed tries: 2 s, 4 s ... ten minutes, spread by a quarter either way."""
    return timedelta(seconds=min(600, 2**tries) * random.uniform(0.75, 1.25))  # noqa: S311


def oldest_due_seconds(*, now: datetime) -> float:
    """How long the oldest unserved message has been waiting; 0 when nothing waits. For the health page."""
    waiting = OutboxMessage.objects.filter(done_at__isnull=True, created_at__lte=now - timedelta(seconds=1))
    oldest = waiting.order_by("created_at", "id").values_list("created_at", flat=True).first()
    return (now - oldest).total_seconds() if oldest else 0.0
