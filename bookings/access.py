"""Fetch with permission: articles in the custody of the office where one has duty."""

from collections.abc import Sequence

from offices.models import Office

from .errors import UnknownArticle
from .models import Article


def get_articles_at(office: Office, numbers: Sequence[str]) -> list[Article]:
    """Lock and return the articles of these numbers that lie at `office`. Raises UnknownArticle, naming the first
    absent.

    Locks in the order of ids: the one written order for articles (house, section 5).
    """
    found = list(Article.objects.select_for_update().filter(number__in=numbers, at_office=office).order_by("id"))
    absent = set(numbers) - {article.number for article in found}
    if absent:
        raise UnknownArticle(field="number", number=min(absent))
    return found
