"""What the office itself keeps back: a damaged article, and poste restante until it is called for."""

from datetime import datetime
from typing import Final

from apt.core.db import use_case
from bookings.access import get_articles_at
from bookings.rules import Status
from bookings.rules.notices import Moment
from bookings.services import move_articles, note_moment
from deliveries.errors import NotAHold, NotForDelivery
from deliveries.models import Hold
from deliveries.rules import KEPT_BY_OFFICE, Remark
from offices.models import Office, User
from payments.services import open_case
from tracking.rules import Event, Subject
from tracking.services import Happening, record_events

DAMAGED: Final = "damaged"  # the kind of case


@use_case
def hold_article(*, office: Office, number: str, remark: str, by: User, now: datetime) -> Hold:
    """Keep an article that lies here for delivery at the window. Sender and addressee are told.

    A damaged one is a case as well, of the value insured (operations.md, sections 5.1 and 5.4). The event ITEM_ONHOLD
    carries the remark. Raises UnknownArticle, NotForDelivery, NotAHold, MoveRefused.
    """
    (article,) = get_articles_at(office, [number])
    if remark not in KEPT_BY_OFFICE:
        raise NotAHold(field="remark")
    if article.destination_id != office.pk:
        raise NotForDelivery(number=number)
    if article.status != Status.HELD:
        move_articles(articles=[article], to=Status.HELD, office=office)
    made = Hold.objects.create(article=article, office=office, remark=Remark(remark), made_by=by, made_at=now)
    if remark == Remark.DAMAGED:
        open_case(kind=DAMAGED, about=number, office=office, paise=article.declared_paise, now=now)
    what = Happening(Subject.ARTICLE, number, Event.ITEM_ONHOLD, office, f"ITEM_ONHOLD:hold:{made.pk}", remark=remark)
    record_events([what], by=by, happened_at=now, now=now)
    note_moment(article_ids=[article.pk], moment=Moment.NOT_DELIVERED, by=by, now=now)
    return made
