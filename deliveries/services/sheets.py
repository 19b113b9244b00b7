"""Sheets: made by the office, taken over by the postman."""

import uuid
from collections.abc import Sequence
from datetime import datetime, time

from django.conf import settings
from django.db.models import Max

from apt.core.clock import IST, ist_date
from apt.core.db import step, use_case
from apt.core.services import emit
from bookings.access import get_articles_at
from bookings.models import Article
from bookings.rules import Status
from bookings.rules.notices import Moment
from bookings.services import move_articles, note_moment
from deliveries.access import get_own_sheet
from deliveries.errors import AlreadyAcknowledged, EmptySheet, NotForDelivery, ThirdAttempt
from deliveries.models import Beat, DeliveryCode, Sheet, SheetItem
from deliveries.queries import items_of_sheet, pasts_of
from offices.models import Office, User
from tracking.rules import Event, Subject
from tracking.services import Happening, record_events

OTP_ISSUED = "deliveries.otp_issued"


@use_case
def make_sheet(
    *, office: Office, beat: Beat, postman: User, article_numbers: Sequence[str], by: User, now: datetime
) -> Sheet:
    """Put articles on a sheet for a postman, in the order given. Constant statements for any number of articles.

    Raises EmptySheet, UnknownArticle, NotForDelivery, ThirdAttempt, MoveRefused. Each article gets the event
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

    Raises NotForDelivery, ThirdAttempt (Post Office Regulations 2024, Reg. 42), MoveRefused.
    """
    articles = [article for _beat, _postman, several in rounds for article in several]
    for article in articles:
        if article.destination_id != office.pk:
            raise NotForDelivery(number=article.number)
    pasts = pasts_of(articles)
    for article in articles:
        if article.pk in pasts and pasts[article.pk].for_window:
            raise ThirdAttempt(number=article.number)
    move_articles(articles=articles, to=Status.ON_SHEET, office=office)
    day = ist_date(now)
    sheets = Sheet.objects.bulk_create(
        Sheet(
            number=f"{office.code}-{day:%y%m%d}-{uuid.uuid4().hex[:6].upper()}",
            office=office,
            beat=beat,
            postman=postman,
            sheet_date=day,
            made_by=by,
            made_at=now,
        )
        for beat, postman, _articles in rounds
    )
    items = SheetItem.objects.bulk_create(
        SheetItem(sheet=sheet, article=article, position=position)
        for sheet, (_beat, _postman, several) in zip(sheets, rounds, strict=True)
        for position, article in enumerate(several, start=1)
    )
    _record(items, Event.ITEM_INVOICE, office, by=by, now=now)
    return sheets


@use_case
def acknowledge_sheet(*, number: str, by: User, now: datetime) -> Sheet:
    """The postman takes over the articles: they are out for delivery, and OTP articles get their code.

    After commit the outbox sends each addressee the code by SMS. Raises UnknownSheet, AlreadyAcknowledged, MoveRefused.
    Constant statements for any number of articles.
    """
    sheet = get_own_sheet(by, number)
    if sheet.acknowledged_at:
        raise AlreadyAcknowledged(number=number)
    items = items_of_sheet(sheet)
    articles = get_articles_at(sheet.office, [item.article.number for item in items])
    move_articles(articles=articles, to=Status.OUT, office=sheet.office)
    sheet.acknowledged_at = now
    sheet.save(update_fields=["acknowledged_at"])
    _record(items, Event.BEAT_DISPATCH, sheet.office, by=by, now=now)
    note_moment(article_ids=[item.article_id for item in items], moment=Moment.OUT, by=by, now=now)
    _issue_codes([item for item in items if item.article.otp_delivery], now=now)
    return sheet


@step
def _issue_codes(items: Sequence[SheetItem], *, now: datetime) -> None:
    if not items:
        return
    article_ids = [item.article_id for item in items]
    issued = DeliveryCode.objects.filter(article_id__in=article_ids).values("article_id")
    last = {row["article_id"]: row["last"] for row in issued.annotate(last=Max("issue_number"))}
    end = time(settings.DELIVERY_OTP["valid_until_hour_ist"])
    expires = max(datetime.combine(ist_date(now), end, IST), now + settings.DELIVERY_OTP["valid_at_least"])
    codes = DeliveryCode.objects.bulk_create(
        DeliveryCode(
            item=item,
            article_id=item.article_id,
            issue_number=last.get(item.article_id, 0) + 1,
            issued_at=now,
            expires_at=expires,
        )
        for item in items
    )
    emit(topic=OTP_ISSUED, refs=[str(code.pk) for code in codes], now=now)


@step
def _record(items: Sequence[SheetItem], code: Event, office: Office, *, by: User, now: datetime) -> None:
    happenings = [Happening(Subject.ARTICLE, item.article.number, code, office, f"{code}:{item.pk}") for item in items]
    record_events(happenings, by=by, happened_at=now, now=now)
