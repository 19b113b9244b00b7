"""Bags are begun, closed, reopened and deleted."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError

from apt.core.db import step, use_case
from bookings.access import get_articles_at
from bookings.models import Article
from bookings.rules import Status
from bookings.services import move_articles, take_serials
from offices.models import Office, User
from tracking.queries import contents_of, only_in_one_bag
from tracking.rules import Event, Subject
from tracking.services import enclose, release
from transit.access import get_bag_at, get_bags_at
from transit.errors import AnotherBeingFilled, EmptyBag, NoRoute, NotMadeHere, ReasonMissing, WeightMissing
from transit.models import Bag, BagScan
from transit.rules import BAG_SERIES, BagKind, BagStatus, bag_number, check_bag_move, usual_kind

from .history import latest, record
from .sets import set_for_closing
from .verifying import check_verified


def begin_bag(
    *, office: Office, destination: Office, by: User, now: datetime, kind: BagKind | None = None, by_air: bool = False
) -> Bag:
    """The bag of a kind that is being filled for `destination`; a new one if there is none.

    Without a kind it is the usual one between the two. Raises NoNumbersLeft, NoRoute (a bag to the office itself that
    is no station bag), NoOpenSet, NotDue.
    """
    kind = kind or (usual_kind(at=office, stop=destination) if destination.pk != office.pk else BagKind.DIRECT)
    if destination.pk == office.pk and kind != BagKind.STATION:
        raise NoRoute(office=office.name, destination=destination.name)
    filling = Bag.objects.filter(origin=office, destination=destination, kind=kind, status=BagStatus.FILLING)
    if found := filling.first():
        return found
    try:
        return _begin_bag(office=office, destination=destination, kind=kind, by_air=by_air, by=by, now=now)
    except IntegrityError:
        # Two clerks at once: the constraint let one through, and this is the other.
        if found := filling.first():
            return found
        raise


@use_case
def _begin_bag(*, office: Office, destination: Office, kind: BagKind, by_air: bool, by: User, now: datetime) -> Bag:
    set_for_closing(office=office, destination=destination, kind=kind)
    serial = take_serials(office=office, series=BAG_SERIES, count=1)[0]
    return Bag.objects.create(
        number=bag_number(serial),
        kind=kind,
        by_air=by_air,
        origin=office,
        destination=destination,
        at_office=office,
        begun_at=now,
        begun_by=by,
    )


@use_case
def close_bag(
    *, office: Office, number: str, by: User, now: datetime, weight_grams: int | None = None, papers: str = ""
) -> Bag:
    """Seal a bag: what was scanned lies in it from now on. Constant statements for any number of articles and bags.

    `papers`: what an account bag holds, in words. Raises UnknownBag, BagMoveRefused, EmptyBag, WeightMissing (of an
    insured bag), NoOpenSet, NotDue, NotVerified (an insured bag in it), UnknownArticle (taken away since it was
    scanned), MoveRefused.
    """
    bag = get_bag_at(office, number)
    check_bag_move(number, bag.status, BagStatus.CLOSED)
    scans = list(BagScan.objects.filter(bag=bag).order_by("id").values_list("inner_kind", "inner_number"))
    articles = [inner for kind, inner in scans if kind == Subject.ARTICLE]
    bags = [inner for kind, inner in scans if kind == Subject.BAG]
    if not scans and bag.kind != BagKind.ACCOUNT:
        raise EmptyBag(number=number)
    if bag.kind == BagKind.INSURED and not weight_grams:
        raise WeightMissing(field="weight_grams", number=number)
    worked = set_for_closing(office=office, destination=bag.destination, kind=bag.kind)
    found = get_articles_at(office, articles)
    closed = record(bag=bag, code=Event.BAG_CLOSE, office=office, other=bag.destination, by=by, now=now)
    move_articles(articles=found, to=Status.BAGGED, office=office)
    if bags:
        _put_inside(get_bags_at(office, bags))
    enclose(bag_number=number, articles=articles, bags=bags, closed=closed)
    BagScan.objects.filter(bag=bag).delete()
    bag.status, bag.closed_at, bag.closed_by, bag.closed_in = BagStatus.CLOSED, now, by, worked
    bag.weight_grams = weight_grams
    bag.papers = " ".join(papers.split())[:300] if bag.kind == BagKind.ACCOUNT else ""
    bag.save(update_fields=["status", "closed_at", "closed_by", "closed_in", "weight_grams", "papers", "events"])
    return bag


@step
def _put_inside(bags: Sequence[Bag]) -> None:
    for bag in bags:
        check_bag_move(bag.number, bag.status, BagStatus.INSIDE)
        check_verified(bag)
    Bag.objects.filter(pk__in=[bag.pk for bag in bags]).update(status=BagStatus.INSIDE)


@use_case
def reopen_bag(*, office: Office, number: str, by: User, now: datetime) -> Bag:
    """Break the seal of a bag that has not left: its contents count as scanned into it again. Constant statements.

    Raises UnknownBag, BagMoveRefused, NotMadeHere, AnotherBeingFilled.
    """
    bag = get_bag_at(office, number)
    check_bag_move(number, bag.status, BagStatus.FILLING)
    if bag.origin_id != office.pk:
        raise NotMadeHere(number=number)
    same = Bag.objects.filter(origin=office, destination=bag.destination, kind=bag.kind, status=BagStatus.FILLING)
    if other := same.first():
        raise AnotherBeingFilled(number=number, other=other.number)
    reopened = record(
        bag=bag, code=Event.BAG_REOPEN, office=office, by=by, now=now, corrects=latest(bag, Event.BAG_CLOSE)
    )
    inside = contents_of(number)
    release(bag_number=number, opened=reopened)
    bags = list(Bag.objects.filter(number__in=inside, status=BagStatus.INSIDE).values_list("number", flat=True))
    Bag.objects.filter(number__in=bags).update(status=BagStatus.CLOSED)
    articles = get_articles_at(office, [inner for inner in inside if inner not in set(bags)])
    _lay_out(articles, office)
    BagScan.objects.bulk_create(
        BagScan(
            bag=bag,
            inner_kind=Subject.BAG if inner in set(bags) else Subject.ARTICLE,
            inner_number=inner,
            scanned_at=now,
            scanned_by=by,
        )
        for inner in inside
    )
    bag.status, bag.verified_at, bag.verified_by = BagStatus.FILLING, None, None
    bag.save(update_fields=["status", "verified_at", "verified_by", "events"])
    return bag


@step
def _lay_out(articles: Sequence[Article], office: Office) -> None:
    """What never left the office that booked it is at the counter again, and can be cancelled; the rest lies here."""
    never_left = only_in_one_bag([article.number for article in articles if article.origin_id == office.pk])
    back = [article for article in articles if article.number in never_left]
    move_articles(articles=back, to=Status.BOOKED, office=office)
    move_articles(
        articles=[one for one in articles if one.number not in never_left], to=Status.AT_OFFICE, office=office
    )


@use_case
def delete_bag(*, office: Office, number: str, reason: str, by: User, now: datetime) -> Bag:
    """Give up a bag that is being filled: what was scanned into it waits again. The number is not used again.

    Raises UnknownBag, BagMoveRefused, ReasonMissing.
    """
    bag = get_bag_at(office, number)
    check_bag_move(number, bag.status, BagStatus.DELETED)
    if not reason.strip():
        raise ReasonMissing(field="reason")
    BagScan.objects.filter(bag=bag).delete()
    bag.status, bag.deleted_because = BagStatus.DELETED, reason.strip()[:80]
    bag.save(update_fields=["status", "deleted_because"])
    return bag
