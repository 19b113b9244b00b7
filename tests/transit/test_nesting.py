"""Kinds of bag, bags in bags at any depth, reopening, deleting, insured bags inside others."""

import pytest

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
    numbers_of,
    receive_bag,
    scan_into_bag,
    statements,
)
from tracking.models import Enclosure, TrackingEvent
from tracking.queries import contents_of, everything_in, timeline
from transit.errors import (
    AnotherBeingFilled,
    BagMoveRefused,
    BagNotForBag,
    BagsOnly,
    NotMadeHere,
    ReasonMissing,
    WrongBag,
    WrongKindOfBag,
)
from transit.models import Bag, BagScan
from transit.queries import due_lists, manifest_of
from transit.rules import BagKind, BagStatus, kind_for
from transit.services import delete_bag, open_bag, reopen_bag, take_out_of_bag, verify_bag


def closed(world, *articles):
    bag = filled_bag(world, articles or booked(world))
    return close_bag(office=world.mysuru, number=bag.number, by=world.mails, now=NOW)


def transit_bag(world, *inner):
    outer = begin_bag(office=world.mysuru, destination=world.mysuru_hub, kind=BagKind.TRANSIT, by=world.mails, now=NOW)
    put(world, outer, *[bag.number for bag in inner])
    return close_bag(office=world.mysuru, number=outer.number, by=world.mails, now=NOW)


def put(world, bag, *numbers):
    return scan_into_bag(office=world.mysuru, bag_number=bag.number, article_numbers=numbers, by=world.mails, now=NOW)


def travel(world, bag):
    despatch_bags(office=world.mysuru, numbers=[bag.number], by=world.mails, now=NOW)
    return receive_bag(office=world.mysuru_hub, number=bag.number, by=world.sorter, now=NOW)


def test_the_kind_of_bag_follows_where_it_goes_and_what_it_is(world):
    near, far, hub = world.hassan, world.bengaluru, world.mysuru_hub

    def kind(at, stop, to, product="SP_DOC", services=()):
        return kind_for(at=at, stop=stop, to=to, product=product, services=services)

    assert kind(world.mysuru, hub, near) == BagKind.TD
    assert kind(world.mysuru, hub, far) == BagKind.NTD
    assert kind(world.mysuru, hub, far, "SP_PARCEL") == BagKind.PARCEL
    assert kind(world.mysuru, hub, far, "IPP_RETAIL") == BagKind.PARCEL
    assert kind(world.mysuru, hub, far, "SP_PARCEL", ("INS",)) == BagKind.INSURED
    assert kind(world.mysuru, world.branch, world.branch, "SP_PARCEL", ("INS",)) == BagKind.BRANCH
    assert kind(world.branch, world.mysuru, far) == BagKind.BRANCH
    assert kind(hub, world.bengaluru_hub, far) == BagKind.DIRECT
    assert kind(world.mysuru, world.mysuru, world.mysuru) == BagKind.STATION


def test_td_and_ntd_are_two_lists_and_two_bags(world):
    far, near = booked(world)[0], booked(world, 1, HASSAN_PIN)[0]
    lists, _ = due_lists(world.mysuru)
    assert [(due.kind, numbers_of(due.articles)) for due in lists] == [("ntd", [far.number]), ("td", [near.number])]
    bag = begin_bag(office=world.mysuru, destination=world.mysuru_hub, by=world.mails, now=NOW)
    with nothing_changes(), pytest.raises(WrongKindOfBag) as refused:
        put(world, bag, near.number)
    assert "TD bag" in refused.value.sentence()


def test_a_bag_in_a_bag_travels_and_comes_out(world):
    article = booked(world)[0]
    inner = closed(world, article)
    outer = transit_bag(world, inner)
    inner.refresh_from_db()
    assert inner.status == BagStatus.INSIDE
    assert [(one.depth, one.number) for one in everything_in(outer.number)] == [(1, inner.number), (2, article.number)]
    travel(world, outer)
    open_bag(office=world.mysuru_hub, number=outer.number, by=world.sorter, now=NOW)
    inner.refresh_from_db()
    assert (inner.status, inner.at_office) == (BagStatus.RECEIVED, world.mysuru_hub)
    assert Article.objects.get().status == Status.BAGGED
    opened = open_bag(office=world.mysuru_hub, number=inner.number, by=world.sorter, now=NOW)
    assert numbers_of(opened) == [article.number]
    assert Article.objects.get().at_office == world.mysuru_hub
    codes = [(line.subject_number, line.code) for line in timeline(article.number)]
    assert codes == [
        (article.number, "ITEM_BOOK"), (inner.number, "BAG_CLOSE"), (outer.number, "BAG_CLOSE"),
        (outer.number, "BAG_DISPATCH"), (outer.number, "BAG_RECEIVE"), (outer.number, "BAG_OPEN"),
        (inner.number, "BAG_OPEN"),
    ]  # fmt: skip


def test_bags_nest_to_any_depth(world):
    bag, depth = closed(world), 6
    for _ in range(depth):
        bag = transit_bag(world, bag)
    assert max(one.depth for one in everything_in(bag.number)) == depth + 1
    with statements() as asked:
        lines = manifest_of(bag)
    assert (asked.count, len(lines)) == (3, depth + 1)


def test_a_transit_bag_holds_bags_alone_and_others_only_what_rides_inside(world):
    article, inner = booked(world)[0], closed(world)
    outer = begin_bag(office=world.mysuru, destination=world.mysuru_hub, kind=BagKind.TRANSIT, by=world.mails, now=NOW)
    with nothing_changes(), pytest.raises(BagsOnly):
        put(world, outer, article.number)
    ntd = begin_bag(office=world.mysuru, destination=world.mysuru_hub, by=world.mails, now=NOW)
    with nothing_changes(), pytest.raises(BagNotForBag):
        put(world, ntd, inner.number)
    assert put(world, outer, inner.number) == 1


def test_an_insured_bag_and_an_account_bag_ride_inside(world):
    ntd = filled_bag(world, booked(world))
    for kind in (BagKind.INSURED, BagKind.ACCOUNT):
        inner = begin_bag(office=world.mysuru, destination=world.mysuru_hub, kind=kind, by=world.mails, now=NOW)
        if kind == BagKind.INSURED:
            insured = booked(world)[0]
            Article.objects.filter(pk=insured.pk).update(services=["INS"])
            put(world, inner, insured.number)
        close_bag(office=world.mysuru, number=inner.number, weight_grams=900, papers="BO slip", by=world.mails, now=NOW)
        if kind == BagKind.INSURED:
            verify_bag(office=world.mysuru, number=inner.number, weight_grams=900, by=world.clerk, now=NOW)
        assert put(world, ntd, inner.number) == 1
    close_bag(office=world.mysuru, number=ntd.number, by=world.mails, now=NOW)
    assert [one.depth for one in everything_in(ntd.number)] == [1, 1, 2, 1]
    assert Bag.objects.get(kind=BagKind.ACCOUNT).papers == "BO slip"


def test_a_bag_for_elsewhere_does_not_go_into_a_bag(world):
    inner = closed(world)
    outer = begin_bag(office=world.mysuru, destination=world.hassan, kind=BagKind.TRANSIT, by=world.mails, now=NOW)
    with nothing_changes(), pytest.raises(WrongBag):
        put(world, outer, inner.number)


def test_a_station_bag_stays_in_the_office(world):
    article = booked(world, 1, "570001")[0]
    bag = begin_bag(office=world.mysuru, destination=world.mysuru, kind=BagKind.STATION, by=world.mails, now=NOW)
    put(world, bag, article.number)
    close_bag(office=world.mysuru, number=bag.number, by=world.mails, now=NOW)
    with nothing_changes(), pytest.raises(BagMoveRefused):
        open_bag(office=world.mysuru, number=bag.number, by=world.mails, now=NOW)
    receive_bag(office=world.mysuru, number=bag.number, by=world.mails, now=NOW)
    assert numbers_of(open_bag(office=world.mysuru, number=bag.number, by=world.mails, now=NOW)) == [article.number]


def test_a_closed_bag_that_stays_is_not_received(world):
    bag = closed(world)
    with nothing_changes(), pytest.raises(BagMoveRefused):
        receive_bag(office=world.mysuru, number=bag.number, by=world.mails, now=NOW)


# --- reopening and deleting -----------------------------------------------------------------------------------------


def reopen(world, bag, office=None, by=None):
    return reopen_bag(office=office or world.mysuru, number=bag.number, by=by or world.mails, now=NOW)


def test_a_reopened_bag_is_filled_and_closed_again(world):
    kept, taken, late = booked(world, 3)
    bag = closed(world, kept, taken)
    reopen(world, bag)
    assert set(Article.objects.values_list("status", flat=True)) == {Status.BOOKED}  # and may be cancelled again
    assert contents_of(bag.number) == []
    take_out_of_bag(office=world.mysuru, bag_number=bag.number, article_number=taken.number, by=world.mails, now=NOW)
    put(world, bag, late.number)
    close_bag(office=world.mysuru, number=bag.number, by=world.mails, now=NOW)
    assert contents_of(bag.number) == [kept.number, late.number]
    corrected = [line.code for line in timeline(kept.number) if line.corrected]
    assert corrected == ["BAG_CLOSE"]
    assert TrackingEvent.objects.filter(subject_number=bag.number).count() == 3


def test_what_came_from_elsewhere_lies_here_after_reopening_and_cannot_be_cancelled(world):
    article = booked(world)[0]
    travelled = travel(world, closed(world, article))
    open_bag(office=world.mysuru_hub, number=travelled.number, by=world.sorter, now=NOW)
    onwards = begin_bag(office=world.mysuru_hub, destination=world.bengaluru_hub, by=world.sorter, now=NOW)
    scan_into_bag(
        office=world.mysuru_hub, bag_number=onwards.number, article_numbers=[article.number], by=world.sorter, now=NOW
    )
    close_bag(office=world.mysuru_hub, number=onwards.number, by=world.sorter, now=NOW)
    reopen(world, onwards, world.mysuru_hub, world.sorter)
    assert Article.objects.get().status == Status.AT_OFFICE


def test_reopening_puts_bags_that_lay_inside_back_too(world):
    inner = closed(world)
    outer = transit_bag(world, inner)
    reopen(world, outer)
    inner.refresh_from_db()
    assert (inner.status, BagScan.objects.get().inner_number) == (BagStatus.CLOSED, inner.number)
    assert Enclosure.objects.filter(left=None, bag_number=inner.number).count() == 1


def test_reopening_is_refused_once_another_bag_is_filled_or_it_left_or_is_anothers(world):
    bag = closed(world)
    filled_bag(world, booked(world))
    with nothing_changes(), pytest.raises(AnotherBeingFilled):
        reopen(world, bag)
    Bag.objects.filter(pk=bag.pk).update(origin=world.hassan)
    with nothing_changes(), pytest.raises(NotMadeHere):
        reopen(world, bag)
    Bag.objects.filter(pk=bag.pk).update(origin=world.mysuru)
    despatch_bags(office=world.mysuru, numbers=[bag.number], by=world.mails, now=NOW)
    with nothing_changes(), pytest.raises(BagMoveRefused):
        reopen(world, bag)


def test_reopening_costs_the_same_for_one_and_twenty(world):
    counts = []
    for size in (1, 20):
        bag = closed(world, *booked(world, size))
        with statements() as asked:
            reopen(world, bag)
        counts.append(asked.count)
        close_bag(office=world.mysuru, number=bag.number, by=world.mails, now=NOW)
    assert counts[0] == counts[1]


def test_a_deleted_bag_gives_its_articles_free(world):
    article = booked(world)[0]
    bag = filled_bag(world, [article])
    with nothing_changes(), pytest.raises(ReasonMissing):
        delete_bag(office=world.mysuru, number=bag.number, reason=" ", by=world.mails, now=NOW)
    delete_bag(office=world.mysuru, number=bag.number, reason="Torn", by=world.mails, now=NOW)
    again = filled_bag(world, [article])
    assert again.number != bag.number
    close_bag(office=world.mysuru, number=again.number, by=world.mails, now=NOW)
    with nothing_changes(), pytest.raises(BagMoveRefused):
        delete_bag(office=world.mysuru, number=again.number, reason="Torn", by=world.mails, now=NOW)
