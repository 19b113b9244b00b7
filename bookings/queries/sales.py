"""Receipts, and what lies at an office."""

from datetime import datetime, timedelta

from django.db.models import Prefetch

from bookings.models import Article, Cancellation, Sale
from bookings.rules import Status
from offices.models import Approval, Office
from payments.models import Shift


def sale_with_articles(receipt_number: str, *, office: Office) -> Sale | None:
    """A sale of this office with all that its receipt prints: six queries."""
    return (
        Sale.objects.filter(receipt_number=receipt_number, office=office, contract__isnull=True)
        .select_related("office", "shift", "made_by")
        .prefetch_related(
            Prefetch("articles", Article.objects.order_by("id")),
            "articles__parties",
            "articles__destination",
            "articles__origin",
            "articles__cancellation",
            "prints",
        )
        .first()
    )


def articles_in_order() -> tuple[Prefetch, str]:
    """The articles of sales as they were booked, with where they go: two queries."""
    return Prefetch("articles", Article.objects.order_by("id")), "articles__destination"


def sales_of_shift(shift: Shift, *, limit: int = 8) -> list[Sale]:
    """The latest sales of a shift, newest first."""
    sales = Sale.objects.filter(shift=shift).prefetch_related(*articles_in_order())
    return list(sales.order_by("-id")[:limit])


def articles_waiting_at(office: Office) -> list[Article]:
    """Articles that lie at an office and wait for a bag or a sheet, oldest first."""
    waiting = Article.objects.filter(at_office=office, status__in=[Status.BOOKED, Status.AT_OFFICE, Status.HELD])
    return list(
        waiting.select_related("destination__sorted_at", "destination__accounts_to", "parties").order_by("id")[:2000]
    )


def cancel_requests_of(sale: Sale, *, topic: str, since: timedelta, now: datetime) -> dict[str, Approval]:
    """The latest request to cancel each article of a sale, by number; those that are too old left out. One query."""
    numbers = [article.number for article in sale.articles.all()]
    asked = Approval.objects.filter(topic=topic, payload__article__in=numbers, made_at__gt=now - since)
    return {one.payload["article"]: one for one in asked.select_related("made_by", "decided_by").order_by("id")}


def cancellation_of(number: str, *, office: Office) -> Cancellation | None:
    """What the refund slip prints. One query."""
    found = Cancellation.objects.filter(article__number=number, article__sale__office=office, shift__isnull=False)
    return found.select_related(
        "article__sale__office", "article__parties", "shift", "approval__decided_by", "cancelled_by", "journal"
    ).first()
