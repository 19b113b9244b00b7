"""A bulk addressee: all articles of a sheet handed over against one code."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid5

from apt.core.db import step, use_case
from bookings.access import get_articles_in_hand
from bookings.models import Article
from bookings.rules import Status
from bookings.rules.notices import Moment
from bookings.services import move_articles, note_moment
from deliveries.access import get_bulk_sheet
from deliveries.errors import NotFromThisSheet, RecipientNeeded, SheetClosed
from deliveries.models import Attempt, DeliveryCode, Sheet, SheetItem
from deliveries.rules import Remark, Verdict
from offices.models import Office, User
from tracking.rules import Event, Subject
from tracking.services import Happening, record_events

from .taking import Outcome
from .typed import attempt_here, judge_typed, read_code


@use_case
def deliver_bulk(
    *,
    office: Office,
    number: str,
    code: str,
    received_by: str,
    kept_back: Sequence[str],
    request_id: UUID,
    by: User,
    now: datetime,
) -> Outcome:
    """Hand over all articles of the sheet but `kept_back`, which stay on hold ("Reverted from bulk addressee").

    Against the sheet's one code; a wrong one is an answer, so that its trace stays. A repeat of `request_id` returns
    the first answer. Sender and addressee are told. Constant statements. Raises UnknownSheet, SheetClosed,
    NotAcknowledged, RecipientNeeded, CodeNeeded, BadCodeShape, NotFromThisSheet.
    """
    sheet = get_bulk_sheet(office, number)
    if first := Attempt.objects.filter(client_uuid=request_id, item__sheet=sheet).first():
        return Outcome(Verdict(first.verdict), first.tries_left)
    name = received_by.strip()[:80]
    if not name:
        raise RecipientNeeded(field="received_by")
    if sheet.closed_at:
        raise SheetClosed(number=number)
    given = read_code(code)
    items = list(SheetItem.objects.filter(sheet=sheet, outcome="").select_related("article").order_by("position", "id"))
    articles = get_articles_in_hand([item.article.number for item in items])
    handed = [item for item in items if item.article.number not in kept_back]
    strange = set(kept_back) - articles.keys()
    if strange or not handed:
        raise NotFromThisSheet(number=min(strange, default=number))
    tried = Attempt.objects.filter(item__sheet=sheet)
    verdict, left = judge_typed(codes=DeliveryCode.objects.filter(sheet=sheet), tried=tried, given=given, now=now)
    if verdict != Verdict.DELIVERED:
        attempt_here(handed[0].article, verdict, left, request_id=request_id, by=by, now=now, item=handed[0]).save()
        return Outcome(verdict, left)
    attempts = Attempt.objects.bulk_create(
        attempt_here(
            item.article, verdict, None, by=by, now=now, item=item, received_by=name,
            request_id=request_id if place == 0 else uuid5(request_id, item.article.number),
        )
        for place, item in enumerate(handed)
    )  # fmt: skip
    for item, attempt in zip(handed, attempts, strict=True):
        item.outcome, item.standing = Verdict.DELIVERED, attempt
    back = [item for item in items if item.article.number in kept_back]
    for item in back:
        item.outcome, item.remark = Verdict.NOT_DELIVERED, Remark.FROM_BULK
    SheetItem.objects.bulk_update(items, ["outcome", "remark", "standing"])
    _move(sheet, [articles[one.article.number] for one in handed], handed, Verdict.DELIVERED, by=by, now=now)
    _move(sheet, [articles[one.article.number] for one in back], back, Verdict.NOT_DELIVERED, by=by, now=now)
    sheet.closed_at, sheet.closed_by = now, by
    sheet.save(update_fields=["closed_at", "closed_by"])
    return Outcome(verdict)


@step
def _move(
    sheet: Sheet,
    articles: Sequence[Article],
    items: Sequence[SheetItem],
    outcome: Verdict,
    *,
    by: User,
    now: datetime,
) -> None:
    if not articles:
        return
    delivered = outcome == Verdict.DELIVERED
    move_articles(articles=articles, to=Status.DELIVERED if delivered else Status.HELD, office=sheet.office)
    code = Event.ITEM_DELIVERY if delivered else Event.ITEM_ONHOLD
    happenings = [
        Happening(
            Subject.ARTICLE, one.article.number, code, sheet.office, f"{code}:{one.pk}",
            remark="" if delivered else one.remark,
        )
        for one in items
    ]  # fmt: skip
    record_events(happenings, by=by, happened_at=now, now=now)
    if delivered:
        note_moment(article_ids=[one.pk for one in articles], moment=Moment.DELIVERED, by=by, now=now)
