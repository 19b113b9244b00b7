"""Guessing is slowed; nobody is locked out for ever, and nobody elsewhere at all."""

from datetime import timedelta

import pyotp
import pytest
from django.test import Client

from apt.core.clock import now as clock_now
from offices.models import User
from tests.offices.test_sign_in import CODE, SIGN_IN, enrolled, give_password, with_password


@pytest.fixture
def later(monkeypatch):
    """Move axes' clock."""
    from axes.handlers import proxy

    def at(moment):
        monkeypatch.setattr(proxy, "now", lambda: moment)

    return at


def fail(client, user, times, **extra):
    return [give_password(client, user, "wrong", **extra).status_code for _ in range(times)]


def test_who_guesses_waits_and_the_victim_elsewhere_does_not(client, world, later):
    begun = clock_now()
    later(begun)
    enrolled(with_password(world.clerk))
    assert fail(client, world.clerk, 5, REMOTE_ADDR="203.0.113.9") == [200, 200, 200, 200, 429]
    refused = give_password(client, world.clerk, REMOTE_ADDR="203.0.113.9")
    assert refused.status_code == 429, "the right password does not help"
    assert 0 < int(refused["Retry-After"]) <= 60
    assert b"too_many_tries" in refused.content
    assert give_password(Client(), world.clerk, REMOTE_ADDR="198.51.100.7")["Location"] == CODE
    later(begun + timedelta(seconds=61))
    assert give_password(client, world.clerk, REMOTE_ADDR="203.0.113.9")["Location"] == CODE


def test_the_wait_grows_and_ends(client, world, later):
    at, waits = clock_now(), []
    later(at)
    fail(client, world.clerk, 4)
    for _ in range(7):
        waits.append(int(give_password(client, world.clerk, "wrong")["Retry-After"]))
        for _ in range(3):
            assert int(give_password(client, world.clerk, "wrong")["Retry-After"]) <= waits[-1], "nobody extends it"
        at += timedelta(seconds=waits[-1] + 1)
        later(at)
    assert waits == [60, 120, 240, 480, 900, 900, 900]


def test_one_address_waits_whatever_ids_it_tries(client, world, later):
    later(clock_now())
    with_password(world.clerk)
    for number in range(50):
        client.post(SIGN_IN, {"username": f"{20000000 + number}", "password": "x"})
    assert give_password(client, world.clerk).status_code == 429
    assert give_password(client, world.clerk, REMOTE_ADDR="198.51.100.7").status_code == 302


def test_codes_are_throttled_like_passwords(client, world):
    secret, _ = enrolled(with_password(world.clerk))
    give_password(client, world.clerk)
    answers = [client.post(CODE, {"code": "000000"}).status_code for _ in range(6)]
    assert answers == [422, 422, 422, 422, 429, 429]
    User.objects.update(totp_last_step=0)
    assert client.post(CODE, {"code": pyotp.TOTP(secret).at(clock_now())}).status_code == 429


def test_unknown_and_known_ids_get_the_same_answer(client, world):
    with_password(world.clerk)
    known = give_password(client, world.clerk, "wrong").content.decode()
    unknown = client.post(SIGN_IN, {"username": "99999999", "password": "wrong"}).content.decode()
    gone = with_password(world.mails)
    User.objects.filter(pk=gone.pk).update(left_on=clock_now().date() - timedelta(days=2))
    left = give_password(client, gone).content.decode()
    for page in (known, unknown, left):
        assert "do not go together" in page


def test_behind_the_proxy_the_proxys_word_counts_and_no_other(client, world, settings, later):
    later(clock_now())
    settings.BEHIND_PROXY = True
    with_password(world.clerk)
    for number in range(5):
        fail(client, world.clerk, 1, HTTP_X_FORWARDED_FOR=f"10.0.0.{number}, 203.0.113.9")
    assert give_password(client, world.clerk, HTTP_X_FORWARDED_FOR="10.9.9.9, 203.0.113.9").status_code == 429
    assert give_password(client, world.clerk, HTTP_X_FORWARDED_FOR="203.0.113.9, 198.51.100.7").status_code == 302
