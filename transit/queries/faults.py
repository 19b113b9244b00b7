"""Errors between offices, and what was sent astray."""

from collections.abc import Sequence

from django.db.models import F

from bookings.models import Article
from offices.models import Office
from transit.errors import NoRoute
from transit.models import Bag, ErrorEntry
from transit.rules import next_stop

from .links import office_with_links, offices_with_links

_WITH = ("bag", "found_in", "charged_to", "likely_from", "likely_to", "turned_up_in", "answered_by")


def wrongly_sent(bag: Bag, office: Office, articles: Sequence[Article]) -> set[str]:
    """Those of these articles that the bag's origin should not have sent this way. Two queries."""
    at, offices = office_with_links(bag.origin), offices_with_links({one.destination_id for one in articles})
    return {article.number for article in articles if not _leads_to(at, offices[article.destination_id], office)}


def _leads_to(at: Office, to: Office, office: Office) -> bool:
    if to.pk == at.pk:
        return False
    try:
        return next_stop(at=at, to=to).pk == office.pk
    except NoRoute:
        return False


def errors_of_bag(bag: Bag) -> list[ErrorEntry]:
    return list(ErrorEntry.objects.filter(bag=bag).select_related(*_WITH).order_by("id"))


def errors_charged_to(office: Office, *, limit: int = 100) -> list[ErrorEntry]:
    """The latest errors for which an office answers, those without an answer first."""
    errors = ErrorEntry.objects.filter(charged_to=office).select_related(*_WITH)
    return list(errors.order_by(F("answered_at").asc(nulls_first=True), "-id")[:limit])


def errors_found_in(office: Office, *, limit: int = 100) -> list[ErrorEntry]:
    """The latest errors that an office found."""
    return list(ErrorEntry.objects.filter(found_in=office).select_related(*_WITH).order_by("-id")[:limit])


def open_errors(office: Office) -> int:
    return ErrorEntry.objects.filter(charged_to=office, answer="").count()
