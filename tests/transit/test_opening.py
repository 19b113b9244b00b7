"""Opening a bag against what was scanned out of it: the set difference, who answers, and where it went wrong."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bookings.models import Article
from bookings.rules import Status
from tests.world import (
    HASSAN_PIN,
    MYSURU_PIN,
    NOW,
    booked,
    close_bag,
    despatch_bags,
    filled_bag,
    nothing_changes,
    numbers_of,
    receive_bag,
    received_bag,
    statements,
)
from tracking.models import Enclosure
from tracking.queries import timeline
from transit.errors import AlreadyAnswered, BagMoveRefused, NotInBag, NotMissing, ReasonMissing, UnknownErrorEntry
from transit.models import ErrorEntry, OpenScan
from transit.queries import errors_charged_to, errors_found_in, errors_of_bag, open_errors
from transit.rules import Answer, BagStatus, Fault, Place, Verdict, likeliest_place
from transit.services import answer_error, open_bag, open_bag_checked, put_back, take_out_of_opened


def out(world, bag, *numbers, damaged=False):
    return take_out_of_opened(
        office=world.mysuru_hub, bag_number=bag.number, codes=numbers, damaged=damaged, by=world.sorter, now=NOW
    )


def compare(world, bag):
    return open_bag_checked(office=world.mysuru_hub, number=bag.number, by=world.sorter, now=NOW)


def faults(bag):
    return sorted((error.fault, error.inner_number) for error in errors_of_bag(bag))


def test_all_there_is_no_error(world):
    articles = booked(world, 3)
    bag = received_bag(world, articles)
    assert [one.verdict for one in out(world, bag, *numbers_of(articles))] == [Verdict.IN] * 3
    opened = compare(world, bag)
    assert (len(opened.articles), opened.errors) == (3, [])
    assert set(Article.objects.values_list("status", "at_office")) == {(Status.AT_OFFICE, world.mysuru_hub.pk)}
    assert opened.bag.status == BagStatus.EMPTIED
    assert not OpenScan.objects.exists()


def test_a_missing_article_is_charged_to_the_office_that_closed_the_bag(world):
    here, gone = booked(world, 2)
    bag = received_bag(world, [here, gone])
    out(world, bag, here.number)
    compare(world, bag)
    (error,) = errors_of_bag(bag)
    assert (error.fault, error.inner_number) == (Fault.MISSING, gone.number)
    assert (error.charged_to, error.likely_from, error.likely_to) == (world.mysuru,) * 3
    gone.refresh_from_db()
    assert (gone.status, gone.at_office) == (Status.BAGGED, world.mysuru)
    assert [line.code for line in timeline(gone.number)][-1] == "ITEM_MISSING"
    assert "BAG_OPEN" not in [line.code for line in timeline(gone.number)]
    assert [line.code for line in timeline(here.number)][-1] == "BAG_OPEN"
    assert not Enclosure.objects.filter(left=None).exists()


def test_a_broken_seal_points_to_the_last_stretch(world):
    articles = booked(world, 2)
    bag = filled_bag(world, articles)
    close_bag(office=world.mysuru, number=bag.number, by=world.mails, now=NOW)
    despatch_bags(office=world.mysuru, numbers=[bag.number], by=world.mails, now=NOW)
    receive_bag(office=world.mysuru_hub, number=bag.number, sound=False, by=world.sorter, now=NOW)
    compare(world, bag)
    assert {(e.likely_from, e.likely_to, e.charged_to) for e in errors_of_bag(bag)} == {
        (world.mysuru, world.mysuru_hub, world.mysuru)
    }


@pytest.mark.parametrize(
    ("passed", "sound", "place"),
    [
        ([1, 2, 3], True, (1, 1)),
        ([1, 2, 3], False, (2, 3)),
        ([1, 2, 5, 3, 3], False, (5, 3)),
        ([3], False, (1, 3)),
        ([], False, (1, 3)),
    ],
)
def test_the_likeliest_place(passed, sound, place):
    assert likeliest_place(closed_at=1, passed=passed, opened_at=3, sound=sound) == Place(*place)


def test_an_article_that_is_not_on_the_list_is_excess_or_missent(world):
    listed, unlisted = booked(world, 2)
    astray = booked(world, 1, MYSURU_PIN)[0]  # Mysuru delivers it itself
    bag = received_bag(world, [listed])
    verdicts = [one.verdict for one in out(world, bag, listed.number, unlisted.number, astray.number)]
    assert verdicts == [Verdict.IN, Verdict.EXCESS, Verdict.EXCESS]
    compare(world, bag)
    assert faults(bag) == [(Fault.EXCESS, unlisted.number), (Fault.MISSENT, astray.number)]
    assert set(Article.objects.values_list("at_office", flat=True)) == {world.mysuru_hub.pk}
    assert [line.code for line in timeline(unlisted.number)] == ["ITEM_BOOK", "ITEM_RECEIVE"]


def test_an_article_on_record_in_another_bag_is_found_here(world):
    listed, unlisted = booked(world)[0], booked(world, 1, HASSAN_PIN)[0]
    bag = received_bag(world, [listed])
    from tests.world import begin_bag, scan_into_bag
    from transit.rules import BagKind

    other = begin_bag(office=world.mysuru, destination=world.mysuru_hub, kind=BagKind.TD, by=world.mails, now=NOW)
    scan_into_bag(
        office=world.mysuru, bag_number=other.number, article_numbers=[unlisted.number], by=world.mails, now=NOW
    )
    close_bag(office=world.mysuru, number=other.number, by=world.mails, now=NOW)
    out(world, bag, listed.number, unlisted.number)
    compare(world, bag)
    despatch_bags(office=world.mysuru, numbers=[other.number], by=world.mails, now=NOW)
    receive_bag(office=world.mysuru_hub, number=other.number, by=world.sorter, now=NOW)
    assert compare(world, other).errors == []  # it is known where it is: not missing there


def test_damage_is_noted_and_may_be_added_later(world):
    one, two = booked(world, 2)
    bag = received_bag(world, [one, two])
    out(world, bag, one.number, two.number)
    assert out(world, bag, two.number, damaged=True)[0].verdict == Verdict.IN
    assert out(world, bag, two.number)[0].verdict == Verdict.REPEAT
    compare(world, bag)
    assert faults(bag) == [(Fault.DAMAGED, two.number)]
    assert set(Article.objects.values_list("status", flat=True)) == {Status.AT_OFFICE}


def test_taking_over_as_listed_keeps_what_was_seen(world):
    one, two, unlisted = booked(world, 3)
    bag = received_bag(world, [one, two])
    out(world, bag, one.number, damaged=True)
    out(world, bag, unlisted.number)
    assert len(open_bag(office=world.mysuru_hub, number=bag.number, by=world.sorter, now=NOW)) == 3
    assert faults(bag) == [(Fault.DAMAGED, one.number), (Fault.EXCESS, unlisted.number)]


@pytest.mark.parametrize(
    ("status", "code"),
    [(Status.DELIVERED, "already_delivered"), (Status.CANCELLED, "was_cancelled"), (Status.OUT, "move_refused")],
)
def test_what_cannot_come_out_of_a_bag_is_refused(world, status, code):
    listed, strange = booked(world, 2)
    bag = received_bag(world, [listed])
    Article.objects.filter(pk=strange.pk).update(status=status)
    with nothing_changes():
        answers = out(world, bag, strange.number, "EK999999990IN", "EBK9999999999", "hello", bag.number)
    codes = [one.refusal.code for one in answers]
    assert codes == [code, "bad_check_digit", "unknown_bag", "no_article_or_bag", "bag_move_refused"]


def test_scans_out_of_a_bag_can_be_undone_until_it_is_compared(world):
    one, two = booked(world, 2)
    bag = received_bag(world, [one, two])
    out(world, bag, one.number, two.number)
    put_back(office=world.mysuru_hub, bag_number=bag.number, number=two.number, by=world.sorter, now=NOW)
    with nothing_changes(), pytest.raises(NotInBag):
        put_back(office=world.mysuru_hub, bag_number=bag.number, number=two.number, by=world.sorter, now=NOW)
    compare(world, bag)
    assert faults(bag) == [(Fault.MISSING, two.number)]
    for act in (lambda: compare(world, bag), lambda: out(world, bag, two.number)):
        with nothing_changes(), pytest.raises(BagMoveRefused):
            act()


def test_a_missing_article_that_turns_up_is_missed_no_longer(world):
    gone, other = booked(world, 2)
    bag = received_bag(world, [gone])
    compare(world, bag)
    second = received_bag(world, [other])
    out(world, second, other.number, gone.number)
    compare(world, second)
    error = errors_of_bag(bag)[0]
    assert (error.turned_up_in, error.turned_up_at) == (world.mysuru_hub, NOW)
    gone.refresh_from_db()
    assert (gone.status, gone.at_office) == (Status.AT_OFFICE, world.mysuru_hub)


def test_comparing_costs_the_same_for_one_and_twenty_faults_of_each_kind(world):
    counts = []
    for size in (1, 20):
        here, gone, extra = (booked(world, size) for _ in range(3))
        bag = received_bag(world, [*here, *gone])
        out(world, bag, *numbers_of(here), *numbers_of(extra))
        out(world, bag, *numbers_of(here), damaged=True)
        with statements() as asked:
            opened = compare(world, bag)
        counts.append(asked.count)
        assert len(opened.errors) == 3 * size
    assert counts[0] == counts[1]


# --- answers --------------------------------------------------------------------------------------------------------


def answer(world, error, what, text="", office=None):
    office = office or world.mysuru
    return answer_error(office=office, number=error.pk, answer=what, text=text, by=world.clerk, now=NOW)


def missing_one(world):
    gone = booked(world)[0]
    bag = received_bag(world, [gone])
    compare(world, bag)
    return gone, ErrorEntry.objects.get(bag=bag)


def test_an_error_is_answered_once_by_the_office_charged(world):
    _gone, error = missing_one(world)
    assert (open_errors(world.mysuru), errors_charged_to(world.mysuru)) == (1, [error])
    assert errors_found_in(world.mysuru_hub) == [error]
    with nothing_changes(), pytest.raises(UnknownErrorEntry):
        answer(world, error, Answer.ADMITTED, office=world.mysuru_hub)
    with nothing_changes(), pytest.raises(ReasonMissing):
        answer(world, error, Answer.DENIED)
    answer(world, error, Answer.DENIED, "It was put in before a witness")
    assert open_errors(world.mysuru) == 0
    with nothing_changes(), pytest.raises(AlreadyAnswered):
        answer(world, error, Answer.ADMITTED)


def test_what_is_found_where_it_was_closed_lies_there_again(world):
    gone, error = missing_one(world)
    answer(world, error, Answer.FOUND)
    gone.refresh_from_db()
    assert (gone.status, gone.at_office) == (Status.AT_OFFICE, world.mysuru)
    assert [line.code for line in timeline(gone.number)][-1] == "ITEM_RECEIVE"


def test_found_is_no_answer_to_what_turned_up_or_was_not_missing(world):
    _gone, error = missing_one(world)
    ErrorEntry.objects.filter(pk=error.pk).update(turned_up_at=NOW)
    with nothing_changes(), pytest.raises(NotMissing):
        answer(world, error, Answer.FOUND)
    ErrorEntry.objects.filter(pk=error.pk).update(turned_up_at=None, fault=Fault.EXCESS)
    with nothing_changes(), pytest.raises(NotMissing):
        answer(world, error, Answer.FOUND)


# --- any subset, in any order, however often ------------------------------------------------------------------------


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_missing_and_excess_are_found_exactly(world, data):
    listed = numbers_of(booked(world, 4))
    extra = numbers_of(booked(world, 2))
    bag = received_bag(world, list(Article.objects.filter(number__in=listed).order_by("id")))
    scans = data.draw(st.lists(st.sampled_from([*listed, *extra]), max_size=12))
    for start in range(0, len(scans), 3):
        out(world, bag, *scans[start : start + 3])
    compare(world, bag)
    wanted = [(Fault.EXCESS, number) for number in sorted(set(scans) - set(listed))]
    wanted += [(Fault.MISSING, number) for number in sorted(set(listed) - set(scans))]
    assert faults(bag) == sorted(wanted)
