"""Following articles: several at once, masked or by the signed link, so many a minute, on a map, and disputed."""

import json
import re
import uuid
from datetime import date, datetime, timedelta

import pytest

from apt.core import limits
from apt.core.clock import IST
from apt.core.db import use_case
from bookings.models import Parties
from bookings.rules.promise import promised_on
from tests.world import NOW, arrived, attempt, booked, nothing_changes, out, statements
from tracking.access import link_token
from tracking.errors import AlreadyAnswered, NothingToComplain, UnknownComplaint, UnknownNumber, WordsMissing
from tracking.models import Complaint, TrackingEvent
from tracking.queries import timeline, timelines
from tracking.rules import MOST_AT_ONCE, TERMS, Event, Outcome, Stop, Subject, draw_route, mask_name, read_numbers
from tracking.services import Happening, answer_complaint, open_complaint, record_events


def delivered(world, received_by="The wife"):
    article = arrived(world, 1)[0]
    out(world, [article])
    attempt(world.postman, article, received_by=received_by)
    return article


# --- numbers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("EK123456785IN", ["EK123456785IN"]),
        (" ek 123456785 in ", ["EK123456785IN"]),
        ("EK123456785IN, RK000000005IN", ["EK123456785IN", "RK000000005IN"]),
        ("EK123456785IN RK000000005IN", ["EK123456785IN", "RK000000005IN"]),
        ("ek 123456785 in rk 000000005 in", ["EK123456785IN", "RK000000005IN"]),
        ("EK123456785IN\r\nEK123456785IN\n", ["EK123456785IN"]),
        ("", []),
        (" ,;\n", []),
    ],
)
def test_numbers_as_people_type_them(typed, numbers):
    assert read_numbers(typed) == numbers


def test_several_numbers_are_answered_in_their_order_by_two_queries(client, world, django_assert_num_queries):
    articles = booked(world, 3)
    for some in (articles[:2], articles):
        typed = "\n".join(["EK999999990IN", *(one.number for one in some)])
        limits.forget()
        with django_assert_num_queries(2):
            page = client.get("/track/", {"number": typed}).content.decode()
        places = [page.index(f"/track/{one.number}/") for one in some]
        assert places == sorted(places)
        assert page.count("Item Booked") == len(some)
        assert "We know of no article with this number" in page


def test_more_numbers_than_at_a_time_are_refused(client, db):
    numbers = "\n".join(f"EK{number:09d}IN" for number in range(MOST_AT_ONCE + 1))
    answer = client.get("/track/", {"number": numbers})
    assert answer.status_code == 422
    assert f"At most {MOST_AT_ONCE} numbers" in answer.content.decode()


def test_many_timelines_are_those_of_each(world):
    articles = booked(world, 3)
    numbers = [one.number for one in articles]
    with statements() as asked:
        found = timelines([*numbers, "EK999999990IN"])
    assert asked.count == 1
    assert found == {number: timeline(number) for number in numbers}


# --- whoever has only the number -------------------------------------------------------------------------------------


def test_number_alone_masks_names_and_the_link_shows_them(client, world):
    article = booked(world)[0]
    parties = Parties.objects.get(article=article)
    by_number = client.get(f"/track/{article.number}/").content.decode()
    by_link = client.get(f"/track/s/{link_token(article.number)}/").content.decode()
    assert mask_name(parties.addressee_name) in by_number
    for name in (parties.sender_name, parties.addressee_name):
        assert name not in by_number
        assert name in by_link
    for secret in (parties.addressee_address, parties.addressee_mobile):
        assert secret not in by_number + by_link


def test_a_mask_does_not_tell_how_long_the_name_is():
    assert mask_name("K. Sharma") == "K••• S•••"
    assert mask_name("Al") == mask_name("Alexander") == "A•••"


def test_so_many_questions_a_minute_and_no_more(client, world, settings):
    settings.TRACKED_A_MINUTE = 3
    number = booked(world)[0].number
    assert [client.get(f"/track/{number}/").status_code for _ in range(3)] == [200] * 3
    for path in (f"/track/{number}/", "/track/EK999999990IN/"):  # whether it exists is not to be had either
        answer = client.get(path)
        assert answer.status_code == 429
        assert 1 <= int(answer["Retry-After"]) <= 60
        assert "Item Booked" not in answer.content.decode()
    with nothing_changes():
        assert client.post(f"/track/{number}/not-received/").status_code == 429
    assert client.get(f"/track/s/{link_token(number)}/").status_code == 200


def test_several_at_once_count_as_several(client, world, settings):
    settings.TRACKED_A_MINUTE = 3
    numbers = ",".join(one.number for one in booked(world, 2))
    assert [client.get("/track/", {"number": numbers}).status_code for _ in range(2)] == [200, 429]


def test_another_address_is_another_count(client, world, settings):
    settings.TRACKED_A_MINUTE = 1
    number = booked(world)[0].number
    answers = [client.get(f"/track/{number}/", REMOTE_ADDR=who).status_code for who in ("10.0.0.1", "10.0.0.2")]
    assert answers == [200, 200]


def test_the_count_begins_anew_with_the_minute():
    moments = (NOW, NOW + timedelta(seconds=20), NOW + timedelta(seconds=60))
    assert [limits.seconds_to_wait(who="x", cost=1, most=1, now=moment) for moment in moments] == [0, 40, 0]


def test_processes_count_together_in_valkey_and_alone_without_it(monkeypatch, settings):
    who = uuid.uuid4().hex

    def asked():
        limits.forget()  # as another process would begin
        return limits.seconds_to_wait(who=who, cost=1, most=1, now=NOW) > 0

    assert [asked(), asked()] == [False, False]
    monkeypatch.setattr(limits, "_away_until", 0.0)
    assert [asked(), asked()] == [False, True]
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    limits._client.cache_clear()
    try:
        assert [asked(), asked()] == [False, False]
    finally:
        limits._client.cache_clear()


@pytest.mark.parametrize("change", ["", "x", "-AAAA"])
def test_a_link_that_we_did_not_make_opens_nothing(client, world, change):
    number = booked(world)[0].number
    answer = client.get(f"/track/s/{number}{change}/")
    assert answer.status_code == 404


# --- times, corrections, the map -------------------------------------------------------------------------------------


def test_both_times_stand_where_we_heard_late(client, world):
    article = booked(world)[0]

    @use_case
    def late():
        what = Happening(Subject.ARTICLE, article.number, Event.ITEM_RECEIVE, world.mysuru, "late")
        record_events([what], by=None, happened_at=NOW + timedelta(hours=1), now=NOW + timedelta(hours=4))

    late()
    page = client.get(f"/track/{article.number}/").content.decode()
    assert "12:00" in page
    assert re.search(r"Reported to us .*15:00", page)
    assert page.count("Reported to us") == 1


def test_what_was_corrected_is_struck_out_and_no_longer_the_state(client, world):
    article = delivered(world)
    wrong = TrackingEvent.objects.get(subject_number=article.number, code=Event.ITEM_DELIVERY)

    @use_case
    def correct():
        what = Happening(Subject.ARTICLE, article.number, Event.ITEM_ONHOLD, world.bengaluru, "no", corrects=wrong)
        record_events([what], by=None, happened_at=NOW, now=NOW)

    correct()
    page = client.get(f"/track/{article.number}/").content.decode()
    assert "<s>Item Delivered(Addressee)</s>" in page
    assert "<strong>Item kept on hold</strong><span>" in page
    assert "I did not receive this" not in page


def test_the_map_has_each_office_with_a_position_once():
    stops = [
        Stop("A", 12.3, 76.6), Stop("B", 12.9, 77.6), Stop("nowhere", None, None), Stop("C", 28.6, 77.2),
        Stop("A", 12.3, 76.6),
    ]  # fmt: skip
    route = draw_route(stops)
    assert [(spot.label, spot.names) for spot in route.spots] == [("1, 5", "A, A"), ("2", "B"), ("4", "C")]
    assert all(0 < spot.x < 320 and 0 < spot.y < 240 for spot in route.spots)
    assert route.spots[2].y < route.spots[0].y  # north is up
    assert route.spots[1].x > route.spots[0].x  # east is right
    assert draw_route([Stop("nowhere", None, None)]) is None


def test_the_page_draws_the_map_from_our_own_host_and_stays_small(client, world):
    article = booked(world)[0]
    answer = client.get(f"/track/{article.number}/")
    page = answer.content.decode()
    assert "<svg" in page
    assert not re.findall(r"(?:href|src)=\"(?:https?:)?//", page)
    assert len(answer.content) < 60_000
    assert "Mysuru HO" in page


# --- the promise -----------------------------------------------------------------------------------------------------

MORNING = datetime(2026, 11, 20, 11, tzinfo=IST)  # a Friday


@pytest.mark.parametrize(
    ("asked", "day"),
    [
        ({"km": 30}, date(2026, 11, 21)),
        ({"km": None}, date(2026, 11, 21)),
        ({"km": 122}, date(2026, 11, 23)),  # over the Sunday
        ({"km": 1800}, date(2026, 11, 25)),
        ({"km": 2500}, date(2026, 11, 26)),
        ({"km": 122, "to_branch": True}, date(2026, 11, 24)),
        ({"km": 1800, "product": "SP24_DOC"}, date(2026, 11, 21)),
        ({"km": 1800, "product": "SP48_PARCEL"}, date(2026, 11, 23)),
        ({"km": None, "zone": "OS"}, date(2026, 11, 26)),
        ({"km": 30, "booked_at": MORNING.replace(hour=16, minute=1)}, date(2026, 11, 23)),  # too late for today
    ],
)
def test_promise(asked, day):
    usual = {"booked_at": MORNING, "product": "SP_DOC", "zone": "", "to_branch": False}
    assert promised_on(**usual | asked) == day


def test_the_page_says_by_when_and_how_late(client, world, monkeypatch):
    article = booked(world)[0]
    page = client.get(f"/track/s/{link_token(article.number)}/").content.decode()
    assert "23 Nov 2026" in page
    monkeypatch.setattr("tracking.pages.views.now", lambda: NOW + timedelta(days=5))
    assert "2 days late" in client.get(f"/track/{article.number}/").content.decode()


# --- I did not receive this ------------------------------------------------------------------------------------------


def test_a_complaint_hangs_on_the_delivery_and_goes_to_its_office(client, world):
    article = delivered(world)
    token = link_token(article.number)
    for _ in range(2):  # pressed twice
        client.post(f"/track/s/{token}/not-received/", {"words": "Nobody  came"})
    complaint = Complaint.objects.get()
    assert complaint.event.code == Event.ITEM_DELIVERY
    assert (complaint.office, complaint.words, complaint.by_link) == (world.bengaluru, "Nobody came", True)
    page = client.get(f"/track/{article.number}/").content.decode()
    assert complaint.number in page
    assert "being looked into" in page
    assert "Nobody came" not in page


def test_a_complaint_by_number_says_so(client, world):
    article = delivered(world)
    answer = client.post(f"/track/{article.number.lower()}/not-received/", follow=True)
    complaint = Complaint.objects.get()
    assert not complaint.by_link
    assert complaint.number in answer.content.decode()


def test_what_is_not_delivered_cannot_be_missed(client, world):
    number = booked(world)[0].number
    with nothing_changes():
        assert client.post(f"/track/{number}/not-received/").status_code == 409
        assert client.post("/track/EK999999990IN/not-received/").status_code == 404
        with pytest.raises(NothingToComplain):
            open_complaint(number=number, words="", by_link=True, by=None, now=NOW)
        with pytest.raises(UnknownNumber):
            open_complaint(number="EK999999990IN", words="", by_link=True, by=None, now=NOW)


def test_the_office_answers_once_and_everybody_reads_the_outcome(client, world):
    article = delivered(world)
    complaint = open_complaint(number=article.number, words="<b>", by_link=False, by=None, now=NOW)
    client.force_login(world.supervisor)
    assert "&lt;b&gt;" in client.get("/complaints/").content.decode()
    path = f"/complaints/{complaint.number}/answer/"
    with nothing_changes():
        client.post(path, {"outcome": "delivered", "text": "  "})
        client.post(path, {"outcome": "nonsense", "text": "x"})
    client.post(path, {"outcome": "handed_over", "text": "Lay at the neighbour's"})
    complaint.refresh_from_db()
    assert (complaint.outcome, complaint.answered_by) == (Outcome.HANDED_OVER, world.supervisor)
    with nothing_changes(), pytest.raises(AlreadyAnswered):
        answer_complaint(
            office=world.bengaluru,
            number=complaint.number,
            outcome=Outcome.LOST,
            text="x",
            by=world.supervisor,
            now=NOW,
        )
    page = client.get(f"/track/{article.number}/").content.decode()
    assert "found and handed over" in page
    assert "neighbour" not in page


def test_another_office_cannot_answer(world):
    complaint = open_complaint(number=delivered(world).number, words="", by_link=False, by=None, now=NOW)
    with nothing_changes(), pytest.raises(UnknownComplaint):
        answer_complaint(
            office=world.hassan, number=complaint.number, outcome=Outcome.LOST, text="x", by=world.clerk, now=NOW
        )
    with nothing_changes(), pytest.raises(WordsMissing):
        answer_complaint(
            office=world.bengaluru, number=complaint.number, outcome=Outcome.LOST, text="", by=world.clerk, now=NOW
        )


def test_the_list_of_complaints_costs_the_same_for_one_and_for_three(client, world):
    client.force_login(world.supervisor)
    counts = []
    for _ in range(2):
        with statements() as asked:
            client.get("/complaints/")
        counts.append(asked.count)
        for _ in range(2):
            open_complaint(number=delivered(world).number, words="", by_link=False, by=None, now=NOW)
    with statements() as asked:
        client.get("/complaints/")
    assert {*counts, asked.count} == {counts[0]}


# --- the vocabulary --------------------------------------------------------------------------------------------------


def test_every_event_has_its_words_once_on_page_and_api(client, db):
    assert [term.event for term in TERMS] == list(Event)
    page = client.get("/track/words/").content.decode()
    told = json.loads(client.get("/api/v1/tracking/vocabulary").content)["terms"]
    assert [term["event"] for term in told] == [event.value for event in Event]
    for term in TERMS:
        assert term.event.value in page
        assert re.fullmatch(r"(EM|ED|EX)[A-Z]|", term.emsevt)
        assert term.aggregator in {"InTransit", "OutForDelivery", "AttemptFail", "Delivered", "Exception"}
