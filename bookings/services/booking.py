"""Booking a basket at the counter: numbers, receipt, journal, articles, parties and events, all or nothing."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError

from apt.core.batch import Batch, write_batch
from apt.core.db import use_case
from apt.core.errors import Refusal
from apt.core.money import format_paise
from bookings.errors import EmptyBasket, PriceChanged, RequestReused
from bookings.models import Article, Parties, Sale
from bookings.queries import Delivering, Quoted, quote_articles
from offices.access import check_rolled_out
from offices.models import AccessRecord, User
from offices.rules import clean_pin
from payments.errors import NoShift
from payments.models import PaymentAttempt, Shift
from payments.rules import Account, Line, Mode, Purpose
from payments.services import mark_booked, post_journal
from tracking.rules import Event, Subject
from tracking.services import Happening, record_events

from .checks import check_item
from .items import Item
from .notices import notices_at_booking
from .numbers import assign_numbers

# What another tab put in meanwhile begins the next basket.
_END_BASKET = """
    UPDATE bookings_basketdraft SET
        request_id = gen_random_uuid(), version = version + 1, taken_out = '[]', typed = '{}', typed_paise = NULL,
        total_paise = 0, paying = false, upi = false, last_sale_id = %s::bigint,
        items = coalesce((SELECT jsonb_agg(one ORDER BY place)
                          FROM jsonb_array_elements(items) WITH ORDINALITY AS kept(one, place)
                          WHERE NOT one->>'id' = ANY(%s::text[])), '[]')
    WHERE shift_id = %s AND request_id = %s::uuid
"""


@dataclass(frozen=True)
class Basket:
    """The draft that a sale ends, and what of it is sold."""

    request_id: uuid.UUID
    item_ids: Sequence[str] = ()


def book_articles(
    *,
    shift: Shift,
    items: Sequence[Item],
    shown_paise: int,
    request_id: uuid.UUID,
    by: User,
    now: datetime,
    record: AccessRecord | None = None,
    basket: Basket | None = None,
    paid: PaymentAttempt | None = None,
    known: Delivering | None = None,
) -> Sale:
    """Book a basket: article numbers, one receipt, one journal, one event an article. All or nothing.

    `shown_paise` is the total that the sender agreed to. A repeat of `request_id` returns the first sale and changes
    nothing; with other content it raises RequestReused. What `paid` brings by UPI leaves its holding; the rest is
    cash. `record` is the audit's row, and `basket` the draft that ends: both go with the rest. Four statements, for a
    basket of one and of twenty; three when who delivers is `known`.

    Raises NotRolledOut, NoDayToOpen, NoShift (ended, or another clerk's), EmptyBasket, PriceChanged, and what
    `check_item`, `assign_numbers`, `quote_articles` and `mark_booked` raise.
    """
    try:
        return _book(
            shift=shift, items=items, shown_paise=shown_paise, request_id=request_id, by=by, now=now, record=record,
            basket=basket, paid=paid, known=known,
        )  # fmt: skip
    except (IntegrityError, Refusal):
        # A repeat: the unique request_id stopped it, or what has changed since (a price, the end of the shift) did.
        if sale := _first_sale(request_id, items):
            return sale
        raise


def _first_sale(request_id: uuid.UUID, items: Sequence[Item]) -> Sale | None:
    """The sale that this request made already. Raises RequestReused when it was for something else."""
    sale = Sale.objects.filter(request_id=request_id).first()
    if sale is None:
        return None
    booked = Article.objects.filter(sale=sale).select_related("parties").order_by("id")
    if [_kept(article) for article in booked] != [_told(item) for item in items]:
        raise RequestReused(receipt=sale.receipt_number)
    return sale


def _kept(article: Article) -> tuple[object, ...]:
    parties = article.parties
    return (
        article.product,
        article.pincode,
        article.weight_grams,
        article.services,
        article.declared_paise,
        article.cod_paise,
        parties.addressee_name,
        parties.addressee_address,
    )


def _told(item: Item) -> tuple[object, ...]:
    asked = item.asked
    return (
        asked.product,
        clean_pin(asked.pincode),
        asked.grams,
        sorted(asked.services),
        asked.declared_paise,
        asked.cod_paise,
        item.addressee.name,
        item.addressee.address,
    )


@use_case
def _book(
    *,
    shift: Shift,
    items: Sequence[Item],
    shown_paise: int,
    request_id: uuid.UUID,
    by: User,
    now: datetime,
    record: AccessRecord | None,
    basket: Basket | None,
    paid: PaymentAttempt | None,
    known: Delivering | None,
) -> Sale:
    if shift.ended_at or shift.clerk_id != by.pk:
        raise NoShift()
    for item in items:
        check_item(item, on=shift.business_date)
    office = shift.office
    check_rolled_out(office, on=shift.business_date)
    quotes = quote_articles([item.asked for item in items], origin=office, on=shift.business_date, known=known)
    total = sum(quoted.price.total_paise for quoted in quotes)
    if not items or total <= 0:
        raise EmptyBasket()
    if total != shown_paise:
        raise PriceChanged(price=format_paise(total), shown=format_paise(shown_paise))
    numbers = assign_numbers(shift=shift, items=items, now=now)
    upi_paise = mark_booked(attempt=paid, by=by, now=now).paise if paid else 0
    batch = Batch()
    batch.reserve(Sale, 1)
    batch.reserve(Article, len(items))
    journal = post_journal(
        office=office, purpose=Purpose.SALE, ref=request_id.hex, lines=_money_lines(quotes, upi_paise), shift=shift,
        by=by, now=now, into=batch,
    )  # fmt: skip
    [sale_id], article_ids = batch.keys[Sale], batch.keys[Article]
    sale = Sale(
        pk=sale_id,
        request_id=request_id,
        receipt_number=f"{office.code}-{journal.number:06d}",
        office=office,
        shift=shift,
        mode=_mode(upi_paise, total),
        journal=journal,
        made_by=by,
        booked_at=now,
        business_date=shift.business_date,
        total_paise=total,
    )
    articles = [
        _article(article_id, sale, number, item, quoted)
        for article_id, number, item, quoted in zip(article_ids, numbers, items, quotes, strict=True)
    ]
    batch.insert([sale])
    batch.insert(articles)
    parties = [_parties(article, item) for article, item in zip(articles, items, strict=True)]
    batch.insert(parties)
    for article, theirs in zip(articles, parties, strict=True):
        batch.insert(notices_at_booking(theirs, article, now=now))
    record_events(
        [
            Happening(Subject.ARTICLE, article.number, Event.ITEM_BOOK, office, f"book:{article.number}")
            for article in articles
        ],
        by=by,
        happened_at=now,
        now=now,
        into=batch,
    )
    if record:
        batch.insert([record])
    if basket:
        batch.change(_END_BASKET, [sale_id, list(basket.item_ids), shift.pk, basket.request_id])
    write_batch(batch=batch)
    return sale


def _mode(upi_paise: int, total_paise: int) -> Mode:
    if not upi_paise:
        return Mode.CASH
    return Mode.UPI if upi_paise == total_paise else Mode.SPLIT


def _money_lines(quotes: Sequence[Quoted], upi_paise: int) -> list[Line]:
    prices = [quoted.price for quoted in quotes]
    return [
        Line(Account.CASH, sum(price.total_paise for price in prices) - upi_paise),
        Line(Account.UPI_HELD, upi_paise),
        Line(Account.POSTAGE, -sum(price.postage_paise - price.discount_paise for price in prices)),
        Line(Account.SERVICES, -sum(price.services_paise for price in prices)),
        Line(Account.CGST, -sum(price.cgst_paise for price in prices)),
        Line(Account.SGST, -sum(price.sgst_paise for price in prices)),
    ]


def _article(key: int, sale: Sale, number: str, item: Item, quoted: Quoted) -> Article:
    asked, price = item.asked, quoted.price
    return Article(
        pk=key,
        number=number,
        sale=sale,
        product=asked.product,
        at_office=sale.office,
        origin=sale.office,
        destination=quoted.destination,
        pincode=clean_pin(asked.pincode),
        digipin=item.digipin,
        weight_grams=asked.grams,
        chargeable_grams=price.chargeable_grams,
        length_cm=asked.length_cm,
        breadth_cm=asked.breadth_cm,
        height_cm=asked.height_cm,
        distance_km=None if quoted.distance_km is None else round(quoted.distance_km, 1),
        zone=quoted.zone,
        services=sorted(asked.services),
        contents=item.contents,
        declared_paise=asked.declared_paise,
        cod_paise=asked.cod_paise,
        postage_paise=price.postage_paise,
        discount=asked.discount,
        discount_paise=price.discount_paise,
        services_paise=price.services_paise,
        cgst_paise=price.cgst_paise,
        sgst_paise=price.sgst_paise,
        tariff_from=price.version_from,
    )


def _parties(article: Article, item: Item) -> Parties:
    sender, addressee, student = item.sender, item.addressee, item.student
    return Parties(
        article=article,
        sender_name=sender.name,
        sender_company=sender.company,
        sender_address=sender.address,
        sender_pincode=sender.pincode,
        sender_mobile=sender.mobile,
        sender_mobile_declined=sender.mobile_declined,
        sender_gstin=sender.gstin,
        addressee_name=addressee.name,
        addressee_company=addressee.company,
        addressee_address=addressee.address,
        addressee_city=addressee.city,
        addressee_mobile=addressee.mobile,
        addressee_mobile_declined=addressee.mobile_declined,
        addressee_gstin=addressee.gstin,
        student_institution=student.institution if student else "",
        student_id_number=student.id_number if student else "",
        student_id_until=student.id_until if student else None,
    )
