"""Calling subscribers: one worker an endpoint, several lines at once, and a slow one delays nobody but itself."""

import json
import logging
import random
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import BoundedSemaphore
from time import monotonic
from typing import Any, Final

from django.conf import settings
from django.db import connection
from django.db.models import F

from apt.core.db import outside_transaction, use_case
from apt.core.outward import Answer, Faulty, Line, Target, target_of
from tracking.models import Endpoint
from tracking.queries.feeds import Entry, entries_by_id
from tracking.rules import CallState, EndpointState, pause_before, rest_after, signatures

from .secrets import live_secrets

log = logging.getLogger(__name__)

LINES: Final = 4  # connections to one endpoint at a time
CLAIM: Final = 40  # calls
TURN_S: Final = 5.0  # then another task goes on, so that a busy subscriber does not keep a worker for ever
# Of the 64 threads of a worker half may wait for an answer as long as is promised. Whoever comes when these are taken
# is called for two seconds: however many hang at once, the living are not kept waiting for long.
PATIENT: Final = BoundedSemaphore(32)
HURRIED_S: Final = 2.0
_PATIENT_S: Final = 0.5  # beyond this an endpoint is slow, and the database gets its connection back meanwhile
_CLAIM: Final = """
    SELECT id, entry_id, tries FROM tracking_webhookcall
    WHERE endpoint_id = %s AND state = 'due' AND next_at <= %s ORDER BY next_at, id LIMIT %s
"""
_NOTE: Final = """
    UPDATE tracking_webhookcall c SET state = r.state, tries = r.tries, next_at = coalesce(r.next_at, c.next_at),
        tried_at = %s, answer = r.answer, milliseconds = r.milliseconds, said = r.said
    FROM json_to_recordset(%s::json) AS r (id bigint, state text, tries smallint, next_at timestamptz, answer text,
        milliseconds int, said text)
    WHERE c.id = r.id AND c.state = 'due'
"""


def _begin_within_s() -> float:
    """What was not begun so soon after a claim is left for the next: with the longest answer it stays in the lease."""
    return settings.WEBHOOKS["answer_within_s"] / 2


def lease() -> timedelta:
    return timedelta(seconds=settings.WEBHOOKS["answer_within_s"] * 2)


@dataclass(frozen=True)
class Tried:
    """What became of one call."""

    call_id: int
    tries: int
    answer: str  # the status, or what went wrong
    milliseconds: int
    said: str = ""
    retry_after: str = ""

    @property
    def received(self) -> bool:
        return len(self.answer) == 3 and self.answer.startswith("2")


@outside_transaction
def send_webhooks(*, endpoint_id: int, clock: Callable[[], datetime]) -> bool:
    """Call one endpoint with what is due, for some seconds; whether more is due at once.

    Nothing of it if another worker is at it. A worker that dies leaves its calls due: they are made again after the
    lease, with the same ids.
    """
    endpoint = take_endpoint(endpoint_id=endpoint_id, now=clock())
    if endpoint is None:
        return False
    begun, more, patient = monotonic(), True, PATIENT.acquire(blocking=False)
    try:
        with Lines(endpoint, patient=patient, now=clock()) as lines:
            while more and monotonic() - begun < TURN_S:
                calls = _due(endpoint, now=clock())
                tried = lines.call(calls, now=clock()) if calls else []
                more = bool(tried) and note_tries(endpoint=endpoint, tried=tried, now=clock())
    finally:
        if patient:
            PATIENT.release()
    leave_endpoint(endpoint=endpoint, now=clock())
    # Something may have become due while the endpoint was still ours, and its nudge found it busy.
    return more or (endpoint.state == EndpointState.ON and not endpoint.failures and bool(_due(endpoint, now=clock())))


@use_case
def take_endpoint(*, endpoint_id: int, now: datetime) -> Endpoint | None:
    """The endpoint, for this worker alone until its lease ends; None if it is switched off, rests, or is another's."""
    free = Endpoint.objects.filter(pk=endpoint_id, state=EndpointState.ON, busy_until__lte=now, rest_until__lte=now)
    if not free.update(busy_until=now + lease()):
        return None
    return Endpoint.objects.select_related("feed__customer").get(pk=endpoint_id)


def leave_endpoint(*, endpoint: Endpoint, now: datetime) -> None:
    Endpoint.objects.filter(pk=endpoint.pk).update(busy_until=now, nudged_until=now)


def _due(endpoint: Endpoint, *, now: datetime) -> list[tuple[int, int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [endpoint.pk, now, CLAIM])
        return list(cursor.fetchall())


@use_case
def note_tries(*, endpoint: Endpoint, tried: Sequence[Tried], now: datetime) -> bool:
    """Keep what became of calls; whether to go on with this endpoint at once. Two statements.

    410 switches it off for good (Standard Webhooks). Any other failure lets it rest, longer each time: a dead endpoint
    costs a few tries a minute, however much waits for it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, [now, json.dumps([_noted(one, now) for one in tried], default=str)])
    failed = [one for one in tried if not one.received]
    ours = Endpoint.objects.filter(pk=endpoint.pk, state=EndpointState.ON)
    if any(one.answer == "410" for one in failed):
        ours.update(state=EndpointState.GONE, ended_at=now)
        endpoint.state = EndpointState.GONE
        return False
    if failed and len(failed) == len(tried):
        endpoint.failures += 1
        ours.update(failures=F("failures") + 1, rest_until=now + rest_after(endpoint.failures))
        return False
    endpoint.failures = 0
    ours.update(failures=0, busy_until=now + lease())
    return True


def _noted(one: Tried, now: datetime) -> dict[str, Any]:
    pause = None
    if one.received:
        state = CallState.SENT
    else:
        pause = pause_before(one.tries, spread=random.uniform(-1, 1), asked_for=one.retry_after)  # noqa: S311
        state = CallState.DUE if pause else CallState.DEAD
    return {
        "id": one.call_id, "state": state.value, "tries": one.tries, "next_at": pause and (now + pause).isoformat(),
        "answer": one.answer, "milliseconds": one.milliseconds, "said": one.said,
    }  # fmt: skip


class Lines:
    """The connections to one endpoint, and the secrets that sign what goes over them."""

    def __init__(self, endpoint: Endpoint, *, patient: bool, now: datetime) -> None:
        answer_within_s = settings.WEBHOOKS["answer_within_s"]
        self.seconds = answer_within_s if patient else min(HURRIED_S, answer_within_s)
        self.endpoint, self.secrets = endpoint, live_secrets(endpoint, now=now)
        self.free: list[Line] = []
        self.pool = ThreadPoolExecutor(LINES, thread_name_prefix="webhook")
        self.stopped = False

    def __enter__(self) -> "Lines":
        return self

    def __exit__(self, *_: object) -> None:
        self.pool.shutdown()
        for line in self.free:
            line.close()

    def call(self, calls: Sequence[tuple[int, int, int]], *, now: datetime) -> list[Tried]:
        """Make these calls, and no more of them after the first that fails."""
        entries = entries_by_id([entry for _, entry, _ in calls])
        begun = monotonic()
        work = [self.pool.submit(self._one, call, entries[call[1]], now, begun) for call in calls]
        if wait(work, _PATIENT_S).not_done:
            connection.close()
        found = (one.result() for one in _all(work))
        return [tried for tried in found if tried]

    def _one(self, call: tuple[int, int, int], entry: Entry, now: datetime, begun: float) -> Tried | None:
        if self.stopped or monotonic() - begun > _begin_within_s():
            return None
        call_id, _, tries = call
        at = monotonic()
        try:
            line = self.free.pop() if self.free else self._line()
            answer = line.post(entry.body, self._headers(entry, now))
            self.free.append(line)
        except Faulty as fault:
            self.stopped = True
            return Tried(call_id, tries + 1, fault.code, _since(at))
        if not 200 <= answer.status < 300:
            self.stopped = True
        return Tried(call_id, tries + 1, str(answer.status), _since(at), *_said(answer))

    def _line(self) -> Line:
        local = settings.WEBHOOKS["to_this_machine"]
        target: Target = target_of(self.endpoint.url, local=local)
        return Line(target, seconds=self.seconds, local=local)

    def _headers(self, entry: Entry, now: datetime) -> Mapping[str, str]:
        timestamp = int(now.timestamp())
        signed = signatures(self.secrets, message_id=entry.message_id, timestamp=timestamp, body=entry.body)
        return {
            "content-type": "application/json", "user-agent": "apt-webhooks/1", "webhook-id": entry.message_id,
            "webhook-timestamp": str(timestamp), "webhook-signature": signed,
        }  # fmt: skip


def _all(work: Sequence["Future[Tried | None]"]) -> Sequence["Future[Tried | None]"]:
    wait(work)
    return work


def _since(at: float) -> int:
    return round((monotonic() - at) * 1000)


def _said(answer: Answer) -> tuple[str, str]:
    """The beginning of the answer as text that a page may show, and its Retry-After."""
    text = "".join(one if one.isprintable() else " " for one in answer.body[:200].decode("utf-8", "replace"))
    return text[:200], answer.headers.get("retry-after", "") if answer.status in (429, 503) else ""
