"""Receipts, and what lies at an office."""

from bookings.models import Article, Sale
from bookings.rules import Status
from offices.models import Office
from payments.models import Shift


def sale_with_articles(receipt_number: str, *, office: Office) -> Sale | None:
    """A sale of this office with all that its receipt prints: two queries."""
    return (
        Sale.objects.filter(receipt_number=receipt_number, office=office)
        .select_related("office", "shift", "made_by")
        .prefetch_related("articles__parties", "articles__destination", "articles__origin")
        .first()
    )


def sales_of_shift(shift: Shift, *, limit: int = 8) -> list[Sale]:
    """The latest sales of a shift, newest first."""
    return list(Sale.objects.filter(shift=shift).prefetch_related("articles__destination").order_by("-id")[:limit])


def articles_waiting_at(office: Office) -> list[Article]:
    """Articles that lie at an office and wait for a bag or a sheet, oldest first."""
    waiting = Article.objects.filter(at_office=office, status__in=[Status.BOOKED, Status.AT_OFFICE, Status.HELD])
    return list(
        waiting.select_related("destination__sorted_at", "destination__accounts_to", "parties").order_by("id")[:2000]
    )
