"""Insured bags: a second person weighs them where they are closed and where they are opened."""

import pytest
from django.test import Client

from bookings.models import Article
from offices.rules import Role
from tests.world import (
    NOW,
    begin_bag,
    booked,
    close_bag,
    despatch_bags,
    filled_bag,
    give_post,
    nothing_changes,
    receive_bag,
    scan_into_bag,
)
from transit.errors import (
    AlreadyVerified,
    BagMoveRefused,
    NotInsured,
    NotVerified,
    ScansNeeded,
    SecondPersonNeeded,
    UnknownBag,
    WeightDiffers,
    WeightMissing,
)
from transit.models import Bag
from transit.rules import BagKind
from transit.services import open_bag, open_bag_checked, reopen_bag, scan_codes, verify_bag

GRAMS = 900


def insured(world, *, grams=GRAMS):
    article = booked(world)[0]
    Article.objects.filter(pk=article.pk).update(services=["INS"])
    bag = begin_bag(office=world.mysuru, destination=world.mysuru_hub, kind=BagKind.INSURED, by=world.mails, now=NOW)
    scan_into_bag(office=world.mysuru, bag_number=bag.number, article_numbers=[article.number], by=world.mails, now=NOW)
    return close_bag(office=world.mysuru, number=bag.number, weight_grams=grams, by=world.mails, now=NOW)


def verify(world, bag, grams=GRAMS, *, at=None, by=None):
    return verify_bag(office=at or world.mysuru, number=bag.number, weight_grams=grams, by=by or world.clerk, now=NOW)


def send(world, bag):
    return despatch_bags(office=world.mysuru, numbers=[bag.number], by=world.mails, now=NOW)


def received(world):
    bag = verify(world, insured(world))
    send(world, bag)
    return receive_bag(office=world.mysuru_hub, number=bag.number, by=world.sorter, now=NOW)


def test_it_is_not_closed_without_a_weight(world):
    article = booked(world)[0]
    Article.objects.filter(pk=article.pk).update(services=["INS"])
    bag = begin_bag(office=world.mysuru, destination=world.mysuru_hub, kind=BagKind.INSURED, by=world.mails, now=NOW)
    scan_into_bag(office=world.mysuru, bag_number=bag.number, article_numbers=[article.number], by=world.mails, now=NOW)
    with nothing_changes(), pytest.raises(WeightMissing):
        close_bag(office=world.mysuru, number=bag.number, by=world.mails, now=NOW)


def test_it_leaves_only_once_a_second_person_weighed_it(world):
    bag, ntd = insured(world), filled_bag(world, booked(world))
    with nothing_changes(), pytest.raises(NotVerified):
        send(world, bag)
    with nothing_changes():
        (scanned,) = scan_codes(office=world.mysuru, bag_number=ntd.number, codes=[bag.number], by=world.mails, now=NOW)
    assert scanned.refusal.code == "bag_not_verified"
    with nothing_changes(), pytest.raises(SecondPersonNeeded):
        verify(world, bag, by=world.mails)
    with nothing_changes(), pytest.raises(WeightDiffers):
        verify(world, bag, GRAMS + 6)
    verify(world, bag, GRAMS + 5)  # scales differ
    with nothing_changes(), pytest.raises(AlreadyVerified):
        verify(world, bag)
    assert send(world, bag)


def test_reopened_after_it_was_scanned_it_is_verified_anew(world):
    bag, ntd = verify(world, insured(world)), filled_bag(world, booked(world))
    scan_into_bag(office=world.mysuru, bag_number=ntd.number, article_numbers=[bag.number], by=world.mails, now=NOW)
    reopen_bag(office=world.mysuru, number=bag.number, by=world.mails, now=NOW)
    close_bag(office=world.mysuru, number=bag.number, weight_grams=GRAMS, by=world.mails, now=NOW)
    with nothing_changes(), pytest.raises(NotVerified):
        close_bag(office=world.mysuru, number=ntd.number, by=world.mails, now=NOW)


@pytest.mark.parametrize("act", [open_bag, open_bag_checked])
def test_it_is_opened_only_once_a_second_person_weighed_it_there(world, act):
    bag = received(world)

    def opened(by):
        return act(office=world.mysuru_hub, number=bag.number, by=by, now=NOW)

    with nothing_changes(), pytest.raises(NotVerified):
        opened(world.sorter)
    verify(world, bag, at=world.mysuru_hub, by=world.second_sorter)
    with nothing_changes(), pytest.raises(AlreadyVerified):
        verify(world, bag, at=world.mysuru_hub, by=world.second_sorter)
    with nothing_changes(), pytest.raises(SecondPersonNeeded):
        opened(world.second_sorter)
    assert opened(world.sorter)


def test_of_another_weight_it_is_opened_against_the_scans_alone(world):
    bag = received(world)
    verify(world, bag, GRAMS - 400, at=world.mysuru_hub, by=world.second_sorter)
    with nothing_changes(), pytest.raises(ScansNeeded):
        open_bag(office=world.mysuru_hub, number=bag.number, by=world.sorter, now=NOW)
    opened = open_bag_checked(office=world.mysuru_hub, number=bag.number, by=world.sorter, now=NOW)
    assert [error.fault for error in opened.errors] == ["missing"]
    bag.refresh_from_db()
    assert (bag.weight_grams, bag.found_grams, bag.weighed_by) == (GRAMS, GRAMS - 400, world.second_sorter)


def test_what_cannot_be_verified(world):
    plain = filled_bag(world, booked(world))
    with nothing_changes(), pytest.raises(NotInsured):
        verify(world, plain)
    bag = insured(world)
    with nothing_changes(), pytest.raises(UnknownBag):
        verify(world, bag, at=world.hassan)
    reopen_bag(office=world.mysuru, number=bag.number, by=world.mails, now=NOW)
    with nothing_changes(), pytest.raises(BagMoveRefused):
        verify(world, bag)


def test_the_pages_ask_for_the_supervisor(client: Client, world):
    bag, path = insured(world), ""
    path = f"/bags/{bag.number}/"
    client.force_login(world.mails)
    assert "A supervisor must verify" in client.get(path).content.decode()
    assert client.post(f"{path}verify/", {"weight_grams": GRAMS}).status_code in (403, 404)
    give_post(world.idle, world.mysuru, Role.SUPERVISOR, number=9)
    client.force_login(world.idle)
    for typed in ("", "many", "\u0967"):
        with nothing_changes():
            client.post(f"{path}verify/", {"weight_grams": typed})
    client.post(f"{path}verify/", {"weight_grams": GRAMS})
    assert Bag.objects.get(pk=bag.pk).verified_by == world.idle
