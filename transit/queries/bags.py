"""What waits for a bag, and the bags of an office."""

from dataclasses import dataclass

from django.db.models import Count, Q

from bookings.models import Article
from bookings.queries import articles_waiting_at
from offices.models import Office
from transit.errors import NoRoute
from transit.models import Bag, BagScan, OpenScan
from transit.rules import BagKind, BagStatus, kind_for, next_stop

from .links import office_with_links


@dataclass
class Due:
    """What waits at an office for one next stop and one kind of bag."""

    stop: Office
    kind: BagKind
    articles: list[Article]


def due_lists(office: Office) -> tuple[list[Due], list[Article]]:
    """Articles that wait to be bagged, by next stop and kind of bag; and those without a mapping. Two queries."""
    at = office_with_links(office)
    lists: dict[tuple[int, BagKind], Due] = {}
    lost: list[Article] = []
    for article in articles_waiting_at(office):
        to = article.destination
        if to.pk == office.pk:
            continue
        try:
            stop = next_stop(at=at, to=to)
        except NoRoute:
            lost.append(article)
            continue
        kind = kind_for(at=at, stop=stop, to=to, product=article.product, services=article.services)
        lists.setdefault((stop.pk, kind), Due(stop, kind, [])).articles.append(article)
    return sorted(lists.values(), key=lambda due: (due.stop.name, due.stop.pk, due.kind)), lost


def bags_made_at(office: Office, *statuses: BagStatus) -> list[Bag]:
    """Bags that an office closed or fills, wherever they are."""
    return list(Bag.objects.filter(origin=office, status__in=statuses).select_related("destination").order_by("id"))


def bags_at(office: Office, *statuses: BagStatus) -> list[Bag]:
    """Bags in the custody of an office, with how much was scanned into them. One query."""
    bags = Bag.objects.filter(at_office=office, status__in=statuses).select_related("origin", "destination")
    return list(bags.annotate(scanned=Count("scans")).order_by("id"))


def bags_coming_to(office: Office) -> list[Bag]:
    """Bags on their way to an office, to be opened there or sent on."""
    return list(Bag.objects.filter(bound_for=office).select_related("at_office", "destination").order_by("id"))


def bag_for_page(number: str, *, office: Office) -> Bag | None:
    """A bag that this office made, holds or is due to get, without a lock."""
    concerns = Q(origin=office) | Q(destination=office) | Q(at_office=office) | Q(bound_for=office)
    bags = Bag.objects.select_related("origin", "destination", "at_office", "bound_for", "despatch", "begun_by")
    return bags.filter(concerns, number=number).first()


def scans_in(bag: Bag) -> list[BagScan]:
    """What was scanned into a bag, latest first."""
    return list(BagScan.objects.filter(bag=bag).order_by("-id"))


def scans_out_of(bag: Bag) -> list[OpenScan]:
    """What was taken out of a bag that is being opened, latest first."""
    return list(OpenScan.objects.filter(bag=bag).order_by("-id"))
