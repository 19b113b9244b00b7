"""Feeds: who is told of which articles, and the relay that numbers what happened."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection

from apt.core.db import after_commit, outside_transaction, step, use_case
from apt.core.services import nudge, nudge_once
from offices.models import User
from partners.models import Customer
from tracking.models import Feed

FAN_OUT: Final = "tracking.fan_out"
SEND: Final = "tracking.send_webhooks"
GATHER_MS: Final = 200  # one nudge of the relay serves all that is committed in this time
CLAIM: Final = 500  # events that one relay numbers at a time
NUDGED_FOR: Final = timedelta(seconds=5)

# A customer has a feed from its first key on; who has none costs no row.
_SUBSCRIBE: Final = """
    WITH fresh AS (
        INSERT INTO tracking_feed (customer_id, live, last_seq)
        SELECT %(customer)s, true, 0
        WHERE EXISTS (SELECT FROM partners_apikey WHERE customer_id = %(customer)s AND live AND revoked_at IS NULL)
            AND NOT EXISTS (SELECT FROM tracking_feed WHERE customer_id = %(customer)s AND live)
        ON CONFLICT DO NOTHING RETURNING id
    ), feed AS (
        SELECT id FROM tracking_feed WHERE customer_id = %(customer)s AND live UNION ALL SELECT id FROM fresh
    )
    INSERT INTO tracking_subscription (number, feed_id)
    SELECT number, feed.id FROM unnest(%(numbers)s::text[]) AS numbers (number), feed
"""
# Takes out what no feed has yet, and says whom it concerns: for a bag, whose articles lay in it, at any depth, when it
# happened (as tracking.queries tells an article's timeline, the other way round). A correction is about what it
# corrects. Taken with SKIP LOCKED: a second relay takes the next ones.
_TAKE: Final = """
WITH RECURSIVE due AS MATERIALIZED (
    SELECT event_id FROM tracking_fanout ORDER BY event_id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
), taken AS (
    DELETE FROM tracking_fanout f USING due WHERE f.event_id = due.event_id RETURNING f.event_id
), dreamt AS MATERIALIZED (
    SELECT id FROM tracking_sandboxevent WHERE NOT told AND due_at <= %(now)s
    ORDER BY due_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
), played AS (
    UPDATE tracking_sandboxevent s SET told = true FROM dreamt WHERE s.id = dreamt.id RETURNING s.id, s.article_id
), events AS MATERIALIZED (
    SELECT ev.id, ev.subject_kind, ev.subject_number, coalesce(old.id, ev.id) AS about,
        coalesce(old.happened_at, ev.happened_at) AS as_of
    FROM taken JOIN tracking_trackingevent ev ON ev.id = taken.event_id
    LEFT JOIN tracking_trackingevent old ON old.id = ev.corrects_id
), inside AS (
    SELECT e.id, e.about, e.as_of, x.inner_kind, x.inner_number
    FROM events e JOIN tracking_enclosure x ON x.bag_number = e.subject_number
    WHERE e.subject_kind = 'B' AND x.entered_at <= e.as_of AND coalesce(x.left_at, 'infinity') >= e.as_of
        AND NOT (x.lost AND x.left_id = e.about)
    UNION
    SELECT i.id, i.about, i.as_of, x.inner_kind, x.inner_number
    FROM inside i JOIN tracking_enclosure x ON x.bag_number = i.inner_number
    WHERE i.inner_kind = 'B' AND x.entered_at <= i.as_of AND coalesce(x.left_at, 'infinity') >= i.as_of
        AND NOT (x.lost AND x.left_id = i.about)
), subjects AS (
    SELECT id, subject_number AS number FROM events WHERE subject_kind = 'A'
    UNION SELECT id, inner_number FROM inside WHERE inner_kind = 'A'
)
SELECT 0 AS feed_id, (SELECT count(*) FROM taken) + (SELECT count(*) FROM played) AS event, NULL::bigint AS sandbox,
    NULL::varchar[] AS articles
UNION ALL
SELECT s.feed_id, subjects.id, NULL, array_agg(s.number ORDER BY s.number)
FROM subjects JOIN tracking_subscription s ON s.number = subjects.number GROUP BY s.feed_id, subjects.id
UNION ALL
SELECT f.id, NULL, played.id, ARRAY[a.number]::varchar[]
FROM played JOIN tracking_sandboxarticle a ON a.id = played.article_id
JOIN tracking_feed f ON f.customer_id = a.customer_id AND NOT f.live
ORDER BY 1, 2, 3
"""
_LOCK: Final = "SELECT id, last_seq FROM tracking_feed WHERE id = ANY(%s) ORDER BY id FOR UPDATE"
_NUMBER: Final = """
WITH numbered AS (
    INSERT INTO tracking_feedentry (feed_id, seq, event_id, sandbox_id, articles, at)
    SELECT feed_id, seq, event_id, sandbox_id, articles, %(now)s
    FROM json_to_recordset(%(rows)s::json)
        AS r (feed_id bigint, seq bigint, event_id bigint, sandbox_id bigint, articles varchar[])
    RETURNING id, feed_id
), moved AS (
    UPDATE tracking_feed f SET last_seq = top.seq
    FROM json_to_recordset(%(tops)s::json) AS top (feed_id bigint, seq bigint) WHERE f.id = top.feed_id
), calls AS (
    INSERT INTO tracking_webhookcall (endpoint_id, entry_id, state, tries, next_at, answer, said)
    SELECT p.id, numbered.id, 'due', 0, %(now)s, '', ''
    FROM numbered JOIN tracking_endpoint p ON p.feed_id = numbered.feed_id AND p.state = 'on'
)
SELECT 1
"""
# One nudge on its way to each subscriber: whoever is being called, rests, or was nudged just now is left alone.
_WAKE: Final = """
    UPDATE tracking_endpoint p SET nudged_until = %(until)s
    WHERE p.state = 'on' AND p.busy_until <= %(now)s AND p.rest_until <= %(now)s AND p.nudged_until <= %(now)s
        AND ({which}) RETURNING p.id
"""
_WAKE_FEEDS: Final = _WAKE.format(which="p.feed_id = ANY(%(feeds)s)")
_WAKE_DUE: Final = _WAKE.format(
    which="EXISTS (SELECT FROM tracking_webhookcall c WHERE c.endpoint_id = p.id AND c.state = 'due'"
    " AND c.next_at <= %(now)s)"
)


@step
def subscribe(*, customer: Customer, numbers: Sequence[str], by: User, now: datetime) -> None:
    """From now on what happens to these articles goes into the customer's feed, if it has a key. One statement.

    Before the events of the booking are recorded, so that the feed begins with them.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SUBSCRIBE, {"customer": customer.pk, "numbers": list(numbers)})


@step
def open_feed(*, customer: Customer, live: bool) -> Feed:
    feed, _ = Feed.objects.get_or_create(customer=customer, live=live)
    return feed


def tell_after_commit() -> None:
    """Have the relay look, once what was recorded is committed; the sweep would find it too."""
    after_commit(lambda: nudge_once(FAN_OUT, within_ms=GATHER_MS))


@outside_transaction
def fan_out(*, now: datetime, most: int = 20) -> int:
    """Number everything that waits, and wake whoever is to be told; how many events were taken.

    `most` batches, so that a worker is not held for ever: the sweep goes on.
    """
    told = 0
    for _ in range(most):
        taken, feeds = relay(now=now)
        told += taken
        if feeds:
            for endpoint_id in wake(now=now, feeds=feeds):
                nudge(SEND, endpoint_id=endpoint_id)
        if not taken:
            break
    return told


@use_case
def relay(*, now: datetime) -> tuple[int, list[int]]:
    """Give the next events their numbers, in every feed that they concern: how many events, and which feeds.

    Three statements for any number of events and subscribers. Each feed's own row is held, in the order of ids, from
    the numbering to the commit, so that its numbers have no gap and are seen in order; no writer ever waits for it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"limit": CLAIM, "now": now})
        (_, taken, *_), *rows = cursor.fetchall()  # the first says how many, whomever they concern
        if not rows:
            return taken, []
        cursor.execute(_LOCK, [sorted({row[0] for row in rows})])
        tops = dict(cursor.fetchall())
        cursor.execute(_NUMBER, {"now": now, "rows": json.dumps(_numbered(rows, tops)), "tops": _tops(tops)})
    return taken, sorted(tops)


def _numbered(rows: Sequence[Sequence[Any]], tops: dict[int, int]) -> list[dict[str, Any]]:
    """Moves `tops` on."""
    entries = []
    for feed, event, sandbox, articles in rows:
        tops[feed] += 1
        entries.append(
            {"feed_id": feed, "seq": tops[feed], "event_id": event, "sandbox_id": sandbox, "articles": articles}
        )
    return entries


def _tops(tops: dict[int, int]) -> str:
    return json.dumps([{"feed_id": feed, "seq": seq} for feed, seq in tops.items()])


@use_case
def wake(*, now: datetime, feeds: Sequence[int] | None = None) -> list[int]:
    """The endpoints that are to be nudged: of these feeds, or all for which something is due. One statement."""
    with connection.cursor() as cursor:
        given = {"now": now, "until": now + NUDGED_FOR}
        if feeds is None:
            cursor.execute(_WAKE_DUE, given)
        else:
            cursor.execute(_WAKE_FEEDS, given | {"feeds": list(feeds)})
        return [row[0] for row in cursor.fetchall()]


@outside_transaction
def sweep(*, now: datetime) -> None:
    """What no nudge found: events without a number, endpoints with calls that are due."""
    fan_out(now=now)
    for endpoint_id in wake(now=now):
        nudge(SEND, endpoint_id=endpoint_id)
