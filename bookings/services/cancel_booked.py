"""Cancelling what a contract booked, until despatch: one asks, another's decision does it, the account gets it back.

No drawer is in it, so nothing is left to do after the decision: article, journal and history change in its transaction.
"""

from datetime import datetime
from typing import Final

from apt.core.db import step, use_case
from apt.core.money import format_paise
from bookings.access import get_articles_at
from bookings.errors import TooLateToCancel, UnknownArticle
from bookings.models import Article, BulkBatch, Cancellation
from bookings.rules import Status
from offices.models import Approval, User
from offices.services import request_approval
from payments.queries import account_of
from payments.rules import Line, Purpose
from payments.services import post_journal
from tracking.rules import Event, Subject
from tracking.services import Happening, record_events

from .cancel import income_reversed
from .moves import move_articles
from .numbers import deciding_office

CANCEL_BOOKED: Final = "bookings.cancel_booked"


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


@step
def cancel_booked_as_decided(*, approval: Approval, by: User, now: datetime) -> None:
    """`bookings.cancel_booked`, approved: cancelled, and credited to the contract's account in the office's books.

    Raises TooLateToCancel when it has left meanwhile; the request stays open then.
    """
    batch = BulkBatch.objects.select_related("office", "contract").get(number=approval.payload["batch"])
    article = _cancellable(batch, approval.payload["article"])
    move_articles(articles=[article], to=Status.CANCELLED, office=batch.office)
    record_events(
        [Happening(Subject.ARTICLE, article.number, Event.ITEM_CANCEL, batch.office, f"cancel:{article.number}")],
        by=by,
        happened_at=now,
        now=now,
    )
    journal = post_journal(
        office=batch.office,
        purpose=Purpose.REFUND,
        ref=article.number,
        lines=[Line(account_of(batch.contract), -article.total_paise), *income_reversed(article)],
        contract=batch.contract,
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
    try:
        article = get_articles_at(batch.office, [number])[0]
    except UnknownArticle as error:
        raise TooLateToCancel(field="article", number=number, present=Status(ours.status).label) from error
    if article.status != Status.BOOKED:
        raise TooLateToCancel(field="article", number=number, present=Status(article.status).label)
    return article
