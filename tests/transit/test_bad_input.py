"""Everything wrong that a scanner, a clerk or a clock can hand in: each has a code of its own and changes nothing."""

from datetime import timedelta

import pytest

from apt.core.db import use_case
from apt.core.errors import Refusal
from bookings.models import Article
from bookings.rules import Status
from tests.world import (
    HASSAN_PIN,
    NOW,
    begin_bag,
    booked,
    close_bag,
    despatch_bags,
    filled_bag,
    nothing_changes,
    receive_bag,
    scan_into_bag,
)
from tracking.rules import Event, Subject
from tracking.services import Happening, record_events
from transit.models import Bag
from transit.rules import BagKind, Conveyance, Stop
from transit.services import make_schedule, open_bag, receive_missent, take_out_of_opened


def into(world, number, *, kind=None, destination=None):
    bag = begin_bag(
        office=world.mysuru, destination=destination or world.mysuru_hub, kind=kind, by=world.mails, now=NOW
    )
    return lambda: scan_into_bag(
        office=world.mysuru, bag_number=bag.number, article_numbers=[number], by=world.mails, now=NOW
    )


def article(world, **changed):
    one = booked(world)[0]
    Article.objects.filter(pk=one.pk).update(**changed)
    return into(world, one.number)


def in_another_bag(world):
    one = booked(world)[0]
    filled_bag(world, [one])
    return into(world, one.number, kind=BagKind.TD)


def in_a_closed_bag(world):
    one = booked(world)[0]
    bag = filled_bag(world, [one])
    close_bag(office=world.mysuru, number=bag.number, by=world.mails, now=NOW)
    return into(world, one.number)


def inside_itself(world):
    outer = begin_bag(office=world.mysuru, destination=world.mysuru_hub, kind=BagKind.TRANSIT, by=world.mails, now=NOW)
    return lambda: scan_into_bag(
        office=world.mysuru, bag_number=outer.number, article_numbers=[outer.number], by=world.mails, now=NOW
    )


def bag_of_another_office(world):
    bag = filled_bag(world, booked(world))
    close_bag(office=world.mysuru, number=bag.number, by=world.mails, now=NOW)
    Bag.objects.filter(pk=bag.pk).update(at_office=world.hassan)
    return into(world, bag.number, kind=BagKind.TRANSIT)


def schedule_that_left(world):
    bag = filled_bag(world, booked(world))
    close_bag(office=world.mysuru, number=bag.number, by=world.mails, now=NOW)
    stops = [Stop(world.mysuru.code, None, 60), Stop(world.mysuru_hub.code, 90, None)]
    make_schedule(
        office=world.mysuru, code="EARLY", name="Early", conveyance=Conveyance.ROAD, days=range(1, 8), stops=stops,
        by=world.mails, now=NOW,
    )  # fmt: skip
    return lambda: despatch_bags(
        office=world.mysuru, numbers=[bag.number], departure="EARLY@2026-11-20", by=world.mails, now=NOW
    )


def event_from_the_future(world):
    number = booked(world)[0].number

    @use_case
    def act():
        happening = Happening(Subject.ARTICLE, number, Event.ITEM_RECEIVE, world.mysuru, "x")
        record_events([happening], by=world.mails, happened_at=NOW + timedelta(minutes=1), now=NOW)

    return act


def opened_bag(world):
    bag = filled_bag(world, booked(world))
    close_bag(office=world.mysuru, number=bag.number, by=world.mails, now=NOW)
    despatch_bags(office=world.mysuru, numbers=[bag.number], by=world.mails, now=NOW)
    receive_bag(office=world.mysuru_hub, number=bag.number, by=world.sorter, now=NOW)
    open_bag(office=world.mysuru_hub, number=bag.number, by=world.sorter, now=NOW)
    return bag


def opened_already(world):
    bag = opened_bag(world)
    return lambda: open_bag(office=world.mysuru_hub, number=bag.number, by=world.sorter, now=NOW)


def scanned_out_of_an_opened_bag(world):
    bag = opened_bag(world)
    return lambda: take_out_of_opened(
        office=world.mysuru_hub, bag_number=bag.number, codes=["EK000000005IN"], by=world.sorter, now=NOW
    )


def missent_but_opened(world):
    bag = opened_bag(world)
    return lambda: receive_missent(office=world.hassan, number=bag.number, by=world.hassan_mails, now=NOW)


BAD = {
    "no number": (lambda world: into(world, "https://example.org/?a=1"), "no_article_or_bag"),
    "wrong check digit": (lambda world: into(world, "EK999999990IN"), "bad_check_digit"),
    "unknown article": (lambda world: into(world, "EK999999995IN"), "unknown_article"),
    "unknown bag": (lambda world: into(world, "EBK9999999999"), "unknown_bag"),
    "article of another office": (lambda world: article(world, at_office=world.hassan), "at_another_office"),
    "bag of another office": (bag_of_another_office, "at_another_office"),
    "delivered": (lambda world: article(world, status=Status.DELIVERED), "already_delivered"),
    "cancelled": (lambda world: article(world, status=Status.CANCELLED), "was_cancelled"),
    "in a bag that is filled": (in_another_bag, "in_another_bag"),
    "in a closed bag": (in_a_closed_bag, "in_another_bag"),
    "of the other list": (lambda world: into(world, booked(world, 1, HASSAN_PIN)[0].number), "wrong_kind_of_bag"),
    "of another way": (
        lambda world: into(world, booked(world)[0].number, kind=BagKind.BRANCH, destination=world.branch), "wrong_bag",
    ),
    "a bag in itself": (inside_itself, "bag_in_itself"),
    "a schedule that left": (schedule_that_left, "schedule_left"),
    "an event from the future": (event_from_the_future, "event_from_the_future"),
    "opened already": (opened_already, "bag_move_refused"),
    "scanned out of an opened bag": (scanned_out_of_an_opened_bag, "bag_move_refused"),
    "missent, but opened": (missent_but_opened, "bag_not_on_the_way"),
}  # fmt: skip


@pytest.mark.parametrize(("prepare", "code"), BAD.values(), ids=BAD)
def test_bad_input_has_its_own_code_and_changes_nothing(world, prepare, code):
    act = prepare(world)
    with nothing_changes(), pytest.raises(Refusal) as refused:
        act()
    assert refused.value.code == code
