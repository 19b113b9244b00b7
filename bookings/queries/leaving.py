"""What of our work an office still has before it may close."""

from collections.abc import Iterable
from datetime import date

from bookings.models import Article
from bookings.rules import Status
from offices.models import Office
from offices.rules import Left

OVER = (Status.DELIVERED, Status.CANCELLED)


def left_of_articles(office: Office, on: date) -> Iterable[tuple[Left, int]]:
    """Articles that lie there, and those on their way there. Two queries."""
    at_work = Article.objects.exclude(status__in=OVER)
    yield Left.ARTICLES, at_work.filter(at_office=office).count()
    yield Left.COMING, at_work.filter(destination=office).exclude(at_office=office).count()
