"""Delivery codes: issued with a round, asked for once more, asked for at the window; all limits on them stand here."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Final, NamedTuple

from django.conf import settings
from django.db.models import Max

from apt.core.clock import IST, day_begins, ist_date
from apt.core.db import step, use_case
from apt.core.services import emit
from bookings.access import mobile_digest
from bookings.models import Article
from deliveries.access import get_held_article, get_item_out, get_sheet_out
from deliveries.errors import (
    AttemptClosed,
    CodesOver,
    NoCodeDue,
    NoMobile,
    TooManyCodesToMobile,
    TooManyOfficeCodes,
    TooManyResends,
    WaitToResend,
)
from deliveries.models import DeliveryCode, Sheet, SheetItem
from deliveries.queries import codes_of_office, codes_sent_to
from deliveries.rules import Channel, wait_to_resend
from offices.models import Office, User

OTP_ISSUED: Final = "deliveries.otp_issued"


class For(NamedTuple):
    """What a code is for: an article out on a sheet, one that lies at the window, or all of a bulk sheet."""

    mobile: str
    article: Article | None = None
    item: SheetItem | None = None
    sheet: Sheet | None = None


@step
def issue_codes(
    *, wanted: Sequence[For], office: Office, expires: datetime, again: bool, now: datetime
) -> list[DeliveryCode]:
    """The next issue for each; an older one is dead from now on. After commit the outbox sends them by SMS.

    Three statements for any number, all of articles or all of sheets.
    """
    if not wanted:
        return []
    last: dict[int, int]
    if wanted[0].sheet:
        sheets = DeliveryCode.objects.filter(sheet__in=[one.sheet for one in wanted]).values("sheet_id")
        last = dict(sheets.annotate(last=Max("issue_number")).values_list("sheet_id", "last"))
    else:
        articles = DeliveryCode.objects.filter(article__in=[one.article for one in wanted]).values("article_id")
        last = dict(articles.annotate(last=Max("issue_number")).values_list("article_id", "last"))
    codes = DeliveryCode.objects.bulk_create(
        DeliveryCode(
            item=one.item,
            article=one.article,
            sheet=one.sheet,
            office=office,
            issue_number=last.get((one.sheet or one.article).pk, 0) + 1,  # type: ignore[union-attr]
            issued_at=now,
            expires_at=expires,
            mobile_digest=mobile_digest(one.mobile),
            again=again,
        )
        for one in wanted
    )
    emit(topic=OTP_ISSUED, refs=[str(code.pk) for code in codes], now=now)
    return codes


def end_of_shift(now: datetime) -> datetime:
    """Until when the codes of a round hold that is taken over now: our assumption in `settings.DELIVERY_OTP`."""
    end = time(settings.DELIVERY_OTP["valid_until_hour_ist"])
    return max(datetime.combine(ist_date(now), end, IST), now + settings.DELIVERY_OTP["valid_at_least"])


@use_case
def resend_code(
    *, number: str, by: User, now: datetime, postman: User | None = None, office: Office | None = None
) -> DeliveryCode:
    """A new code for an article that is out: asked for at the door by its postman, or at its office; the older is dead.

    It holds as long as the first one of the round; tries of the day go on counting. Raises UnknownItem, NoCodeDue,
    NotAcknowledged, NoMobile, CodesOver, and the limits: WaitToResend, TooManyResends, TooManyCodesToMobile,
    TooManyOfficeCodes (trust goal D5).
    """
    item = get_item_out(number, postman=postman, office=office)
    if not item.article.otp_delivery or item.sheet.channel == Channel.BULK:
        raise NoCodeDue(number=number)
    first = item.codes.order_by("issue_number").first()
    if first is None or now > first.expires_at:
        raise CodesOver(number=number)
    wanted = For(item.article.parties.addressee_mobile, item.article, item)
    return _ask_again(wanted, item.sheet.office, number, expires=first.expires_at, now=now)


@use_case
def resend_sheet_code(*, office: Office, number: str, by: User, now: datetime) -> DeliveryCode:
    """The same for all articles of a bulk addressee. Raises UnknownSheet, NotAcknowledged, AttemptClosed, as above."""
    sheet = get_sheet_out(office, number)
    item = sheet.items.filter(outcome="").select_related("article__parties").order_by("position").first()
    first = sheet.codes.order_by("issue_number").first()
    if item is None:
        raise AttemptClosed(number=number)
    if first is None:
        raise NoCodeDue(number=number)
    if now > first.expires_at:
        raise CodesOver(number=number)
    wanted = For(item.article.parties.addressee_mobile, sheet=sheet)
    return _ask_again(wanted, office, number, expires=first.expires_at, now=now)


@use_case
def send_window_code(*, office: Office, number: str, by: User, now: datetime) -> DeliveryCode:
    """A code for the addressee who stands at the window, for an article on hold; it holds for half an hour (ours).

    Raises UnknownHeld, NoCodeDue, NoMobile, and the limits as above.
    """
    article = get_held_article(office, number)
    if not article.otp_delivery:
        raise NoCodeDue(number=number)
    wanted = For(article.parties.addressee_mobile, article)
    expires = now + settings.DELIVERY_OTP["window_valid"]
    return _ask_again(wanted, office, number, expires=expires, now=now)


@step
def _ask_again(wanted: For, office: Office, number: str, *, expires: datetime, now: datetime) -> DeliveryCode:
    if not wanted.mobile:
        raise NoMobile(number=number)
    # One request at a time an office: a hundred at once would all find the limits kept.
    Office.objects.select_for_update(no_key=True).get(pk=office.pk)
    _check_limits(wanted, office, number, now=now)
    return issue_codes(wanted=[wanted], office=office, expires=expires, again=True, now=now)[0]


@step
def _check_limits(wanted: For, office: Office, number: str, *, now: datetime) -> None:
    policy, midnight = settings.DELIVERY_OTP, day_begins(ist_date(now))
    own = DeliveryCode.objects.filter(issued_at__gte=midnight, again=True)
    own = own.filter(sheet=wanted.sheet) if wanted.sheet else own.filter(article=wanted.article)
    if own.count() >= policy["resends"]:
        raise TooManyResends(number=number, most=policy["resends"])
    sent = codes_sent_to(mobile_digest(wanted.mobile), since=midnight)
    if len(sent) >= policy["to_a_mobile_a_day"]:
        raise TooManyCodesToMobile(most=policy["to_a_mobile_a_day"])
    first, longest = policy["resend_after"], policy["resend_after_at_most"]
    if wait := wait_to_resend(sent, first=first, longest=longest, now=now):
        raise WaitToResend(seconds=-(-wait // timedelta(seconds=1)))
    codes, out = codes_of_office(office, since=midnight)
    if codes >= max(policy["office_times_out"] * out, policy["office_at_least"]):
        raise TooManyOfficeCodes()
