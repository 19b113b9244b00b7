"""Handing out at the office: against the code or a document; where a code is due, with a second person's yes."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from apt.core.db import step, use_case
from bookings.models import Article
from bookings.rules import Status
from bookings.rules.notices import Moment
from bookings.services import move_articles, note_moment
from deliveries.access import get_held_article, get_held_to_show
from deliveries.errors import (
    DocumentNeeded,
    NothingDue,
    PhotoNeeded,
    RecipientNeeded,
    RelationNeeded,
    WindowNotAllowed,
)
from deliveries.models import Attempt, DeliveryCode, Proof, WindowDelivery
from deliveries.rules import TO_ADDRESSEE, Document, Relation, Verdict
from offices.models import Approval, Office, User
from offices.rules import Decision
from offices.services import request_approval
from payments.models import PaymentAttempt
from payments.services import ask_cod_qr
from tracking.rules import Event, Subject
from tracking.services import Happening, record_events

from .cod import check_mode, take_money
from .taking import Outcome
from .typed import attempt_here, judge_typed, read_code

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


@dataclass(frozen=True)
class Handing:
    """What is said at the window. `photo` and `signature` are hashes of kept proofs: one of them is due."""

    request_id: UUID  # minted with the form: a second press finds the first answer
    received_by: str
    relation: str
    code: str = ""  # what was sent to the addressee; without it a document
    document: str = ""
    last4: str = ""
    photo: str = ""
    signature: str = ""
    cod: str = ""  # how what is due was paid: cash or upi


@use_case
def deliver_at_window(*, office: Office, number: str, handing: Handing, by: User, now: datetime) -> Outcome:
    """Hand out an article on hold to the addressee, or to whoever the addressee authorised in writing.

    An OTP article against the code that was sent last, or against a document with a supervisor's yes of the last day
    (Reg. 136A). Money due is taken with it. A wrong code is an answer: its trace stays, nothing else changes. Sender
    and addressee are told. Raises UnknownHeld, RecipientNeeded, RelationNeeded, DocumentNeeded, PhotoNeeded,
    BadCodeShape, CodModeNeeded, CodNotPaid, CodTaken, WindowNotAllowed.
    """
    if first := Attempt.objects.filter(client_uuid=handing.request_id, article__number=number, made_by=by).first():
        return Outcome(Verdict(first.verdict), first.tries_left)
    article = get_held_article(office, number)
    _check(handing)
    check_mode(article=article, cod=handing.cod)
    verdict, left, approval = Verdict.DELIVERED, None, None
    if article.otp_delivery and handing.code.strip():
        codes = DeliveryCode.objects.filter(article=article)
        tried = Attempt.objects.filter(article=article)
        verdict, left = judge_typed(codes=codes, tried=tried, given=read_code(handing.code), now=now)
    else:
        if handing.document not in Document.values or not re.fullmatch(r"[A-Z0-9]{4}", handing.last4.strip().upper()):
            raise DocumentNeeded(field="last4")
        approval = _allowed(article, office, now=now) if article.otp_delivery else None
    attempt_here(
        article, verdict, left, request_id=handing.request_id, by=by, now=now,
        received_by=handing.received_by.strip()[:80],
    ).save()  # fmt: skip
    if verdict == Verdict.DELIVERED:
        _hand_out(article, office, handing, approval, by=by, now=now)
    return Outcome(verdict, left)


def _check(handing: Handing) -> None:
    if not handing.received_by.strip():
        raise RecipientNeeded(field="received_by")
    if handing.relation not in TO_ADDRESSEE:
        raise RelationNeeded(field="relation")
    proofs = [one for one in (handing.photo, handing.signature) if one]
    if not proofs or Proof.objects.filter(sha256__in=proofs).count() < len(proofs):
        raise PhotoNeeded(field="photo", remark=Verdict.DELIVERED.label)


@step
def _hand_out(
    article: Article, office: Office, handing: Handing, approval: Approval | None, *, by: User, now: datetime
) -> None:
    move_articles(articles=[article], to=Status.DELIVERED, office=office)
    take_money(article=article, cod=handing.cod, office=office, by=by, now=now)
    against_code = bool(article.otp_delivery and handing.code.strip())
    made = WindowDelivery.objects.create(
        article=article,
        office=office,
        document="" if against_code else handing.document,
        last4="" if against_code else handing.last4.strip().upper(),
        received_by=handing.received_by.strip()[:80],
        relation=Relation(handing.relation),
        photo=handing.photo,
        signature=handing.signature,
        approval=approval,
        made_by=by,
        happened_at=now,
    )
    evidence = handing.signature or handing.photo
    key = f"ITEM_DELIVERY:window:{made.pk}"
    what = Happening(Subject.ARTICLE, article.number, Event.ITEM_DELIVERY, office, key, evidence=evidence)
    record_events([what], by=by, happened_at=now, now=now)
    note_moment(article_ids=[article.pk], moment=Moment.DELIVERED, by=by, now=now)


def _allowed(article: Article, office: Office, *, now: datetime) -> Approval:
    asked = Approval.objects.filter(topic=WINDOW, office=office, payload__article=article.number)
    used = WindowDelivery.objects.filter(approval__isnull=False).values("approval")
    good = asked.filter(decision=Decision.APPROVED, decided_at__gt=now - _GOOD_FOR).exclude(pk__in=used)
    if (approval := good.order_by("-id").first()) is None:
        raise WindowNotAllowed(number=article.number)
    return approval


def ask_qr_at_window(*, office: Office, number: str, by: User, now: datetime) -> PaymentAttempt:
    """The QR for what is due for an article on hold, shown to whoever calls for it; asked again, the same.

    Not inside a transaction: the provider is told. Raises UnknownHeld, NothingDue, and what `ask_cod_qr` raises.
    """
    article = get_held_to_show(office, number)
    if not article.due_paise:
        raise NothingDue(number=number)
    return ask_cod_qr(article_number=number, paise=article.due_paise, office=office, by=by, now=now)
