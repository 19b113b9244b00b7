"""What a booking says of an article to whoever follows it."""

from collections.abc import Sequence

from bookings.models import Article
from bookings.rules import Status
from bookings.rules.promise import promised_on
from offices.rules import Kind
from tracking.rules import Known


def known_articles(numbers: Sequence[str]) -> dict[str, Known]:
    """Those of these that were booked; names in full. One query."""
    found = Article.objects.filter(number__in=numbers).select_related("sale", "destination", "parties")
    return {article.number: _known(article) for article in found}


def _known(article: Article) -> Known:
    parties = article.parties
    return Known(
        sender=parties.sender_name,
        addressee=parties.addressee_name,
        destination=article.destination.name,
        pincode=article.pincode,
        promised_on=None
        if article.status == Status.CANCELLED
        else promised_on(
            booked_at=article.sale.booked_at,
            product=article.product,
            km=None if article.distance_km is None else float(article.distance_km),
            zone=article.zone,
            to_branch=article.destination.kind == Kind.BRANCH,
        ),
    )
