"""What an office has to bag, to despatch, to receive and to open."""

from dataclasses import dataclass

from bookings.models import Article
from bookings.queries import articles_waiting_at
from offices.models import Office

from .errors import NoRoute
from .models import Bag, BagScan
from .rules import BagStatus, next_stop


@dataclass
class Due:
    """What waits at an office for one next stop."""

    stop: Office
    articles: list[Article]


def due_lists(office: Office) -> tuple[list[Due], list[Article]]:
    """Articles that wait to be bagged, by next stop; and those for which a mapping is missing. Two queries."""
    at = Office.objects.select_related("sorted_at", "accounts_to").get(pk=office.pk)
    lists: dict[int, Due] = {}
    lost: list[Article] = []
    for article in articles_waiting_at(office):
        if article.destination_id == office.pk:
            continue
        try:
            stop = next_stop(at=at, to=article.destination)
        except NoRoute:
            lost.append(article)
            continue
        lists.setdefault(stop.pk, Due(stop, [])).articles.append(article)
    return sorted(lists.values(), key=lambda due: (due.stop.name, due.stop.pk)), lost


def bags_made_at(office: Office, *statuses: BagStatus) -> list[Bag]:
    return list(Bag.objects.filter(origin=office, status__in=statuses).select_related("destination").order_by("id"))


def bags_due_at(office: Office, *statuses: BagStatus) -> list[Bag]:
    return list(Bag.objects.filter(destination=office, status__in=statuses).select_related("origin").order_by("id"))


def bag_for_page(number: str, *, office: Office) -> Bag | None:
    """A bag that this office made or is due to get, without a lock."""
    bags = Bag.objects.filter(number=number).select_related("origin", "destination")
    return next((bag for bag in bags if office.pk in (bag.origin_id, bag.destination_id)), None)


def scans_in(bag: Bag) -> list[BagScan]:
    """What was scanned into a bag, latest first."""
    return list(BagScan.objects.filter(bag=bag).order_by("-id"))
