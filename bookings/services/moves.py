"""The one door through which an article changes its state."""

from collections.abc import Sequence

from apt.core.db import step
from bookings.models import Article
from bookings.rules import Status, check_move
from offices.models import Office


@step
def move_articles(*, articles: Sequence[Article], to: Status, office: Office) -> None:
    """The one door: change the state and custody of locked articles. Raises MoveRefused; nothing is moved then.

    `articles` come from `bookings.access` (locked). Who moved them and why is in the history that the caller writes in
    the same transaction. One statement, whatever the number.
    """
    for article in articles:
        check_move(article.number, article.status, to)
    Article.objects.filter(pk__in=[article.pk for article in articles]).update(status=to, at_office=office)
    for article in articles:
        article.status, article.at_office = to, office
