"""Handing out at the office: against an identity document, and where a code is due against a second person's yes."""

import re
from datetime import datetime, timedelta
from typing import Final

from apt.core.db import step, use_case
from bookings.models import Article
from bookings.rules import Status
from bookings.rules.notices import Moment
from bookings.services import move_articles, note_moment
from deliveries.access import get_held_article
from deliveries.errors import (
    DocumentNeeded,
    MoneyAtWindow,
    PhotoNeeded,
    RecipientNeeded,
    RelationNeeded,
    WindowNotAllowed,
)
from deliveries.models import Proof, WindowDelivery
from deliveries.rules import TO_ADDRESSEE, Document, Relation
from offices.models import Approval, Office, User
from offices.rules import Decision
from offices.services import request_approval
from tracking.rules import Event, Subject
from tracking.services import Happening, record_events

WINDOW: Final = "deliveries.window"
_GOOD_FOR: Final = timedelta(days=1)


@use_case
def ask_window(*, office: Office, number: str, reason: str, by: User, now: datetime) -> Approval:
    """Ask a supervisor to allow the delivery of an OTP article against a document; the same again is the first request.

    Raises UnknownHeld.
    """
    article = get_held_article(office, number)
    return request_approval(
        topic=WINDOW,
        office=office,
        payload={"article": article.number, "at": office.code},
        summary=article.number,
        reason=reason,
        by=by,
        now=now,
        valid_for=_GOOD_FOR,
    )


@step
def allow_window(*, approval: Approval, by: User, now: datetime) -> None:
    """`deliveries.window`, approved: a permission of one day, used once. Refused when the article is held no more."""
    get_held_article(approval.office, approval.payload["article"])


@use_case
def deliver_at_window(
    *,
    office: Office,
    number: str,
    document: str,
    last4: str,
    received_by: str,
    relation: str,
    photo: str,
    by: User,
    now: datetime,
) -> WindowDelivery:
    """Hand out an article on hold to the addressee, or to whoever the addressee authorised in writing.

    `photo` is the hash of a kept proof: the receiver, or the slip that was signed. An OTP article needs a supervisor's
    yes of the last day (Reg. 136A: the code of the round holds no more, and the window asks for the document instead).
    Sender and addressee are told. Raises UnknownHeld, RecipientNeeded, RelationNeeded, DocumentNeeded, PhotoNeeded,
    MoneyAtWindow, WindowNotAllowed.
    """
    article = get_held_article(office, number)
    last4 = last4.strip().upper()
    if not received_by.strip():
        raise RecipientNeeded(field="received_by")
    if relation not in TO_ADDRESSEE:
        raise RelationNeeded(field="relation")
    if document not in Document.values or not re.fullmatch(r"[A-Z0-9]{4}", last4):
        raise DocumentNeeded(field="last4")
    if article.due_paise:
        raise MoneyAtWindow(number=number)
    if not Proof.objects.filter(sha256=photo).exists():
        raise PhotoNeeded(field="photo", remark=Document(document).label)
    approval = _allowed(article, office, now=now) if article.otp_delivery else None
    move_articles(articles=[article], to=Status.DELIVERED, office=office)
    made = WindowDelivery.objects.create(
        article=article,
        office=office,
        document=document,
        last4=last4,
        received_by=received_by.strip()[:80],
        relation=Relation(relation),
        photo=photo,
        approval=approval,
        made_by=by,
        happened_at=now,
    )
    what = Happening(
        Subject.ARTICLE, number, Event.ITEM_DELIVERY, office, f"ITEM_DELIVERY:window:{article.pk}", evidence=photo
    )
    record_events([what], by=by, happened_at=now, now=now)
    note_moment(article_ids=[article.pk], moment=Moment.DELIVERED, by=by, now=now)
    return made


def _allowed(article: Article, office: Office, *, now: datetime) -> Approval:
    asked = Approval.objects.filter(topic=WINDOW, office=office, payload__article=article.number)
    approval = asked.filter(decision=Decision.APPROVED, decided_at__gt=now - _GOOD_FOR).order_by("-id").first()
    if approval is None:
        raise WindowNotAllowed(number=article.number)
    return approval
