"""What can be done with bags. Each step of a bag is one event; the articles in it are moved only at close and open."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError

from apt.core.db import step, use_case
from bookings.access import get_articles_at
from bookings.models import Article
from bookings.rules import Status, check_move
from bookings.services import move_articles, take_serials
from offices.models import Office, User
from tracking.models import TrackingEvent
from tracking.rules import Event, Subject
from tracking.services import Happening, enclose, record_events, release

from .access import get_bag_due_at, get_bag_made_at, get_bags_made_at
from .errors import EmptyBag, NoBagChosen, NoRoute, WrongBag
from .models import Bag, BagScan
from .queries import due_lists
from .rules import BAG_SERIES, BagStatus, bag_number, check_bag_move, next_stop


def begin_bag(*, office: Office, destination: Office, by: User, now: datetime) -> Bag:
    """The bag that is being filled for `destination`; a new one if there is none. Raises NoNumbersLeft, NoRoute."""
    if destination.pk == office.pk:
        raise NoRoute(office=office.name, destination=destination.name)
    filling = Bag.objects.filter(origin=office, destination=destination, status=BagStatus.FILLING)
    if found := filling.first():
        return found
    try:
        return _begin_bag(office=office, destination=destination, by=by, now=now)
    except IntegrityError:
        # Two clerks at once: the constraint let one through, and this is the other.
        if found := filling.first():
            return found
        raise


@use_case
def _begin_bag(*, office: Office, destination: Office, by: User, now: datetime) -> Bag:
    serial = take_serials(office=office, series=BAG_SERIES, count=1)[0]
    return Bag.objects.create(
        number=bag_number(serial), origin=office, destination=destination, begun_at=now, begun_by=by
    )


@use_case
def scan_into_bag(*, office: Office, bag_number: str, article_numbers: Sequence[str], by: User, now: datetime) -> int:
    """Note articles as put into a bag that is being filled; return how many were new. A repeat is harmless.

    Raises UnknownBag, BagMoveRefused (closed already), UnknownArticle, MoveRefused, WrongBag, NoRoute. Constant
    statements.
    """
    bag = get_bag_made_at(office, bag_number)
    check_bag_move(bag.number, bag.status, BagStatus.CLOSED)
    articles = get_articles_at(office, article_numbers)
    at = Office.objects.select_related("sorted_at", "accounts_to").get(pk=office.pk)
    destinations = Office.objects.select_related("sorted_at", "accounts_to").in_bulk(
        {a.destination_id for a in articles}
    )
    for article in articles:
        check_move(article.number, article.status, Status.BAGGED)
        stop = next_stop(at=at, to=destinations[article.destination_id])
        if stop.pk != bag.destination_id:
            raise WrongBag(number=article.number, right=stop.name, wrong=bag.destination.name)
    have = set(
        BagScan.objects.filter(bag=bag, article_number__in=article_numbers).values_list("article_number", flat=True)
    )
    BagScan.objects.bulk_create(
        [
            BagScan(bag=bag, article_number=article.number, scanned_at=now, scanned_by=by)
            for article in articles
            if article.number not in have
        ],
        ignore_conflicts=True,
    )
    return len(articles) - len(have)


@use_case
def take_out_of_bag(*, office: Office, bag_number: str, article_number: str, by: User, now: datetime) -> None:
    """Undo a scan into a bag that is being filled; a repeat is harmless. Raises UnknownBag, BagMoveRefused."""
    bag = get_bag_made_at(office, bag_number)
    check_bag_move(bag.number, bag.status, BagStatus.CLOSED)
    BagScan.objects.filter(bag=bag, article_number=article_number).delete()


def scan_all_due(*, office: Office, bag_number: str, by: User, now: datetime) -> int:
    """Put everything that waits for the bag's destination into it, in one go."""
    bag = Bag.objects.filter(number=bag_number, origin=office).first()
    lists, _ = due_lists(office)
    numbers = [a.number for due in lists if bag and due.stop.pk == bag.destination_id for a in due.articles]
    return scan_into_bag(office=office, bag_number=bag_number, article_numbers=numbers, by=by, now=now)


@use_case
def close_bag(*, office: Office, number: str, by: User, now: datetime) -> Bag:
    """Seal a bag: its articles lie in it from now on. Constant statements for any number of articles.

    Raises UnknownBag, BagMoveRefused, EmptyBag, UnknownArticle (taken away since it was scanned), MoveRefused.
    """
    bag = get_bag_made_at(office, number)
    check_bag_move(number, bag.status, BagStatus.CLOSED)
    numbers = list(BagScan.objects.filter(bag=bag).order_by("id").values_list("article_number", flat=True))
    if not numbers:
        raise EmptyBag(number=number)
    articles = get_articles_at(office, numbers)
    closed = _record(bag, Event.BAG_CLOSE, office, other=bag.destination, by=by, now=now)
    move_articles(articles=articles, to=Status.BAGGED, office=office)
    enclose(bag_number=number, articles=numbers, closed=closed)
    bag.status, bag.closed_at = BagStatus.CLOSED, now
    bag.save(update_fields=["status", "closed_at"])
    return bag


@use_case
def despatch_bags(*, office: Office, numbers: Sequence[str], by: User, now: datetime) -> list[Bag]:
    """Send closed bags on their way, all or none. Constant statements.

    Raises NoBagChosen, UnknownBag, BagMoveRefused.
    """
    if not numbers:
        raise NoBagChosen()
    bags = get_bags_made_at(office, numbers)
    for bag in bags:
        check_bag_move(bag.number, bag.status, BagStatus.DESPATCHED)
    record_events(
        [_happening(bag, Event.BAG_DISPATCH, office, other=bag.destination) for bag in bags],
        by=by,
        happened_at=now,
        now=now,
    )
    Bag.objects.filter(pk__in=[bag.pk for bag in bags]).update(status=BagStatus.DESPATCHED, despatched_at=now)
    return bags


@use_case
def receive_bag(*, office: Office, number: str, by: User, now: datetime) -> Bag:
    """Take custody of a bag addressed to this office. Raises UnknownBag, BagMoveRefused (harmless)."""
    bag = get_bag_due_at(office, number)
    check_bag_move(number, bag.status, BagStatus.RECEIVED)
    _record(bag, Event.BAG_RECEIVE, office, by=by, now=now)
    bag.status, bag.received_at = BagStatus.RECEIVED, now
    bag.save(update_fields=["status", "received_at"])
    return bag


@use_case
def open_bag(*, office: Office, number: str, by: User, now: datetime) -> list[Article]:
    """Open a received bag: its articles lie at this office now. Constant statements for any number of articles.

    Raises UnknownBag, BagMoveRefused. Missing and excess articles are found by scanning the contents (issue of
    transit).
    """
    bag = get_bag_due_at(office, number)
    check_bag_move(number, bag.status, BagStatus.EMPTIED)
    opened = _record(bag, Event.BAG_OPEN, office, by=by, now=now)
    inside = release(bag_number=number, opened=opened)
    articles = get_articles_at(bag.origin, inside)
    move_articles(articles=articles, to=Status.AT_OFFICE, office=office)
    bag.status, bag.emptied_at = BagStatus.EMPTIED, now
    bag.save(update_fields=["status", "emptied_at"])
    return articles


@step
def _record(
    bag: Bag, code: Event, office: Office, *, by: User, now: datetime, other: Office | None = None
) -> TrackingEvent:
    return record_events([_happening(bag, code, office, other=other)], by=by, happened_at=now, now=now)[0]


def _happening(bag: Bag, code: Event, office: Office, *, other: Office | None = None) -> Happening:
    return Happening(Subject.BAG, bag.number, code, office, f"{code}:{bag.number}", other_office=other)
