"""A correction is a new event of the office that made the first; the public reads both."""

from datetime import timedelta

import pytest
from django.test import Client

from offices.rules import Role
from tests.world import (
    NOW,
    booked,
    close_bag,
    filled_bag,
    give_post,
    nothing_changes,
    numbers_of,
    received_bag,
    statements,
)
from tracking.errors import AlreadyCorrected, EventFromTheFuture, NothingCorrected, TimeOutOfOrder, UnknownEntry
from tracking.models import TrackingEvent
from tracking.queries import standing, timeline
from tracking.rules import Because, Subject
from tracking.services import correct_entry
from transit.services import open_bag_checked, reopen_bag

EARLIER = NOW - timedelta(hours=2)


def event(number, code="BAG_CLOSE"):
    return TrackingEvent.objects.get(subject_number=number, code=code, corrects=None)


def correct(world, entry, at=EARLIER, *, office=None, now=NOW):
    return correct_entry(
        office=office or world.mysuru, entry=entry.pk, happened_at=at, because=Because.LATE, by=world.mails, now=now
    )


def codes(number, kind=Subject.ARTICLE):
    return [(line.code, line.happened_at, line.corrected) for line in timeline(number, kind)]


def test_both_are_shown_also_to_what_lay_in_the_bag(world):
    article = booked(world, now=NOW - timedelta(hours=3))[0]
    bag = received_bag(world, [article])
    made = correct(world, event(bag.number))
    assert (made.code, made.corrects_id, made.actor, made.recorded_at) == (
        "BAG_CLOSE", event(bag.number).pk, world.mails, NOW,
    )  # fmt: skip
    # Before the bag was closed, as first written down, nothing lay in it; the correction belongs to them all the same.
    assert codes(article.number)[1:3] == [("BAG_CLOSE", EARLIER, False), ("BAG_CLOSE", NOW, True)]
    assert [line.because for line in timeline(article.number) if line.because] == ["it was entered after it happened"]
    assert [line.code for line in standing(timeline(article.number))].count("BAG_CLOSE") == 1
    again = correct(world, made, NOW - timedelta(hours=1))
    assert [line.id for line in standing(timeline(article.number)) if line.code == "BAG_CLOSE"] == [again.pk]


def test_what_was_missing_reads_nothing_of_the_opening_nor_of_its_correction(world):
    missing, present = booked(world, 2)
    bag = received_bag(world, [missing, present])
    open_bag_checked(office=world.mysuru_hub, number=bag.number, by=world.sorter, now=NOW + timedelta(hours=1))
    correct(
        world, event(bag.number, "BAG_OPEN"), NOW + timedelta(minutes=30), office=world.mysuru_hub,
        now=NOW + timedelta(hours=2),
    )  # fmt: skip
    assert "BAG_OPEN" not in [line.code for line in timeline(missing.number)]


def test_reopening_a_bag_after_a_correction_leaves_nothing_standing(world):
    article = booked(world, now=NOW - timedelta(hours=3))[0]
    bag = filled_bag(world, [article])
    close_bag(office=world.mysuru, number=bag.number, by=world.mails, now=NOW)
    correct(world, event(bag.number))
    reopen_bag(office=world.mysuru, number=bag.number, by=world.mails, now=NOW)
    assert [line.code for line in standing(timeline(article.number))] == ["ITEM_BOOK", "BAG_REOPEN"]


@pytest.mark.parametrize(
    ("at", "error"),
    [
        (NOW + timedelta(minutes=10), EventFromTheFuture),
        (NOW, NothingCorrected),
        (NOW - timedelta(days=40), TimeOutOfOrder),
    ],
)
def test_a_time_that_cannot_be(world, at, error):
    article = booked(world, now=NOW - timedelta(days=30))[0]
    bag = received_bag(world, [article])
    wrong = event(article.number, "ITEM_BOOK") if error is not TimeOutOfOrder else event(bag.number, "BAG_DISPATCH")
    at = wrong.happened_at if error is NothingCorrected else at
    with nothing_changes(), pytest.raises(error) as refused:
        correct(world, wrong, at)
    assert refused.value.code in ("event_from_the_future", "nothing_corrected", "time_out_of_order")


def test_an_event_of_another_office_and_one_that_is_not_there_look_alike(world):
    bag = received_bag(world, booked(world))
    foreign = event(bag.number, "BAG_RECEIVE")
    with nothing_changes(), pytest.raises(UnknownEntry) as first:
        correct(world, foreign)
    foreign.pk = 999_999_999
    with pytest.raises(UnknownEntry) as second:
        correct(world, foreign)
    assert first.value.sentence() == second.value.sentence()


def test_once(world):
    article = booked(world)[0]
    wrong = event(article.number, "ITEM_BOOK")
    correct(world, wrong)
    with nothing_changes(), pytest.raises(AlreadyCorrected):
        correct(world, wrong, NOW - timedelta(hours=1))


def test_it_costs_the_same_after_a_long_history(world):
    counts = []
    for size in (1, 12):
        article = booked(world)[0]
        last = event(article.number, "ITEM_BOOK")
        for hours in range(1, size):
            last = correct(world, last, NOW - timedelta(hours=hours))
        with statements() as asked:
            correct(world, last, NOW - timedelta(hours=20))
        counts.append(asked.count)
    assert counts[0] == counts[1]


def test_the_page_of_the_supervisor(client: Client, world):
    article = booked(world, now=NOW)[0]
    give_post(world.idle, world.mysuru, Role.SUPERVISOR, number=9)
    client.force_login(world.idle)
    page = client.get("/history/", {"number": article.number.lower()}).content.decode()
    assert 'value="2026-11-20T11:00"' in page
    wrong = event(article.number, "ITEM_BOOK")
    path = f"/history/{wrong.pk}/correct/"
    for form in ({}, {"happened_at": "nonsense", "because": "clock_wrong"}, {"happened_at": "2026-11-20T09:00"}):
        with nothing_changes():
            assert client.post(path, form)["Location"] == "/history/"
    client.post(path, {"happened_at": "2026-11-20T09:00", "because": "clock_wrong"})
    public = Client().get(f"/track/{article.number}/").content.decode()
    assert "Corrects an earlier entry: the clock of the device was wrong" in public
    assert "Corrected by a later entry" in public
    assert numbers_of([article])[0] in client.get("/history/", {"number": article.number}).content.decode()
    assert "wrote down nothing" in client.get("/history/", {"number": "EK999999995IN"}).content.decode()
