"""The one door through which an article changes its state."""

from collections.abc import Mapping, Sequence

from apt.core.batch import Batch
from apt.core.db import step
from bookings.models import Article, Parties
from bookings.rules import Status, check_move
from offices.models import Office

_MOVE = "UPDATE bookings_article SET status = %s, at_office_id = %s WHERE id = ANY(%s::bigint[])"


@step
def move_articles(*, articles: Sequence[Article], to: Status, office: Office, into: Batch | None = None) -> None:
    """The one door: change the state and custody of locked articles. Raises MoveRefused; nothing is moved then.

    `articles` come from `bookings.access` (locked). Who moved them and why is in the history that the caller writes in
    the same transaction. One statement, whatever the number, or none of its own when it goes `into` a batch.
    """
    for article in articles:
        check_move(article.number, article.status, to)
    keys = [article.pk for article in articles]
    if into:
        into.change(_MOVE, [to.value, office.pk, keys])
    else:
        Article.objects.filter(pk__in=keys).update(status=to, at_office=office)
    for article in articles:
        article.status, article.at_office = to, office


@step
def turn_back(*, articles: Sequence[Article], destinations: Mapping[int, Office]) -> None:
    """Locked articles go back to their senders: to the office that `destinations` names for each id. One statement."""
    for article in articles:
        article.returning, article.destination = True, destinations[article.pk]
    Article.objects.bulk_update(articles, ["returning", "destination"])


@step
def change_mobile(*, article: Article, mobile: str) -> str:
    """Another number of the addressee of a locked article; returns the old one. Two statements."""
    parties = Parties.objects.get(article=article)
    old, parties.addressee_mobile, parties.addressee_mobile_declined = parties.addressee_mobile, mobile, False
    parties.save(update_fields=["addressee_mobile", "addressee_mobile_declined"])
    return old


@step
def readdress(*, article: Article, destination: Office, pincode: str, address: str) -> None:
    """A locked article goes to another address of its addressee, which `Parties` then holds. Two statements."""
    article.destination, article.pincode, article.digipin = destination, pincode, ""
    article.save(update_fields=["destination", "pincode", "digipin"])
    Parties.objects.filter(article=article).update(addressee_address=address, addressee_city="")
