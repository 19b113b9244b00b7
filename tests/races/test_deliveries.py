"""Trust goals D1 and D2: thirty guesses at once, twenty right codes at once, two phones."""

import time
import uuid
from collections import Counter

import pytest

from bookings.models import Article
from deliveries.models import Attempt, DeliveryCode, Sheet, SheetItem
from deliveries.rules import Verdict
from deliveries.services import Handing, close_sheet, code_for, deliver_at_window, meet_phone, sync_round
from tests.deliveries.test_held import kept
from tests.world import NOW, arrived, at_once, attempt, claim, out, sheet
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


# --- two tabs, six phones, the office at the same time --------------------------------------------------------------

KEYS = ("deliveries_attempt_client_uuid_key", "tracking_trackingevent_dedupe_key_key")
STANDING = "deliveries_sheetitem_standing_id_key"


@pytest.fixture
def plain(world):
    found = arrived(world, 2)
    out(world, found)
    return found


def phones(world, count):
    return [
        meet_phone(key=uuid.uuid4(), label=f"{n}", office=world.bengaluru, by=world.postman, now=NOW)
        for n in range(count)
    ]


def send(world, phone, *claims):
    return sync_round(key=phone.key, claims=claims, clock_off=False, by=world.postman, now=NOW).answers


def deliveries():
    return TrackingEvent.objects.filter(code="ITEM_DELIVERY").count()


def test_the_same_queue_from_two_tabs_is_doubled_without_the_guard(world, plain, without_locks):
    (phone,) = phones(world, 1)
    queue = [claim(one, seq=place) for place, one in enumerate(plain, 1)]
    with without_constraints(*KEYS, STANDING), without_locks(), slowly("deliveries_attempt", 200):
        at_once(2, lambda _: send(world, phone, *queue))
        assert Attempt.objects.count() > 2


def test_o1_the_same_queue_from_two_tabs_counts_once(world, plain):
    (phone,) = phones(world, 1)
    queue = [claim(one, seq=place) for place, one in enumerate(plain, 1)]
    answers = at_once(2, lambda _: send(world, phone, *queue))
    assert answers[0] == answers[1]
    phone.refresh_from_db()
    assert (Attempt.objects.count(), deliveries(), phone.received) == (2, 2, 2)


def six_phones(world, article):
    six = phones(world, 6)
    at_once(6, lambda n: send(world, six[n], claim(article, seq=1, received_by=f"Receiver {n}")))


def test_six_phones_deliver_one_article_often_without_the_guard(world, plain, without_locks):
    with without_constraints(*KEYS, STANDING), without_locks(), slowly("deliveries_attempt", 200):
        six_phones(world, plain[0])
        assert deliveries() > 1


def test_six_phones_deliver_one_article_once(world, plain):
    six_phones(world, plain[0])
    assert deliveries() == 1
    assert Attempt.objects.count() == 6  # all claims are kept
    item = SheetItem.objects.select_related("standing").get(article=plain[0])
    assert item.standing.client_uuid == min(Attempt.objects.values_list("client_uuid", flat=True), key=str)


def returns_against_sync(world, article):
    """The office takes its returns while a phone says that it was delivered; whether all ended as it should."""
    (phone,), made = phones(world, 1), Sheet.objects.get(items__article=article)

    def returns():
        time.sleep(0.15)  # looks while the phone's entry is being written, and writes when it is committed
        return close_sheet(office=world.bengaluru, number=made.number, with_postman=[], by=world.delivery, now=NOW)

    acts = (returns, lambda: send(world, phone, claim(article, seq=1)))
    answers = at_once(2, lambda n: acts[n]())
    item, article = SheetItem.objects.get(article=article), Article.objects.get(pk=article.pk)
    well = not any(isinstance(one, Exception) for one in answers)
    return well and (item.outcome, article.status, deliveries()) == ("delivered", "delivered", 1)


def test_returns_overrun_a_delivery_without_the_guard(world, plain, without_locks):
    with without_locks(), slowly("bookings_article", 300, verb="UPDATE"):
        assert not returns_against_sync(world, plain[0])


def test_returns_and_a_delivery_at_once_end_as_delivered(world, plain):
    assert returns_against_sync(world, plain[0])


def window_against_postman(world, article):
    """Handed out at the window while a phone tells late that it had been delivered at the door."""
    attempt(world.postman, article, remark="door_locked")
    (phone,), photo = phones(world, 1), kept(world)
    handing = Handing(
        request_id=uuid.uuid4(), received_by="K. Sharma", relation="self", document="voter", last4="12AB", photo=photo
    )
    acts = (
        lambda: deliver_at_window(
            office=world.bengaluru, number=article.number, handing=handing, by=world.delivery, now=NOW
        ),
        lambda: send(world, phone, claim(article, seq=1)),
    )
    at_once(2, lambda n: acts[n]())
    return deliveries()


def test_window_and_postman_both_deliver_without_the_guard(world, plain, without_locks):
    with without_locks(), slowly("deliveries_attempt", 300):
        assert window_against_postman(world, plain[0]) == 2


def test_d2_window_and_postman_deliver_once(world, plain):
    assert window_against_postman(world, plain[0]) == 1
    assert Article.objects.get(pk=plain[0].pk).status == "delivered"
