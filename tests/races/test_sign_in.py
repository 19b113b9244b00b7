"""Two uses of one code, two sign-ins of one person."""

from datetime import timedelta

import pyotp
import pytest

from apt.core.db import use_case
from offices.models import LiveSession, RecoveryCode, User
from offices.services import begin_session, check_totp, sign_in, use_recovery_code
from tests.offices.test_sign_in import enrolled
from tests.world import NOW, at_once

from .conftest import slowly, without_constraints


@pytest.fixture
def codes(world):
    return enrolled(world.clerk, now=NOW - timedelta(hours=1))


def test_one_time_code_counts_once_among_twenty(world, codes):
    code = pyotp.TOTP(codes[0]).at(NOW)
    answers = at_once(20, lambda n: check_totp(code=code, by=world.clerk, now=NOW))
    assert sorted(map(bool, answers)) == [False] * 19 + [True]
    assert all(isinstance(answer, bool) for answer in answers)


def test_one_time_code_counts_twice_without_the_comparison(world, codes, monkeypatch):
    """The control: look, then write."""
    code = pyotp.TOTP(codes[0]).at(NOW)
    looked = __import__("threading").Barrier(2)
    compare = sign_in.rules.matching_step

    def slow(**asked):
        found = compare(**asked)
        looked.wait(10)
        return found

    @use_case
    def look_then_write(*, by, now):
        user = User.objects.get(pk=by.pk)
        secret = sign_in.open_totp(by=user, sealed=bytes(user.totp_sealed))
        step = sign_in.rules.step_at(now.timestamp())
        found = slow(secret=secret, code=code, step=step, after=user.totp_last_step)
        User.objects.filter(pk=user.pk).update(totp_last_step=found)
        return found is not None

    assert at_once(2, lambda n: look_then_write(by=world.clerk, now=NOW)) == [True, True]


def test_recovery_code_counts_once_among_twenty(world, codes):
    answers = at_once(20, lambda n: use_recovery_code(code=codes[1][0], by=world.clerk, now=NOW))
    assert sorted(map(bool, answers)) == [False] * 19 + [True]
    assert all(isinstance(answer, bool) for answer in answers)
    assert RecoveryCode.objects.exclude(used_at=None).count() == 1


def sign_in_twice(world):
    def act(n):
        return begin_session(session_key=f"key{n}", device=None, with_code=True, by=world.clerk, now=NOW)

    with slowly("offices_livesession", 150):
        return at_once(2, act)


def test_two_sign_ins_are_both_live_without_the_guards(world, without_locks):
    with without_locks(), without_constraints("offices_one_live_session"):
        assert sign_in_twice(world) == [None, None]
        assert LiveSession.objects.filter(ended_at=None).count() == 2


def test_two_sign_ins_are_not_both_live_by_the_databases_own_promise(world, without_locks):
    with without_locks():
        answers = sign_in_twice(world)
    assert sorted(type(answer).__name__ for answer in answers) == ["IntegrityError", "NoneType"]
    assert LiveSession.objects.filter(ended_at=None).count() == 1


def test_the_later_of_two_sign_ins_ends_the_earlier(world):
    answers = sign_in_twice(world)
    assert sorted(type(answer).__name__ for answer in answers) == ["LiveSession", "NoneType"]
    assert LiveSession.objects.filter(ended_at=None).count() == 1
    assert LiveSession.objects.count() == 2
