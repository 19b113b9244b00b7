"""A bag that came to an office for which it was not bound: taken over, charged, sent on."""

import pytest
from django.test import Client

from tests.world import NOW, booked, close_bag, despatch_bags, filled_bag, nothing_changes, receive_bag, statements
from tracking.queries import timeline
from transit.errors import DespatchOver, NotMadeHere, NotOnTheWay, UnknownBag
from transit.models import Bag, ErrorEntry
from transit.queries import errors_charged_to
from transit.rules import BagStatus
from transit.services import cancel_despatch, open_bag, receive_missent, reopen_bag


def sent(world, articles=None):
    bag = filled_bag(world, articles or booked(world))
    close_bag(office=world.mysuru, number=bag.number, by=world.mails, now=NOW)
    return despatch_bags(office=world.mysuru, numbers=[bag.number], by=world.mails, now=NOW)[0]


def take(world, bag, office=None, **kwargs):
    return receive_missent(office=office or world.hassan, number=bag.number, by=world.hassan_mails, now=NOW, **kwargs)


def test_it_is_taken_over_charged_and_sent_on(world):
    article = booked(world)[0]
    bag = sent(world, [article])
    astray = take(world, bag, sound=False)
    assert (astray.status, astray.at_office, astray.bound_for, astray.sound) == (
        BagStatus.CLOSED, world.hassan, None, False,
    )  # fmt: skip
    error = ErrorEntry.objects.get()
    assert (error.fault, error.inner_number, error.charged_to, error.found_in) == (
        "missent", bag.number, world.mysuru, world.hassan,
    )  # fmt: skip
    with nothing_changes(), pytest.raises(NotMadeHere):
        reopen_bag(office=world.hassan, number=bag.number, by=world.hassan_mails, now=NOW)
    with nothing_changes(), pytest.raises(DespatchOver):
        cancel_despatch(office=world.mysuru, number=bag.despatch.number, reason="x", by=world.mails, now=NOW)
    despatch_bags(office=world.hassan, numbers=[bag.number], by=world.hassan_mails, now=NOW)
    receive_bag(office=world.mysuru_hub, number=bag.number, by=world.sorter, now=NOW)
    open_bag(office=world.mysuru_hub, number=bag.number, by=world.sorter, now=NOW)
    places = [(line.code, line.office_name) for line in timeline(article.number)]
    assert ("BAG_RECEIVE", "Hassan HO") in places
    assert places[-1] == ("BAG_OPEN", "NSH Mysuru")


def test_it_may_go_astray_twice_and_the_last_to_send_it_answers(world):
    bag = sent(world)
    take(world, bag)
    despatch_bags(office=world.hassan, numbers=[bag.number], by=world.hassan_mails, now=NOW)
    take(world, bag, world.bengaluru)
    assert list(ErrorEntry.objects.order_by("id").values_list("charged_to__name", flat=True)) == [
        "Mysuru HO", "Hassan HO",
    ]  # fmt: skip


def test_where_it_was_bound_for_it_is_received_without_an_error(world):
    assert take(world, sent(world), world.mysuru_hub).status == BagStatus.RECEIVED
    assert not ErrorEntry.objects.exists()


def test_what_is_not_on_the_way_is_refused(world):
    filling = filled_bag(world, booked(world))
    with nothing_changes(), pytest.raises(NotOnTheWay) as refused:
        take(world, filling)
    assert refused.value.code == "bag_not_on_the_way"
    bag = close_bag(office=world.mysuru, number=filling.number, by=world.mails, now=NOW)
    with nothing_changes(), pytest.raises(NotOnTheWay):
        take(world, bag)
    with nothing_changes(), pytest.raises(UnknownBag):
        take(world, Bag(number="EBK9999999999"))


def test_it_costs_the_same_for_any_contents(world):
    counts = []
    for size in (1, 20):
        bag = sent(world, booked(world, size))
        with statements() as asked:
            take(world, bag)
        counts.append(asked.count)
    assert counts[0] == counts[1]


def test_the_page_takes_a_foreign_bag(client: Client, world):
    bag = sent(world)
    client.force_login(world.hassan_mails)
    client.post("/bags/missent/", {"bag": f" {bag.number.lower()} "})
    assert Bag.objects.get(pk=bag.pk).at_office == world.hassan
    assert "when the bag was despatched" in client.get("/bags/errors/").content.decode()
    assert [one.inner_number for one in errors_charged_to(world.mysuru)] == [bag.number]
    for typed in ("", "\0", "EBK9999999999", bag.number):
        with nothing_changes():
            assert client.post("/bags/missent/", {"bag": typed}).status_code in (302, 422)
