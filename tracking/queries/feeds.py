"""Asking feeds: entries as subscribers get them, calls as their owners see them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from django.db import connection
from django.utils import translation

from partners.models import Customer
from tracking.models import Endpoint, Feed, WebhookCall
from tracking.rules import TERMS, EndpointState, Event, message_id

_TERMS: Final = {term.event.value: term for term in TERMS}
# One query for any number; both worlds look the same from outside.
_ENTRIES: Final = """
SELECT e.id, e.seq, e.articles, c.code AS customer, f.live,
    coalesce(ev.code, sa.code) AS event, coalesce(ev.happened_at, sa.due_at) AS happened_at,
    coalesce(ev.recorded_at, sa.due_at) AS recorded_at, coalesce(ev.remark, sa.remark) AS remark,
    o.code AS office, o.name AS office_name, o.pincode, n.code AS next_office, n.name AS next_name,
    CASE WHEN ev.subject_kind = 'B' THEN ev.subject_number END AS bag, corrected.seq AS corrects
FROM tracking_feedentry e JOIN tracking_feed f ON f.id = e.feed_id JOIN partners_customer c ON c.id = f.customer_id
LEFT JOIN tracking_trackingevent ev ON ev.id = e.event_id
LEFT JOIN tracking_sandboxevent sa ON sa.id = e.sandbox_id
JOIN offices_office o ON o.id = coalesce(ev.office_id, sa.office_id)
LEFT JOIN offices_office n ON n.id = ev.other_office_id
LEFT JOIN tracking_feedentry corrected ON corrected.feed_id = e.feed_id AND corrected.event_id = ev.corrects_id
WHERE {which} ORDER BY e.seq LIMIT %(limit)s
"""
_BY_ID: Final = _ENTRIES.format(which="e.id = ANY(%(ids)s)")
_AFTER: Final = _ENTRIES.format(which="e.feed_id = %(feed)s AND e.seq > %(after)s")


class _Row(NamedTuple):
    """The columns of `_ENTRIES`."""

    id: int
    seq: int
    articles: list[str]
    customer: str
    live: bool
    event: str
    happened_at: datetime
    recorded_at: datetime
    remark: str
    office: str
    office_name: str
    pincode: str
    next_office: str | None
    next_name: str | None
    bag: str | None
    corrects: int | None


@dataclass(frozen=True)
class Entry:
    """One entry of a feed: the message that its webhooks carry and its page of the feed shows."""

    id: int
    seq: int
    message_id: str
    message: dict[str, Any]

    @property
    def body(self) -> bytes:
        return json.dumps(self.message, separators=(",", ":"), ensure_ascii=False).encode()


def entries_by_id(ids: Sequence[int]) -> dict[int, Entry]:
    return {entry.id: entry for entry in _entries(_BY_ID, {"ids": list(ids), "limit": len(ids)})}


def entries_after(feed: Feed, seq: int, *, limit: int) -> list[Entry]:
    """The entries after a number, in order, without a gap. One query."""
    return _entries(_AFTER, {"feed": feed.pk, "after": seq, "limit": limit})


def _entries(sql: str, values: dict[str, Any]) -> list[Entry]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [_entry(_Row(*row)) for row in cursor.fetchall()]


def _entry(row: _Row) -> Entry:
    term = _TERMS[Event(row.event).value]
    told = message_id(customer=row.customer, live=row.live, seq=row.seq)
    corrects = message_id(customer=row.customer, live=row.live, seq=row.corrects) if row.corrects else None
    with translation.override("en"):  # the same text in a webhook and in the feed, whoever asks
        text = str(term.event.label)
    message = {
        "type": "article.event",
        "timestamp": _utc(row.recorded_at),
        "data": {
            "id": told,
            "sequence": row.seq,
            "event": term.partner,
            "text": text,
            "status": term.aggregator,
            "articles": row.articles,
            "happened_at": _utc(row.happened_at),
            "remark": row.remark,
            "office": {"code": row.office, "name": row.office_name, "pincode": row.pincode},
            "next_office": {"code": row.next_office, "name": row.next_name} if row.next_office else None,
            "bag": row.bag,
            "corrects": corrects,
        },
    }
    return Entry(row.id, row.seq, told, message)


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def feed_of(customer: Customer, *, live: bool) -> Feed | None:
    return Feed.objects.filter(customer=customer, live=live).first()


def endpoints_of(customer: Customer, *, live: bool | None = None) -> list[Endpoint]:
    """A customer's endpoints, those that are called first."""
    found = Endpoint.objects.filter(feed__customer=customer).select_related("feed", "made_by")
    if live is not None:
        found = found.filter(feed__live=live)
    return sorted(found.order_by("id"), key=lambda one: one.state != EndpointState.ON)


def calls_of(endpoint: Endpoint, *, before: int | None = None, limit: int = 50) -> list[WebhookCall]:
    """The calls of an endpoint, the latest numbers first; those of numbers below `before`. One query."""
    calls = WebhookCall.objects.filter(endpoint=endpoint).select_related("entry__event", "entry__sandbox")
    if before is not None:
        calls = calls.filter(entry__seq__lt=before)
    return list(calls.order_by("-entry__seq")[:limit])
