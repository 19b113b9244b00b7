"""Fan-out: one numbered row a subscriber and event, whatever lies in the bag, without a gap."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from apt.core.db import use_case
from offices.models import User
from partners.models import ApiKey, Customer
from partners.rules import KeyScope
from partners.services import create_customer, make_key
from tests.world import NOW, booked, filled_bag, numbers_of, statements
from tracking.models import FanOut, Feed, FeedEntry, Subscription
from tracking.queries import entries_after
from tracking.rules import Because, Event, Subject
from tracking.services import Happening, correct_entry, enclose, open_feed, record_events, relay, subscribe
from tracking.services import release as release_bag
from transit.services import close_bag

pytestmark = pytest.mark.django_db


def customer(world, name: str = "Chamundi Finance", *, key: bool = True) -> Customer:
    made = create_customer(
        name=name, gstin="", contact_name="P. Bhat", contact_mobile="9845000001", office=world.mysuru,
        by=world.supervisor, now=NOW,
    )  # fmt: skip
    if key:
        make_key(
            customer=made, live=True, name="shop", scopes=list(KeyScope), expires_at=None, by=world.supervisor, now=NOW
        )
    return made


@use_case
def follow(*, customer: Customer, numbers: list[str], by: User, now=NOW) -> None:
    subscribe(customer=customer, numbers=numbers, by=by, now=now)


@use_case
def happen(*happenings: Happening, by: User, now=NOW) -> list:
    return record_events(happenings, by=by, happened_at=now, now=now)


def relay_all() -> int:
    total = 0
    while taken := relay(now=NOW)[0]:
        total += taken
    return total


def told(feed: Feed) -> list[tuple[int, str, list[str]]]:
    return [
        (entry.seq, entry.message["data"]["event"], entry.message["data"]["articles"])
        for entry in entries_after(feed, 0, limit=10_000)
    ]


def test_an_article_that_nobody_follows_costs_no_row(world):
    booked(world)
    assert not FanOut.objects.exists()


def test_what_happens_to_a_followed_article_gets_the_next_number(world):
    article = booked(world)[0]
    ours = customer(world)
    follow(customer=ours, numbers=[article.number], by=world.clerk)
    for place, code in enumerate((Event.ITEM_RECEIVE, Event.ITEM_INVOICE, Event.BEAT_DISPATCH)):
        happen(Happening(Subject.ARTICLE, article.number, code, world.mysuru, f"t:{place}"), by=world.clerk)
    assert FanOut.objects.count() == 3
    assert relay_all() == 3
    feed = Feed.objects.get()
    assert told(feed) == [
        (1, "ITEM_RECEIVE", [article.number]), (2, "ITEM_INVOICE", [article.number]),
        (3, "BEAT_DISPATCH", [article.number]),
    ]  # fmt: skip
    assert feed.last_seq == 3
    assert not FanOut.objects.exists()
    assert relay_all() == 0


def test_a_customer_without_a_key_has_no_feed(world):
    article = booked(world)[0]
    follow(customer=customer(world, key=False), numbers=[article.number], by=world.clerk)
    assert not Subscription.objects.exists()
    assert not Feed.objects.exists()


def test_a_bag_of_500_with_40_subscribers_makes_40_rows(world):
    """Of the 500, nobody follows 380; 40 customers follow three articles each."""
    numbers = [f"EK{place:08d}0IN"[:13] for place in range(500)]
    customers = [customer(world, f"Firm {place}") for place in range(40)]
    for place, one in enumerate(customers):
        follow(customer=one, numbers=numbers[place * 3 : place * 3 + 3], by=world.mails)
    [closed] = happen(
        Happening(Subject.BAG, "EBK000000001IN", Event.BAG_CLOSE, world.mysuru, "close:1"), by=world.mails
    )
    use_case(enclose)(bag_number="EBK000000001IN", articles=numbers, closed=closed)
    with statements() as counted:
        relay(now=NOW)
    assert FeedEntry.objects.count() == 40
    assert {len(entry.articles) for entry in FeedEntry.objects.all()} == {3}
    assert counted.count == 3
    assert set(Feed.objects.values_list("last_seq", flat=True)) == {1}


def test_bags_in_bags_and_only_while_it_lay_there(world):
    ours = customer(world)
    follow(customer=ours, numbers=["EK000000011IN"], by=world.mails)
    inner, outer = "EBK000000001IN", "EBK000000002IN"
    [closed] = happen(Happening(Subject.BAG, inner, Event.BAG_CLOSE, world.mysuru, "c1"), by=world.mails)
    use_case(enclose)(bag_number=inner, articles=["EK000000011IN"], closed=closed)
    [nested] = happen(Happening(Subject.BAG, outer, Event.BAG_CLOSE, world.mysuru, "c2"), by=world.mails)
    use_case(enclose)(bag_number=outer, bags=[inner], closed=nested)
    later = NOW + timedelta(hours=1)
    happen(Happening(Subject.BAG, outer, Event.BAG_DISPATCH, world.mysuru, "d"), by=world.mails, now=later)
    opened_at = NOW + timedelta(hours=2)
    [opened] = happen(Happening(Subject.BAG, inner, Event.BAG_OPEN, world.mysuru, "o"), by=world.mails, now=opened_at)
    use_case(release_bag)(bag_number=inner, opened=opened)
    after = NOW + timedelta(hours=3)
    happen(Happening(Subject.BAG, inner, Event.BAG_CLOSE, world.mysuru, "c3"), by=world.mails, now=after)
    relay_all()
    events = [event for _, event, _ in told(Feed.objects.get())]
    assert events == ["BAG_CLOSE", "BAG_CLOSE", "BAG_DISPATCH", "BAG_OPEN"]  # not what the bag did afterwards


def test_what_was_not_in_the_bag_when_it_was_opened_hears_nothing_of_it(world):
    follow(customer=customer(world), numbers=["EK000000011IN"], by=world.mails)
    [closed] = happen(Happening(Subject.BAG, "EBK000000001IN", Event.BAG_CLOSE, world.mysuru, "c"), by=world.mails)
    use_case(enclose)(bag_number="EBK000000001IN", articles=["EK000000011IN"], closed=closed)
    at = NOW + timedelta(hours=1)
    [opened] = happen(
        Happening(Subject.BAG, "EBK000000001IN", Event.BAG_OPEN, world.mysuru, "o"), by=world.mails, now=at
    )
    use_case(release_bag)(bag_number="EBK000000001IN", opened=opened, lost=["EK000000011IN"])
    relay_all()
    assert [event for _, event, _ in told(Feed.objects.get())] == ["BAG_CLOSE"]


def test_a_correction_says_which_message_it_corrects(world):
    follow(customer=customer(world), numbers=["EK000000011IN"], by=world.mails)
    [first] = happen(Happening(Subject.ARTICLE, "EK000000011IN", Event.ITEM_RECEIVE, world.mysuru, "r"), by=world.mails)
    correct_entry(
        office=world.mysuru, entry=first.pk, happened_at=NOW - timedelta(minutes=30), because=Because.CLOCK,
        by=world.mails, now=NOW,
    )  # fmt: skip
    relay_all()
    one, two = entries_after(Feed.objects.get(), 0, limit=10)
    assert one.message["data"]["corrects"] is None
    assert two.message["data"]["corrects"] == one.message_id
    assert two.message["data"]["happened_at"] < one.message["data"]["happened_at"]


def test_the_transit_services_reach_the_feed(world):
    """Through the doors that people use, not by steps called here."""
    articles = booked(world, 3)
    follow(customer=customer(world), numbers=[articles[1].number], by=world.clerk)
    bag = filled_bag(world, articles)
    close_bag(office=world.mysuru, number=bag.number, by=world.mails, now=NOW)
    relay_all()
    assert told(Feed.objects.get()) == [(1, "BAG_CLOSE", [articles[1].number])]


def test_one_and_three_events_cost_the_same(world):
    ours = customer(world)
    follow(customer=ours, numbers=["EK000000011IN", "EK000000025IN", "EK000000039IN"], by=world.clerk)
    costs = []
    for group in (["EK000000011IN"], ["EK000000011IN", "EK000000025IN", "EK000000039IN"]):
        happen(
            *[Happening(Subject.ARTICLE, n, Event.ITEM_INVOICE, world.mysuru, f"{len(group)}{n}") for n in group],
            by=world.clerk,
        )
        with statements() as counted:
            relay(now=NOW)
        costs.append(counted.count)
    assert costs == [3, 3]


def test_the_database_refuses_a_number_twice_and_an_event_twice(world):
    follow(customer=customer(world), numbers=["EK000000011IN"], by=world.mails)
    happen(Happening(Subject.ARTICLE, "EK000000011IN", Event.ITEM_RECEIVE, world.mysuru, "r"), by=world.mails)
    relay_all()
    entry = FeedEntry.objects.get()
    for seq in (1, 2):
        with pytest.raises(IntegrityError), transaction.atomic():
            FeedEntry.objects.create(feed=entry.feed, seq=seq, event=entry.event, articles=entry.articles, at=NOW)
    assert FeedEntry.objects.count() == 1
    assert connection.in_atomic_block
    assert ApiKey.objects.exists()
    assert open_feed is not None
    assert numbers_of is not None
