"""Trust goals D1 and D2: thirty guesses at once, twenty right codes at once, two phones."""

import uuid
from collections import Counter

import pytest

from bookings.models import Article
from deliveries.models import Attempt, DeliveryCode, SheetItem
from deliveries.rules import Verdict
from deliveries.services import code_for
from tests.world import arrived, at_once, attempt, out, sheet
from tracking.models import TrackingEvent

from .conftest import slowly, without_constraints


@pytest.fixture
def article(world):
    found = arrived(world, 1, "OTP")[0]
    out(world, [found])
    return found


def submit(world, article, code, *, uid=None):
    return attempt(world.postman, article, code=code, client_uuid=uid or uuid.uuid4())


def guess(world, article, times):
    right = int(code_for(article.number, 1))
    answers = at_once(times, lambda n: submit(world, article, f"{(right + n + 1) % 10**6:06d}"))
    return Counter(getattr(answer, "verdict", answer) for answer in answers)


def verdicts():
    return Counter(Attempt.objects.values_list("verdict", flat=True))


def test_parallel_guesses_are_all_evaluated_without_the_guard(world, article, without_locks):
    with without_locks(), slowly("deliveries_attempt", 200):
        guess(world, article, 8)
    assert verdicts()[Verdict.WRONG_CODE] > 3


def test_thirty_parallel_guesses_are_evaluated_three_times(world, article):
    answers = guess(world, article, 30)
    assert answers == {Verdict.WRONG_CODE: 3, Verdict.CODE_LOCKED: 27}
    assert verdicts() == {"wrong_code": 3, "code_locked": 27}
    assert DeliveryCode.objects.get().wrong_tries == 3
    assert submit(world, article, code_for(article.number, 1)).verdict == Verdict.CODE_LOCKED


def test_right_code_delivers_twice_without_the_guard(world, article, without_locks):
    right = code_for(article.number, 1)
    with (
        without_constraints("tracking_trackingevent_dedupe_key_key"),
        without_locks(),
        slowly("deliveries_attempt", 200),
    ):
        at_once(4, lambda _: submit(world, article, right))
        assert TrackingEvent.objects.filter(code="ITEM_DELIVERY").count() > 1


def test_twenty_parallel_right_codes_deliver_once(world, article):
    right = code_for(article.number, 1)
    answers = at_once(20, lambda _: submit(world, article, right))
    assert Counter(getattr(answer, "code", "delivered") for answer in answers) == {"delivered": 1, "attempt_closed": 19}
    assert TrackingEvent.objects.filter(code="ITEM_DELIVERY").count() == 1
    assert verdicts() == {"delivered": 1}
    assert Article.objects.get().status == "delivered"


def test_two_phones_send_the_same_attempt_and_get_the_same_answer(world, article):
    uid, right = uuid.uuid4(), code_for(article.number, 1)
    answers = at_once(6, lambda _: submit(world, article, right, uid=uid))
    assert answers == [answers[0]] * 6
    assert answers[0].verdict == Verdict.DELIVERED
    assert Attempt.objects.count() == 1


def test_two_phones_say_different_things_and_one_is_heard(world, article):
    right = code_for(article.number, 1)

    def act(n):
        if n == 0:
            return submit(world, article, right)
        return attempt(world.postman, article, remark="door_locked")

    answers = at_once(2, act)
    assert sorted(getattr(answer, "code", "heard") for answer in answers) == ["attempt_closed", "heard"]
    assert SheetItem.objects.get().outcome == Article.objects.get().status.replace("held", "not_delivered")


def test_one_article_comes_onto_one_of_two_sheets(world):
    articles = arrived(world)
    answers = at_once(2, lambda n: sheet(world, articles, postman=[world.postman, world.second_postman][n]))
    assert sorted(getattr(answer, "code", "made") for answer in answers) == ["made", "move_refused"]
    assert SheetItem.objects.count() == 1
