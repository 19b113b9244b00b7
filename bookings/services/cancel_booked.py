"""Cancelling what a contract booked, until despatch: one asks, another's decision does it, the account gets it back.

No drawer is in it, so nothing is left to do after the decision: article, journal and history change in its transaction.
"""

from datetime import datetime
from enum import StrEnum
from typing import Final

from apt.core.db import step, use_case
from apt.core.money import format_paise
from bookings.access import get_articles_at
from bookings.errors import TooLateToCancel, UnknownArticle
from bookings.models import Article, BulkBatch, Cancellation, Sale
from bookings.rules import Status
from offices.models import Approval, Office, User
from offices.services import request_approval
from partners.models import Customer
from payments.queries import account_of
from payments.rules import Line, Purpose
from payments.services import post_journal
from tracking.rules import Event, Subject
from tracking.services import Happening, cancel_dream, record_events

from .cancel import income_reversed
from .moves import move_articles
from .numbers import deciding_office

CANCEL_BOOKED: Final = "bookings.cancel_booked"


class Cancelling(StrEnum):
    """Where a customer's wish to cancel stands."""

    ASKED = "asked"
    CANCELLED = "cancelled"


@use_case
def ask_to_cancel_booked(*, batch: BulkBatch, number: str, reason: str, by: User, now: datetime) -> Approval:
    """Ask a second person of the booking office to cancel an article of a batch; the same again is the first request.

    Raises UnknownArticle, TooLateToCancel.
    """
    article = _cancellable(batch, number)
    price = format_paise(article.total_paise)
    return request_approval(
        topic=CANCEL_BOOKED,
        office=deciding_office(batch.office),
        payload={"article": article.number, "batch": batch.number},
        summary=f"{article.number}: {batch.contract.customer.name}, {batch.number}, {price}",
        reason=reason,
        by=by,
        now=now,
    )


@use_case
def ask_to_cancel_for_partner(
    *, customer: Customer, live: bool, number: str, reason: str, by: User, now: datetime
) -> Cancelling:
    """A customer asks over the API that its article be cancelled: the booking office decides; the same again is the
    first request. A sandbox article is cancelled at once.

    Raises UnknownArticle, TooLateToCancel.
    """
    if not live:
        return _cancel_dream(customer, number, now=now)
    found = Article.objects.filter(number=number, partner_booking__contract__customer=customer)
    ours = found.select_related("origin", "sale__contract__customer").first()
    if ours is None:
        raise UnknownArticle(field="number", number=number)
    if ours.status == Status.CANCELLED:
        return Cancelling.CANCELLED
    article = _held(ours, ours.origin)
    request_approval(
        topic=CANCEL_BOOKED,
        office=deciding_office(ours.origin),
        payload={"article": article.number},
        summary=f"{article.number}: {customer.name}, API, {format_paise(article.total_paise)}",
        reason=reason,
        by=by,
        now=now,
    )
    return Cancelling.ASKED


@step
def _cancel_dream(customer: Customer, number: str, *, now: datetime) -> Cancelling:
    if not cancel_dream(customer=customer, number=number, now=now):
        raise UnknownArticle(field="number", number=number)
    return Cancelling.CANCELLED


@step
def cancel_booked_as_decided(*, approval: Approval, by: User, now: datetime) -> None:
    """`bookings.cancel_booked`, approved: cancelled, and credited to the contract's account in the office's books.

    Raises TooLateToCancel when it has left meanwhile; the request stays open then.
    """
    number = approval.payload["article"]
    sale = Sale.objects.select_related("office", "contract").get(articles__number=number)
    office, contract = sale.office, sale.contract
    if contract is None:
        raise UnknownArticle(field="article", number=number)
    article = _held(Article.objects.get(number=number), office)
    move_articles(articles=[article], to=Status.CANCELLED, office=office)
    record_events(
        [Happening(Subject.ARTICLE, article.number, Event.ITEM_CANCEL, office, f"cancel:{article.number}")],
        by=by,
        happened_at=now,
        now=now,
    )
    journal = post_journal(
        office=office,
        purpose=Purpose.REFUND,
        ref=article.number,
        lines=[Line(account_of(contract), -article.total_paise), *income_reversed(article)],
        contract=contract,
        by=by,
        now=now,
    )
    Cancellation.objects.create(
        article=article,
        approval=approval,
        journal=journal,
        reason=approval.reason,
        refund_paise=article.total_paise,
        cancelled_by=by,
        cancelled_at=now,
    )


@step
def _cancellable(batch: BulkBatch, number: str) -> Article:
    """The article, locked, if the batch booked it and it has not left the office."""
    ours = Article.objects.filter(number=number, bulk__batch=batch).first()
    if ours is None:
        raise UnknownArticle(field="article", number=number)
    return _held(ours, batch.office)


@step
def _held(ours: Article, office: Office) -> Article:
    """The article, locked, if it has not left the office. Raises TooLateToCancel."""
    number = ours.number
    try:
        article = get_articles_at(office, [number])[0]
    except UnknownArticle as error:
        raise TooLateToCancel(field="article", number=number, present=Status(ours.status).label) from error
    if article.status != Status.BOOKED:
        raise TooLateToCancel(field="article", number=number, present=Status(article.status).label)
    return article
