"""Two approve one request at once; two are posted to one post at once."""

from apt.wiring import ON_APPROVAL
from offices.access import get_duty_for
from offices.models import Approval, Arrangement, Post, Posting
from offices.rules import Absence
from offices.services import Topic, ask_for_arrangement, decide, post_person
from tests.offices.people import joiner, second_supervisor
from tests.world import NOW, TODAY, at_once

from .conftest import slowly, without_constraints


def decide_twice(world):
    post = Post.objects.select_related("office").get(postings__user=world.postman)
    approval = ask_for_arrangement(
        kind=Absence.SUBSTITUTE, user=joiner(), post=post, begins_on=TODAY, ends_on=TODAY, order_number="M/1",
        reason="rush", by=world.supervisor, now=NOW,
    )  # fmt: skip
    checkers = [second_supervisor(world), world.administrator]
    duties = [get_duty_for(checker, on=TODAY) for checker in checkers]

    # The effect is a bare insert here: the arrangement's own checks would hide that the decision was taken twice.
    def effect(*, approval, by, now):
        Arrangement.objects.create(
            kind=Absence.SUBSTITUTE, user=joiner(), post=post, valid=(TODAY, TODAY.replace(day=30)), order_number="M/1",
            made_by=approval.made_by, made_at=now,
        )  # fmt: skip

    topics = {approval.topic: Topic(ON_APPROVAL[approval.topic].work, effect)}
    with slowly("offices_arrangement", 200):
        return at_once(
            2,
            lambda n: decide(
                approval_id=approval.pk, approve=True, reason="fine", duty=duties[n], by=checkers[n], now=NOW,
                topics=topics,
            ),
        )  # fmt: skip


def test_two_approvals_have_two_effects_without_the_guard(world, without_locks):
    with without_constraints("offices_one_stand_in_a_post"), without_locks():
        answers = decide_twice(world)
        assert [type(answer) for answer in answers] == [Approval, Approval]
        assert Arrangement.objects.count() == 2


def test_two_approvals_have_one_effect(world):
    answers = decide_twice(world)
    assert sorted(getattr(answer, "code", "approved") for answer in answers) == ["already_decided", "approved"]
    assert Arrangement.objects.count() == 1
    assert Approval.objects.get().decided_by is not None


def post_two(world):
    post = Post.objects.select_related("office").get(postings__user=world.postman)
    people = [joiner(), joiner("10000099")]
    with slowly("offices_posting", 200):
        return at_once(
            2, lambda n: post_person(user=people[n], post=post, begins_on=TODAY, by=world.supervisor, now=NOW)
        )


def test_one_post_has_two_holders_without_the_guard(world, without_locks):
    with without_constraints("offices_one_person_a_post"), without_locks():
        post_two(world)
        assert Posting.objects.filter(post__office=world.bengaluru, user__name="New Joiner").count() == 2


def test_one_post_has_one_holder(world):
    post_two(world)
    post = Post.objects.get(postings__user=world.postman)
    assert Posting.objects.filter(post=post, valid__contains=TODAY).count() == 1
