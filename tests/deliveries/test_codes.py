"""Codes asked for again (D5), the alarm, and codes typed at the office."""

from datetime import timedelta

import pytest
from django.db import DataError, IntegrityError, transaction
from django.urls import reverse

from apt.core.models import OutboxMessage
from bookings.models import Article, Parties
from deliveries import errors
from deliveries.models import DeliveryCode
from deliveries.queries import codes_entered
from deliveries.rules import Verdict, wait_to_resend
from deliveries.services import code_for, resend_code
from tests.world import NOW, arrived, attempt, nothing_changes, out, statements

MINUTE = timedelta(minutes=1)


@pytest.fixture
def article(world):
    found = arrived(world, 1, "OTP")[0]
    out(world, [found])
    return found


def again(world, article, *, at=MINUTE, **asked):
    asked = asked or {"postman": world.postman}
    return resend_code(number=article.number, by=world.postman, now=NOW + at, **asked)


def latest(article):
    return code_for(article.number, DeliveryCode.objects.filter(article=article).latest("issue_number").issue_number)


def test_d5_a_resend_kills_the_older_code_and_keeps_its_end(world, article):
    first = DeliveryCode.objects.get()
    made = again(world, article)
    assert (made.issue_number, made.again, made.expires_at) == (2, True, first.expires_at)
    assert OutboxMessage.objects.filter(topic="deliveries.otp_issued").count() == 2
    after = NOW + timedelta(minutes=4)
    assert attempt(world.postman, article, code=code_for(article.number, 1), now=after).verdict == Verdict.WRONG_CODE
    assert attempt(world.postman, article, code=latest(article), now=after).verdict == Verdict.DELIVERED


def test_d5_two_resends_a_day_then_the_window(world, article):
    with nothing_changes(), pytest.raises(errors.WaitToResend) as refused:
        again(world, article, at=timedelta(seconds=40))
    assert refused.value.values["seconds"] == 20
    again(world, article)
    with nothing_changes(), pytest.raises(errors.WaitToResend):
        again(world, article, at=2 * MINUTE)  # twice as long after the first that was asked for
    again(world, article, at=3 * MINUTE, office=world.bengaluru)
    with nothing_changes(), pytest.raises(errors.TooManyResends):
        again(world, article, at=60 * MINUTE)


def test_d5_five_codes_a_day_go_to_one_number(world):
    articles = arrived(world, 4, "OTP")
    out(world, articles)
    again(world, articles[0], at=5 * MINUTE)
    with nothing_changes(), pytest.raises(errors.TooManyCodesToMobile):
        again(world, articles[1], at=60 * MINUTE)


def test_d5_an_office_sends_at_most_twice_what_it_has_out(world, article, settings):
    settings.DELIVERY_OTP = settings.DELIVERY_OTP | {"office_at_least": 2, "resends": 9, "to_a_mobile_a_day": 99}
    again(world, article)
    with nothing_changes(), pytest.raises(errors.TooManyOfficeCodes):
        again(world, article, at=60 * MINUTE)


def test_a_code_is_sent_again_only_for_what_is_out_with_one(world, article):
    plain, waiting = arrived(world)[0], arrived(world, 1, "OTP")[0]
    out(world, [plain])
    cases = [
        (errors.NoCodeDue, plain, {}, MINUTE),
        (errors.UnknownItem, waiting, {}, MINUTE),
        (errors.UnknownItem, article, {"postman": world.second_postman}, MINUTE),
        (errors.UnknownItem, article, {"office": world.hassan}, MINUTE),
        (errors.CodesOver, article, {}, timedelta(hours=12)),
    ]
    with nothing_changes():
        for refusal, one, asked, at in cases:
            with pytest.raises(refusal):
                again(world, one, at=at, **asked)
    Parties.objects.filter(article=article).update(addressee_mobile="")
    with nothing_changes(), pytest.raises(errors.NoMobile):
        again(world, article)


def test_a_resend_costs_the_same_whatever_is_out(world):
    counts = []
    for size in (1, 20):
        articles = arrived(world, size, "OTP")
        Parties.objects.filter(article__in=articles[:1]).update(addressee_mobile=f"98450123{size:02d}")
        out(world, articles)
        with statements() as asked:
            again(world, articles[0], at=10 * MINUTE)
        counts.append(asked.count)
    assert counts[0] == counts[1]


def test_d5_pauses_double_up_to_half_an_hour():
    waits = [
        wait_to_resend([(NOW, False), *[(NOW, True)] * times], first=MINUTE, longest=32 * MINUTE, now=NOW)
        for times in range(8)
    ]
    assert waits == [MINUTE * n for n in (1, 2, 4, 8, 16, 32, 32, 32)]
    assert not wait_to_resend([], first=MINUTE, longest=MINUTE, now=NOW)


@pytest.mark.parametrize(("entered", "alarms"), [(3, True), (4, False)])
def test_d5_codes_that_nobody_enters_are_an_alarm(world, client, entered, alarms):
    articles = arrived(world, 20, "OTP")
    out(world, articles)
    DeliveryCode.objects.update(sent_at=NOW)
    for article in articles[:entered]:
        attempt(world.postman, article, code="000000" if latest(article) != "000000" else "000001")
    assert codes_entered(world.bengaluru, now=NOW).sent == 0  # they may still be entered
    found = codes_entered(world.bengaluru, now=NOW + timedelta(hours=12))
    assert (found.sent, found.entered, found.is_alarming) == (20, entered, alarms)
    assert not codes_entered(world.hassan, now=NOW + timedelta(hours=12)).is_alarming


def test_d5_the_database_takes_no_other_number(world, article):
    for number in ("5845012345", "98450123456", "14155550100"):
        with pytest.raises((IntegrityError, DataError)), transaction.atomic():
            Parties.objects.filter(article=article).update(addressee_mobile=number)


def test_postman_and_office_press_send_again(world, client, article):
    client.force_login(world.postman)
    answer = client.post(reverse("deliveries:resend", args=[article.number]))
    assert (answer.status_code, answer.json()["code"]) in {(429, "wait_to_resend"), (409, "codes_over")}
    client.force_login(world.delivery)
    assert client.post(reverse("deliveries:resend-here", args=[article.number]))["Location"] == "/delivery/"
    assert Article.objects.get().status == "out"
