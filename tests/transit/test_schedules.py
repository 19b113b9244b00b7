"""Schedules and their departures; despatch on one, and taking a despatch back."""

from datetime import date, timedelta

import pypdfium2
import pytest
from django.test import Client

from apt.core.clock import ist_date, now
from offices.models import Office
from tests.world import (
    NOW,
    booked,
    close_bag,
    despatch_bags,
    filled_bag,
    give_post,
    nothing_changes,
    receive_bag,
    statements,
)
from tracking.queries import timeline
from tracking.rules import Subject
from transit.errors import (
    AlreadyCancelled,
    BadStops,
    DespatchOver,
    NotOnSchedule,
    ReasonMissing,
    ScheduleLeft,
    ScheduleTaken,
    UnknownDeparture,
    UnknownDespatch,
)
from transit.models import Despatch, Schedule
from transit.queries import departures_from, mail_list, schedules_of
from transit.rules import BagStatus, Conveyance, Stop, clock_of, next_departures, read_stops
from transit.services import cancel_despatch, end_schedule, make_schedule, open_bag

EVERY_DAY = range(1, 8)


def schedule(world, code="MYS-NIGHT", *stops, departs=18 * 60 + 30, days=EVERY_DAY):
    stops = stops or (Stop(world.mysuru.code, None, departs), Stop(world.mysuru_hub.code, departs + 60, None))
    return make_schedule(
        office=world.mysuru, code=code, name="Night mail", conveyance=Conveyance.ROAD, days=days, stops=stops,
        by=world.mails, now=NOW,
    )  # fmt: skip


def closed(world):
    bag = filled_bag(world, booked(world))
    return close_bag(office=world.mysuru, number=bag.number, by=world.mails, now=NOW)


def send(world, *bags, departure="", at=NOW):
    return despatch_bags(
        office=world.mysuru, numbers=[bag.number for bag in bags], departure=departure, by=world.mails, now=at
    )


def cancel(world, number, reason="Van broke down", office=None):
    return cancel_despatch(office=office or world.mysuru, number=number, reason=reason, by=world.mails, now=NOW)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("00000006 - 18:30", 1),
        ("00000006 18:00 18:30\n00000004 22:15 -", 1),
        ("00000006 - 18:30\n00000004 22:15 23:00", 2),
        ("00000006 - 18:30\n00000004 17:15 -", 2),
        ("00000006 - 18:30\n00000006 22:15 -", 2),
        ("00000006 - 25:30\n00000004 22:15 -", 1),
        ("00000006 - 18:30\nMysuru 22:15 -", 2),
        ("00000006 - 18:30\n00000004 22:15+9 -", 2),
    ],
)
def test_stops_of_another_shape_are_refused_by_line(text, line):
    with pytest.raises(BadStops) as refused:
        read_stops(text)
    assert refused.value.values == {"line": line}


def test_stops_are_read_past_midnight():
    stops = read_stops("00000006 - 18:30\n00000005 23:00 23:20\n00000004 02:10+1 -\n")
    assert [(stop.arrives, stop.departs) for stop in stops] == [(None, 1110), (1380, 1400), (1570, None)]
    assert [clock_of(1570), clock_of(1110), clock_of(None)] == ["02:10+1", "18:30", ""]


def test_next_departures_follow_the_days_and_forget_what_left():
    friday = ist_date(NOW)
    assert friday.isoweekday() == 5
    hour = timedelta(hours=1)

    def days(*which, minute=18 * 60, at=NOW):
        return next_departures(days=which, minute=minute, now=at, within=24 * hour)

    assert days(*EVERY_DAY) == [friday]
    assert days(6) == []
    assert days(*EVERY_DAY, minute=10 * 60 + 40) == [friday, friday + timedelta(days=1)]  # 20 minutes late: still here
    assert days(*EVERY_DAY, minute=10 * 60 + 20) == [friday + timedelta(days=1)]
    assert days(4, minute=1440 + 18 * 60) == [friday - timedelta(days=1)]  # began yesterday, passes here this evening


def test_a_schedule_names_each_stop_once_and_offices_that_are_there(world):
    schedule(world)
    with nothing_changes(), pytest.raises(ScheduleTaken):
        schedule(world)
    gone = (Stop(world.mysuru.code, None, 600), Stop("99999999", 700, None))
    with nothing_changes(), pytest.raises(BadStops):
        schedule(world, "OTHER", *gone)
    Office.objects.filter(pk=world.mysuru_hub.pk).update(closed_on=date(2026, 1, 1))
    with nothing_changes(), pytest.raises(BadStops):
        schedule(world, "OTHER")


def test_departures_are_of_the_offices_that_it_leaves(world):
    schedule(world)
    (departure,) = departures_from(world.mysuru, now=NOW)
    assert (departure.code, list(departure.stops)) == ("MYS-NIGHT@2026-11-20", [world.mysuru_hub.pk])
    assert departures_from(world.mysuru_hub, now=NOW) == []  # it ends there
    assert [one.code for one in schedules_of(world.mysuru_hub)] == ["MYS-NIGHT"]
    end_schedule(office=world.mysuru, code="MYS-NIGHT", by=world.mails, now=NOW)
    assert departures_from(world.mysuru, now=NOW) == []
    with nothing_changes(), pytest.raises(UnknownDeparture):
        end_schedule(office=world.hassan, code="MYS-NIGHT", by=world.hassan_mails, now=NOW)


def test_despatch_on_a_schedule(world):
    schedule(world)
    (sent,) = send(world, closed(world), departure="MYS-NIGHT@2026-11-20")
    made = Despatch.objects.get()
    assert (sent.despatch, made.schedule.code, made.departs_at.hour) == (made, "MYS-NIGHT", 13)  # 18:30 in India
    assert (sent.status, sent.bound_for, made.bag_numbers) == (BagStatus.DESPATCHED, world.mysuru_hub, [sent.number])


@pytest.mark.parametrize(
    ("departure", "refusal"),
    [
        ("MYS-NIGHT@2026-11-19", ScheduleLeft),
        ("MYS-NIGHT@yesterday", UnknownDeparture),
        ("NONE@2026-11-20", UnknownDeparture),
        ("MYS-NIGHT@2026-11-22", UnknownDeparture),  # a Sunday, on which it does not run
        ("ELSEWHERE@2026-11-20", NotOnSchedule),
    ],
)
def test_despatch_on_what_left_or_goes_elsewhere_is_refused(world, departure, refusal):
    schedule(world, days=range(1, 7))
    stops = (Stop(world.mysuru.code, None, 1200), Stop(world.hassan.code, 1300, None))
    schedule(world, "ELSEWHERE", *stops)
    bag = closed(world)
    with nothing_changes(), pytest.raises(refusal):
        send(world, bag, departure=departure)


def test_a_bag_gets_off_at_the_next_office_on_its_way_and_is_sent_on_closed(world):
    bag = closed(world)
    bag.destination = world.bengaluru_hub  # made up beyond the own hub
    bag.save(update_fields=["destination"])
    schedule(world)
    (sent,) = send(world, bag, departure="MYS-NIGHT@2026-11-20")
    assert sent.bound_for == world.mysuru_hub
    received = receive_bag(office=world.mysuru_hub, number=bag.number, by=world.sorter, now=NOW)
    assert (received.status, received.at_office) == (BagStatus.CLOSED, world.mysuru_hub)
    despatch_bags(office=world.mysuru_hub, numbers=[bag.number], by=world.sorter, now=NOW)
    at_end = receive_bag(office=world.bengaluru_hub, number=bag.number, by=world.second_sorter, now=NOW)
    assert at_end.status == BagStatus.RECEIVED
    assert len(open_bag(office=world.bengaluru_hub, number=bag.number, by=world.second_sorter, now=NOW)) == 1


def test_a_cancelled_despatch_brings_its_bags_back_and_they_may_leave_again(world):
    bags = [closed(world), closed(world)]
    send(world, *bags)
    cancel(world, Despatch.objects.get().number)
    for bag in bags:
        bag.refresh_from_db()
    assert {(bag.status, bag.bound_for, bag.despatch) for bag in bags} == {(BagStatus.CLOSED, None, None)}
    assert [(line.code, line.corrected) for line in timeline(bags[0].number, Subject.BAG)][1:] == [
        ("BAG_DISPATCH", True), ("BAG_RECALL", False),
    ]  # fmt: skip
    assert len(send(world, *bags)) == 2
    first = Despatch.objects.earliest("id").number
    with nothing_changes(), pytest.raises(AlreadyCancelled):
        cancel(world, first)


def test_a_despatch_is_not_cancelled_once_a_bag_of_it_arrived_nor_by_others_nor_without_a_reason(world):
    bags = [closed(world), closed(world)]
    send(world, *bags)
    number = Despatch.objects.get().number
    with nothing_changes(), pytest.raises(ReasonMissing):
        cancel(world, number, " ")
    with nothing_changes(), pytest.raises(UnknownDespatch):
        cancel(world, number, office=world.hassan)
    receive_bag(office=world.mysuru_hub, number=bags[1].number, by=world.sorter, now=NOW)
    with nothing_changes(), pytest.raises(DespatchOver):
        cancel(world, number)


def test_cancelling_costs_the_same_for_one_and_five(world):
    counts = []
    for size in (1, 5):
        send(world, *[closed(world) for _ in range(size)])
        number = Despatch.objects.latest("id").number
        with statements() as asked:
            cancel(world, number)
        counts.append(asked.count)
    assert counts[0] == counts[1]


def test_a_mail_list_counts_what_each_bag_holds_in_two_queries(world):
    bags = [closed(world), closed(world)]
    send(world, *bags)
    made = Despatch.objects.get()
    with statements() as asked:
        lines = mail_list(made)
    assert asked.count == 2
    assert [(line.bag.number, line.articles, line.bags) for line in lines] == [(bag.number, 1, 0) for bag in bags]


# --- pages ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def supervisor(world) -> Client:
    from offices.rules import Role

    give_post(world.idle, world.mysuru, Role.SUPERVISOR, number=90)
    client = Client()
    client.force_login(world.idle)
    return client


def test_a_supervisor_puts_a_schedule_up_and_a_clerk_despatches_on_it(client, world, supervisor):
    form = {"code": "MYS-1", "name": "First", "conveyance": "road", "days": list(EVERY_DAY)}
    text = f"{world.mysuru.code} - 23:50\n{world.mysuru_hub.code} 23:55 -"
    assert supervisor.post("/bags/schedules/", form | {"stops": "nonsense"}).status_code == 422
    assert supervisor.post("/bags/schedules/", form | {"stops": text}).status_code == 302
    assert "Line" not in supervisor.get("/bags/schedules/").content.decode()
    client.force_login(world.mails)
    assert client.post("/bags/schedules/", form | {"stops": text, "code": "MYS-2"}).status_code == 200
    assert Schedule.objects.count() == 1  # a clerk reads them
    bag = closed(world)
    (departure, *_) = departures_from(world.mysuru, now=now())
    assert departure.code in client.get("/bags/").content.decode()
    answer = client.post("/bags/despatch/", {"bag": [bag.number], "departure": departure.code})
    number = Despatch.objects.get().number
    assert answer["Location"] == f"/bags/despatches/{number}/"
    assert bag.number in client.get(answer["Location"]).content.decode()
    assert number in client.get("/bags/despatches/").content.decode()
    assert client.post(f"/bags/despatches/{number}/cancel/", {"reason": "Flood"})["Location"] == "/bags/"
    assert supervisor.post("/bags/schedules/MYS-1/end/").status_code == 302
    assert departures_from(world.mysuru, now=now()) == []


def text_of(content):
    document = pypdfium2.PdfDocument(content)
    texts = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return "\n".join(texts)


def test_papers_say_what_is_in_a_bag_and_where_it_goes(client, world):
    article = booked(world)[0]
    bag = filled_bag(world, [article])
    close_bag(office=world.mysuru, number=bag.number, weight_grams=1250, by=world.mails, now=NOW)
    send(world, bag)
    client.force_login(world.mails)
    label = text_of(client.get(f"/bags/{bag.number}/label.pdf").content)
    assert bag.number in label
    assert "NSH Mysuru" in label
    assert "1.250 kg" in label
    manifest = text_of(client.get(f"/bags/{bag.number}/manifest.pdf").content)
    assert article.number in manifest
    assert "48 g" in manifest
    mail_list_text = text_of(client.get(f"/bags/despatches/{Despatch.objects.get().number}/mail-list.pdf").content)
    assert bag.number in mail_list_text
    assert "special conveyance" in mail_list_text
