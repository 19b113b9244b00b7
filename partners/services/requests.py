"""Repeats of a request get its first answer, to the byte; and what a customer asked for is counted."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Final

from django.db import connection

from apt.core.clock import ist_date
from apt.core.db import use_case
from offices.models import User
from partners.errors import IdempotencyKeyReused, NonceUsed, RequestInFlight
from partners.models import ApiKey, Nonce, Request
from partners.rules import SIGNED_WITHIN

ANSWERS_KEPT: Final = timedelta(days=30)
IN_FLIGHT: Final = timedelta(seconds=60)  # longer than a web process lets a request take: after that it died
# One statement that claims or finds, so that of two at once one claims. A claim whose process died is taken over; what
# it did is found again by the act itself, whose request_id is made from the key.
_BEGIN: Final = """
    INSERT INTO partners_request AS r (customer_id, live, idempotency_key, fingerprint, begun_at, content_type)
    VALUES (%(customer)s, %(live)s, %(key)s, %(fingerprint)s, %(now)s, '')
    ON CONFLICT (customer_id, live, idempotency_key) DO UPDATE SET begun_at = CASE
        WHEN r.status IS NULL AND r.fingerprint = excluded.fingerprint AND r.begun_at < %(died)s
        THEN excluded.begun_at ELSE r.begun_at END
    RETURNING id, fingerprint, begun_at, status, content_type, body
"""
_COUNT: Final = """
    INSERT INTO partners_usage AS u (customer_id, live, day, calls, articles, refused) VALUES (%s, %s, %s, 1, %s, %s)
    ON CONFLICT (customer_id, live, day) DO UPDATE
    SET calls = u.calls + 1, articles = u.articles + excluded.articles, refused = u.refused + excluded.refused
"""
_KEEP: Final = f"""
    WITH counted AS ({_COUNT})
    UPDATE partners_request SET status = %s, content_type = %s, body = %s WHERE id = %s AND status IS NULL
"""  # noqa: S608  # of constants
_NONCE: Final = "INSERT INTO partners_nonce (key_id, nonce, at) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"


@dataclass(frozen=True)
class Kept:
    """The first answer to a request."""

    status: int
    content_type: str
    body: bytes


@use_case
def begin_request(*, key: ApiKey, idempotency_key: str, fingerprint: str, by: User, now: datetime) -> int | Kept:
    """Claim a request, or return the answer that it had. One statement.

    Raises IdempotencyKeyReused, RequestInFlight.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _BEGIN,
            {
                "customer": key.customer_id, "live": key.live, "key": idempotency_key, "fingerprint": fingerprint,
                "now": now, "died": now - IN_FLIGHT,
            },
        )  # fmt: skip
        request_id, first, begun_at, status, content_type, body = cursor.fetchone()
    if first != fingerprint:
        raise IdempotencyKeyReused()
    if status is not None:
        return Kept(status, content_type, bytes(body))
    if begun_at != now:
        raise RequestInFlight()
    return int(request_id)


@use_case
def keep_answer(*, request_id: int, key: ApiKey, articles: int, answer: Kept, by: User, now: datetime) -> None:
    """The answer that every repeat gets from now on, and what it used. The first one kept stays. One statement."""
    refused = answer.status >= HTTPStatus.BAD_REQUEST
    with connection.cursor() as cursor:
        used = _used(key, articles=articles, refused=refused, now=now)
        cursor.execute(_KEEP, [*used, answer.status, answer.content_type, answer.body, request_id])


@use_case
def forget_request(*, request_id: int, by: User, now: datetime) -> None:
    """Nothing was done and a repeat may do it: the server failed, or was busy."""
    Request.objects.filter(pk=request_id, status=None).delete()


@use_case
def count_usage(*, key: ApiKey, articles: int, refused: bool, by: User, now: datetime) -> None:
    """What was answered without being kept."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, _used(key, articles=articles, refused=refused, now=now))


def _used(key: ApiKey, *, articles: int, refused: bool, now: datetime) -> list[Any]:
    """For `_COUNT`; what was refused used no articles up."""
    return [key.customer_id, key.live, ist_date(now), 0 if refused else articles, int(refused)]


@use_case
def note_nonce(*, key: ApiKey, nonce: str, by: User, now: datetime) -> None:
    """A signed request came. Raises NonceUsed for one that came before; of two at once one is let through."""
    with connection.cursor() as cursor:
        cursor.execute(_NONCE, [key.pk, nonce, now])
        if not cursor.rowcount:
            raise NonceUsed()


@use_case
def forget_answers(*, now: datetime) -> None:
    """Drop answers a month old, and nonces of requests too old to be taken. What was done is not done again: a repeat
    is worked on anew, and finds it.
    """
    Request.objects.filter(begun_at__lt=now - ANSWERS_KEPT, body__isnull=False).update(
        status=None, content_type="", body=None
    )
    Nonce.objects.filter(at__lt=now - 2 * SIGNED_WITHIN).delete()
