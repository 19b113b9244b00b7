"""Despatches, and the mail list of one."""

from dataclasses import dataclass

from django.db.models import Count, Q

from offices.models import Office
from tracking.models import Enclosure
from tracking.rules import Event, Subject
from transit.models import Bag, Despatch


@dataclass(frozen=True)
class MailLine:
    """One bag of a mail list."""

    bag: Bag
    articles: int
    bags: int


def despatches_of(office: Office, *, limit: int = 20) -> list[Despatch]:
    """The latest despatches of an office."""
    return list(Despatch.objects.filter(office=office).select_related("schedule").order_by("-id")[:limit])


def despatch_for_page(number: str, *, office: Office) -> Despatch | None:
    found = Despatch.objects.filter(number=number, office=office)
    return found.select_related("office", "schedule", "made_by", "cancelled_by").first()


def mail_list(despatch: Despatch) -> list[MailLine]:
    """Its bags in order, with how much was put into each when it was closed. Two queries."""
    bags = Bag.objects.filter(number__in=despatch.bag_numbers).select_related("destination", "bound_for")
    by_number = {bag.number: bag for bag in bags}
    # A bag that was reopened counts what went in at last: earlier contents had left by the time it was closed again.
    put_in = Enclosure.objects.filter(bag_number__in=despatch.bag_numbers, entered_at__lte=despatch.made_at)
    stayed = put_in.filter(Q(left=None) | ~Q(left__code=Event.BAG_REOPEN) | Q(left_at__gt=despatch.made_at))
    counted = {
        (row["bag_number"], row["inner_kind"]): row["n"]
        for row in stayed.values("bag_number", "inner_kind").annotate(n=Count("id"))
    }
    return [
        MailLine(by_number[number], counted.get((number, Subject.ARTICLE), 0), counted.get((number, Subject.BAG), 0))
        for number in despatch.bag_numbers
    ]
