"""What was tried with articles, what of it counts; what lies undelivered at an office, and since when."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import connection

from apt.core.clock import ist_date
from bookings.models import Article
from bookings.rules import Status
from deliveries.models import CallBack, Hold, SentBack, SheetItem
from deliveries.rules import NOTHING_TRIED, Past, Remark, Tried, Verdict, past_of
from offices.models import Office

MOST: Final = 2000


def pasts_of(articles: Sequence[Article]) -> dict[int, Past]:
    """By article id, those that were tried or kept by their office. Three queries for any number: what was tried before
    an article was turned back was tried with the addressee, and does not count for the sender; nor does an attempt that
    was reopened, since nobody came."""
    keys = [article.pk for article in articles]
    turned = dict(
        SentBack.objects.filter(article_id__in=[one.pk for one in articles if one.returning]).values_list(
            "article_id", "made_at"
        )
    )
    tried: dict[int, list[Tried]] = defaultdict(list)
    latest: dict[int, datetime] = {}
    items = SheetItem.objects.filter(article_id__in=keys, reopened_at__isnull=True).exclude(outcome="").order_by("id")
    for article_id, outcome, remark, made_at, at, verified_at in items.values_list(
        "article_id", "outcome", "remark", "sheet__made_at", "standing__happened_at", "verified_at"
    ):
        if article_id not in turned or made_at >= turned[article_id]:
            tried[article_id].append(Tried(outcome, remark, at, verified_at is not None))
            latest[article_id] = made_at
    held = {article.pk: article.at_office_id for article in articles if article.status == Status.HELD}
    holds = Hold.objects.filter(article_id__in=list(held)).order_by("id") if held else ()
    for hold in holds:
        since = max(latest.get(hold.article_id, hold.made_at), turned.get(hold.article_id, hold.made_at))
        if hold.office_id == held[hold.article_id] and hold.made_at >= since:
            kept = Tried(Verdict.NOT_DELIVERED, hold.remark, hold.made_at, verified=True, kept=True)
            tried[hold.article_id].append(kept)
    return {key: past_of(one) for key, one in tried.items()}


@dataclass(frozen=True)
class Undelivered:
    """An article that has not been delivered: what it is (R received, T taken out, O on hold), and for how long."""

    article: Article
    bucket: str
    past: Past
    days: int  # since the office received it
    due_on: date | None  # when it goes back; None while nothing was tried

    @property
    def reason(self) -> str:
        return str(Remark(self.past.remark).label) if self.past.remark else ""

    def due(self, on: date) -> bool:
        return self.due_on is not None and self.due_on <= on


_BUCKETS: Final = {
    Status.BOOKED: "R", Status.AT_OFFICE: "R", Status.ON_SHEET: "T", Status.OUT: "T", Status.HELD: "O",
}  # fmt: skip
# The latest entry into the office: the opening of the last bag, or its own first event here.
_RECEIVED: Final = """
    SELECT asked.id, greatest(
        (SELECT max(left_at) FROM tracking_enclosure e WHERE e.inner_number = asked.number),
        (SELECT min(happened_at) FROM tracking_trackingevent ev
         WHERE ev.subject_number = asked.number AND ev.subject_kind = 'A' AND ev.office_id = %(office)s)
    ) FROM unnest(%(ids)s::bigint[], %(numbers)s::text[]) AS asked (id, number)
"""


def undelivered_at(office: Office, *, now: datetime) -> list[Undelivered]:
    """Everything that this office delivers and has not, the longest here first; at most two thousand. Four queries."""
    found = Article.objects.filter(at_office=office, destination=office, status__in=list(_BUCKETS))
    articles = list(found.select_related("parties", "origin").order_by("id")[:MOST])
    pasts = pasts_of(articles)
    with connection.cursor() as cursor:
        cursor.execute(
            _RECEIVED,
            {
                "office": office.pk, "ids": [one.pk for one in articles], "numbers": [one.number for one in articles],
            },
        )  # fmt: skip
        received = dict(cursor.fetchall())
    today = ist_date(now)
    lines = [
        Undelivered(
            article,
            _BUCKETS[Status(article.status)],
            pasts.get(article.pk, NOTHING_TRIED),
            (today - ist_date(received[article.pk] or now)).days,
            due_back(pasts.get(article.pk, NOTHING_TRIED), article),
        )
        for article in articles
    ]
    return sorted(lines, key=lambda one: (-one.days, one.article.pk))


def due_back(past: Past, article: Article) -> date | None:
    """The day from which an article on hold goes back, or on to the letter office where it is on its way back already;
    what ends at the door goes at once. None: nothing was tried."""
    if article.status != Status.HELD or past.first_at is None:
        return None
    policy = settings.DELIVERY_OFFICE
    called_for = past.kept and past.remark == Remark.POSTE_RESTANTE
    days = policy["poste_restante_days"] if called_for else policy["kept_days"]
    return ist_date(past.first_at) + timedelta(days=0 if past.goes_back else days)


def to_verify(office: Office) -> list[SheetItem]:
    """Remarks that nobody looked at, the oldest first; at most two hundred."""
    items = SheetItem.objects.filter(
        sheet__office=office, outcome=Verdict.NOT_DELIVERED, standing__isnull=False, verified_at__isnull=True
    )
    return list(items.select_related("article__parties", "sheet__beat", "standing__made_by").order_by("id")[:200])


def call_backs_of(office: Office, *, on: date) -> list[CallBack]:
    calls = CallBack.objects.filter(office=office, drawn_on=on)
    return list(calls.select_related("item__article__parties", "item__sheet__postman", "called_by").order_by("id"))


def items_to_draw(office: Office, *, since: datetime) -> list[SheetItem]:
    """Failed attempts that can be drawn for a call: the addressee has a number, and was not drawn before."""
    items = SheetItem.objects.filter(
        sheet__office=office, outcome=Verdict.NOT_DELIVERED, standing__recorded_at__gte=since, call_back__isnull=True
    )
    return list(items.exclude(article__parties__addressee_mobile="").order_by("id"))
