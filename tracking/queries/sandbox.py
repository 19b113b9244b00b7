"""Asking the sandbox: its articles, and what has happened to them by now."""

from collections.abc import Sequence
from datetime import datetime

from partners.models import Customer
from tracking.models import SandboxArticle, SandboxEvent


def sandbox_articles_of(customer: Customer, *, limit: int = 20) -> list[SandboxArticle]:
    """A customer's latest, each with its whole life as `events`. Two queries."""
    articles = SandboxArticle.objects.filter(customer=customer).prefetch_related("events__office")
    return list(articles.order_by("-id")[:limit])


def sandbox_lines(customer: Customer, numbers: Sequence[str], *, now: datetime) -> dict[str, list[SandboxEvent]]:
    """What has happened by now to those of these articles that are the customer's, oldest first. One query."""
    found: dict[str, list[SandboxEvent]] = {}
    happened = SandboxEvent.objects.filter(
        article__customer=customer, article__number__in=list(numbers), due_at__lte=now
    ).select_related("article", "office")
    for event in happened.order_by("due_at", "id"):
        found.setdefault(event.article.number, []).append(event)
    return found
