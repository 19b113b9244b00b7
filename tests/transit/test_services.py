"""Bags: filled, closed, despatched, received, opened; each once, and at a cost that does not grow with the contents."""

import pytest

from bookings.errors import MoveRefused, NoNumbersLeft, UnknownArticle
from bookings.models import Article, NumberBlock
from bookings.rules import Status
from offices.models import Office
from tests.world import (
    BENGALURU_PIN,
    BRANCH_PIN,
    MYSURU_PIN,
    NOW,
    booked,
    filled_bag,
    nothing_changes,
    numbers_of,
    received_bag,
    statements,
)
from tracking.models import Enclosure, TrackingEvent
from tracking.queries import bag_holding, contents_of
from transit.errors import (
    AlreadyDelivered,
    AtAnotherOffice,
    BadCheckDigit,
    BagInItself,
    BagMoveRefused,
    EmptyBag,
    InAnotherBag,
    NoBagChosen,
    NoRoute,
    NotANumber,
    UnknownBag,
    WasCancelled,
    WrongBag,
)
from transit.models import Bag, BagScan
from transit.queries import bag_for_page, bags_coming_to, bags_made_at, due_lists, scans_in
from transit.rules import BagStatus
from transit.services import (
    begin_bag,
    close_bag,
    despatch_bags,
    open_bag,
    receive_bag,
    scan_all_due,
    scan_into_bag,
    take_out_of_bag,
)

CLOSING_STATEMENTS = 10
OPENING_STATEMENTS = 12


def begin(world, destination=None):
    return begin_bag(office=world.mysuru, destination=destination or world.mysuru_hub, by=world.mails, now=NOW)


def scan(world, bag, *numbers):
    return scan_into_bag(office=world.mysuru, bag_number=bag.number, article_numbers=numbers, by=world.mails, now=NOW)


def close(world, bag):
    return close_bag(office=world.mysuru, number=bag.number, by=world.mails, now=NOW)


def test_begin_bag_returns_the_one_that_is_being_filled(world):
    bag = begin(world)
    assert bag.number == "EBK0000000000"
    assert begin(world) == bag
    assert begin(world, world.branch).number == "EBK0000000001"
    assert Bag.objects.count() == 2


def test_begin_bag_refuses_without_numbers(world):
    NumberBlock.objects.filter(office=world.mysuru).delete()
    with nothing_changes(), pytest.raises(NoNumbersLeft):
        begin(world)


def test_begin_bag_to_the_office_itself_is_refused(world):
    with nothing_changes(), pytest.raises(NoRoute):
        begin(world, world.mysuru)


def test_scan_counts_what_was_new_and_a_repeat_is_harmless(world):
    one, two, three = numbers_of(booked(world, 3))
    bag = begin(world)
    assert scan(world, bag, one, two) == 2
    with nothing_changes():
        assert scan(world, bag, one) == 0
    assert scan(world, bag, one, three) == 1
    assert [s.inner_number for s in scans_in(bag)] == [three, two, one]
    assert bag_holding(one) is None  # nothing lies in a bag before it is closed
    assert set(Article.objects.values_list("status", flat=True)) == {Status.BOOKED}


def test_scan_into_the_wrong_bag_names_the_right_one(world):
    article = booked(world)[0]
    bag = begin(world, world.branch)
    with nothing_changes(), pytest.raises(WrongBag) as refused:
        scan(world, bag, article.number)
    assert refused.value.values == {"number": article.number, "right": "NSH Mysuru", "wrong": "Hale Uru BO"}


def test_scan_for_the_branch_of_ones_own_goes_straight_to_it(world):
    article = booked(world, 1, BRANCH_PIN)[0]
    assert scan(world, begin(world, world.branch), article.number) == 1
    onwards, other = begin(world), booked(world, 1, BRANCH_PIN)[0]
    with nothing_changes(), pytest.raises(WrongBag):
        scan(world, onwards, other.number)


def test_scan_all_or_none(world):
    article = booked(world)[0]
    bag = begin(world)
    absent = {
        "EK999999995IN": UnknownArticle, "EK999999990IN": BadCheckDigit, "": NotANumber, "x" * 5000: NotANumber,
        "EBK9999999999": UnknownBag, "EE123456785US": NotANumber, bag.number: BagInItself,
    }  # fmt: skip
    for foreign, refusal in absent.items():
        with nothing_changes(), pytest.raises(refusal):
            scan(world, bag, article.number, foreign)
    assert not BagScan.objects.exists()


def test_scan_of_an_article_at_another_office_says_so(world):
    article = booked(world)[0]
    Article.objects.update(at_office=world.hassan)
    bag = begin(world)
    with nothing_changes(), pytest.raises(AtAnotherOffice):
        scan(world, bag, article.number)


@pytest.mark.parametrize(
    ("status", "refusal"),
    [(Status.DELIVERED, AlreadyDelivered), (Status.CANCELLED, WasCancelled), (Status.OUT, MoveRefused)],
)
def test_scan_of_an_article_whose_journey_is_over_or_elsewhere_says_so(world, status, refusal):
    article, bag = booked(world)[0], begin(world)
    Article.objects.update(status=status)
    with nothing_changes(), pytest.raises(refusal):
        scan(world, bag, article.number)


def test_scan_into_a_bag_of_another_office_is_not_found(world):
    article = booked(world)[0]
    foreign = begin_bag(office=world.hassan, destination=world.mysuru_hub, by=world.hassan_mails, now=NOW)
    with nothing_changes(), pytest.raises(UnknownBag):
        scan(world, foreign, article.number)


def test_scan_into_a_closed_bag_is_refused(world):
    one, two = booked(world, 2)
    bag = filled_bag(world, [one])
    close(world, bag)
    with nothing_changes(), pytest.raises(BagMoveRefused):
        scan(world, bag, two.number)


def test_scan_of_an_article_in_a_closed_bag_is_refused(world):
    article = booked(world)[0]
    close(world, filled_bag(world, [article]))
    bag = begin(world)
    with nothing_changes(), pytest.raises(InAnotherBag):
        scan(world, bag, article.number)


def test_scan_costs_the_same_for_one_and_twenty(world):
    bag, counts = begin(world), []
    for size in (1, 20):
        numbers = numbers_of(booked(world, size))
        with statements() as asked:
            scan(world, bag, *numbers)
        counts.append(asked.count)
    assert counts[0] == counts[1]


def test_scan_all_due_takes_what_waits_for_this_stop_only(world):
    onward, _own, _branch = (booked(world, 2, pin) for pin in (BENGALURU_PIN, MYSURU_PIN, BRANCH_PIN))
    bag = begin(world)
    assert scan_all_due(office=world.mysuru, bag_number=bag.number, by=world.mails, now=NOW) == 2
    assert sorted(s.inner_number for s in scans_in(bag)) == sorted(numbers_of(onward))
    assert scan_all_due(office=world.mysuru, bag_number=bag.number, by=world.mails, now=NOW) == 0


def test_due_lists_by_next_stop_and_the_lost(world):
    booked(world, 2)
    booked(world, 1, BRANCH_PIN)
    booked(world, 1, MYSURU_PIN)  # delivered here: due to nobody
    due, lost = due_lists(world.mysuru)
    assert [(d.stop.name, len(d.articles)) for d in due] == [("Hale Uru BO", 1), ("NSH Mysuru", 2)]
    assert lost == []
    Office.objects.filter(pk=world.mysuru.pk).update(sorted_at=None)
    due, lost = due_lists(world.mysuru)
    assert ([d.stop.name for d in due], len(lost)) == (["Hale Uru BO"], 2)


def test_due_lists_cost_the_same_for_one_and_twenty(world):
    counts = []
    for size in (1, 20):
        booked(world, size)
        with statements() as asked:
            due_lists(world.mysuru)
        counts.append(asked.count)
    assert counts == [2, 2]


def test_close_bag_encloses_and_moves(world):
    articles = booked(world, 2)
    bag = close(world, filled_bag(world, articles))
    assert (bag.status, bag.closed_at) == (BagStatus.CLOSED, NOW)
    assert contents_of(bag.number) == numbers_of(articles)
    assert set(Article.objects.values_list("status", flat=True)) == {Status.BAGGED}
    event = TrackingEvent.objects.get(code="BAG_CLOSE")
    assert (event.subject_number, event.office, event.other_office) == (bag.number, world.mysuru, world.mysuru_hub)


def test_close_bag_refuses_an_empty_one(world):
    bag = begin(world)
    with nothing_changes(), pytest.raises(EmptyBag):
        close(world, bag)


def test_close_bag_refuses_when_an_article_was_taken_away(world):
    articles = booked(world, 2)
    bag = filled_bag(world, articles)
    Article.objects.filter(pk=articles[0].pk).update(at_office=world.hassan)
    with nothing_changes(), pytest.raises(UnknownArticle) as refused:
        close(world, bag)
    assert refused.value.values == {"number": articles[0].number}


def test_close_bag_twice_is_refused(world):
    bag = close(world, filled_bag(world, booked(world)))
    with nothing_changes(), pytest.raises(BagMoveRefused):
        close(world, bag)


def test_close_and_open_cost_the_same_for_one_and_fifty(world):
    closing, opening = [], []
    for size in (1, 50):
        bag = filled_bag(world, booked(world, size))
        with statements() as asked:
            close(world, bag)
        closing.append(asked.count)
        despatch_bags(office=world.mysuru, numbers=[bag.number], by=world.mails, now=NOW)
        receive_bag(office=world.mysuru_hub, number=bag.number, by=world.sorter, now=NOW)
        with statements() as asked:
            opened = open_bag(office=world.mysuru_hub, number=bag.number, by=world.sorter, now=NOW)
        opening.append(asked.count)
        assert len(opened) == size
    assert closing == [CLOSING_STATEMENTS, CLOSING_STATEMENTS]
    assert opening == [OPENING_STATEMENTS, OPENING_STATEMENTS]


def test_despatch_sends_all_or_none(world):
    first = close(world, filled_bag(world, booked(world)))
    second = filled_bag(world, booked(world))
    for others in ([second.number], ["EBK9999999999"]):
        with nothing_changes(), pytest.raises((BagMoveRefused, UnknownBag)):
            despatch_bags(office=world.mysuru, numbers=[first.number, *others], by=world.mails, now=NOW)
    close(world, second)
    sent = despatch_bags(
        office=world.mysuru, numbers=[first.number, second.number, first.number], by=world.mails, now=NOW
    )
    assert len(sent) == 2
    assert TrackingEvent.objects.filter(code="BAG_DISPATCH").count() == 2


def test_despatch_of_another_offices_bag_is_not_found(world):
    bag = close(world, filled_bag(world, booked(world)))
    with nothing_changes(), pytest.raises(UnknownBag):
        despatch_bags(office=world.hassan, numbers=[bag.number], by=world.hassan_mails, now=NOW)


def test_despatch_of_no_bag_is_refused(world):
    with nothing_changes(), pytest.raises(NoBagChosen):
        despatch_bags(office=world.mysuru, numbers=[], by=world.mails, now=NOW)


def test_despatch_costs_the_same_for_one_and_three(world):
    counts = []
    for size in (1, 3):
        bags = [close(world, filled_bag(world, booked(world))) for _ in range(size)]
        with statements() as asked:
            despatch_bags(office=world.mysuru, numbers=[bag.number for bag in bags], by=world.mails, now=NOW)
        counts.append(asked.count)
    assert counts[0] == counts[1]


def test_receive_and_open_at_the_addressed_office_only(world):
    articles = booked(world, 2)
    bag = close(world, filled_bag(world, articles))
    despatch_bags(office=world.mysuru, numbers=[bag.number], by=world.mails, now=NOW)
    assert [bags_coming_to(office) for office in (world.mysuru_hub, world.hassan)] == [[bag], []]
    for act in (receive_bag, open_bag):
        with nothing_changes(), pytest.raises(UnknownBag):
            act(office=world.hassan, number=bag.number, by=world.hassan_mails, now=NOW)
    with nothing_changes(), pytest.raises(BagMoveRefused):  # opened before it was received
        open_bag(office=world.mysuru_hub, number=bag.number, by=world.sorter, now=NOW)
    receive_bag(office=world.mysuru_hub, number=bag.number, by=world.sorter, now=NOW)
    with nothing_changes(), pytest.raises(BagMoveRefused):
        receive_bag(office=world.mysuru_hub, number=bag.number, by=world.sorter, now=NOW)
    opened = open_bag(office=world.mysuru_hub, number=bag.number, by=world.sorter, now=NOW)
    assert numbers_of(opened) == numbers_of(articles)
    assert set(Article.objects.values_list("status", "at_office")) == {(Status.AT_OFFICE, world.mysuru_hub.pk)}
    assert not Enclosure.objects.filter(left=None).exists()
    with nothing_changes(), pytest.raises(BagMoveRefused):
        open_bag(office=world.mysuru_hub, number=bag.number, by=world.sorter, now=NOW)


def test_bag_for_page_is_shown_to_both_ends_only(world):
    bag = received_bag(world, booked(world))
    seen = [bag_for_page(bag.number, office=office) for office in (world.mysuru, world.mysuru_hub, world.hassan)]
    assert seen == [bag, bag, None]
    assert bags_made_at(world.mysuru, BagStatus.RECEIVED) == [bag]


def take_out(world, bag, number):
    take_out_of_bag(office=world.mysuru, bag_number=bag.number, article_number=number, by=world.mails, now=NOW)


def test_take_out_of_bag_undoes_a_scan_and_a_repeat_is_harmless(world):
    kept, undone = numbers_of(booked(world, 2))
    bag = begin(world)
    scan(world, bag, kept, undone)
    take_out(world, bag, undone)
    take_out(world, bag, undone)
    assert [one.inner_number for one in scans_in(bag)] == [kept]
    close(world, bag)
    assert contents_of(bag.number) == [kept]


def test_take_out_of_a_closed_bag_is_refused(world):
    (number,) = numbers_of(booked(world, 1))
    bag = begin(world)
    scan(world, bag, number)
    close(world, bag)
    with nothing_changes(), pytest.raises(BagMoveRefused):
        take_out(world, bag, number)
