"""Cancelling an article until it is despatched: one asks, a second allows, and the price goes back as it was paid."""

from datetime import datetime, timedelta
from typing import Final

from apt.core.db import step, use_case
from apt.core.money import format_paise
from bookings.access import get_articles_at
from bookings.errors import (
    CancelNotAllowed,
    DrawerShort,
    NotOneself,
    RefundElsewhere,
    TooLateToCancel,
    UnknownArticle,
)
from bookings.models import Article, Cancellation
from bookings.rules import Status
from offices.models import Approval, Office, User
from offices.rules import Decision
from offices.services import request_approval
from payments.errors import NoShift
from payments.models import Shift
from payments.queries import drawer_paise
from payments.rules import Account, Line, Mode, Purpose
from payments.services import post_journal, refund_sale
from tracking.rules import Event, Subject
from tracking.services import Happening, record_events

from .basket import BASKET
from .moves import move_articles
from .numbers import deciding_office

CANCEL: Final = "bookings.cancel"
ALLOWED_FOR: Final = timedelta(days=1)
# A refund follows the way the sale was paid; what is not named here does not go back over a counter.
_AT_COUNTER: Final = frozenset({Mode.CASH, Mode.UPI, Mode.SPLIT})


@use_case
def ask_to_cancel(*, office: Office, number: str, reason: str, by: User, now: datetime) -> Approval:
    """Ask a second person to allow it; the same asked again is the first request.

    Raises UnknownArticle, TooLateToCancel, RefundElsewhere.
    """
    article = _cancellable(office, number)
    return request_approval(
        topic=CANCEL,
        office=deciding_office(office),
        payload={"article": article.number, "at": office.code},
        summary=f"{article.number}: {office.name}, {format_paise(article.total_paise)}",
        reason=reason,
        by=by,
        now=now,
        valid_for=ALLOWED_FOR,
    )


@step
def allow_cancelling(*, approval: Approval, by: User, now: datetime) -> None:
    """`bookings.cancel`, approved: a permission of one day. Refused when the article has left meanwhile."""
    office = Office.objects.get(code=approval.payload["at"])
    _cancellable(office, approval.payload["article"])


@use_case
def cancel_article(*, shift: Shift, number: str, by: User, now: datetime) -> Cancellation:
    """Take an article back that is still at the counter, and pay its price out of the drawer of `shift`; what came by
    UPI goes back by UPI.

    A repeat returns the first cancellation and pays nothing. Raises NoShift, UnknownArticle, TooLateToCancel,
    RefundElsewhere, CancelNotAllowed, NotOneself, DrawerShort.
    """
    if shift.ended_at or shift.clerk_id != by.pk:
        raise NoShift()
    found = Cancellation.objects.filter(article__number=number, article__sale__office=shift.office)
    if done := found.first():
        return done
    try:
        article = _cancellable(shift.office, number)
    except TooLateToCancel:
        # The other press may have paid it out while this one waited for the article.
        if done := found.first():
            return done
        raise
    approval = _permission(shift.office, number, by=by, now=now)
    move_articles(articles=[article], to=Status.CANCELLED, office=shift.office)
    upi_paise = _by_upi(article, by=by, now=now)
    journal = post_journal(
        office=shift.office, purpose=Purpose.REFUND, ref=number, lines=_reversed(article, upi_paise), shift=shift,
        by=by, now=now,
    )  # fmt: skip
    if drawer_paise(shift) < 0:
        raise DrawerShort(amount=format_paise(article.total_paise))
    record_events(
        [Happening(Subject.ARTICLE, number, Event.ITEM_CANCEL, shift.office, f"cancel:{number}")],
        by=by,
        happened_at=now,
        now=now,
    )
    return Cancellation.objects.create(
        article=article,
        approval=approval,
        journal=journal,
        shift=shift,
        reason=approval.reason,
        refund_paise=article.total_paise,
        upi_paise=upi_paise,
        cancelled_by=by,
        cancelled_at=now,
    )


@step
def _cancellable(office: Office, number: str) -> Article:
    """The article, locked, if this office sold it at a counter and it has not left the counter."""
    ours = Article.objects.filter(number=number, sale__office=office).select_related("sale").first()
    if ours is None:
        raise UnknownArticle(number=number)
    try:
        article = get_articles_at(office, [number])[0]
    except UnknownArticle as error:
        raise TooLateToCancel(number=number, present=Status(ours.status).label) from error
    if article.status != Status.BOOKED:
        raise TooLateToCancel(number=number, present=Status(article.status).label)
    if ours.sale.mode not in _AT_COUNTER or ours.sale.shift_id is None:
        raise RefundElsewhere(number=number)
    article.sale = ours.sale
    return article


def _permission(office: Office, number: str, *, by: User, now: datetime) -> Approval:
    """What another person allowed within the last day. Raises CancelNotAllowed, NotOneself."""
    approved = Approval.objects.filter(
        topic=CANCEL,
        office=deciding_office(office),
        decision=Decision.APPROVED,
        decided_at__gt=now - ALLOWED_FOR,
        payload__article=number,
    )
    approval = approved.order_by("-id").first()
    if approval is None:
        raise CancelNotAllowed()
    if approval.decided_by_id == by.pk:
        raise NotOneself()
    return approval


@step
def _by_upi(article: Article, *, by: User, now: datetime) -> int:
    if article.sale.mode == Mode.CASH:
        return 0
    return refund_sale(
        purpose=BASKET, ref=article.sale.request_id.hex, about=article.number, paise=article.total_paise, by=by, now=now
    )


def income_reversed(article: Article) -> list[Line]:
    """Postage, services and taxes of an article that is cancelled, whoever is paid back."""
    return [
        Line(Account.POSTAGE, article.postage_paise - article.discount_paise),
        Line(Account.SERVICES, article.services_paise),
        Line(Account.CGST, article.cgst_paise),
        Line(Account.SGST, article.sgst_paise),
    ]


def _reversed(article: Article, upi_paise: int) -> list[Line]:
    """Exactly what the article brought, the other way round."""
    return [
        Line(Account.CASH, upi_paise - article.total_paise),
        Line(Account.REFUNDS_DUE, -upi_paise),
        *income_reversed(article),
    ]
