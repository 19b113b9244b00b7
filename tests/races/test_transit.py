"""One article and two bags; a bag that is closed while somebody still scans."""

import threading
from datetime import timedelta

from apt.core.db import use_case
from bookings.models import Article
from bookings.rules import Status
from offices.models import Office
from tests.world import (
    NOW,
    at_once,
    begin_bag,
    booked,
    close_bag,
    despatch_bags,
    filled_bag,
    receive_bag,
    scan_into_bag,
)
from tracking.models import Enclosure, TrackingEvent
from tracking.queries import contents_of
from tracking.rules import Because, Event, Subject
from tracking.services import Happening, correct_entry, enclose, record_events
from transit import access
from transit.models import BagScan, Despatch, SetDay
from transit.rules import BagKind
from transit.services import cancel_despatch, close_set, make_set, open_set

from .conftest import slowly, without_constraints


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


def scan_at_two_counters(world):
    """The office mapping changed, so that the same article fits into two bags; two clerks scan it at once."""
    article = booked(world)[0]
    bags = [filled_bag(world, booked(world))]
    bags.append(
        begin_bag(office=world.mysuru, destination=world.mysuru_hub, kind=BagKind.STATION, by=world.mails, now=NOW)
    )
    Office.objects.filter(pk=world.bengaluru.pk).update(accounts_to=world.mysuru_hub)

    def act(n):
        return scan_into_bag(
            office=world.mysuru, bag_number=bags[n].number, article_numbers=[article.number], by=world.mails, now=NOW
        )

    with slowly("transit_bagscan", 150):
        answers = at_once(2, act)
    return article, answers


def test_article_is_scanned_into_two_bags_without_the_guards(world, without_locks):
    with without_constraints("transit_scanned_into_one_bag"):
        with without_locks():
            article, answers = scan_at_two_counters(world)
        assert answers == [1, 1]  # both clerks were told that it is in their bag
        assert BagScan.objects.filter(inner_number=article.number).count() == 2


def test_article_is_scanned_into_one_bag_by_the_databases_own_promise(world, without_locks):
    with without_locks():
        article, answers = scan_at_two_counters(world)
    assert sorted(type(answer).__name__ for answer in answers) == ["IntegrityError", "int"]
    assert BagScan.objects.filter(inner_number=article.number).count() == 1


def test_article_is_scanned_into_one_bag(world):
    article, answers = scan_at_two_counters(world)
    assert sorted(str(getattr(answer, "code", answer)) for answer in answers) == ["1", "in_another_bag"]
    assert BagScan.objects.filter(inner_number=article.number).count() == 1


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
    assert not BagScan.objects.filter(inner_number=late.number).exists()


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


def despatch_against_cancel(world):
    """The hub receives a bag while the office that sent it takes the despatch back."""
    bag = filled_bag(world, booked(world))
    close_bag(office=world.mysuru, number=bag.number, by=world.mails, now=NOW)
    (sent,) = despatch_bags(office=world.mysuru, numbers=[bag.number], by=world.mails, now=NOW)

    def act(n):
        if n:
            return receive_bag(office=world.mysuru_hub, number=bag.number, by=world.sorter, now=NOW)
        number = sent.despatch.number
        return cancel_despatch(office=world.mysuru, number=number, reason="Van broke down", by=world.mails, now=NOW)

    with slowly("tracking_trackingevent", 150):
        answers = at_once(2, act)
    bag.refresh_from_db()
    return bag, answers


def test_a_despatch_is_cancelled_and_received_without_the_guard(world, without_locks):
    with without_locks():
        _bag, answers = despatch_against_cancel(world)
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    codes = set(TrackingEvent.objects.values_list("code", flat=True))
    assert {Event.BAG_RECALL, Event.BAG_RECEIVE} <= codes  # both offices believe that they hold it


def test_a_despatch_is_cancelled_or_received(world):
    bag, answers = despatch_against_cancel(world)
    assert len([answer for answer in answers if isinstance(answer, Exception)]) == 1
    codes = set(TrackingEvent.objects.values_list("code", flat=True))
    assert len({Event.BAG_RECALL, Event.BAG_RECEIVE} & codes) == 1
    assert bag.at_office_id == (world.mysuru.pk if Event.BAG_RECALL in codes else world.mysuru_hub.pk)


def despatch_twice(world):
    bag = filled_bag(world, booked(world))
    close_bag(office=world.mysuru, number=bag.number, by=world.mails, now=NOW)

    def act(_n):
        return despatch_bags(office=world.mysuru, numbers=[bag.number], by=world.mails, now=NOW)

    with slowly("transit_despatch", 150):
        return at_once(2, act)


def test_a_bag_leaves_once(world):
    answers = despatch_twice(world)
    assert sorted(getattr(answer, "code", "sent") for answer in answers) == ["bag_move_refused", "sent"]
    assert Despatch.objects.count() == 1


# --- sets and corrections --------------------------------------------------------------------------------------------


def keep_sets(world, *codes):
    for code in codes:
        make_set(
            office=world.mysuru_hub, code=code, begins=0, ends=0, due=[world.bengaluru_hub.code], by=world.sorter,
            now=NOW,
        )  # fmt: skip


def close_set_while_a_bag_is_closed(world):
    """One closes a bag under a set; the set in-charge closes the set a moment later and counts its bags."""
    keep_sets(world, "ALL")
    open_set(office=world.mysuru_hub, code="ALL", by=world.sorter, now=NOW)
    bag = begin_bag(
        office=world.mysuru_hub, destination=world.bengaluru_hub, kind=BagKind.ACCOUNT, by=world.sorter, now=NOW
    )

    def act(n):
        if n == 0:
            return close_bag(office=world.mysuru_hub, number=bag.number, by=world.sorter, now=NOW).closed_in_id
        threading.Event().wait(0.1)
        return close_set(office=world.mysuru_hub, by=world.sorter, now=NOW).bags_closed.count()

    with slowly("tracking_trackingevent", 400):
        return at_once(2, act)


def test_a_closed_set_gets_another_bag_without_the_guard(world, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("transit.access._OPEN_SET", access._OPEN_SET.replace("FOR SHARE", ""))
        closed_in, counted = close_set_while_a_bag_is_closed(world)
    assert (closed_in, counted) == (SetDay.objects.get().pk, 0)


def test_a_set_is_closed_only_after_its_last_bag(world):
    closed_in, counted = close_set_while_a_bag_is_closed(world)
    assert (closed_in, counted) == (SetDay.objects.get().pk, 1)


def open_two_sets(world):
    keep_sets(world, "ONE", "TWO")

    def act(n):
        return open_set(office=world.mysuru_hub, code=("ONE", "TWO")[n], by=world.sorter, now=NOW).on

    with slowly("transit_setday", 150):
        return sorted(str(getattr(answer, "code", "open")) for answer in at_once(2, act))


def test_two_sets_are_open_without_the_promise(world):
    with without_constraints("transit_one_set_open"):
        assert open_two_sets(world) == ["open", "open"]


def test_one_set_is_open(world):
    assert open_two_sets(world) == ["another_set_open", "open"]


def correct_at_two_desks(world):
    booked(world)
    entry = TrackingEvent.objects.get()

    def act(n):
        return correct_entry(
            office=world.mysuru, entry=entry.pk, happened_at=NOW - timedelta(hours=n + 1), because=Because.CLOCK,
            by=world.mails, now=NOW,
        )  # fmt: skip

    with slowly("tracking_trackingevent", 150):
        return sorted(getattr(answer, "code", "") for answer in at_once(2, act))


def test_an_entry_is_corrected_twice_without_the_promise(world):
    with without_constraints("tracking_trackingevent_dedupe_key_key"):
        assert correct_at_two_desks(world) == ["ITEM_BOOK", "ITEM_BOOK"]


def test_an_entry_is_corrected_once(world):
    assert correct_at_two_desks(world) == ["ITEM_BOOK", "entry_already_corrected"]
