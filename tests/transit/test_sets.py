"""Sets of a mail office: opened and closed, bags closed under one for the offices on its due mail list."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from offices.rules import Role
from tests.world import (
    NOW,
    TODAY,
    begin_bag,
    booked,
    close_bag,
    give_post,
    nothing_changes,
    received_bag,
    scan_into_bag,
    statements,
)
from transit.errors import (
    AnotherSetOpen,
    BadDueList,
    NoOpenSet,
    NoSetsHere,
    NotDue,
    SetOutOfHours,
    SetTaken,
    UnknownSet,
)
from transit.models import MailSet, SetDay
from transit.queries import gaps_of, sets_worked
from transit.rules import BagKind, Lack, set_date
from transit.services import close_set, end_set, make_set, open_bag, open_set


def keep(world, code="DAY", begins=6 * 60, ends=14 * 60, *, due=None, office=None):
    due = [world.bengaluru_hub.code] if due is None else due
    return make_set(
        office=office or world.mysuru_hub, code=code, begins=begins, ends=ends, due=due, by=world.sorter, now=NOW
    )


def begin_work(world, code="DAY", at=NOW):
    return open_set(office=world.mysuru_hub, code=code, by=world.sorter, now=at)


def end_work(world):
    return close_set(office=world.mysuru_hub, by=world.sorter, now=NOW)


def onwards(world, stop=None):
    return begin_bag(office=world.mysuru_hub, destination=stop or world.bengaluru_hub, by=world.sorter, now=NOW)


def close(world, bag):
    return close_bag(office=world.mysuru_hub, number=bag.number, by=world.sorter, now=NOW)


def opened(world, bag):
    return open_bag(office=world.mysuru_hub, number=bag.number, by=world.sorter, now=NOW)


@pytest.mark.parametrize(
    ("begins", "ends", "hour", "day"),
    [
        (6, 14, 6, 20), (6, 14, 5, 20), (6, 14, 4, None), (6, 14, 13, 20), (6, 14, 14, None),
        (22, 30, 23, 20), (22, 30, 25, 20), (22, 30, 29, 20), (22, 30, 30, None), (22, 30, 20, None),
        (0, 8, 23, 21),
    ],
)  # fmt: skip
def test_a_set_belongs_to_the_day_on_which_its_hours_begin(begins, ends, hour, day):
    at = datetime(2026, 11, 19, 18, 30, tzinfo=UTC) + timedelta(hours=hour)  # the 20th, midnight in India
    found = set_date(begins=begins * 60, ends=ends * 60, now=at)
    assert (found and found.day) == day


def test_bags_are_opened_and_closed_under_the_open_set(world):
    arrived = received_bag(world, booked(world))
    keep(world)
    worked = begin_work(world)
    number = opened(world, arrived)[0].number
    bag = onwards(world)
    scan_into_bag(office=world.mysuru_hub, bag_number=bag.number, article_numbers=[number], by=world.sorter, now=NOW)
    close(world, bag)
    assert worked.on == TODAY
    assert [(one.opened, one.closed, one.closed_at) for one in sets_worked(world.mysuru_hub)] == [(1, 1, None)]
    end_work(world)
    assert SetDay.objects.get().closed_by == world.sorter


def test_without_an_open_set_no_bag_is_begun_closed_or_opened(world):
    arrived, papers = received_bag(world, booked(world)), BagKind.ACCOUNT
    bag = begin_bag(office=world.mysuru_hub, destination=world.bengaluru_hub, kind=papers, by=world.sorter, now=NOW)
    keep(world)
    for act, what in ((opened, arrived), (close, bag), (onwards, world.bengaluru_hub)):
        with nothing_changes(), pytest.raises(NoOpenSet) as refused:
            act(world, what)
        assert refused.value.code == "no_open_set"
    with nothing_changes(), pytest.raises(NoOpenSet):
        end_work(world)


def test_a_bag_for_an_office_that_is_not_on_the_list_is_refused_when_begun_and_when_closed(world):
    arrived = received_bag(world, booked(world, 1, "573201"))  # for Hassan, which the hub serves
    number = opened(world, arrived)[0].number
    bag = onwards(world, world.hassan)
    scan_into_bag(office=world.mysuru_hub, bag_number=bag.number, article_numbers=[number], by=world.sorter, now=NOW)
    keep(world)
    begin_work(world)
    with nothing_changes(), pytest.raises(NotDue) as refused:
        close(world, bag)
    assert (refused.value.code, refused.value.values["destination"]) == ("not_due", "Hassan HO")
    with nothing_changes(), pytest.raises(NotDue):
        onwards(world, world.mandya)
    assert onwards(world).destination == world.bengaluru_hub


def test_an_account_bag_follows_the_accounts_and_not_the_list(world):
    keep(world)
    begin_work(world)
    bag = begin_bag(office=world.mysuru_hub, destination=world.mandya, kind=BagKind.ACCOUNT, by=world.sorter, now=NOW)
    assert close(world, bag).closed_in == SetDay.objects.get()


def test_a_post_office_keeps_no_sets_and_is_asked_nothing(world):
    with nothing_changes(), pytest.raises(NoSetsHere):
        keep(world, office=world.mysuru)
    article = booked(world)[0]
    bag = begin_bag(office=world.mysuru, destination=world.mysuru_hub, by=world.mails, now=NOW)
    scan_into_bag(office=world.mysuru, bag_number=bag.number, article_numbers=[article.number], by=world.mails, now=NOW)
    with statements() as asked:
        bag = close_bag(office=world.mysuru, number=bag.number, by=world.mails, now=NOW)
    assert bag.closed_in is None
    assert not [sql for sql in asked.sql if "transit_setday" in sql or "transit_mailset" in sql]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"due": []}, BadDueList),
        ({"due": ["99999999"]}, BadDueList),
        ({"due": ["00000004"]}, BadDueList),  # itself
        ({}, SetTaken),
    ],
)
def test_a_set_that_cannot_be_kept(world, change, error):
    keep(world)
    with nothing_changes(), pytest.raises(error):
        keep(world, **change)


def test_one_set_is_open_at_a_time_within_its_hours(world):
    keep(world)
    keep(world, "NIGHT", 22 * 60, 6 * 60)
    with nothing_changes(), pytest.raises(UnknownSet):
        begin_work(world, "NONE")
    with nothing_changes(), pytest.raises(SetOutOfHours) as refused:
        begin_work(world, "NIGHT")
    assert "22:00-06:00+1" in refused.value.sentence()
    begin_work(world)
    with nothing_changes(), pytest.raises(AnotherSetOpen):
        begin_work(world, "NIGHT", NOW + timedelta(hours=12))
    with nothing_changes(), pytest.raises(AnotherSetOpen):
        end_set(office=world.mysuru_hub, code="DAY", by=world.sorter, now=NOW)
    end_work(world)
    assert begin_work(world).pk != SetDay.objects.earliest("id").pk  # closed by mistake: the work goes on
    end_work(world)
    end_set(office=world.mysuru_hub, code="DAY", by=world.sorter, now=NOW)
    keep(world)
    assert MailSet.objects.filter(code="DAY").count() == 2


def test_readiness_names_a_mail_office_without_a_set_and_what_no_due_list_holds(world):
    def lacks():
        found = gaps_of(type(world.mysuru).objects.filter(pk__in=[world.mysuru.pk, world.mysuru_hub.pk]), on=TODAY)
        return {
            (gap.office.name, gap.towards and gap.towards.name, gap.lack)
            for gap in found
            if gap.lack in (Lack.SET, Lack.DUE_LIST)
        }

    assert lacks() == {("NSH Mysuru", None, Lack.SET)}
    keep(world, due=[world.bengaluru_hub.code, world.mysuru.code, world.hassan.code])
    assert lacks() == {("NSH Mysuru", "Mandya HO", Lack.DUE_LIST)}


def test_the_page_of_the_set_in_charge(client: Client, world):
    give_post(world.idle, world.mysuru_hub, Role.SET_IN_CHARGE, number=9)
    client.force_login(world.idle)
    page = client.get("/bags/sets/").content.decode()
    assert "00000005 ICH Basavanagudi" in page  # the list to begin with follows the mapping
    form = {"code": "ALL", "begins": "00:00", "ends": "00:00", "due": "00000005 ICH Basavanagudi\n\n00000008"}
    with nothing_changes():
        bad = client.post("/bags/sets/", form | {"due": "nonsense"})
    assert (bad.status_code, "Line 1 of the due mail list" in bad.content.decode()) == (422, True)
    assert client.post("/bags/sets/", form).status_code == 302
    assert MailSet.objects.get().ends_minute == 1440
    assert "No set is open" in client.get("/bags/sets/").content.decode()
    client.post("/bags/sets/ALL/open/")
    assert "is open since" in client.get("/bags/sets/").content.decode()
    client.post("/bags/sets/close/")
    client.post("/bags/sets/ALL/end/")
    assert MailSet.objects.get().ended_at
    client.force_login(world.sorter)
    assert "A new set" not in client.get("/bags/sets/").content.decode()
    client.force_login(world.mails)
    assert "no mail office" in client.get("/bags/sets/").content.decode()
