"""Signing in: password, code, machine, one live session."""

from datetime import timedelta

import pyotp
import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from apt.core.clock import now as clock_now
from offices.errors import PasswordTooWeak
from offices.models import Device, LiveSession, User
from offices.rules.sign_in import Ended, opened, sealed
from offices.services import (
    check_totp,
    confirm_totp,
    enrol_totp,
    open_totp,
    register_device,
    revoke_device,
    step_up,
    use_recovery_code,
)
from tests.world import NOW, statements

PASSWORD = "four horses in the rain"
SIGN_IN, CODE = "/staff/sign-in/", "/staff/sign-in/code/"


def enrolled(user, *, now=NOW):
    """The secret and the recovery codes of somebody who has a phone."""
    box = enrol_totp(by=user)
    secret = open_totp(by=user, sealed=box)
    codes = confirm_totp(sealed=box, code=pyotp.TOTP(secret).at(now), by=user, now=now)
    return secret, codes


def with_password(user):
    user.set_password(PASSWORD)
    user.save()
    return user


def give_password(client, user, password=PASSWORD, **extra):
    return client.post(SIGN_IN, {"username": user.employee_id, "password": password}, **extra)


def signed_in(client, user, secret, **extra):
    """All steps; the code of the step after the one that enrolment used up."""
    give_password(client, user, **extra)
    User.objects.filter(pk=user.pk).update(totp_last_step=0)
    return client.post(CODE, {"code": pyotp.TOTP(secret).at(clock_now())}, **extra)


def is_in(client):
    return "_auth_user_id" in client.session


# --- codes ----------------------------------------------------------------------------------------------------------


def test_a_phone_is_taken_only_with_a_code_of_it(world):
    box = enrol_totp(by=world.clerk)
    assert confirm_totp(sealed=box, code="000000", by=world.clerk, now=NOW) is None
    world.clerk.refresh_from_db()
    assert (world.clerk.totp_sealed, world.clerk.totp_confirmed_at) == (None, None)
    secret, codes = enrolled(world.clerk)
    assert len(set(codes)) == 10
    assert secret.encode() not in bytes(User.objects.get(pk=world.clerk.pk).totp_sealed)


def test_a_code_counts_once(world):
    secret, _ = enrolled(world.clerk)
    totp, later = pyotp.TOTP(secret), NOW + timedelta(minutes=2)
    assert not check_totp(code=totp.at(NOW), by=world.clerk, now=NOW), "enrolment used it"
    assert check_totp(code=totp.at(later), by=world.clerk, now=later)
    assert not check_totp(code=totp.at(later), by=world.clerk, now=later)


def test_the_window_is_one_step_either_way(world):
    secret, _ = enrolled(world.clerk, now=NOW - timedelta(hours=1))
    totp = pyotp.TOTP(secret)
    for away, good in ((-2, False), (2, False), (-1, True), (0, True), (1, True)):
        User.objects.filter(pk=world.clerk.pk).update(totp_last_step=0)
        code = totp.at(NOW + timedelta(seconds=30 * away))
        assert check_totp(code=code, by=world.clerk, now=NOW) is good, away


def test_a_future_code_is_not_good_again_when_its_time_comes(world):
    secret, _ = enrolled(world.clerk, now=NOW - timedelta(hours=1))
    soon = NOW + timedelta(seconds=30)
    code = pyotp.TOTP(secret).at(soon)
    assert check_totp(code=code, by=world.clerk, now=NOW)
    assert not check_totp(code=code, by=world.clerk, now=soon)
    assert not check_totp(code=pyotp.TOTP(secret).at(NOW), by=world.clerk, now=NOW), "an older step than the used one"


def test_a_code_of_somebody_else_is_wrong(world):
    enrolled(world.clerk, now=NOW - timedelta(hours=1))
    other, _ = enrolled(world.mails, now=NOW - timedelta(hours=1))
    assert not check_totp(code=pyotp.TOTP(other).at(NOW), by=world.clerk, now=NOW)


def test_a_sealed_secret_opens_for_its_owner_only():
    key = b"k" * 32
    box = sealed("SECRET", key=key, nonce=b"n" * 12, owner="1:10000001")
    assert opened(box, key=key, owner="1:10000001") == "SECRET"
    assert opened(box, key=key, owner="2:10000002") is None
    assert opened(box, key=b"x" * 32, owner="1:10000001") is None
    assert opened(b"", key=key, owner="1:10000001") is None


def test_a_recovery_code_counts_once_and_only_for_its_owner(world):
    _, codes = enrolled(world.clerk)
    enrolled(world.mails)
    assert not use_recovery_code(code=codes[0], by=world.mails, now=NOW)
    assert use_recovery_code(code=codes[0].lower().replace("-", " "), by=world.clerk, now=NOW)
    assert not use_recovery_code(code=codes[0], by=world.clerk, now=NOW)
    assert use_recovery_code(code=codes[1], by=world.clerk, now=NOW)


# --- the way in -----------------------------------------------------------------------------------------------------


def test_the_password_alone_opens_nothing(client, world):
    enrolled(with_password(world.clerk))
    assert give_password(client, world.clerk)["Location"] == CODE
    assert not is_in(client)
    assert client.get("/counter/")["Location"].startswith(SIGN_IN)
    assert client.get("/staff/sign-in/password/")["Location"] == SIGN_IN
    assert client.get("/staff/sign-in/continue/")["Location"] == CODE
    assert client.post(CODE, {"code": "000000"}).status_code == 422
    assert not is_in(client)


def test_password_and_code_lead_to_the_first_page_of_the_duty(client, world):
    secret, _ = enrolled(with_password(world.clerk))
    assert signed_in(client, world.clerk, secret)["Location"] == "/counter/"
    assert client.get("/counter/").status_code == 200


def test_a_recovery_code_signs_in_but_opens_nothing_grave(client, world):
    _, codes = enrolled(with_password(world.supervisor))
    give_password(client, world.supervisor)
    assert b"Twelve letters" in client.get(CODE + "?recovery").content
    client.post(CODE, {"code": codes[3], "recovery": "1"})
    assert is_in(client)
    assert client.post("/staff/devices/register/", {"label": "Counter 3"})["Location"].startswith("/staff/step-up/")
    assert not Device.objects.exists()


def test_who_lost_the_phone_enrols_another_once(client, world):
    _, codes = enrolled(with_password(world.clerk))
    give_password(client, world.clerk)
    client.post(CODE, {"code": codes[0], "recovery": "1"})
    secret = client.get("/staff/sign-in/phone/").context["secret"].replace(" ", "")
    fresh = client.post("/staff/sign-in/phone/", {"code": pyotp.TOTP(secret).at(clock_now())}).context["codes"]
    assert not set(fresh) & set(codes)
    assert client.get("/staff/sign-in/phone/")["Location"].startswith("/staff/step-up/")


def test_who_has_no_phone_enrols_one_on_the_way_in(client, world):
    with_password(world.clerk)
    assert give_password(client, world.clerk)["Location"] == "/staff/sign-in/phone/"
    page = client.get("/staff/sign-in/phone/")
    secret = page.context["secret"].replace(" ", "")
    assert b"<svg" in page.content
    assert client.get("/staff/sign-in/phone/").context["secret"].replace(" ", "") == secret, "a reload keeps it"
    shown = client.post("/staff/sign-in/phone/", {"code": pyotp.TOTP(secret).at(clock_now())})
    assert len(shown.context["codes"]) == 10
    assert not is_in(client)
    assert client.get("/staff/sign-in/continue/")["Location"] == "/counter/"
    assert is_in(client)


def test_the_first_password_is_changed_before_anything_else(client, world):
    secret, _ = enrolled(with_password(world.clerk))
    User.objects.filter(pk=world.clerk.pk).update(must_change_password=True)
    assert signed_in(client, world.clerk, secret)["Location"] == "/staff/sign-in/password/"
    assert client.get("/counter/")["Location"].startswith(SIGN_IN)
    change = "/staff/sign-in/password/"
    for new in (PASSWORD, "short", "1234567890", world.clerk.employee_id + "ab"):
        assert client.post(change, {"new_password": new, "again": new}).status_code == 422, new
    assert client.post(change, {"new_password": "a lamp by the well", "again": "another"}).status_code == 422
    new = {"new_password": "a lamp by the well", "again": "a lamp by the well"}
    assert client.post(change, new)["Location"] == "/counter/"
    assert is_in(client)
    world.clerk.refresh_from_db()
    assert world.clerk.check_password("a lamp by the well")
    assert not world.clerk.must_change_password


def test_ones_own_password_needs_the_present_one_and_the_session_goes_on(client, world):
    secret, _ = enrolled(with_password(world.clerk))
    signed_in(client, world.clerk, secret)
    new = {"new_password": "a lamp by the well", "again": "a lamp by the well"}
    assert client.post("/staff/sign-in/password/", {**new, "old_password": "no"}).status_code == 422
    before = client.session.session_key
    assert client.post("/staff/sign-in/password/", {**new, "old_password": PASSWORD}).status_code == 302
    assert client.session.session_key != before
    assert client.get("/counter/").status_code == 200
    assert PasswordTooWeak.http_status == 422


def test_the_session_key_changes_at_every_step(client, world):
    secret, _ = enrolled(with_password(world.clerk))
    planted = client.session
    planted["x"] = "planted"
    planted.save()
    client.cookies["apt_session"] = planted.session_key
    keys = [planted.session_key]
    give_password(client, world.clerk)
    keys.append(client.session.session_key)
    signed_in(client, world.clerk, secret)
    keys.append(client.session.session_key)
    assert len(set(keys)) == 3
    assert "x" not in client.session
    assert not Session.objects.filter(session_key__in=keys[:2]).exists()


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil.example"]
)
def test_nobody_is_led_away(client, world, wanted):
    secret, _ = enrolled(with_password(world.clerk))
    form = {"username": world.clerk.employee_id, "password": PASSWORD, "next": wanted}
    client.post(SIGN_IN, form)
    User.objects.update(totp_last_step=0)
    assert client.post(CODE, {"code": pyotp.TOTP(secret).at(clock_now())})["Location"] == "/counter/"
    User.objects.update(totp_last_step=0)
    code = pyotp.TOTP(secret).at(clock_now())
    assert client.post("/staff/step-up/", {"code": code, "next": wanted})["Location"] == "/"


def test_the_page_that_was_wanted_comes_after_the_code(client, world):
    secret, _ = enrolled(with_password(world.clerk))
    client.post(SIGN_IN, {"username": world.clerk.employee_id, "password": PASSWORD, "next": "/staff/sessions/"})
    User.objects.update(totp_last_step=0)
    assert client.post(CODE, {"code": pyotp.TOTP(secret).at(clock_now())})["Location"] == "/staff/sessions/"


def test_djangos_own_doors_lead_to_ours(client):
    assert client.get("/admin/login/?next=/admin/")["Location"] == "/staff/sign-in/?next=/admin/"
    assert client.post("/admin/login/", {"username": "1", "password": "x"})["Location"].startswith(SIGN_IN)


# --- sessions, machines, the grave -----------------------------------------------------------------------------------


def test_a_second_sign_in_ends_the_first_and_says_so_to_both(world):
    secret, _ = enrolled(with_password(world.clerk))
    first, second = Client(), Client()
    signed_in(first, world.clerk, secret)
    assert first.get("/counter/").status_code == 200
    signed_in(second, world.clerk, secret)
    assert "Your earlier session at another browser was ended." in second.get("/counter/").content.decode()
    thrown = first.get("/counter/", follow=True)
    assert thrown.redirect_chain[0][0].startswith(SIGN_IN)
    assert "you signed in somewhere else" in thrown.content.decode()
    assert "you signed in somewhere else" not in first.get(SIGN_IN).content.decode(), "once"
    assert LiveSession.objects.filter(user=world.clerk, ended_at=None).count() == 1
    assert LiveSession.objects.get(ended_at__isnull=False).ended_because == Ended.ELSEWHERE


def test_a_log_in_that_came_past_the_pages_is_none(client, world, rf):
    from django.contrib.auth import login

    request = rf.get("/")
    request.session = client.session
    login(request, world.clerk, backend="django.contrib.auth.backends.ModelBackend")
    request.session.save()
    client.cookies["apt_session"] = request.session.session_key
    assert client.get("/counter/")["Location"].startswith(SIGN_IN)


@pytest.mark.parametrize("change", [{"is_active": False}, {"left_on": NOW.date()}])
def test_who_left_is_out_at_the_next_request(client, world, change):
    client.force_login(world.clerk)
    assert client.get("/counter/").status_code == 200
    User.objects.filter(pk=world.clerk.pk).update(**change)
    assert "Your log-in is closed" in client.get("/counter/", follow=True).content.decode()
    assert not is_in(client)


def test_the_watch_costs_one_statement_and_nothing_for_the_public(client, world):
    with statements() as public:
        client.get("/track/")
    client.force_login(world.clerk)
    with statements() as signed:
        client.get("/track/")
    assert not [sql for sql in public.sql if "livesession" in sql or "offices_user" in sql]
    names = ("django_session", "livesession", "offices_user")
    assert len([sql for sql in signed.sql if any(name in sql for name in names)]) == 1


def test_signing_out_ends_the_session(client, world):
    client.force_login(world.clerk)
    client.post("/staff/sign-out/")
    assert LiveSession.objects.get().ended_because == Ended.SIGNED_OUT
    assert client.get("/counter/")["Location"].startswith(SIGN_IN)


def test_a_machine_must_be_registered(world, settings):
    settings.DEVICES_REQUIRED = True
    secret, _ = enrolled(with_password(world.postman))
    at_home = Client()
    refused = give_password(at_home, world.postman)
    assert refused.status_code == 403
    assert b"Ask the supervisor of your office" in refused.content

    till = Client()
    boss, _ = enrolled(with_password(world.supervisor))
    signed_in(till, world.supervisor, boss)
    assert till.get("/counter/")["Location"] == "/staff/devices/", "first the machine, then the work"
    till.post("/staff/devices/register/", {"label": "Counter 3"})
    assert till.get("/counter/").status_code == 200
    cookie = till.cookies["apt_device"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    till.post("/staff/sign-out/")
    assert signed_in(till, world.postman, secret)["Location"] == "/delivery/round/"
    assert LiveSession.objects.get(user=world.postman).device.label == "Counter 3"

    carried = Client()
    carried.cookies[settings.SESSION_COOKIE_NAME] = till.cookies[settings.SESSION_COOKIE_NAME].value
    assert carried.get("/delivery/round/")["Location"].startswith(SIGN_IN), "not on another machine"


def test_a_revoked_machine_ends_who_works_on_it(client, world, settings):
    settings.DEVICES_REQUIRED = True
    secret, _ = enrolled(with_password(world.postman))
    device, token = register_device(office=world.bengaluru, label="Till", session=None, by=world.supervisor, now=NOW)
    from django.core.signing import get_cookie_signer

    client.cookies["apt_device"] = get_cookie_signer(salt="apt_deviceoffices.device").sign(token)
    assert signed_in(client, world.postman, secret).status_code == 302
    assert client.get("/delivery/round/").status_code == 200
    revoke_device(device=device, by=world.supervisor, now=NOW)
    assert "no longer registered" in client.get("/delivery/round/", follow=True).content.decode()
    assert give_password(client, world.postman).status_code == 403


def test_a_machine_elsewhere_is_nobodys_business(client, world):
    device, _ = register_device(office=world.mysuru, label="Till", session=None, by=world.administrator, now=NOW)
    client.force_login(world.supervisor)
    client.post("/staff/devices/revoke/", {"device": device.pk})
    client.post("/staff/devices/register/", {"label": "x", "office": world.mysuru.code})
    device.refresh_from_db()
    assert device.revoked_at is None
    assert Device.objects.count() == 1
    client.force_login(world.clerk)
    assert client.get("/staff/devices/").status_code == 403


def test_a_step_up_lasts_five_minutes(client, world):
    secret, _ = enrolled(with_password(world.supervisor))
    signed_in(client, world.supervisor, secret)
    live = LiveSession.objects.get(ended_at=None)
    LiveSession.objects.update(stepped_up_at=clock_now() - timedelta(minutes=5, seconds=1))
    asked = client.post(
        "/staff/devices/register/", {"label": "a"}, headers={"referer": "http://testserver/staff/devices/"}
    )
    assert asked["Location"] == "/staff/step-up/?next=%2Fstaff%2Fdevices%2F"
    assert client.post("/staff/step-up/", {"code": "000000", "next": "/staff/devices/"}).status_code == 422
    User.objects.update(totp_last_step=0)
    code = pyotp.TOTP(secret).at(clock_now())
    assert client.post("/staff/step-up/", {"code": code, "next": "/staff/devices/"})["Location"] == "/staff/devices/"
    assert client.post("/staff/devices/register/", {"label": "a"})["Location"] == "/staff/devices/"
    assert Device.objects.count() == 1
    assert not step_up(session=live, code=code, by=world.clerk, now=clock_now()), "somebody else's session"


def test_another_phone_needs_a_fresh_code(client, world):
    secret, _ = enrolled(with_password(world.clerk))
    signed_in(client, world.clerk, secret)
    LiveSession.objects.update(stepped_up_at=None)
    assert client.get("/staff/sign-in/phone/")["Location"].startswith("/staff/step-up/")
    assert open_totp(by=world.clerk, sealed=bytes(User.objects.get(pk=world.clerk.pk).totp_sealed)) == secret
