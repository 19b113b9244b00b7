"""What goes to another office with the one that is merged into it."""

from datetime import datetime

from apt.core.db import step
from bookings.models import Article
from bookings.queries.leaving import OVER
from offices.models import Office, User


@step
def take_over_articles(*, office: Office, into: Office | None, by: User, now: datetime) -> None:
    """Articles on their way to `office` are for `into`; their history says where they then go. One statement."""
    if into:
        Article.objects.filter(destination=office).exclude(status__in=OVER).update(destination=into)
