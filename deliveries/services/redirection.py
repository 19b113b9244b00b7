"""An article follows its addressee to another address, once; a passport never."""

from datetime import datetime

from apt.core.clock import ist_date
from apt.core.db import use_case
from bookings.models import Article
from bookings.queries import delivering_at
from bookings.rules import Status
from bookings.services import move_articles, readdress
from deliveries.access import get_held_article
from deliveries.errors import AddressNeeded, AlreadyReturning, NeverRedirected, RedirectedOnce
from deliveries.models import Redirection
from deliveries.rules import is_passport
from offices.errors import UnknownPin
from offices.models import Office, User
from tracking.rules import Event, Subject
from tracking.services import Happening, record_events

from .cod import give_back_money


@use_case
def redirect_article(*, office: Office, number: str, pincode: str, address: str, by: User, now: datetime) -> Article:
    """An article on hold goes to the office that delivers at `pincode`, with the new address in its parties.

    It gets the event ITEM_REDIRECT, which names that office and no address. Raises UnknownHeld, AddressNeeded,
    UnknownPin, NeverRedirected, RedirectedOnce, AlreadyReturning.
    """
    if not address.strip():
        raise AddressNeeded(field="address")
    article = get_held_article(office, number)
    if article.returning:
        raise AlreadyReturning(number=number)
    if is_passport(article.product, article.contents):
        raise NeverRedirected(number=number)
    if Redirection.objects.filter(article=article).exists():
        raise RedirectedOnce(number=number)
    to_office = delivering_at([pincode], on=ist_date(now)).offices.get(pincode)
    if to_office is None:
        raise UnknownPin(field="pincode", pincode=pincode)
    Redirection.objects.create(
        article=article, office=office, to_office=to_office, from_pincode=article.pincode, made_by=by, made_at=now
    )
    move_articles(articles=[article], to=Status.AT_OFFICE, office=office)
    give_back_money(articles=[article], by=by, now=now)
    readdress(article=article, destination=to_office, pincode=pincode, address=address.strip()[:200])
    what = Happening(Subject.ARTICLE, number, Event.ITEM_REDIRECT, office, f"ITEM_REDIRECT:{article.pk}", to_office)
    record_events([what], by=by, happened_at=now, now=now)
    return article
