"""Sandbox articles: booked without mail or money, and their whole life written down at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from apt.core.db import step
from offices.models import Office, User
from partners.models import Customer
from tracking.models import SandboxArticle, SandboxEvent
from tracking.rules import LIVES, Event, Life
from tracking.rules.sandbox import Where

from .feeds import open_feed, tell_after_commit


@dataclass(frozen=True)
class Dream:
    """An article to be lived through: everything that a booking would have found."""

    product: str
    pincode: str
    total_paise: int
    reference: str
    life: Life
    origin: Office
    destination: Office


@step
def dream(
    *, customer: Customer, dreams: Sequence[Dream], numbers: Sequence[str], by: User, now: datetime
) -> list[SandboxArticle]:
    """Make sandbox articles, and what will happen to each within a minute: two statements for any number.

    Nothing else needs to run for their lives to go on; the relay gives each event its number when its time has come.
    """
    open_feed(customer=customer, live=False)
    made = SandboxArticle.objects.bulk_create(
        SandboxArticle(
            customer=customer, number=number, reference=one.reference, life=one.life, product=one.product,
            pincode=one.pincode, total_paise=one.total_paise, booked_at=now,
        )
        for one, number in zip(dreams, numbers, strict=True)
    )  # fmt: skip
    SandboxEvent.objects.bulk_create(
        SandboxEvent(
            article=article, code=act.event, office=_office(one, act.where), remark=act.remark,
            due_at=now + timedelta(seconds=act.after_s),
        )
        for article, one in zip(made, dreams, strict=True)
        for act in LIVES[one.life]
    )  # fmt: skip
    tell_after_commit()
    return made


@step
def cancel_dream(*, customer: Customer, number: str, now: datetime) -> bool:
    """End the life of a sandbox article, unless it has ended; whether the customer has such an article.

    What was to come is taken out, and the feed is told of the cancelling.
    """
    article = SandboxArticle.objects.select_for_update().filter(customer=customer, number=number).first()
    if article is None:
        return False
    events = SandboxEvent.objects.filter(article=article)
    to_come = events.filter(due_at__gt=now)
    if first := to_come.order_by("due_at").select_related("office").first():
        office = first.office
        to_come.delete()
        SandboxEvent.objects.create(article=article, code=Event.ITEM_CANCEL, office=office, due_at=now)
        tell_after_commit()
    return True


@step
def draw_sandbox_serials(*, count: int) -> list[int]:
    """Numbers of the sandbox count on by themselves; none is ever a real article's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT array_agg(nextval('tracking_sandbox_serial')) FROM generate_series(1, %s::int)", [count])
        return list(cursor.fetchone()[0])


def _office(one: Dream, where: Where) -> Office:
    if where == "origin":
        return one.origin
    if where == "destination":
        return one.destination
    end = one.origin if where == "origin_hub" else one.destination
    return end.sorted_at or end
