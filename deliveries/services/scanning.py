"""Sheets by scanning: begun empty, filled code by code, judged one by one and written all together."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db.models import Max

from apt.core.clock import ist_date
from apt.core.db import step, use_case
from apt.core.errors import Refusal
from bookings.access import get_articles_in_hand
from bookings.errors import UnknownArticle
from bookings.models import Article, Parties
from bookings.rules import Status, check_move
from bookings.services import move_articles
from deliveries.access import get_sheet_to_fill
from deliveries.errors import NoPostman, NotFromThisSheet
from deliveries.models import Beat, Sheet, SheetItem
from deliveries.queries import pasts_of, takers_of
from deliveries.rules import Channel
from offices.models import Office, User
from tracking.rules import Event, Subject
from tracking.services import Happening, record_events

from .fitting import check_goes_out, check_same_addressee
from .sheets import new_sheet, record

_LONGEST = 40


class Scanned(NamedTuple):
    """What became of one code: `in`, `repeat`, or `refused` with why."""

    code: str
    verdict: str
    refusal: Refusal | None = None


@use_case
def begin_sheet(*, office: Office, channel: Channel, beat: Beat | None, taker: User, by: User, now: datetime) -> Sheet:
    """An empty sheet for a beat, for whoever carries it at a branch office, or for a bulk addressee.

    `taker` takes it over. Raises NoPostman: they are none of this office or its branches, or the beat is missing.
    """
    takers = takers_of(office, on=ist_date(now))
    at = takers.get(taker)
    branch = at if channel == Channel.BRANCH else None
    fits = {
        Channel.POSTMAN: at == office and beat is not None,
        Channel.BRANCH: at is not None and at != office,
        Channel.BULK: at == office or taker == by,  # at the window: the delivery clerk hands over
    }
    if not fits[channel]:
        raise NoPostman(field="postman", beat=beat or channel.label)
    sheet = new_sheet(office, channel, taker, by=by, now=now, beat=beat if channel == Channel.POSTMAN else None)
    sheet.branch = branch
    sheet.save()
    return sheet


@use_case
def scan_onto_sheet(*, office: Office, number: str, codes: Sequence[str], by: User, now: datetime) -> list[Scanned]:
    """A batch from a scanner: the good codes go onto the sheet in order, each bad one is answered with its refusal.

    A return value and not an exception: one bad label must not throw the others out. A repeat is harmless. Constant
    statements. Raises UnknownSheet, SheetClosed, AlreadyAcknowledged.
    """
    sheet = get_sheet_to_fill(office, number)
    read = ["".join(code.split()).upper()[:_LONGEST] for code in codes]
    articles = get_articles_in_hand(read)
    on_it = set(SheetItem.objects.filter(sheet=sheet).values_list("article_id", flat=True))
    pasts = pasts_of(list(articles.values()))
    mobiles = dict(
        Parties.objects.filter(article_id__in=[*on_it, *(one.pk for one in articles.values())]).values_list(
            "article_id", "addressee_mobile"
        )
    )
    others = next((mobiles[key] for key in sorted(on_it)), "")
    judged: list[Scanned] = []
    fresh: list[Article] = []
    for code in read:
        article = articles.get(code)
        if article and article.pk in on_it:
            judged.append(Scanned(code, "repeat"))
            continue
        try:
            if article is None or article.at_office_id != office.pk:
                raise UnknownArticle(field="number", number=code)
            check_goes_out(article, pasts.get(article.pk), office)
            check_move(code, article.status, Status.ON_SHEET)
            if sheet.channel == Channel.BULK:
                check_same_addressee(article, mobiles[article.pk], others)
                others = mobiles[article.pk]
        except Refusal as refusal:
            judged.append(Scanned(code, "refused", refusal))
            continue
        on_it.add(article.pk)
        fresh.append(article)
        judged.append(Scanned(code, "in"))
    _put_on(sheet, fresh, by=by, now=now)
    return judged


@step
def _put_on(sheet: Sheet, articles: Sequence[Article], *, by: User, now: datetime) -> None:
    if not articles:
        return
    move_articles(articles=articles, to=Status.ON_SHEET, office=sheet.office)
    last = SheetItem.objects.filter(sheet=sheet).aggregate(last=Max("position"))["last"] or 0
    items = SheetItem.objects.bulk_create(
        SheetItem(sheet=sheet, article=article, position=position)
        for position, article in enumerate(articles, start=last + 1)
    )
    record(items=items, code=Event.ITEM_INVOICE, office=sheet.office, by=by, now=now)


@use_case
def take_off_sheet(*, office: Office, number: str, article_number: str, by: User, now: datetime) -> None:
    """Undo a scan while nobody has taken the sheet over: the article lies at the office again.

    Raises UnknownSheet, SheetClosed, AlreadyAcknowledged, NotFromThisSheet.
    """
    sheet = get_sheet_to_fill(office, number)
    articles = get_articles_in_hand([article_number])
    item = SheetItem.objects.filter(sheet=sheet, article__number=article_number, outcome="").first()
    if item is None:
        raise NotFromThisSheet(number=article_number)
    move_articles(articles=list(articles.values()), to=Status.AT_OFFICE, office=office)
    key = f"ITEM_ONHOLD:off:{item.pk}"
    item.delete()
    what = Happening(Subject.ARTICLE, article_number, Event.ITEM_ONHOLD, office, key)
    record_events([what], by=by, happened_at=now, now=now)
