"""One article and two bags; a bag that is closed while somebody still scans."""

import threading

from apt.core.db import use_case
from bookings.models import Article
from bookings.rules import Status
from tests.world import NOW, at_once, begin_bag, booked, close_bag, filled_bag, scan_into_bag
from tracking.models import Enclosure
from tracking.queries import contents_of
from tracking.rules import Event, Subject
from tracking.services import Happening, enclose, record_events
from transit.models import Bag, BagScan
from transit.rules import BagStatus

from .conftest import slowly, without_constraints


def two_bags_with_the_same_article(world):
    """It was scanned into one bag, the office mapping changed, and then into another."""
    article = booked(world)[0]
    bags = [
        filled_bag(world, [article]),
        begin_bag(office=world.mysuru, destination=world.hassan, by=world.mails, now=NOW),
    ]
    BagScan.objects.create(bag=bags[1], article_number=article.number, scanned_at=NOW, scanned_by=world.mails)
    return article, bags


def close_both(world, bags):
    return at_once(2, lambda n: close_bag(office=world.mysuru, number=bags[n].number, by=world.mails, now=NOW))


def enclose_in_two(world):
    """Only what history itself does, without the locks of the articles around it: look, then write."""

    @use_case
    def act(n):
        number = f"EBK000000000{n}"
        happening = Happening(Subject.BAG, number, Event.BAG_CLOSE, world.mysuru, number)
        closed = record_events([happening], by=None, happened_at=NOW, now=NOW)[0]
        enclose(bag_number=number, articles=["EK123456785IN"], closed=closed)

    with slowly("tracking_enclosure", 150):
        return at_once(2, act)


def test_article_lies_in_two_bags_without_the_guard(world):
    with without_constraints("tracking_in_one_bag_at_a_time"):
        assert enclose_in_two(world) == [None, None]
        assert Enclosure.objects.filter(left=None).count() == 2


def test_article_lies_in_one_bag_by_the_databases_own_promise(world):
    answers = enclose_in_two(world)
    assert sorted(type(answer).__name__ for answer in answers) == ["IntegrityError", "NoneType"]
    assert Enclosure.objects.filter(left=None).count() == 1


def test_article_lies_in_one_bag(world):
    article, bags = two_bags_with_the_same_article(world)
    with slowly("tracking_trackingevent"):
        answers = close_both(world, bags)
    assert sorted(getattr(answer, "code", "closed") for answer in answers) == ["closed", "move_refused"]
    assert Enclosure.objects.get(inner_number=article.number).left is None
    assert sorted(Bag.objects.values_list("status", flat=True)) == [BagStatus.CLOSED, BagStatus.FILLING]


def close_while_scanning(world):
    """One closes; the other scans a moment later, while the closing is not yet committed."""
    first, late = booked(world, 2)
    bag = filled_bag(world, [first])
    begun = threading.Event()

    def act(n):
        if n == 0:
            begun.set()
            return close_bag(office=world.mysuru, number=bag.number, by=world.mails, now=NOW)
        begun.wait(5)
        threading.Event().wait(0.05)
        return scan_into_bag(
            office=world.mysuru, bag_number=bag.number, article_numbers=[late.number], by=world.mails, now=NOW
        )

    with slowly("tracking_enclosure", 250):
        answers = at_once(2, act)
    return bag, first, late, answers


def test_scan_into_a_closing_bag_is_lost_without_the_guard(world, without_locks):
    with without_locks():
        bag, first, late, answers = close_while_scanning(world)
    assert answers[1] == 1  # "it is in the bag", the clerk was told
    assert contents_of(bag.number) == [first.number]  # and it is not
    assert Article.objects.get(pk=late.pk).status == Status.BOOKED


def test_scan_into_a_closing_bag_is_refused(world):
    bag, first, late, answers = close_while_scanning(world)
    assert answers[1].code == "bag_move_refused"
    assert contents_of(bag.number) == [first.number]
    assert not BagScan.objects.filter(article_number=late.number).exists()


def test_scanning_of_many_at_once_keeps_each_once(world):
    articles = booked(world, 6)
    bag = begin_bag(office=world.mysuru, destination=world.mysuru_hub, by=world.mails, now=NOW)

    def scan(n):
        return scan_into_bag(
            office=world.mysuru,
            bag_number=bag.number,
            article_numbers=[articles[n % 6].number],
            by=world.mails,
            now=NOW,
        )

    assert sum(at_once(12, scan)) == 6
    assert BagScan.objects.count() == 6
