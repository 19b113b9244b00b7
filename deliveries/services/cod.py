"""Money at a door: asked for by QR, taken with the delivery, given back when there is none."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from apt.core.db import step, use_case
from bookings.models import Article
from bookings.rules import Status
from deliveries.access import get_own_item_to_show
from deliveries.errors import AttemptClosed, CodModeNeeded, NotAcknowledged
from deliveries.models import SheetItem
from deliveries.rules import Claim, Verdict
from offices.models import Office, User
from payments.models import PaymentAttempt
from payments.queries import cod_settled_of
from payments.rules.cod import COD, CodMode
from payments.services import ask_cod_qr, check_cod, keep_cod, release_cod, take_cod


@step
def check_money(*, claim: Claim, article: Article) -> None:
    """Before the code is judged, so that no right code is spent. Raises CodModeNeeded, CodNotPaid, CodTaken."""
    if claim.delivered:
        check_mode(article=article, cod=claim.cod)


@step
def check_mode(*, article: Article, cod: str) -> None:
    """How the money due is said to have come. Raises CodModeNeeded, CodNotPaid, CodTaken."""
    if not _is_due(article, cod):
        return
    if cod not in CodMode.values:
        raise CodModeNeeded(field="cod")
    check_cod(article_number=article.number, mode=CodMode(cod))


@step
def take_money(*, article: Article, cod: str, office: Office, by: User, now: datetime) -> None:
    """What is due comes in as the article is handed over. Raises CodNotPaid, CodTaken, UpiReceived."""
    if _is_due(article, cod):
        take_cod(
            article_number=article.number, paise=article.due_paise, office=office, mode=CodMode(cod), by=by, now=now
        )


def _is_due(article: Article, cod: str) -> bool:
    """What was delivered before and opened again was paid then; who says that cash came for it now is to be told."""
    return bool(article.due_paise) and (cod == CodMode.CASH or not cod_settled_of([article.number]))


@step
def settle_money(*, claim: Claim, item: SheetItem, article: Article, verdict: Verdict, by: User, now: datetime) -> None:
    """Take what is due with the delivery, or give back what came for none. Raises CodNotPaid, CodTaken, UpiReceived;
    nothing of it is written then.
    """
    if not article.due_paise or item.outcome == Verdict.DELIVERED:
        return
    with transaction.atomic():
        if verdict == Verdict.DELIVERED:
            take_money(article=article, cod=claim.cod, office=item.sheet.office, by=by, now=now)
        else:
            give_back_money(articles=[article], by=by, now=now)


@step
def give_back_money(*, articles: Sequence[Article], by: User, now: datetime) -> None:
    """What came by UPI for articles that leave their doors undelivered goes back. The caller holds their rows."""
    for article in articles:
        if article.due_paise:
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
        article_number=article_number, paise=item.article.due_paise, office=item.sheet.office, by=by, now=now
    )


def keep_cod_money(*, attempt_id: int, now: datetime) -> bool:
    """Money came by UPI: it is kept if its article is at its door just now. A repeat changes nothing."""
    number = PaymentAttempt.objects.filter(pk=attempt_id, purpose=COD).values_list("ref", flat=True).first()
    return number is not None and _keep(number, attempt_id, by=None, now=now)


@use_case
def _keep(number: str, attempt_id: int, *, by: User | None, now: datetime) -> bool:
    article = Article.objects.select_for_update().filter(number=number).first()
    if article is None or not (article.status == Status.OUT or _asked_at_window(article, attempt_id)):
        return False
    return keep_cod(attempt_id=attempt_id, by=by, now=now) is not None


def _asked_at_window(article: Article, attempt_id: int) -> bool:
    """On hold, and the QR was shown after the last round was over: then it was shown at the window."""
    if article.status != Status.HELD:
        return False
    asked = PaymentAttempt.objects.values_list("opened_at", flat=True).get(pk=attempt_id)
    items = SheetItem.objects.filter(article=article)
    return not items.filter(Q(standing__recorded_at__gte=asked) | Q(sheet__closed_at__gte=asked)).exists()
