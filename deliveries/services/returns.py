"""The end of a round: what was not confirmed comes back; and what goes back to its sender."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings

from apt.core.clock import ist_date
from apt.core.db import step, use_case
from bookings.access import get_articles_in_hand
from bookings.models import Article, Parties
from bookings.queries import delivering_at
from bookings.rules import Status
from bookings.services import move_articles, turn_back
from deliveries.access import get_held_articles, get_sheet_to_close
from deliveries.errors import AlreadyReturning, NoLetterOffice, NotDueBack, NotReturned, RemarkNotVerified
from deliveries.models import SentBack, Sheet, SheetItem, ToLetterOffice
from deliveries.queries import due_back, pasts_of
from deliveries.rules import NOTHING_TRIED, Deposit, Remark, Verdict
from offices.models import Office, User
from tracking.rules import Event, Subject
from tracking.services import Happening, record_events

from .cod import give_back_money
from .sorting import learn_walk


@use_case
def close_sheet(*, office: Office, number: str, with_postman: Sequence[str], by: User, now: datetime) -> Sheet:
    """Take returns: only what was not confirmed in the app comes back here, as not attempted; no attempt counts.

    Undelivered articles named `with_postman` stay with the postman until the next attempt, the others with the office.
    The way that was walked is learnt. An entry of the phone that is heard later still counts. Constant statements.
    Raises UnknownSheet, SheetClosed.
    """
    sheet = get_sheet_to_close(office, number)
    rows = SheetItem.objects.filter(sheet=sheet).select_related("article").order_by("position", "id")
    articles = get_articles_in_hand(list(rows.values_list("article__number", flat=True)))
    items = list(rows)  # under the locks: an entry of the phone that was being taken is in them
    left = [item for item in items if not item.outcome]
    _put_down(sheet, [articles[item.article.number] for item in left], left, by=by, now=now)
    undelivered = [item for item in items if item.outcome == Verdict.NOT_DELIVERED]
    for item in undelivered:
        kept = item.article.number in with_postman and item.remark != Remark.NOT_ATTEMPTED
        item.deposit = Deposit.POSTMAN if kept else Deposit.OFFICE
    SheetItem.objects.bulk_update(undelivered, ["outcome", "remark", "deposit"])
    learn_walk(sheet=sheet, now=now)
    sheet.closed_at, sheet.closed_by = now, by
    sheet.save(update_fields=["closed_at", "closed_by"])
    return sheet


@step
def _put_down(
    sheet: Sheet, articles: Sequence[Article], items: Sequence[SheetItem], *, by: User, now: datetime
) -> None:
    """Nobody tried: on hold; of a sheet that was never taken out, simply at the office again."""
    to = Status.HELD if sheet.acknowledged_at else Status.AT_OFFICE
    if not articles:
        return
    move_articles(articles=articles, to=to, office=sheet.office)
    give_back_money(articles=articles, by=by, now=now)
    for item in items:
        item.outcome, item.remark = Verdict.NOT_DELIVERED, Remark.NOT_ATTEMPTED
    happenings = [
        Happening(
            Subject.ARTICLE, item.article.number, Event.ITEM_ONHOLD, sheet.office, f"ITEM_ONHOLD:{item.pk}",
            remark=Remark.NOT_ATTEMPTED,
        )
        for item in items
    ]  # fmt: skip
    record_events(happenings, by=by, happened_at=now, now=now)


@use_case
def send_back(*, office: Office, numbers: Sequence[str], recalled: bool, by: User, now: datetime) -> list[Article]:
    """Articles on hold go back to their senders: to the office that delivers the sender's PIN, or that booked them.

    What ended at the door goes at once, the rest after its days of retention; a sender may recall at any time. Remarks
    that send back were verified first. Constant statements. Each gets the event ITEM_RETURN.
    Raises UnknownHeld, AlreadyReturning, NotDueBack, RemarkNotVerified.
    """
    articles = get_held_articles(office, numbers)
    pasts = pasts_of(articles)
    today = ist_date(now)
    reasons: dict[int, Remark] = {}
    for article in articles:
        past = pasts.get(article.pk, NOTHING_TRIED)
        if article.returning:
            raise AlreadyReturning(number=article.number)
        due = due_back(past, article)
        if not recalled and (due is None or due > today):
            raise NotDueBack(number=article.number, date=due or "-")
        if not recalled and past.goes_back and not past.verified:
            raise RemarkNotVerified(number=article.number)
        ended = Remark(past.remark) if past.goes_back else Remark.UNCLAIMED
        reasons[article.pk] = Remark.RECALLED if recalled else ended
    _turn(articles, reasons, office, by=by, now=now)
    return articles


@step
def _turn(articles: list[Article], reasons: dict[int, Remark], office: Office, *, by: User, now: datetime) -> None:
    pins = dict(Parties.objects.filter(article__in=articles).values_list("article_id", "sender_pincode"))
    delivering = delivering_at([pin for pin in pins.values() if pin], on=ist_date(now)).offices
    origins = Office.objects.in_bulk([article.origin_id for article in articles])
    destinations = {
        article.pk: delivering.get(pins.get(article.pk, "")) or origins[article.origin_id] for article in articles
    }
    move_articles(articles=articles, to=Status.AT_OFFICE, office=office)
    give_back_money(articles=articles, by=by, now=now)
    turn_back(articles=articles, destinations=destinations)
    SentBack.objects.bulk_create(
        SentBack(article=article, office=office, reason=reasons[article.pk], made_by=by, made_at=now)
        for article in articles
    )
    happenings = [
        Happening(
            Subject.ARTICLE, article.number, Event.ITEM_RETURN, office, f"ITEM_RETURN:{article.pk}",
            destinations[article.pk], reasons[article.pk],
        )
        for article in articles
    ]  # fmt: skip
    record_events(happenings, by=by, happened_at=now, now=now)


@use_case
def send_to_letter_office(*, office: Office, numbers: Sequence[str], by: User, now: datetime) -> list[Article]:
    """Articles that their senders did not take either go to the returned letter office of the circle (RLO).

    When they ended at the sender's door, or are due as for an addressee. Each gets the event ITEM_RETURN, which names
    that office. Constant statements. Raises UnknownHeld, NotReturned, NotDueBack, RemarkNotVerified, NoLetterOffice.
    """
    articles = get_held_articles(office, numbers)
    pasts = pasts_of(articles)
    today = ist_date(now)
    for article in articles:
        past = pasts.get(article.pk, NOTHING_TRIED)
        if not article.returning:
            raise NotReturned(number=article.number)
        due = due_back(past, article)
        if not past.for_window and (due is None or due > today):
            raise NotDueBack(number=article.number, date=due or "-")
        if past.goes_back and not past.verified:
            raise RemarkNotVerified(number=article.number)
    known = settings.DELIVERY_OFFICE["letter_offices"]
    code = next((known[above] for above in office.path.split("/") if above in known), "")
    to_office = Office.objects.filter(code=code).first()
    if to_office is None:
        raise NoLetterOffice(number=articles[0].number)
    move_articles(articles=articles, to=Status.AT_OFFICE, office=office)
    turn_back(articles=articles, destinations={article.pk: to_office for article in articles})
    ToLetterOffice.objects.bulk_create(
        ToLetterOffice(article=article, office=office, to_office=to_office, made_by=by, made_at=now)
        for article in articles
    )
    happenings = [
        Happening(
            Subject.ARTICLE, article.number, Event.ITEM_RETURN, office, f"ITEM_RETURN:rlo:{article.pk}", to_office,
            Remark.UNCLAIMED,
        )
        for article in articles
    ]  # fmt: skip
    record_events(happenings, by=by, happened_at=now, now=now)
    return articles
