"""Booking for a contract over the API: each row its own result, in chunks that are booked whole or not at all."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from apt.core.batch import Batch, write_batch
from apt.core.clock import ist_date
from apt.core.db import step, use_case
from apt.core.errors import Refusal
from bookings.models import Article, Parties, PartnerBooking, Sale
from bookings.queries import Quoted, quote_each
from bookings.queries.bulk import numbers_in_use
from bookings.queries.partners import articles_of_sale, expected_at, numbers_of_references
from bookings.rules import BulkItem, Expected, Fault, read_row, s10
from bookings.rules.api_rows import cells_of
from offices.access import check_rolled_out
from offices.models import User
from partners.access import hold_contract
from partners.models import BookingPlace, Contract
from partners.queries import terms_in_force
from payments.queries import account_of
from payments.rules import Account, Line, Mode, Purpose
from payments.services import check_funds, post_journal
from tracking.rules import SERIES, Event, Life, Subject
from tracking.services import Dream, Happening, draw_sandbox_serials, dream, record_events, subscribe

from .bulk_check import fault_of, question
from .notices import note_bulk_booking
from .ranges import draw_serials

CHUNK: Final = 500  # the office's chain, which its counters need too, is held while one is written
_NAMESPACE: Final = uuid.UUID("6f0c1a53-5a94-4f61-9d0c-3b1d4a6f5c11")


@dataclass
class Outcome:
    """What became of one row: an article, or what is wrong with it."""

    line: int
    reference: str = ""
    number: str = ""
    total_paise: int = 0
    faults: list[Fault] = field(default_factory=list)


@dataclass
class Row:
    """A row on its way to an article."""

    outcome: Outcome
    item: BulkItem
    life: Life | None
    number: str
    discount: str
    quoted: Quoted | None = None


def book_for_partner(
    *, place: BookingPlace, live: bool, rows: Sequence[Any], once: str, by: User, now: datetime
) -> list[Outcome]:
    """Book rows as the API writes them at a contract's place; in the order of the rows, each its own outcome.

    `once` names the request: a repeat of it finds what is booked already, even after a process that died midway.
    The sandbox checks and prices in the same way; it books no mail and moves no money. A constant number of statements
    for each 500 rows. Raises NotRolledOut, NoDayToOpen, ContractEnded, NoTerms, NotEnoughDeposit, OverCreditLimit,
    ContractNumbersShort, Busy while nothing is booked; what stops it later is said of each row that it left out.
    """
    outcomes: list[Outcome] = []
    for first in range(0, len(rows), CHUNK):
        request_id = uuid.uuid5(_NAMESPACE, f"{place.contract_id}:{once}:{first}")
        book = _book_live if live else _book_sandbox
        try:
            outcomes += book(
                place=place, rows=rows[first : first + CHUNK], first=first, request_id=request_id, by=by, now=now
            )
        except Refusal as refusal:
            if not any(one.number for one in outcomes):
                raise
            return outcomes + [_left_out(raw, line, refusal) for line, raw in enumerate(rows[first:], start=first)]
    return outcomes


def _left_out(raw: Any, line: int, refusal: Refusal) -> Outcome:
    reference = raw.get("reference") if isinstance(raw, dict) else None
    return Outcome(line, reference[:50] if isinstance(reference, str) else "", faults=[fault_of(refusal)])


@use_case
def _book_live(
    *, place: BookingPlace, rows: Sequence[Any], first: int, request_id: uuid.UUID, by: User, now: datetime
) -> list[Outcome]:
    contract, on = place.contract, ist_date(now)
    check_rolled_out(place.office, on=on)
    hold_contract(contract)  # one chunk of it at a time
    terms = terms_in_force(contract, on=on)
    booked = articles_of_sale(request_id)
    read = _read(place, rows, first, booked=booked, discount=terms.discount, live=True, now=now)
    good = [row for row in read if row.quoted and row.outcome.line not in booked]
    for line, (number, reference, paise) in booked.items():
        outcome = read[line - first].outcome
        outcome.number, outcome.reference, outcome.total_paise, outcome.faults = number, reference, paise, []
    if good and not booked:
        check_funds(contract=contract, limit_paise=terms.credit_limit_paise, paise=sum(map(_paise, good)))
        _write(place=place, good=good, request_id=request_id, by=by, now=now)
    return [row.outcome for row in read]


def _paise(row: Row) -> int:
    return row.quoted.price.total_paise if row.quoted else 0


def _read(
    place: BookingPlace, rows: Sequence[Any], first: int, *, booked: dict[int, Any], discount: str, live: bool,
    now: datetime,
) -> list[Row]:  # fmt: skip
    """Each row read, checked against what is booked, and priced. Six queries, however many rows."""
    expected = expected_at(place, sandbox=not live)
    read = [_row(raw, first + at, expected, live=live, discount=discount) for at, raw in enumerate(rows)]
    fresh = [row for row in read if row.outcome.line not in booked]
    _look_for_repeats(place.contract, fresh, live=live)
    asked = [row for row in fresh if not row.outcome.faults]
    answers = quote_each([question(row.item, discount) for row in asked], origin=place.office, on=ist_date(now))
    for row, answer in zip(asked, answers, strict=True):
        if isinstance(answer, Refusal):
            row.outcome.faults.append(fault_of(answer))
        else:
            row.quoted, row.outcome.total_paise = answer, answer.price.total_paise
    return read


def _row(raw: Any, line: int, expected: Expected, *, live: bool, discount: str) -> Row:
    cells, reference, life, faults = cells_of(raw, expected)
    item, number, found = read_row(cells, expected)
    strange = {fault.column for fault in faults}
    faults += [fault for fault in found if fault.column not in strange] if isinstance(raw, dict) else []
    if live and life:
        faults.append(Fault("life", "only_in_sandbox", {}))
    return Row(Outcome(line, reference[:50], faults=faults), item, life, number, discount)


def _look_for_repeats(contract: Contract, rows: Sequence[Row], *, live: bool) -> None:
    """References and numbers that are articles already, or stand on two rows."""
    taken = numbers_in_use([row.number for row in rows if row.number])
    known = numbers_of_references(contract, [row.outcome.reference for row in rows], live=live)
    seen: set[str] = set()
    for row in rows:
        outcome = row.outcome
        if row.number in seen:
            outcome.faults.append(Fault("BARCODE NO", "number_twice", {"value": row.number}))
        elif row.number in taken:
            outcome.faults.append(taken[row.number])
        if outcome.reference and f"ref {outcome.reference}" in seen:
            outcome.faults.append(Fault("BULK REFERENCE", "reference_twice", {}))
        elif outcome.reference in known:
            outcome.faults.append(Fault("BULK REFERENCE", "reference_booked", {"number": known[outcome.reference]}))
        seen |= {one for one in (row.number, f"ref {outcome.reference}") if one and one != "ref "}


@step
def _write(*, place: BookingPlace, good: Sequence[Row], request_id: uuid.UUID, by: User, now: datetime) -> None:
    """Numbers, articles, parties, events, money: the office's chain is held for the last statement alone."""
    contract, office = place.contract, place.office
    unnumbered = [row for row in good if not row.number]
    drawn = draw_serials(contract=contract, count=len(unnumbered)) if unnumbered else []
    numbers = [s10(series, serial) for series, serials in drawn for serial in serials]
    for row, number in zip(unnumbered, numbers, strict=True):
        row.number = number
    subscribe(customer=contract.customer, numbers=[row.number for row in good], by=by, now=now)
    batch = Batch()
    batch.reserve(Sale, 1)
    batch.reserve(Article, len(good))
    journal = post_journal(
        office=office, purpose=Purpose.SALE, ref=request_id.hex, lines=_lines(contract, good), contract=contract,
        by=by, now=now, business_date=ist_date(now), into=batch,
    )  # fmt: skip
    [sale_id], article_ids = batch.keys[Sale], batch.keys[Article]
    sale = Sale(
        pk=sale_id, request_id=request_id, receipt_number=f"{office.code}-{journal.number:06d}", office=office,
        mode=Mode(contract.payment), contract=contract, journal=journal, made_by=by, booked_at=now,
        business_date=journal.business_date, total_paise=sum(map(_paise, good)),
    )  # fmt: skip
    batch.insert([sale])
    articles = [_article(key, sale, row) for key, row in zip(article_ids, good, strict=True)]
    batch.insert(articles)
    batch.insert([_parties(article, row.item) for article, row in zip(articles, good, strict=True)])
    batch.insert(
        [
            PartnerBooking(
                article=article, contract=contract, line=row.outcome.line, reference=row.outcome.reference
            )
            for article, row in zip(articles, good, strict=True)
        ]
    )  # fmt: skip
    record_events(
        [Happening(Subject.ARTICLE, row.number, Event.ITEM_BOOK, office, f"book:{row.number}") for row in good],
        by=by, happened_at=now, now=now, into=batch,
    )  # fmt: skip
    write_batch(batch=batch)
    if contract.tells_at_booking:
        note_bulk_booking(sale_id=sale_id, by=by, now=now)
    for row in good:
        row.outcome.number = row.number


def _lines(contract: Contract, good: Sequence[Row]) -> list[Line]:
    prices = [row.quoted.price for row in good if row.quoted]
    return [
        Line(account_of(contract), sum(price.total_paise for price in prices)),
        Line(Account.POSTAGE, -sum(price.postage_paise - price.discount_paise for price in prices)),
        Line(Account.SERVICES, -sum(price.services_paise for price in prices)),
        Line(Account.CGST, -sum(price.cgst_paise for price in prices)),
        Line(Account.SGST, -sum(price.sgst_paise for price in prices)),
    ]


def _article(key: int, sale: Sale, row: Row) -> Article:
    item, quoted = row.item, row.quoted
    assert quoted is not None  # noqa: S101  # only good rows come here
    price = quoted.price
    return Article(
        pk=key, number=row.number, sale=sale, product=item.product, at_office=sale.office, origin=sale.office,
        destination=quoted.destination, pincode=item.receiver.pincode, weight_grams=item.grams,
        chargeable_grams=price.chargeable_grams, length_cm=item.length_cm, breadth_cm=item.breadth_cm,
        height_cm=item.height_cm, distance_km=None if quoted.distance_km is None else round(quoted.distance_km, 1),
        zone=quoted.zone, services=list(item.services), declared_paise=item.declared_paise, cod_paise=item.cod_paise,
        postage_paise=price.postage_paise, discount=row.discount if price.discount_paise else "",
        discount_paise=price.discount_paise, services_paise=price.services_paise, cgst_paise=price.cgst_paise,
        sgst_paise=price.sgst_paise, tariff_from=price.version_from,
    )  # fmt: skip


def _parties(article: Article, item: BulkItem) -> Parties:
    sender, receiver = item.sender, item.receiver
    both = f"{receiver.city}, {receiver.state}"
    return Parties(
        article=article, sender_name=sender.name, sender_company=sender.company,
        sender_address=", ".join(filter(None, (sender.lines, sender.city, sender.state))),
        sender_pincode=sender.pincode, sender_mobile=sender.mobile, sender_gstin=sender.gstin,
        addressee_name=receiver.name, addressee_company=receiver.company, addressee_address=receiver.lines,
        addressee_city=both if receiver.state and len(both) <= 40 else receiver.city,
        addressee_mobile=receiver.mobile, addressee_gstin=receiver.gstin,
    )  # fmt: skip


@use_case
def _book_sandbox(
    *, place: BookingPlace, rows: Sequence[Any], first: int, request_id: uuid.UUID, by: User, now: datetime
) -> list[Outcome]:
    """Checked and priced as in earnest; then dreamt. A repeat is known by its Idempotency-Key alone."""
    read = _read(place, rows, first, booked={}, discount="", live=False, now=now)
    good = [row for row in read if row.quoted]
    dreams = [
        Dream(
            row.item.product, row.item.receiver.pincode, _paise(row), row.outcome.reference, row.life or Life.DELIVERED,
            place.office, row.quoted.destination,
        )
        for row in good
        if row.quoted
    ]  # fmt: skip
    numbers = [s10(SERIES, serial) for serial in draw_sandbox_serials(count=len(good))] if good else []
    if dreams:
        dream(customer=place.contract.customer, dreams=dreams, numbers=numbers, by=by, now=now)
    for row, number in zip(good, numbers, strict=True):
        row.outcome.number = number
    return [row.outcome for row in read]
