"""Who holds what from when to when, what is refused, and the pages about it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apt.core.clock import ist_date
from apt.core.errors import Refusal
from offices.access import get_duty_for
from offices.models import Approval, Arrangement, Post, Posting, User
from offices.queries import posts_of, who_could
from offices.rules import Absence, Role, Work
from offices.services import arrange, end_arrangement, end_posting, open_post, post_person
from tests.offices.people import joiner, second_supervisor
from tests.world import LONG_AGO, NOW, TODAY, give_post, make_world, statements

DAY = timedelta(days=1)


@pytest.fixture
def world(transactional_db):
    return make_world()


def post_of(user):
    return Post.objects.select_related("office").get(postings__user=user)


def stand_in(world, user, post, begins_on=TODAY, ends_on=TODAY, *, kind=Absence.OFFICIATING):
    return arrange(
        kind=kind, user=user, post=post, begins_on=begins_on, ends_on=ends_on, order_number="M/1",
        by=world.supervisor, now=NOW,
    )  # fmt: skip


def test_first_and_last_day_of_a_posting(world):
    person, post = joiner(), post_of(world.postman)
    post_person(user=person, post=post, begins_on=TODAY, by=world.supervisor, now=NOW)
    assert get_duty_for(person, on=TODAY - DAY) is None
    assert get_duty_for(world.postman, on=TODAY - DAY).may_carry
    assert get_duty_for(person, on=TODAY).may_carry
    assert get_duty_for(world.postman, on=TODAY) is None
    end_posting(posting=Posting.objects.get(user=person), on=TODAY + DAY, by=world.supervisor, now=NOW)
    assert get_duty_for(person, on=TODAY).may_carry
    assert get_duty_for(person, on=TODAY + DAY) is None


def test_leave_and_officiating_end_by_themselves(world):
    person, post = joiner(), post_of(world.postman)
    stand_in(world, world.postman, post, kind=Absence.LEAVE, ends_on=TODAY + DAY)
    stand_in(world, person, post, ends_on=TODAY + DAY)
    for day, holder, other in ((-1, True, False), (0, False, True), (1, False, True), (2, True, False)):
        on = TODAY + day * DAY
        assert bool(get_duty_for(world.postman, on=on)) is holder
        assert bool(get_duty_for(person, on=on)) is other
    assert get_duty_for(person, on=TODAY).arrangement_id


def test_the_last_day_ends_at_midnight_in_india(world):
    person, post = joiner(), post_of(world.postman)
    stand_in(world, person, post, ends_on=TODAY)
    before = datetime(2026, 11, 20, 18, 29, 59, tzinfo=UTC)  # 23:59:59 in India
    assert get_duty_for(person, on=ist_date(before))
    assert get_duty_for(person, on=ist_date(before + timedelta(seconds=1))) is None


def test_an_arrangement_taken_back(world):
    person, post = joiner(), post_of(world.postman)
    made = stand_in(world, person, post, ends_on=TODAY + 5 * DAY)
    end_arrangement(arrangement=made, on=TODAY + DAY, by=world.supervisor, now=NOW)
    assert get_duty_for(person, on=TODAY)
    assert get_duty_for(person, on=TODAY + DAY) is None


def _bad(world):
    post, person = post_of(world.postman), joiner()
    later = give_post(joiner("10000091"), world.bengaluru, Role.POSTMAN, number=61, valid=(TODAY + 9 * DAY, None))
    short = give_post(joiner("10000092"), world.bengaluru, Role.POSTMAN, number=62, valid=(LONG_AGO, TODAY + DAY))
    left = joiner("10000093")
    left.left_on = TODAY
    left.save()
    shut = give_post(joiner("10000094"), world.hassan, Role.POSTMAN, number=63)
    world.hassan.closed_on = TODAY
    world.hassan.save()
    shut = Post.objects.select_related("office").get(pk=shut.pk)
    stand_in(world, joiner("10000095"), post, ends_on=TODAY + DAY)
    stand_in(world, world.second_postman, post_of(world.second_postman), kind=Absence.LEAVE)

    def put(user, where, on=TODAY):
        return lambda: post_person(user=user, post=where, begins_on=on, by=world.supervisor, now=NOW)

    def make(*args, **kwargs):
        return lambda: stand_in(world, *args, **kwargs)

    def opened(office, *roles):
        return lambda: open_post(office=office, roles=roles, begins_on=TODAY, title="", by=world.supervisor, now=NOW)

    return {
        "overlapping_posting": [put(joiner("10000091"), post), put(person, later)][:1],
        "arrangement_beyond_post": [make(person, short, ends_on=TODAY + DAY), put(person, later)],
        "role_outside_level": [
            opened(world.bengaluru, Role.INSPECTOR), opened(world.branch, Role.SUPERVISOR),
            opened(world.bengaluru, Role.CLERK, Role.ADMINISTRATOR),
        ],
        "not_for_oneself": [put(world.supervisor, post), make(world.supervisor, post, begins_on=TODAY + 3 * DAY)],
        "office_closed": [put(person, shut), make(person, shut), opened(world.hassan, Role.CLERK)],
        "person_left": [put(left, post), make(left, post, TODAY - 9 * DAY, TODAY)],
        "overlapping_arrangement": [
            make(person, post), make(person, post, TODAY + DAY, TODAY + 2 * DAY),
            make(world.second_postman, post_of(world.second_postman), kind=Absence.LEAVE),
        ],
        "arrangement_without_end": [make(person, post, TODAY, TODAY - DAY)],
        "not_the_holder": [make(person, post, kind=Absence.LEAVE)],
    }  # fmt: skip


CODES = (
    "overlapping_posting", "arrangement_beyond_post", "role_outside_level", "not_for_oneself", "office_closed",
    "person_left", "overlapping_arrangement", "arrangement_without_end", "not_the_holder",
)  # fmt: skip


@pytest.mark.parametrize("code", CODES)
def test_bad_input_is_refused_with_its_code_and_writes_nothing(world, code):
    def everything():
        return [list(model.objects.order_by("pk").values()) for model in (Post, Posting, Arrangement, User)]

    acts = _bad(world)[code]
    before = everything()
    for act in acts:
        with pytest.raises(Refusal) as caught:
            act()
        assert caught.value.code == code
        assert everything() == before


def test_who_could_agrees_with_the_duty_of_each(world):
    person, post = joiner(), post_of(world.postman)
    stand_in(world, world.postman, post, kind=Absence.LEAVE)
    stand_in(world, person, post)
    for on in (TODAY - DAY, TODAY, TODAY + DAY):
        able = who_could(world.bengaluru, on=on)
        for work in Work:
            duties = [(user, get_duty_for(user, on=on)) for user in User.objects.all()]
            wanted = {user.employee_id for user, duty in duties if duty and duty.reaches(world.bengaluru, work)}
            assert {one.employee_id for one in able[work]} == wanted, (on, work)
    (one,) = [one for one in who_could(world.bengaluru, on=TODAY)[Work.CARRY] if one.employee_id == person.employee_id]
    assert (one.arrangement, one.order_number) == (Absence.OFFICIATING, "M/1")


def test_who_could_leaves_out_those_who_had_left(world):
    world.postman.left_on, world.postman.is_active = date(2026, 8, 6), False
    world.postman.save()
    for day, there in ((date(2026, 8, 5), True), (date(2026, 8, 6), False)):
        ids = {one.employee_id for one in who_could(world.bengaluru, on=day)[Work.CARRY]}
        assert (world.postman.employee_id in ids) is there


def test_one_and_thirty_people_cost_the_same(world, client):
    client.force_login(world.supervisor)
    paths = ["/staff/people/", f"/staff/people/{world.bengaluru.code}/who-could/"]

    def costs():
        found = []
        for act in (lambda: posts_of(world.bengaluru, on=TODAY), lambda: who_could(world.bengaluru, on=TODAY)):
            with statements() as asked:
                act()
            found.append(asked.count)
        for path in paths:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(path).status_code == 200
            found.append(len(captured))
        return found

    few = costs()
    for n in range(30):
        give_post(joiner(f"100002{n:02d}"), world.bengaluru, Role.POSTMAN, number=100 + n)
    assert costs() == few
    assert few[:2] == [3, 1]


def form(**changes):
    return {
        "kind": "substitute", "employee_id": "10000098", "begins_on": "2099-01-01", "ends_on": "2099-01-02",
        "order_number": "M/1", "reason": "rush",
    } | changes  # fmt: skip


def test_pages_lead_from_a_request_to_its_decision(world, client):
    person, checker, post = joiner(), second_supervisor(world), post_of(world.postman)
    at = f"/staff/people/{world.bengaluru.code}/posts/{post.number}/"
    client.force_login(world.supervisor)
    assert b"Basavanagudi HO" in client.get("/staff/people/").content
    assert b"No leave and no stand-in" in client.get(at).content
    assert client.get(f"{at}arrange/").status_code == 200
    assert client.post(f"{at}arrange/", form()).status_code == 302
    assert client.post(f"{at}person/", form(begins_on="2099-02-01")).status_code == 302
    page = client.get("/staff/approvals/").content.decode()
    assert "waits for another person" in page
    assert "Nothing waits for your decision" in page
    first, second = Approval.objects.order_by("id")
    client.post(f"/staff/approvals/{first.pk}/", {"decision": "approved", "reason": "mine"})
    assert "asked for this yourself" in client.get("/staff/approvals/").content.decode()
    client.force_login(checker)
    assert "Supervisor (1000" in client.get("/staff/approvals/").content.decode()
    client.post(f"/staff/approvals/{first.pk}/", {"decision": "approved", "reason": ""})
    assert not Arrangement.objects.exists()
    client.post(f"/staff/approvals/{first.pk}/", {"decision": "approved", "reason": "fine"})
    client.post(f"/staff/approvals/{second.pk}/", {"decision": "refused", "reason": "too early"})
    assert Arrangement.objects.get().user == person
    client.force_login(world.supervisor)
    assert "too early" in client.get("/staff/approvals/").content.decode()
    assert "Substitute: New Joiner" in client.get(at).content.decode()


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"employee_id": ""}, 422),
        ({"employee_id": "12"}, 422),
        ({"employee_id": "77777777"}, 422),
        ({"begins_on": "5 August"}, 422),
        ({"ends_on": "2098-01-01"}, 422),
        ({"kind": "holiday"}, 422),
        ({"reason": "x" * 201}, 422),
        ({"order_number": "<b>"}, 302),
        ({"employee_id": "10000009"}, 403),
    ],
)
def test_arrangement_form_refuses(world, client, changes, status):
    joiner()
    client.force_login(world.supervisor)
    path = f"/staff/people/{world.bengaluru.code}/posts/{post_of(world.postman).number}/arrange/"
    assert client.post(path, form(**changes)).status_code == status
    assert Approval.objects.count() == (status == 302)


def test_foreign_offices_posts_and_requests_are_not_found(world, client):
    client.force_login(world.supervisor)
    theirs = post_of(world.clerk)
    for path in (
        f"/staff/people/{world.mysuru.code}/", f"/staff/people/{world.mysuru.code}/who-could/", "/staff/people/x/",
        f"/staff/people/{world.mysuru.code}/posts/{theirs.number}/", f"/staff/people/{world.bengaluru.code}/posts/999/",
        f"/staff/people/{world.mysuru.code}/posts/{theirs.number}/arrange/", f"/staff/people/?code={world.mysuru.code}",
    ):  # fmt: skip
        assert client.get(path).status_code == 404, path
    client.post("/staff/approvals/12345/", {"decision": "approved", "reason": "x"})
    assert "nothing here" in client.get("/staff/approvals/").content.decode()
    client.force_login(world.clerk)
    assert client.get("/staff/people/").status_code == 403
    client.force_login(world.administrator)
    assert client.get(f"/staff/people/{world.branch.code}/").status_code == 200
    assert b"no posts yet" in client.get(f"/staff/people/{world.branch.code}/").content


def test_who_could_page_takes_a_day(world, client):
    client.force_login(world.supervisor)
    path = f"/staff/people/{world.bengaluru.code}/who-could/"
    page = client.get(path, {"on": "2026-08-05"}).content.decode()
    assert "5 August 2026" in page
    assert "Move cash" in page
    assert client.get(path, {"on": "soon"}).status_code == 422
