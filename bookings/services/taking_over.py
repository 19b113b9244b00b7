"""What goes to another office with the one that is merged into it."""

from datetime import datetime

from django.db.models import OuterRef, Subquery

from apt.core.db import step, use_case
from bookings.models import Article
from bookings.queries.leaving import OVER
from offices.models import Office, User


@step
def take_over_articles(*, office: Office, into: Office | None, by: User, now: datetime) -> None:
    """Articles on their way to `office` are for `into`; their history says where they then go. One statement."""
    if into:
        Article.objects.filter(destination=office).exclude(status__in=OVER).update(destination=into)


@use_case
def take_over_late(*, now: datetime) -> int:
    """The same for articles that were being priced while the office was merged. Returns how many. One statement.

    A booking does not wait for a merger, nor a merger for all bookings: what slipped past it is taken over here.
    """
    into = Office.objects.filter(pk=OuterRef("destination")).values("merged_into")
    late = Article.objects.filter(destination__in=Office.objects.filter(merged_into__isnull=False))
    return late.exclude(status__in=OVER).update(destination=Subquery(into))
