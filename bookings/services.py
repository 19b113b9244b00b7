"""What can be done at the counter, and the one door through which an article changes its state."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, connection

from apt.core.db import step, use_case
from apt.core.money import format_paise
from offices.models import Office, User
from offices.rules import clean_pin
from payments.errors import NoShift
from payments.models import Shift
from payments.rules import Account, Line, Purpose
from payments.services import post_journal
from tracking.rules import Event, Subject
from tracking.services import Happening, record_events

from .errors import BadMobile, EmptyBasket, NoNumbersLeft, OtpNeedsMobile, PriceChanged, RequestReused
from .models import Article, NumberBlock, Parties, Sale
from .queries import Asked, Quoted, quote_articles
from .rules import Status, check_move, s10

ARTICLE_SERIES = "EK"  # Speed Post of the Karnataka circle (operations.md 3.6: second letter by circle)

_TAKE_SERIALS = """
    UPDATE bookings_numberblock SET next_serial = next_serial + %(count)s
    WHERE id = (SELECT id FROM bookings_numberblock
                WHERE office_id = %(office)s AND series = %(series)s AND next_serial + %(count)s <= last_serial + 1
                ORDER BY first_serial LIMIT 1 FOR UPDATE)
    RETURNING next_serial - %(count)s
"""


@dataclass(frozen=True)
class Item:
    """One article of a basket, as the counter has it."""

    asked: Asked
    sender_name: str
    addressee_name: str
    addressee_address: str
    sender_mobile: str = ""
    addressee_mobile: str = ""


def book_articles(
    *, shift: Shift, items: Sequence[Item], shown_paise: int, request_id: uuid.UUID, by: User, now: datetime
) -> Sale:
    """Book a basket for cash: article numbers, one receipt, one journal, one event an article. All or nothing.

    `shown_paise` is the total that the sender agreed to. A repeat of `request_id` returns the first sale and changes
    nothing; with other content it raises RequestReused. Eleven statements, for a basket of one and of twenty. Raises
    NoShift (ended, or another clerk's), EmptyBasket, BadMobile, OtpNeedsMobile, PriceChanged, NoNumbersLeft, and what
    `quote_articles` raises.
    """
    if sale := _first_sale(request_id, items):
        return sale
    try:
        return _book(shift=shift, items=items, shown_paise=shown_paise, request_id=request_id, by=by, now=now)
    except IntegrityError:
        # Two presses at once: the unique request_id let one through, and this is the other.
        if sale := _first_sale(request_id, items):
            return sale
        raise


def _first_sale(request_id: uuid.UUID, items: Sequence[Item]) -> Sale | None:
    """The sale that this request made already. Raises RequestReused when it was for something else."""
    sale = Sale.objects.filter(request_id=request_id).first()
    if sale is None:
        return None
    then = [
        (a.pincode, a.weight_grams, a.otp_delivery, a.registered, a.parties.addressee_name, a.parties.addressee_address)
        for a in Article.objects.filter(sale=sale).select_related("parties").order_by("id")
    ]
    if then != [_told(item) for item in items]:
        raise RequestReused(receipt=sale.receipt_number)
    return sale


def _told(item: Item) -> tuple[str, int, bool, bool, str, str]:
    asked = item.asked
    return (
        clean_pin(asked.pincode),
        asked.grams,
        "OTP" in asked.services,
        "REG" in asked.services,
        item.addressee_name,
        item.addressee_address,
    )


@use_case
def _book(
    *, shift: Shift, items: Sequence[Item], shown_paise: int, request_id: uuid.UUID, by: User, now: datetime
) -> Sale:
    if shift.ended_at or shift.clerk_id != by.pk:
        raise NoShift()
    for item in items:
        _check_parties(item)
    office = shift.office
    quotes = quote_articles([item.asked for item in items], origin=office, on=shift.business_date)
    total = sum(quoted.price.total_paise for quoted in quotes)
    if not items or total <= 0:
        raise EmptyBasket()
    if total != shown_paise:
        raise PriceChanged(price=format_paise(total), shown=format_paise(shown_paise))
    serials = take_serials(office=office, series=ARTICLE_SERIES, count=len(items))
    journal = post_journal(
        office=office, purpose=Purpose.SALE, ref=request_id.hex, lines=_money_lines(quotes), shift=shift, by=by, now=now
    )
    sale = Sale.objects.create(
        request_id=request_id,
        receipt_number=f"{office.code}-{journal.number:06d}",
        office=office,
        shift=shift,
        journal=journal,
        made_by=by,
        booked_at=now,
        business_date=shift.business_date,
        total_paise=total,
    )
    articles = Article.objects.bulk_create(
        _article(sale, s10(ARTICLE_SERIES, serial), item, quoted)
        for serial, item, quoted in zip(serials, items, quotes, strict=True)
    )
    Parties.objects.bulk_create(
        Parties(
            article=article,
            sender_name=item.sender_name,
            sender_mobile=item.sender_mobile,
            addressee_name=item.addressee_name,
            addressee_address=item.addressee_address,
            addressee_mobile=item.addressee_mobile,
        )
        for article, item in zip(articles, items, strict=True)
    )
    record_events(
        [
            Happening(Subject.ARTICLE, article.number, Event.ITEM_BOOK, office, f"book:{article.number}")
            for article in articles
        ],
        by=by,
        happened_at=now,
        now=now,
    )
    return sale


def _check_parties(item: Item) -> None:
    for field, mobile in (("sender_mobile", item.sender_mobile), ("addressee_mobile", item.addressee_mobile)):
        if mobile and not re.fullmatch(r"[6-9][0-9]{9}", mobile):
            raise BadMobile(field=field)
    if "OTP" in item.asked.services and not item.addressee_mobile:
        raise OtpNeedsMobile(field="addressee_mobile")


def _money_lines(quotes: Sequence[Quoted]) -> list[Line]:
    prices = [quoted.price for quoted in quotes]
    return [
        Line(Account.CASH, sum(price.total_paise for price in prices)),
        Line(Account.POSTAGE, -sum(price.postage_paise for price in prices)),
        Line(Account.SERVICES, -sum(price.services_paise for price in prices)),
        Line(Account.CGST, -sum(price.cgst_paise for price in prices)),
        Line(Account.SGST, -sum(price.sgst_paise for price in prices)),
    ]


def _article(sale: Sale, number: str, item: Item, quoted: Quoted) -> Article:
    return Article(
        number=number,
        sale=sale,
        product=item.asked.product,
        at_office=sale.office,
        origin=sale.office,
        destination=quoted.destination,
        pincode=clean_pin(item.asked.pincode),
        weight_grams=item.asked.grams,
        distance_km=None if quoted.distance_km is None else round(quoted.distance_km, 1),
        otp_delivery="OTP" in item.asked.services,
        registered="REG" in item.asked.services,
        postage_paise=quoted.price.postage_paise,
        services_paise=quoted.price.services_paise,
        cgst_paise=quoted.price.cgst_paise,
        sgst_paise=quoted.price.sgst_paise,
        tariff_from=quoted.price.version_from,
    )


@step
def take_serials(*, office: Office, series: str, count: int) -> range:
    """The next `count` serials of the office's block: one statement, one row that only this office waits for.

    A block that cannot give all of them is left as it is and the next one is tried. Raises NoNumbersLeft.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_SERIALS, {"office": office.pk, "series": series, "count": count})
        row = cursor.fetchone()
    if row is None:
        raise NoNumbersLeft()
    return range(row[0], row[0] + count)


@step
def issue_blocks(*, series: str, office_ids: Sequence[int], size: int) -> int:
    """Give each office that has no block of `series` a fresh one of `size` serials. Returns how many. Set-based."""
    have = set(NumberBlock.objects.filter(series=series, office_id__in=office_ids).values_list("office_id", flat=True))
    last = (
        NumberBlock.objects.filter(series=series).order_by("-last_serial").values_list("last_serial", flat=True).first()
    )
    start = 0 if last is None else last + 1
    missing = [office_id for office_id in office_ids if office_id not in have]
    NumberBlock.objects.bulk_create(
        NumberBlock(
            office_id=office_id, series=series, first_serial=first, next_serial=first, last_serial=first + size - 1
        )
        for office_id, first in zip(missing, range(start, start + size * len(missing), size), strict=True)
    )
    return len(missing)


@step
def move_articles(*, articles: Sequence[Article], to: Status, office: Office) -> None:
    """The one door: change the state and custody of locked articles. Raises MoveRefused; nothing is moved then.

    `articles` come from `bookings.access` (locked). Who moved them and why is in the history that the caller writes in
    the same transaction. One statement, whatever the number.
    """
    for article in articles:
        check_move(article.number, article.status, to)
    Article.objects.filter(pk__in=[article.pk for article in articles]).update(status=to, at_office=office)
    for article in articles:
        article.status, article.at_office = to, office
