"""Messages to sender and addressee: noted with the event, sent afterwards, dropped when no longer true."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from time import monotonic
from typing import Any, Literal

from django.conf import settings
from django.db import connection
from django.urls import reverse

from apt.core.batch import Batch
from apt.core.db import outside_transaction, step, use_case
from apt.core.services import LEASE, MAX_TRIES, pause_after
from apt.core.sms import SMS_AT_ONCE, send_sms
from bookings.access import get_side_for, mobile_digest, notice_token
from bookings.models import Article, Notice, Parties, SmsOptOut
from bookings.rules.notices import (
    LANGUAGE_OF_STATE,
    TRUE_FOR,
    TRUE_IN,
    Dropped,
    Moment,
    Side,
    language_of,
    template_name,
    words_of,
)
from offices.models import User

TASK = "bookings.send_notices"
CLAIM = 100
HELD_S = LEASE.total_seconds() / 2  # a gateway that says nothing for five seconds each time must not outlast the lease
_CLAIM_SQL = """
    WITH due AS MATERIALIZED (
        SELECT id FROM bookings_notice WHERE sent_at IS NULL AND dropped = '' AND next_at <= %(now)s
        ORDER BY next_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
    )
    UPDATE bookings_notice notice SET tries = tries + 1, next_at = %(leased_until)s
    FROM due WHERE notice.id = due.id RETURNING notice.id
"""
_NOTE_SQL = """
    INSERT INTO bookings_notice (article_id, moment, side, language, created_at, next_at, tries, dropped)
    SELECT p.article_id, %(moment)s, told.side, COALESCE(spoken.language, 'en'),
        %(now)s, %(now)s, 0, ''
    FROM bookings_parties p JOIN bookings_article a ON a.id = p.article_id
    CROSS JOIN LATERAL (VALUES ('sender', p.sender_mobile, a.origin_id),
        ('addressee', p.addressee_mobile, a.destination_id)) AS told (side, mobile, office_id)
    JOIN offices_office o ON o.id = told.office_id
    LEFT JOIN unnest(%(states)s::text[], %(languages)s::text[]) AS spoken (state, language)
        ON spoken.state = lower(o.state)
    WHERE {which} AND told.mobile <> ''
    ORDER BY p.article_id, told.side
"""
_SPOKEN = {"states": list(LANGUAGE_OF_STATE), "languages": list(LANGUAGE_OF_STATE.values())}
_NOTE_ARTICLES_SQL = _NOTE_SQL.format(which="p.article_id = ANY(%(articles)s)")
_NOTE_BULK_SQL = _NOTE_SQL.format(which="a.sale_id = %(sale)s AND told.side = 'addressee'")


def notices_at_booking(parties: Parties, article: Article, *, now: datetime) -> list[Notice]:
    """The rows that go with a booking, not written yet: for those who gave a mobile number."""
    told = (
        (Side.SENDER, parties.sender_mobile, article.origin.state),
        (Side.ADDRESSEE, parties.addressee_mobile, article.destination.state),
    )
    return [
        Notice(
            article=article, moment=Moment.BOOKED, side=side, language=language_of(state), created_at=now, next_at=now
        )
        for side, mobile, state in told
        if mobile
    ]


@step
def note_moment(
    *, article_ids: Sequence[int], moment: Moment, by: User, now: datetime, into: Batch | None = None
) -> None:  # whoever acts; the event beside it names them
    """Note what sender and addressee of articles are to be told. One statement for any number of articles, or none of
    its own when it goes `into` a batch.
    """
    values: dict[str, Any] = {"articles": list(article_ids), "moment": moment.value, "now": now, **_SPOKEN}
    if into:
        into.change(_NOTE_ARTICLES_SQL, values)
        return
    with connection.cursor() as cursor:
        cursor.execute(_NOTE_ARTICLES_SQL, values)


@step
def note_bulk_booking(*, sale_id: int, by: User, now: datetime) -> None:  # whoever books; the event names them
    """Note for the addressees of a chunk of bulk articles that they are booked; the sender is the partner, whose feed
    says so. One statement for any number of articles."""
    with connection.cursor() as cursor:
        cursor.execute(
            _NOTE_BULK_SQL,
            {"sale": sale_id, "moment": Moment.BOOKED.value, "now": now, **_SPOKEN},
        )


@outside_transaction
def send_due_notices(*, now: datetime, limit: int = CLAIM) -> int:
    """Claim due messages, commit the claim, then send or drop each; return how many were claimed.

    What became of them is written at once for all: after a crash in between the gateway drops the repeats, whose
    references it knows. When it is slow, what was not reached in half the lease is due again. The same number of
    statements for any number of messages.
    """
    claimed = _claim_notices(now=now, limit=limit)
    of = Notice.objects.filter(pk__in=claimed).select_related("article__parties", "article__destination")
    notices = list(of.order_by("id"))
    unwanted = _opted_out(notices)
    for notice in notices:
        notice.dropped = _why_not(notice, unwanted, now=now)
    until = monotonic() + HELD_S
    with ThreadPoolExecutor(SMS_AT_ONCE) as lines:
        for sent in [lines.submit(_send, one, _words(one), until, now) for one in notices if not one.dropped]:
            sent.result()
    Notice.objects.bulk_update(notices, ["sent_at", "dropped", "next_at", "tries"])
    return len(claimed)


@use_case
def _claim_notices(*, now: datetime, limit: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM_SQL, {"now": now, "limit": limit, "leased_until": now + LEASE})
        return [row[0] for row in cursor.fetchall()]


def _opted_out(notices: Sequence[Notice]) -> set[str]:
    digests = {mobile_digest(_mobile(notice.article.parties, notice.side)) for notice in notices}
    return set(SmsOptOut.objects.filter(mobile_digest__in=digests).values_list("mobile_digest", flat=True))


def _words(notice: Notice) -> dict[str, str]:
    return {
        "mobile": _mobile(notice.article.parties, notice.side),
        "text": _text(notice),
        "template": settings.DLT_TEMPLATES[template_name(notice.moment, notice.language)],
        "reference": f"notice-{notice.pk}",
    }


def _send(notice: Notice, words: dict[str, str], until: float, now: datetime) -> None:
    """Send one, in a thread of its own that asks no database; what became of it is only noted on the object."""
    if monotonic() >= until:
        notice.tries, notice.next_at = notice.tries - 1, now
        return
    try:
        send_sms(**words)
    except OSError:
        notice.next_at = now + pause_after(notice.tries)
        if notice.tries >= MAX_TRIES:
            notice.dropped = Dropped.FAILED
        return
    notice.sent_at = now


def _why_not(notice: Notice, unwanted: set[str], *, now: datetime) -> Dropped | Literal[""]:
    moment, mobile = Moment(notice.moment), _mobile(notice.article.parties, notice.side)
    if not mobile:
        return Dropped.NO_MOBILE
    if now - notice.created_at > TRUE_FOR[moment]:
        return Dropped.LATE
    if notice.article.status not in TRUE_IN[moment]:
        return Dropped.OVERTAKEN
    if mobile_digest(mobile) in unwanted:
        return Dropped.OPTED_OUT
    return ""


def _text(notice: Notice) -> str:
    link = settings.PUBLIC_BASE_URL + reverse("notices:choose", args=[notice_token(notice.article.number, notice.side)])
    return words_of(
        notice.moment, notice.language, number=notice.article.number, place=notice.article.destination.name, link=link
    )


def _mobile(parties: Parties, side: str) -> str:
    return parties.sender_mobile if side == Side.SENDER else parties.addressee_mobile


@use_case
def choose_messages(*, token: str, wanted: bool, by: User | None, now: datetime) -> None:  # the public has no account
    """Whoever got a message wants none any more, or wants them again: for the mobile number it came to.

    Raises UnknownNumber for a link that we did not make. A repeat is harmless.
    """
    number, side = get_side_for(token)
    parties = Parties.objects.filter(article__number=number).first()
    mobile = _mobile(parties, side) if parties else ""
    if not mobile:
        return
    digest = mobile_digest(mobile)
    if wanted:
        SmsOptOut.objects.filter(mobile_digest=digest).delete()
    else:
        SmsOptOut.objects.get_or_create(mobile_digest=digest, defaults={"since": now})
