"""Maker and checker: two people, once, in time, within their reach; a refusal writes nothing."""

from datetime import timedelta

import pytest

from apt.core.errors import Refusal
from apt.wiring import ON_APPROVAL
from offices.access import get_duty_for
from offices.models import Approval, Arrangement, Post, Posting
from offices.rules import DIRECT_LEAVE_DAYS, Absence, Role
from offices.services import ask_for_arrangement, ask_for_posting, decide
from tests.offices.people import joiner, second_supervisor
from tests.world import NOW, TODAY, give_post

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db):
    from tests.world import make_world

    return make_world()


def ask(world, **changes):
    post = Post.objects.select_related("office").get(postings__user=world.postman)
    values = {"kind": Absence.SUBSTITUTE, "user": joiner(), "post": post, "begins_on": TODAY, "ends_on": TODAY}
    values |= {"order_number": "M/1", "reason": "rush", "by": world.supervisor, "now": NOW}
    return ask_for_arrangement(**values | changes)


def settle(approval, by, *, approve=True, now=NOW, topics=ON_APPROVAL):
    duty = get_duty_for(by, on=TODAY)
    return decide(approval_id=approval.pk, approve=approve, reason="checked", duty=duty, by=by, now=now, topics=topics)


def refused(code, act):
    before = list(Arrangement.objects.values()), list(Posting.objects.values()), list(Approval.objects.values())
    with pytest.raises(Refusal) as caught:
        act()
    assert caught.value.code == code
    after = list(Arrangement.objects.values()), list(Posting.objects.values()), list(Approval.objects.values())
    assert after == before


def test_standing_in_holds_once_a_second_person_agrees(world):
    checker, person = second_supervisor(world), joiner()
    approval = ask(world, user=person)
    assert get_duty_for(person, on=TODAY) is None
    decided = settle(approval, checker)
    assert (decided.made_by, decided.decided_by) == (world.supervisor, checker)
    assert get_duty_for(person, on=TODAY).may_carry
    assert get_duty_for(person, on=TODAY + timedelta(days=1)) is None


def test_refusing_does_nothing_but_say_so(world):
    approval = settle(ask(world), second_supervisor(world), approve=False)
    assert approval.get_decision_display() == "refused"
    assert not Arrangement.objects.exists()


def test_short_leave_is_direct_and_long_leave_is_not(world):
    short = TODAY + timedelta(days=DIRECT_LEAVE_DAYS - 1)
    leave = {"kind": Absence.LEAVE, "user": world.postman}
    assert isinstance(ask(world, **leave, ends_on=short), Arrangement)
    longer = {"begins_on": short + timedelta(days=1), "ends_on": short + timedelta(days=DIRECT_LEAVE_DAYS + 1)}
    assert isinstance(ask(world, **leave, **longer), Approval)


def test_the_same_asked_twice_is_one_request(world):
    person = joiner()
    assert ask(world, user=person).pk == ask(world, user=person).pk
    assert Approval.objects.count() == 1


def test_who_may_not_decide(world):
    checker = second_supervisor(world)
    approval = ask(world)
    refused("own_request", lambda: settle(approval, world.supervisor))
    refused("not_found", lambda: settle(approval, world.clerk))  # no such work
    foreign = joiner("10000096")
    give_post(foreign, world.hassan, Role.SUPERVISOR, number=70)
    refused("not_found", lambda: settle(approval, foreign))  # the work, at another office
    refused("not_found", lambda: settle(approval, checker, topics={}))
    refused("request_expired", lambda: settle(approval, checker, now=NOW + timedelta(days=8)))
    settle(approval, checker)
    refused("already_decided", lambda: settle(approval, checker))


def test_those_above_may_decide(world):
    assert settle(ask(world), world.administrator).decided_by == world.administrator


def test_what_became_impossible_is_refused_at_the_decision_and_stays_open(world):
    person, checker = joiner(), second_supervisor(world)
    approval = ask(world, user=person)
    person.left_on = TODAY
    person.save()
    refused("person_left", lambda: settle(approval, checker))
    assert Approval.objects.get().decision == ""


def test_nobody_approves_a_post_for_themselves(world):
    checker = second_supervisor(world)
    post = Post.objects.select_related("office").get(postings__user=world.postman)
    values = {"post": post, "begins_on": TODAY, "reason": "transfer", "by": world.supervisor, "now": NOW}
    refused("not_for_oneself", lambda: ask_for_posting(user=world.supervisor, **values))
    approval = ask_for_posting(user=checker, **values)
    refused("not_for_oneself", lambda: settle(approval, checker))
    settle(approval, world.administrator)
    assert Posting.objects.get(post=post, valid__contains=TODAY).user == checker
