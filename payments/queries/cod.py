"""Asking about money collected at doors."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet, Sum

from offices.models import Office, User
from payments.models import CodCollection, CodHandIn, PaymentAttempt
from payments.rules import MoveState
from payments.rules.cod import COD, CodMode, CodState
from payments.rules.upi import UNCLAIMED


def cod_of(article_number: str) -> CodCollection | None:
    """What was collected for an article and has not gone back. One query."""
    found = CodCollection.objects.filter(article_number=article_number).exclude(state=CodState.GONE_BACK)
    return found.select_related("attempt").first()


def cod_paid_of(numbers: Sequence[str]) -> set[str]:
    """Of these articles those whose addressee has paid by UPI, as the provider's server said: they may be handed over.
    Two queries, none for no article."""
    if not numbers:
        return set()
    unclaimed = PaymentAttempt.objects.filter(purpose=COD, ref__in=numbers, state__in=UNCLAIMED)
    kept = CodCollection.objects.filter(article_number__in=numbers, mode=CodMode.UPI, state=CodState.COLLECTED)
    return {*unclaimed.values_list("ref", flat=True), *kept.values_list("article_number", flat=True)}


def cod_settled_of(numbers: Sequence[str]) -> set[str]:
    """Of these articles those that were handed over against their money once: delivered again, nothing is due for them.
    One query, none for no article."""
    if not numbers:
        return set()
    kept = CodCollection.objects.filter(article_number__in=numbers).exclude(state=CodState.GONE_BACK)
    return set(kept.exclude(mode=CodMode.UPI, state=CodState.COLLECTED).values_list("article_number", flat=True))


def carried_by(postman: User, *, office: Office | None = None) -> QuerySet[CodCollection]:
    """Cash that a postman has in hand: collected, and not counted by a treasury. One query."""
    found = CodCollection.objects.filter(postman=postman, mode=CodMode.CASH, state=CodState.COLLECTED)
    if office:
        found = found.filter(office=office)
    return found.select_related("office", "hand_in").order_by("id")


def carried_at(office: Office) -> QuerySet[CodCollection]:
    """Cash that the postmen of an office have in hand, the oldest first. One query."""
    found = CodCollection.objects.filter(office=office, mode=CodMode.CASH, state=CodState.COLLECTED)
    return found.filter(Q(hand_in__isnull=True)).select_related("postman").order_by("id")


def carried_paise(office: Office) -> int:
    """What the postmen of an office have in hand and have not handed in. One query."""
    return carried_at(office).aggregate(sum=Sum("paise"))["sum"] or 0


def hand_ins_at(office: Office) -> QuerySet[CodHandIn]:
    """Cash of postmen that waits to be counted. One query."""
    found = CodHandIn.objects.filter(office=office, state=MoveState.GIVEN)
    return found.select_related("postman").order_by("id")
