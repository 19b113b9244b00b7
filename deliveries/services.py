"""What can be done at the delivery office and at the door."""

import hmac
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from django.conf import settings
from django.db.models import F, Max

from apt.core.clock import IST, ist_date
from apt.core.db import step, use_case
from apt.core.services import emit
from bookings.access import get_articles_at
from bookings.models import Article
from bookings.rules import Status
from bookings.rules.notices import Moment
from bookings.services import move_articles, note_moment
from offices.models import Office, User
from payments.models import PaymentAttempt
from payments.rules.cod import COD, CodMode
from payments.services import ask_cod_qr, check_cod, keep_cod, release_cod, take_cod
from tracking.rules import Event, Subject
from tracking.services import Happening, record_events

from .access import get_own_item, get_own_item_to_show, get_own_sheet
from .errors import (
    AlreadyAcknowledged,
    AttemptClosed,
    AttemptReused,
    CodeNeeded,
    CodModeNeeded,
    EmptySheet,
    NotAcknowledged,
    NotForDelivery,
    RecipientNeeded,
    RemarkNeeded,
)
from .models import Attempt, Beat, DeliveryCode, Sheet, SheetItem
from .queries import items_of_sheet, live_code_of, wrong_codes
from .rules import CLOSING, Remark, Verdict, clean_code, delivery_code, fingerprint

OTP_ISSUED = "deliveries.otp_issued"


@use_case
def make_sheet(
    *, office: Office, beat: Beat, postman: User, article_numbers: Sequence[str], by: User, now: datetime
) -> Sheet:
    """Put articles on a sheet for a postman, in the order given. Constant statements for any number of articles.

    Raises EmptySheet, UnknownArticle, NotForDelivery, MoveRefused. Each article gets the event ITEM_INVOICE.
    """
    if not article_numbers:
        raise EmptySheet(field="articles")
    articles = {article.number: article for article in get_articles_at(office, article_numbers)}
    for article in articles.values():
        if article.destination_id != office.pk:
            raise NotForDelivery(number=article.number)
    move_articles(articles=list(articles.values()), to=Status.ON_SHEET, office=office)
    day = ist_date(now)
    sheet = Sheet.objects.create(
        number=f"{office.code}-{day:%y%m%d}-{uuid.uuid4().hex[:6].upper()}",
        office=office,
        beat=beat,
        postman=postman,
        sheet_date=day,
        made_by=by,
        made_at=now,
    )
    items = SheetItem.objects.bulk_create(
        SheetItem(sheet=sheet, article=articles[number], position=position)
        for position, number in enumerate(dict.fromkeys(article_numbers), start=1)
    )
    _record(items, Event.ITEM_INVOICE, office, by=by, now=now)
    return sheet


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


@dataclass(frozen=True)
class Outcome:
    """The answer to an attempt. A wrong code is an answer, not an exception: its trace must stay (house, section 5)."""

    verdict: Verdict
    tries_left: int | None = None


@use_case
def record_attempt(
    *,
    article_number: str,
    client_uuid: uuid.UUID,
    delivered: bool,
    by: User,
    happened_at: datetime,
    now: datetime,
    code: str = "",
    received_by: str = "",
    remark: str = "",
    cod: str = "",
) -> Outcome:
    """Deliver an article of one's own sheet, or say why not. A repeat of `client_uuid` returns the first answer.

    An OTP article is delivered only against the code of its latest issue, unexpired, within the tries (Reg. 136A):
    three a code and five a day, our assumptions in `settings.DELIVERY_OTP`. A code of the wrong shape costs no try.
    An article with money due (`cod_paise`) is delivered against it, `cod` saying how; not delivered, what came by UPI
    goes back. Raises UnknownItem, NotAcknowledged, AttemptClosed, AttemptReused, CodeNeeded, BadCodeShape,
    RecipientNeeded, RemarkNeeded, CodModeNeeded, CodNotPaid, CodTaken, UpiReceived.
    """
    item = get_own_item(by, article_number)
    key = settings.OTP_MASTER_KEY.encode()
    told = fingerprint(article_number, str(delivered), code, received_by, remark, *filter(None, [cod]), key=key)
    if first := Attempt.objects.filter(client_uuid=client_uuid).select_related("item__article").first():
        if first.fingerprint != told or first.made_by_id != by.pk:
            raise AttemptReused()
        return _outcome(first)
    if not item.sheet.acknowledged_at:
        raise NotAcknowledged()
    if item.outcome:
        raise AttemptClosed(number=article_number)
    mode = _mode_of(item, cod) if delivered else None
    if not delivered:
        if remark not in Remark.values:
            raise RemarkNeeded(field="remark")
        verdict = Verdict.NOT_DELIVERED
    elif item.article.otp_delivery:
        verdict = _judge_code(item, code, now=now)
    elif not received_by.strip():
        raise RecipientNeeded(field="received_by")
    else:
        verdict = Verdict.DELIVERED
    attempt = Attempt.objects.create(
        client_uuid=client_uuid,
        fingerprint=told,
        item=item,
        article_id=item.article_id,
        made_by=by,
        happened_at=happened_at,
        recorded_at=now,
        verdict=verdict,
        remark=remark if verdict == Verdict.NOT_DELIVERED else "",
        received_by=received_by.strip(),
    )
    if verdict in CLOSING:
        _settle_cod(item, mode, verdict, by=by, now=now)
        _close(item, verdict, remark, by=by, happened_at=happened_at, now=now)
    return _outcome(attempt)


def _mode_of(item: SheetItem, cod: str) -> CodMode | None:
    """How what is due is paid; None where nothing is. Before the code is judged, so that no right code is spent."""
    if not item.article.cod_paise:
        return None
    if cod not in CodMode.values:
        raise CodModeNeeded(field="cod")
    check_cod(article_number=item.article.number, mode=CodMode(cod))
    return CodMode(cod)


@step
def _settle_cod(item: SheetItem, mode: CodMode | None, verdict: Verdict, *, by: User, now: datetime) -> None:
    article = item.article
    if mode and verdict == Verdict.DELIVERED:
        take_cod(
            article_number=article.number, paise=article.cod_paise, office=item.sheet.office, mode=mode, by=by, now=now
        )
    elif article.cod_paise:
        release_cod(article_number=article.number, by=by, now=now)


def ask_qr_at_door(*, article_number: str, by: User, now: datetime) -> PaymentAttempt:
    """The QR for what is due at the door of an article of one's own sheet; asked again, the same.

    Raises UnknownItem, NotAcknowledged, AttemptClosed, and what `payments.services.ask_cod_qr` raises.
    """
    item = get_own_item_to_show(by, article_number)
    if not item.sheet.acknowledged_at:
        raise NotAcknowledged()
    if item.outcome:
        raise AttemptClosed(number=article_number)
    return ask_cod_qr(
        article_number=article_number, paise=item.article.cod_paise, office=item.sheet.office, by=by, now=now
    )


def keep_cod_money(*, attempt_id: int, now: datetime) -> bool:
    """Money came by UPI: it is kept if its article is at its door just now. A repeat changes nothing."""
    number = PaymentAttempt.objects.filter(pk=attempt_id, purpose=COD).values_list("ref", flat=True).first()
    return number is not None and _keep(number, attempt_id, by=None, now=now)


@use_case
def _keep(number: str, attempt_id: int, *, by: User | None, now: datetime) -> bool:
    article = Article.objects.select_for_update().filter(number=number).first()
    at_door = SheetItem.objects.filter(article__number=number, sheet__acknowledged_at__isnull=False, outcome="")
    if article is None or not at_door.exists():
        return False
    return keep_cod(attempt_id=attempt_id, by=by, now=now) is not None


def _outcome(attempt: Attempt) -> Outcome:
    """The answer to an attempt: the same when it was made and whenever it is sent again."""
    verdict = Verdict(attempt.verdict)
    return Outcome(verdict, None if verdict in CLOSING else _tries_left(attempt.item, upto=attempt))


@step
def _judge_code(item: SheetItem, code: str, *, now: datetime) -> Verdict:
    """Judge a code against the latest issue, and count it when it is wrong. The item is locked."""
    policy = settings.DELIVERY_OTP
    if not code.strip():
        raise CodeNeeded(field="code")
    given = clean_code(code, digits=policy["digits"])
    live = live_code_of(item)
    if live is None or live.spent_at or now > live.expires_at:
        return Verdict.CODE_EXPIRED
    if _tries_left(item) <= 0:
        return Verdict.CODE_LOCKED
    right = code_for(item.article.number, live.issue_number)
    if not hmac.compare_digest(given, right):
        DeliveryCode.objects.filter(pk=live.pk).update(wrong_tries=F("wrong_tries") + 1)
        return Verdict.WRONG_CODE
    DeliveryCode.objects.filter(pk=live.pk).update(spent_at=now)
    return Verdict.DELIVERED


@step
def _close(item: SheetItem, verdict: Verdict, remark: str, *, by: User, happened_at: datetime, now: datetime) -> None:
    delivered = verdict == Verdict.DELIVERED
    move_articles(articles=[item.article], to=Status.DELIVERED if delivered else Status.HELD, office=item.sheet.office)
    item.outcome, item.remark = verdict, "" if delivered else remark
    item.save(update_fields=["outcome", "remark"])
    code = Event.ITEM_DELIVERY if delivered else Event.ITEM_NONDELIVER
    _record([item], code, item.sheet.office, by=by, now=now, happened_at=happened_at, remark=item.remark)
    moment = Moment.DELIVERED if delivered else Moment.NOT_DELIVERED
    note_moment(article_ids=[item.article_id], moment=moment, by=by, now=now)


@step
def _record(
    items: Sequence[SheetItem],
    code: Event,
    office: Office,
    *,
    by: User,
    now: datetime,
    happened_at: datetime | None = None,
    remark: str = "",
) -> None:
    happenings = [
        Happening(Subject.ARTICLE, item.article.number, code, office, f"{code}:{item.pk}", remark=remark)
        for item in items
    ]
    record_events(happenings, by=by, happened_at=happened_at or now, now=now)


def _tries_left(item: SheetItem, *, upto: Attempt | None = None) -> int:
    """Wrong tries that may still be made: of this code, and of this article today; now, or right after an attempt."""
    policy = settings.DELIVERY_OTP
    live = live_code_of(item)
    if live is None:
        return 0
    midnight = datetime.combine(ist_date(live.issued_at), time(), IST)
    of_code, today = wrong_codes(live, midnight, upto=upto)
    return max(0, min(policy["max_tries_per_code"] - of_code, policy["max_tries_per_day"] - today))


def code_for(article_number: str, issue_number: int) -> str:
    """Derive the code of an issue; only the SMS reaction and the judgement above ask for it."""
    return delivery_code(
        master_key=settings.OTP_MASTER_KEY.encode(),
        article_number=article_number,
        issue_number=issue_number,
        digits=settings.DELIVERY_OTP["digits"],
    )
