"""Scans into a bag that is being filled: judged one by one, written all together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from apt.core.db import step, use_case
from apt.core.errors import Refusal
from bookings.access import get_articles_in_hand
from bookings.models import Article
from bookings.rules import Status, check_move
from offices.models import Office, User
from tracking.queries import bags_holding
from tracking.rules import Subject
from transit.access import get_bag_at, get_bags_in_hand
from transit.errors import (
    AlreadyDelivered,
    AtAnotherOffice,
    BagInItself,
    InAnotherBag,
    WasCancelled,
    WrongBag,
    WrongKindOfBag,
)
from transit.models import Bag, BagScan
from transit.queries import due_lists, office_with_links, offices_with_links
from transit.rules import (
    BagKind,
    BagStatus,
    Scanned,
    Verdict,
    absent_code,
    check_bag_move,
    check_holds,
    is_bag_number,
    kind_for,
    next_stop,
    read_code,
)

from .verifying import check_verified


@use_case
def scan_into_bag(*, office: Office, bag_number: str, article_numbers: Sequence[str], by: User, now: datetime) -> int:
    """Note articles and bags as put into a bag that is being filled, all or none; return how many were new.

    A repeat is harmless. Raises UnknownBag, BagMoveRefused (closed already), and what is wrong with the first bad code.
    Constant statements.
    """
    bag = _bag_being_filled(office, bag_number)
    judged = _judge(bag, office, article_numbers)
    for one in judged:
        if one.refusal:
            raise one.refusal
    return _put(judged, bag, by=by, now=now)


@use_case
def scan_codes(*, office: Office, bag_number: str, codes: Sequence[str], by: User, now: datetime) -> list[Scanned]:
    """A batch from a scanner: the good codes go in, each bad one is answered with its refusal. In the order given.

    A return value and not an exception: one bad label must not throw the others out. Raises UnknownBag, BagMoveRefused.
    Constant statements.
    """
    bag = _bag_being_filled(office, bag_number)
    judged = _judge(bag, office, codes)
    _put(judged, bag, by=by, now=now)
    return judged


@use_case
def take_out_of_bag(*, office: Office, bag_number: str, article_number: str, by: User, now: datetime) -> None:
    """Undo a scan into a bag that is being filled; a repeat is harmless. Raises UnknownBag, BagMoveRefused."""
    bag = _bag_being_filled(office, bag_number)
    BagScan.objects.filter(bag=bag, inner_number=article_number).delete()


def scan_all_due(*, office: Office, bag_number: str, by: User, now: datetime) -> int:
    """Put everything that waits for the bag's destination, and belongs into its kind, into it in one go."""
    bag = Bag.objects.filter(number=bag_number, at_office=office).first()
    lists, _ = due_lists(office)
    numbers = [
        article.number
        for due in lists
        if bag and (due.stop.pk, due.kind) == (bag.destination_id, bag.kind)
        for article in due.articles
    ]
    return scan_into_bag(office=office, bag_number=bag_number, article_numbers=numbers, by=by, now=now)


def _bag_being_filled(office: Office, number: str) -> Bag:
    bag = get_bag_at(office, number)
    check_bag_move(bag.number, bag.status, BagStatus.DELETED)  # as a bag being filled could be, and no other
    return bag


@step
def _put(judged: Sequence[Scanned], bag: Bag, *, by: User, now: datetime) -> int:
    scans = [
        BagScan(
            bag=bag,
            inner_kind=Subject.BAG if is_bag_number(one.code) else Subject.ARTICLE,
            inner_number=one.code,
            scanned_at=now,
            scanned_by=by,
        )
        for one in judged
        if one.verdict == Verdict.IN
    ]
    BagScan.objects.bulk_create(scans)
    return len(scans)


@dataclass
class _Facts:
    """All that judging a batch needs, asked for at once."""

    bag: Bag
    at: Office
    articles: Mapping[str, Article]
    bags: Mapping[str, Bag]
    scanned: Mapping[str, str]  # into which bag being filled
    holding: Mapping[str, str]  # in which closed bag
    offices: Mapping[int, Office]
    seen: set[str] = field(default_factory=set)


def _judge(bag: Bag, office: Office, codes: Sequence[str]) -> list[Scanned]:
    read = [read_code(code) for code in codes]
    wanted = sorted(set(read))
    articles = get_articles_in_hand(wanted)
    inner = [code for code in wanted if is_bag_number(code)]
    bags = get_bags_in_hand(inner) if inner else {}
    scanned = BagScan.objects.filter(inner_number__in=wanted).values_list("inner_number", "bag__number")
    going_to = {one.destination_id for one in articles.values()} | {one.destination_id for one in bags.values()}
    facts = _Facts(
        bag=bag,
        at=office_with_links(office),
        articles=articles,
        bags=bags,
        scanned=dict(scanned),
        holding=bags_holding(wanted),
        offices=offices_with_links(going_to),
    )
    return [_judge_one(facts, code) for code in read]


def _judge_one(facts: _Facts, code: str) -> Scanned:
    if code in facts.seen or facts.scanned.get(code) == facts.bag.number:
        return Scanned(code, Verdict.REPEAT)
    try:
        _check(facts, code)
    except Refusal as refusal:
        return Scanned(code, Verdict.REFUSED, refusal)
    facts.seen.add(code)
    return Scanned(code, Verdict.IN)


def _check(facts: _Facts, code: str) -> None:
    """Raises what is wrong with one code."""
    thing = facts.articles.get(code) or facts.bags.get(code)
    if thing is None:
        raise absent_code(code)
    if code == facts.bag.number:
        raise BagInItself(number=code)
    if other := facts.scanned.get(code) or facts.holding.get(code):
        raise InAnotherBag(number=code, bag=other)
    if isinstance(thing, Bag):
        _check_bag(facts, thing)
    else:
        _check_article(facts, thing)


def _check_article(facts: _Facts, article: Article) -> None:
    number, bag = article.number, facts.bag
    if article.status == Status.DELIVERED:
        raise AlreadyDelivered(number=number)
    if article.status == Status.CANCELLED:
        raise WasCancelled(number=number)
    if article.at_office_id != facts.at.pk:
        raise AtAnotherOffice(number=number)
    check_move(number, article.status, Status.BAGGED)
    check_holds(bag.kind, number, None)
    to = facts.offices[article.destination_id]
    if bag.kind == BagKind.STATION:
        # For delivery by whoever gets it; an office that gives up delivering sends all of it to its account office.
        stop = to if to.pk == bag.destination_id or to.accounts_to_id != bag.destination_id else bag.destination
        right = BagKind.STATION
    else:
        stop = next_stop(at=facts.at, to=to)
        right = kind_for(at=facts.at, stop=stop, to=to, product=article.product, services=article.services)
    if stop.pk != bag.destination_id:
        raise WrongBag(number=number, right=stop.name, wrong=bag.destination.name)
    if right != bag.kind:
        raise WrongKindOfBag(number=number, right=right.label, wrong=BagKind(bag.kind).label)


def _check_bag(facts: _Facts, inner: Bag) -> None:
    number, bag = inner.number, facts.bag
    if inner.at_office_id != facts.at.pk or inner.bound_for_id:
        raise AtAnotherOffice(number=number)
    check_bag_move(number, inner.status, BagStatus.INSIDE)
    check_verified(inner)
    check_holds(bag.kind, number, inner.kind)
    to = facts.offices[inner.destination_id]
    if to.pk != bag.destination_id and next_stop(at=facts.at, to=to).pk != bag.destination_id:
        raise WrongBag(number=number, right=to.name, wrong=bag.destination.name)
