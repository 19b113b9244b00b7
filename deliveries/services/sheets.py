"""Sheets: made by the office, taken over by the postman."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from apt.core.clock import ist_date
from apt.core.db import step, use_case
from bookings.access import get_articles_at
from bookings.models import Article
from bookings.rules import Status
from bookings.rules.notices import Moment
from bookings.services import move_articles, note_moment
from deliveries.access import get_own_sheet
from deliveries.errors import AlreadyAcknowledged, EmptySheet
from deliveries.models import Beat, Sheet, SheetItem
from deliveries.queries import items_of_sheet, pasts_of
from deliveries.rules import Channel
from offices.models import Office, User
from tracking.rules import Event, Subject
from tracking.services import Happening, record_events

from .codes import For, end_of_shift, issue_codes
from .fitting import check_goes_out


@use_case
def make_sheet(
    *, office: Office, beat: Beat, postman: User, article_numbers: Sequence[str], by: User, now: datetime
) -> Sheet:
    """Put articles on a sheet for a postman, in the order given. Constant statements for any number of articles.

    Raises EmptySheet, UnknownArticle, MoveRefused and what `check_goes_out` does. Each article gets the event
    ITEM_INVOICE.
    """
    if not article_numbers:
        raise EmptySheet(field="articles")
    articles = {article.number: article for article in get_articles_at(office, article_numbers)}
    ordered = [articles[number] for number in dict.fromkeys(article_numbers)]
    return put_on_sheets(office=office, rounds=[(beat, postman, ordered)], by=by, now=now)[0]


@step
def put_on_sheets(
    *, office: Office, rounds: Sequence[tuple[Beat, User, Sequence[Article]]], by: User, now: datetime
) -> list[Sheet]:
    """A sheet for each beat with a postman and locked articles in walking order. Constant statements for any number.

    Raises MoveRefused and what `check_goes_out` does.
    """
    articles = [article for _beat, _postman, several in rounds for article in several]
    pasts = pasts_of(articles)
    for article in articles:
        check_goes_out(article, pasts.get(article.pk), office)
    move_articles(articles=articles, to=Status.ON_SHEET, office=office)
    sheets = Sheet.objects.bulk_create(
        new_sheet(office, Channel.POSTMAN, postman, by=by, now=now, beat=beat) for beat, postman, _articles in rounds
    )
    items = SheetItem.objects.bulk_create(
        SheetItem(sheet=sheet, article=article, position=position)
        for sheet, (_beat, _postman, several) in zip(sheets, rounds, strict=True)
        for position, article in enumerate(several, start=1)
    )
    record(items=items, code=Event.ITEM_INVOICE, office=office, by=by, now=now)
    return sheets


def new_sheet(
    office: Office,
    channel: Channel,
    postman: User,
    *,
    by: User,
    now: datetime,
    beat: Beat | None = None,
    branch: Office | None = None,
) -> Sheet:
    """A sheet, not written yet."""
    day = ist_date(now)
    return Sheet(
        number=f"{office.code}-{day:%y%m%d}-{uuid.uuid4().hex[:6].upper()}",
        office=office,
        channel=channel,
        beat=beat,
        branch=branch,
        postman=postman,
        sheet_date=day,
        made_by=by,
        made_at=now,
    )


@use_case
def acknowledge_sheet(*, number: str, by: User, now: datetime) -> Sheet:
    """Whoever carries the sheet takes over its articles: they are out for delivery, and OTP articles get their code.

    After commit the outbox sends each addressee the code by SMS; a bulk addressee one for all. Raises UnknownSheet,
    AlreadyAcknowledged, EmptySheet, MoveRefused.
    Constant statements for any number of articles.
    """
    sheet = get_own_sheet(by, number)
    if sheet.acknowledged_at:
        raise AlreadyAcknowledged(number=number)
    items = items_of_sheet(sheet)
    if not items:
        raise EmptySheet(field="articles")
    articles = get_articles_at(sheet.office, [item.article.number for item in items])
    move_articles(articles=articles, to=Status.OUT, office=sheet.office)
    sheet.acknowledged_at = now
    sheet.save(update_fields=["acknowledged_at"])
    record(items=items, code=Event.BEAT_DISPATCH, office=sheet.office, by=by, now=now)
    note_moment(article_ids=[item.article_id for item in items], moment=Moment.OUT, by=by, now=now)
    _issue_first(sheet, items, now=now)
    return sheet


@step
def _issue_first(sheet: Sheet, items: Sequence[SheetItem], *, now: datetime) -> None:
    """One code for each OTP article, or one for all of a bulk addressee."""
    wanted = [
        For(item.article.parties.addressee_mobile, item.article, item) for item in items if item.article.otp_delivery
    ]
    if sheet.channel == Channel.BULK:
        wanted = [For(items[0].article.parties.addressee_mobile, sheet=sheet)]
    issue_codes(wanted=wanted, office=sheet.office, expires=end_of_shift(now), again=False, now=now)


@step
def record(*, items: Sequence[SheetItem], code: Event, office: Office, by: User, now: datetime) -> None:
    happenings = [Happening(Subject.ARTICLE, item.article.number, code, office, f"{code}:{item.pk}") for item in items]
    record_events(happenings, by=by, happened_at=now, now=now)
