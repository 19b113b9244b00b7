"""Proving the promises of the books again, over what was posted last. Each names the rows that break it; no writes.

The whole of the books is proved by `audit_journal`; these rounds are bounded, so that they can run every few minutes.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection
from django.db.models import Max

from payments.models import Journal
from payments.rules.alarms import LATEST, MOST_FOUND

from .journal import hash_of, hashed

Found = list[str]
LATE: Final = timedelta(minutes=15)
HASHED: Final = 2_000  # journals whose hash is made again in a round: in Python, so fewer
_DAYS: Final = timedelta(hours=1)

_NAMED = "SELECT o.code || '/' || j.number FROM payments_journal j JOIN offices_office o ON o.id = j.office_id"

_SUM = f"""
    {_NAMED} WHERE j.id > %(after)s AND (SELECT coalesce(sum(paise), 0) FROM payments_entry e WHERE e.journal_id = j.id)
        <> 0 ORDER BY j.id LIMIT %(most)s
"""  # noqa: S608  # names of our own tables only
_LINES = f"""
    {_NAMED} WHERE j.id > %(after)s AND (
        (SELECT count(*) FROM payments_entry e WHERE e.journal_id = j.id) < 2
        OR EXISTS (SELECT FROM payments_entry e WHERE e.journal_id = j.id AND e.paise = 0)
    ) ORDER BY j.id LIMIT %(most)s
"""  # noqa: S608  # names of our own tables only
_TWICE = f"""
    {_NAMED} WHERE j.id > %(after)s AND EXISTS (
        SELECT FROM payments_journal k WHERE k.purpose = j.purpose AND k.ref = j.ref AND k.id < j.id
    ) ORDER BY j.id LIMIT %(most)s
"""  # names of our own tables only
_BOOKED = """
    SELECT a.tr FROM payments_paymentattempt a WHERE a.state = 'booked' AND a.paid_at > %(now)s - interval '1 day'
        AND (SELECT count(*) FROM payments_upipayment p WHERE p.attempt_id = a.id AND p.place = 'booked') <> 1
    ORDER BY a.id LIMIT %(most)s
"""
_CLEARING = """
    SELECT p.payment_id FROM payments_upipayment p WHERE p.journal_id > %(after)s AND p.paise <> (
        SELECT coalesce(sum(e.paise), 0) FROM payments_entry e
        WHERE e.journal_id = p.journal_id AND e.account = 'upi_clearing'
    ) ORDER BY p.id LIMIT %(most)s
"""
_OUTBOX = """
    SELECT topic || ' ' || ref FROM core_outboxmessage
    WHERE created_at < %(now)s - %(late)s AND (done_at IS NULL) ORDER BY id LIMIT %(most)s
"""
_CHAIN = f"""
    {_NAMED} JOIN payments_journal k ON k.office_id = j.office_id AND k.number = j.number - 1
    WHERE j.id > %(after)s AND j.previous_hash <> k.hash
    UNION ALL
    {_NAMED} WHERE j.id > %(after)s AND j.number > 1
        AND NOT EXISTS (SELECT FROM payments_journal k WHERE k.office_id = j.office_id AND k.number = j.number - 1)
    LIMIT %(most)s
"""  # names of our own tables only
# From the checkpoint before: what it said and what was posted since.
_BALANCES = """
    WITH ended AS (
        SELECT d.id, d.office_id, d.business_date, before.id AS before_id, before.business_date AS before_date
        FROM payments_officeday d LEFT JOIN LATERAL (
            SELECT id, business_date FROM payments_officeday b WHERE b.office_id = d.office_id
                AND b.business_date < d.business_date AND b.ended_at IS NOT NULL
            ORDER BY b.business_date DESC LIMIT 1
        ) before ON true WHERE d.ended_at > %(now)s - %(days)s
    ), lines AS (
        SELECT ended.id, b.account, -b.paise AS paise FROM ended JOIN payments_daybalance b ON b.day_id = ended.id
        UNION ALL
        SELECT ended.id, b.account, b.paise FROM ended JOIN payments_daybalance b ON b.day_id = ended.before_id
        UNION ALL
        SELECT ended.id, e.account, e.paise FROM ended
            JOIN payments_journal j ON j.office_id = ended.office_id AND j.business_date <= ended.business_date
                AND (ended.before_date IS NULL OR j.business_date > ended.before_date)
            JOIN payments_entry e ON e.journal_id = j.id
    )
    SELECT o.code || ' ' || ended.business_date || ' ' || wrong.account FROM (
        SELECT id, account FROM lines GROUP BY 1, 2 HAVING sum(paise) <> 0
    ) wrong JOIN ended ON ended.id = wrong.id JOIN offices_office o ON o.id = ended.office_id
    ORDER BY 1 LIMIT %(most)s
"""
_CORRECTIONS = f"""
    {_NAMED} WHERE j.id > %(after)s AND j.purpose = 'correction' AND NOT EXISTS (
        SELECT FROM payments_correctionnotice n JOIN payments_correction c ON c.id = n.correction_id
        WHERE n.journal_id = j.id AND n.answer = 'accepted' AND n.approved_by_id <> c.asked_by_id
            AND c.reason <> '' AND length(c.evidence) > 0
    ) ORDER BY j.id LIMIT %(most)s
"""  # names of our own tables only
_DIFFERENCES = f"""
    {_NAMED} JOIN payments_entry e ON e.journal_id = j.id AND e.account IN ('shortage', 'excess')
    WHERE j.id > %(after)s AND j.purpose IN ('difference', 'cod_handed') AND NOT EXISTS (
        SELECT FROM payments_case c WHERE c.journal_id = j.id AND c.paise = abs(e.paise)
    ) ORDER BY j.id LIMIT %(most)s
"""  # names of our own tables only


def _asked(sql: str) -> Callable[[datetime], Found]:
    def ask(now: datetime) -> Found:
        words: dict[str, Any] = {"after": _after(LATEST), "most": MOST_FOUND, "now": now, "late": LATE, "days": _DAYS}
        with connection.cursor() as cursor:
            cursor.execute(sql, words)
            return [about for (about,) in cursor.fetchall()]

    return ask


def _after(latest: int) -> int:
    return (Journal.objects.aggregate(last=Max("id"))["last"] or 0) - latest


def changed_journals(now: datetime) -> Found:
    """The latest journals whose hash is not that of what they say. Four queries."""
    latest = hashed(Journal.objects.filter(id__gt=_after(HASHED)))
    changed = [one for one in latest.order_by("id") if hash_of(one) != one.hash]
    return [f"{one.office.code}/{one.number}" for one in changed[:MOST_FOUND]]


PROOFS: Final[Mapping[str, Callable[[datetime], Found]]] = {
    "I1": _asked(_SUM),
    "I2": _asked(_BOOKED),
    "I3": _asked(_TWICE),
    "I4": _asked(_LINES),
    "I5": _asked(_CLEARING),
    "I6": _asked(_OUTBOX),
    "I7": _asked(_CHAIN),
    "I8": _asked(_BALANCES),
    "I10": _asked(_CORRECTIONS),
    "I11": changed_journals,
    "I12": _asked(_DIFFERENCES),
}
