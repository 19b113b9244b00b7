"""Waves: what is red and why, the go of two people, the roll-back; an office that is not rolled out books nothing."""

import uuid
from datetime import date, timedelta

import pytest
from django.utils import translation

from apt.core.errors import Refusal
from apt.wiring import ON_APPROVAL, READINESS
from deliveries.models import Beat
from offices.access import get_duty_for
from offices.models import Course, Device, LiveSession, Office, Posting, Seat, TrainingBatch, User, Wave, WaveDecision
from offices.queries import capacity_needed, missing_in, stand_by_circle, trained_below
from offices.rules import Check, Role, Tier, WaveState
from offices.services import (
    ask_to_go,
    complete_training,
    decide,
    make_training,
    name_trainer,
    note_capacity,
    plan_again,
    plan_wave,
    roll_back,
    seat_people,
    withdraw_wave,
)
from payments.services import bring_in_cash
from tests.world import NOW, TODAY, book, give_post, item, nothing_changes, shift_of, statements

OPENS = TODAY + timedelta(days=7)


@pytest.fixture
def second(world):
    """A second person who manages offices from the Directorate."""
    made = User.objects.create_user("10000091", name="Second")
    give_post(made, world.directorate, Role.ADMINISTRATOR, number=91)
    return made


@pytest.fixture
def leader(world):
    made = User.objects.create_user("10000092", name="Leader")
    give_post(made, world.directorate, Role.ADMINISTRATOR, number=92)
    return made


def planned(world, *offices, number=1, by=None):
    Office.objects.filter(pk__in=[one.pk for one in offices]).update(rolled_out_on=None)
    return plan_wave(number=number, name="Pilot", opens_on=OPENS, codes=[one.code for one in offices], by=by, now=NOW)


def rows(wave, check):
    return [(one.office.name, one.about) for one in missing_in(wave, providers=READINESS) if one.check == check]


def made_ready(world, wave):
    """Everything that Hassan's people and machines lack, done by those who would."""
    office, people = world.hassan, hassan_people(world)
    Device.objects.create(office=office, label="1", token_hash="x", registered_by=people[0], registered_at=NOW)
    User.objects.filter(pk__in=[one.pk for one in people]).update(totp_confirmed_at=NOW)
    for one in people:
        LiveSession.objects.create(user=one, session_key=f"k{one.pk}", begun_at=NOW)
    Beat.objects.create(office=office, number=1, name="Fort")
    bring_in_cash(office=office, paise=100_000, by=people[0], now=NOW)
    finish_course(world, office, *people)


def hassan_people(world):
    return list(User.objects.filter(postings__post__office=world.hassan).order_by("name"))


def finish_course(world, office, *people, at=TODAY):
    course = Course.objects.get_or_create(
        code="APT-1", defaults={"name": "First steps", "tier": Tier.USER, "days": 1, "lasts_days": 180}
    )[0]
    trainer = name_trainer(user=world.mails, tier=Tier.CHAMPION, by=None, now=NOW)
    batch = make_training(
        course=course, office=office, trainer=trainer, begins_on=at, request_id=uuid.uuid4(), by=None, now=NOW
    )
    seat_people(batch=batch, employee_ids=[one.employee_id for one in people], by=None, now=NOW)
    complete_training(batch=batch, numbers=range(1, 26), on=at, by=world.supervisor, now=NOW)
    return batch


@pytest.fixture
def hassan(world):
    """A wave of one head office where a clerk and a mails clerk work."""
    return planned(world, world.hassan)


# --- readiness ------------------------------------------------------------------------------------------------------


def test_each_missing_row_is_named_and_due_in_time(world, hassan):
    red = missing_in(hassan, providers=READINESS)
    assert {one.check for one in red} >= {
        Check.DEVICE, Check.TOTP, Check.SIGN_IN, Check.TRAINED, Check.BEAT, Check.TREASURY, Check.SCHEDULE,
    }  # fmt: skip
    assert rows(hassan, Check.TOTP) == [("Hassan HO", "Hassan Clerk"), ("Hassan HO", "Hassan Mails")]
    assert [one.due_on for one in red if one.check == Check.DEVICE] == [OPENS - timedelta(days=7)]
    assert [one.due_on for one in red if one.check == Check.TREASURY] == [OPENS - timedelta(days=2)]
    assert red[0].due_on <= red[-1].due_on


@pytest.mark.parametrize("check", [Check.DEVICE, Check.TOTP, Check.SIGN_IN, Check.TRAINED, Check.BEAT, Check.TREASURY])
def test_what_is_done_is_green(world, hassan, check):
    assert rows(hassan, check)
    made_ready(world, hassan)
    assert rows(hassan, check) == []


def test_a_post_without_a_holder_and_a_lapsed_course_are_red(world, hassan):
    clerk, mails = hassan_people(world)
    finish_course(world, world.hassan, clerk, at=OPENS - timedelta(days=181))
    finish_course(world, world.hassan, mails, at=OPENS - timedelta(days=180))
    assert rows(hassan, Check.TRAINED) == [("Hassan HO", "Hassan Clerk")]
    Posting.objects.filter(post__office=world.hassan).delete()
    assert rows(hassan, Check.ROLES) == [("Hassan HO", "")]


def test_one_office_and_three_cost_the_same(world):
    wave = planned(world, world.hassan)
    with statements() as one:
        missing_in(wave, providers=READINESS)
    withdraw_wave(number=1, reason="x", by=world.supervisor, now=NOW)
    wider = planned(world, world.hassan, world.mandya, world.mysuru, number=2)
    with statements() as more:
        missing_in(wider, providers=READINESS)
    assert wider.offices.count() > 2
    assert more.count == one.count


# --- the go ---------------------------------------------------------------------------------------------------------


def settle(approval, by, topics):
    return decide(
        approval_id=approval.pk, approve=True, reason="seen", duty=get_duty_for(by, on=TODAY), by=by, now=NOW,
        topics=topics,
    )  # fmt: skip


def test_a_red_wave_does_not_go_and_says_how_many_rows(world, hassan, leader):
    count = len(missing_in(hassan, providers=READINESS))
    note_capacity(number=1, a_second=500, measured_on=TODAY, by=leader, now=NOW)
    with nothing_changes(), pytest.raises(Refusal, match=f"{count} rows are still red"):
        ask_to_go(number=1, reason="x", office=world.directorate, providers=READINESS, by=leader, now=NOW)


def test_without_the_capacity_no_go(world, hassan, leader):
    assert capacity_needed(hassan) == 1
    with nothing_changes(), pytest.raises(Refusal, match="1 bookings a second"):
        ask_to_go(number=1, reason="x", office=world.directorate, providers=(), by=leader, now=NOW)


def test_a_second_person_lets_it_go_and_the_offices_have_their_day(world, hassan, leader, second):
    note_capacity(number=1, a_second=5, measured_on=TODAY, by=leader, now=NOW)
    asked = ask_to_go(number=1, reason="All green", office=world.directorate, providers=(), by=leader, now=NOW)
    with pytest.raises(Refusal) as own:
        settle(asked, leader, ON_APPROVAL)
    assert own.value.code == "own_request"
    with nothing_changes(), pytest.raises(Refusal) as red:  # what is red by now is looked at again
        settle(asked, second, ON_APPROVAL)
    assert red.value.code == "wave_not_ready"
    made_ready(world, hassan)
    topic = ON_APPROVAL["offices.wave_go"]
    no_checks = {**ON_APPROVAL, "offices.wave_go": topic._replace(apply=lambda **how: topic.apply(**how, providers=()))}
    settle(asked, second, no_checks)
    hassan.refresh_from_db()
    world.hassan.refresh_from_db()
    assert (hassan.state, world.hassan.rolled_out_on) == (WaveState.GO, OPENS)
    assert WaveDecision.objects.get().by == second


def gone(world, wave):
    """As after the decision, without its people."""
    wave.offices.update(rolled_out_on=wave.opens_on)
    Wave.objects.filter(pk=wave.pk).update(state=WaveState.GO)


def test_it_is_rolled_back_within_the_window_only(world, hassan, leader, settings):
    gone(world, hassan)
    last = OPENS + settings.ROLL_OUT["back_within"]
    late = NOW + (last - TODAY) + timedelta(days=1)
    with nothing_changes(), pytest.raises(Refusal, match="could be rolled back until"):
        roll_back(number=1, reason="x", by=leader, now=late)
    roll_back(number=1, reason="Counters stand still", by=leader, now=late - timedelta(days=1))
    world.hassan.refresh_from_db()
    assert world.hassan.rolled_out_on is None
    assert plan_again(number=1, opens_on=OPENS, missing=0, reason="x", by=leader, now=NOW).state == WaveState.PLANNED


def test_a_decision_stays_as_it_was(world, hassan, leader):
    plan_again(number=1, opens_on=OPENS + timedelta(days=7), missing=3, reason="No machines", by=leader, now=NOW)
    with pytest.raises(Exception, match="append-only"):
        WaveDecision.objects.update(reason="All was well")


@pytest.mark.parametrize(
    ("opens_on", "code"),
    [(date(2027, 2, 20), "blackout_day"), (TODAY, "day_is_past")],
)
def test_no_wave_opens_in_a_blackout_or_in_the_past(world, opens_on, code):
    Office.objects.filter(pk=world.hassan.pk).update(rolled_out_on=None)
    with nothing_changes(), pytest.raises(Refusal) as refused:
        plan_wave(number=1, name="x", opens_on=opens_on, codes=[world.hassan.code], by=None, now=NOW)
    assert refused.value.code == code


def test_an_office_is_in_one_wave(world, hassan):
    with nothing_changes(), pytest.raises(Refusal) as refused:
        plan_wave(number=2, name="x", opens_on=OPENS, codes=[world.hassan.code], by=None, now=NOW)
    assert refused.value.code == "offices_in_a_wave"
    assert plan_wave(number=1, name="Pilot", opens_on=OPENS, codes=[world.hassan.code], by=None, now=NOW) == hassan


# --- an office that is not rolled out -------------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "words"), [(OPENS, "begins to book with this system on"), (None, "No day is fixed")])
def test_before_its_day_an_office_books_nothing_and_says_when(world, day, words):
    shift = shift_of(world.clerk)
    Office.objects.filter(pk=world.mysuru.pk).update(rolled_out_on=day)
    shift.office.refresh_from_db()
    with nothing_changes(), pytest.raises(Refusal, match=words) as refused:
        book(shift, item())
    assert refused.value.money_moved == "no"
    with translation.override("kn"):
        assert "ಏನೂ ಬುಕ್ ಆಗಿಲ್ಲ" in refused.value.sentence()
    Office.objects.filter(pk=world.mysuru.pk).update(rolled_out_on=TODAY)
    shift.office.refresh_from_db()
    assert book(shift, item())


def test_the_public_page_tells_the_true_state(world, client, hassan):
    wave = plan_again(number=1, opens_on=date(2037, 1, 5), missing=0, reason="x", by=world.supervisor, now=NOW)
    gone(world, wave)
    page = client.get("/roll-out/").content.decode()
    [circle] = [one for one in stand_by_circle(on=TODAY) if one.circle == world.circle]
    assert circle.offices == circle.at_work + 1
    assert f"<strong>{circle.at_work}</strong>" in page
    assert "1 more office begins on 5 Jan 2037: Pilot" in page
    assert "From 4 Jan 2037" in page


# --- training -------------------------------------------------------------------------------------------------------


def test_the_database_holds_a_batch_to_25_seats(world):
    people = [User.objects.create_user(f"{10000200 + number}", name=f"P{number}") for number in range(26)]
    batch = finish_course(world, world.mysuru, *people[:25])
    with nothing_changes(), pytest.raises(Refusal, match="25 seats; 0 are free"):
        seat_people(batch=batch, employee_ids=[people[25].employee_id], by=None, now=NOW)
    with pytest.raises(Exception, match="offices_seat_in_the_room"):
        Seat.objects.create(batch=batch, number=26, user=people[25])


def test_each_tier_is_trained_by_the_one_above(world):
    course = Course.objects.create(code="CH", name="Champions", tier=Tier.CHAMPION, days=2, lasts_days=365)
    how = {"office": world.mysuru, "begins_on": TODAY, "request_id": uuid.uuid4(), "by": None, "now": NOW}
    champion = name_trainer(user=world.supervisor, tier=Tier.CHAMPION, by=None, now=NOW)
    with nothing_changes(), pytest.raises(Refusal, match="is no trainer for this course"):
        make_training(course=course, trainer=champion, **how)
    master = name_trainer(user=world.clerk, tier=Tier.MASTER, by=None, now=NOW)
    assert make_training(course=course, trainer=master, **how) == make_training(course=course, trainer=master, **how)
    assert TrainingBatch.objects.count() == 1


def test_who_is_trained_is_counted_up_the_tree(world):
    before = trained_below(world.division, on=TODAY)[0]
    finish_course(world, world.mysuru, world.clerk, world.second_clerk)
    with statements() as asked:
        whole, *below = trained_below(world.division, on=TODAY)
    assert asked.count == 2
    assert (whole.trained, whole.people) == (before.trained + 2, before.people)
    mysuru = next(one for one in below if one.office == world.mysuru)
    assert (mysuru.trained, mysuru.champions) == (2, 1)
    later = trained_below(world.division, on=TODAY + timedelta(days=181))[0]
    assert (later.trained, later.lapsed) == (0, 2)


# --- pages ----------------------------------------------------------------------------------------------------------


def test_a_wave_is_planned_and_looked_at_by_page(world, client, leader):
    Office.objects.filter(pk=world.hassan.pk).update(rolled_out_on=None)
    client.force_login(leader)
    form = {"number": 4, "name": "Hassan", "opens_on": "2027-01-05", "codes": world.hassan.code}
    answer = client.post("/staff/roll-out/", form, follow=True)
    text = answer.content.decode()
    assert "no machine is registered" in text
    assert "Hassan HO" in text
    answer = client.post("/staff/roll-out/4/go/", {"reason": "Let us"})
    assert answer.status_code == 422
    assert "rows are still red" in answer.content.decode()
    assert Wave.objects.get().state == WaveState.PLANNED


def test_a_batch_is_made_filled_and_finished_by_page(world, client):
    Course.objects.create(code="A", name="First steps", tier=Tier.USER, days=1, lasts_days=180)
    trainer = name_trainer(user=world.clerk, tier=Tier.MASTER, by=None, now=NOW)
    client.force_login(world.supervisor)
    form = {
        "request_id": uuid.uuid4(), "course": Course.objects.get().pk, "trainer": trainer.pk, "begins_on": "2027-01-05",
    }  # fmt: skip
    made = client.post("/staff/training/", form)
    seated = client.post(made["Location"], {"action": "seat", "employee_ids": world.postman.employee_id}, follow=True)
    assert "1 person is seated." in seated.content.decode()
    done = client.post(made["Location"], {"action": "complete", "seats": ["1"]}, follow=True)
    assert "1 person has finished." in done.content.decode()
    assert Seat.objects.get().completed_on
