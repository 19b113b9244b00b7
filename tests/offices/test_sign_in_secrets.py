"""What a reader of the logs and of a copy of the database does not learn."""

import pyotp
from django.contrib.sessions.models import Session
from django.test import Client

from apt.core.clock import now as clock_now
from offices.models import Device, LiveSession, RecoveryCode, User
from tests.offices.test_sign_in import SIGN_IN, give_password, with_password


def test_no_secret_is_logged_or_stored(client, world, caplog, settings):
    settings.DEMO = False
    with_password(world.supervisor)
    give_password(client, world.supervisor)
    secret = client.get("/staff/sign-in/phone/").context["secret"].replace(" ", "")
    code = pyotp.TOTP(secret).at(clock_now())
    codes = client.post("/staff/sign-in/phone/", {"code": code}).context["codes"]
    client.get("/staff/sign-in/continue/")
    User.objects.update(totp_last_step=0)
    client.post("/staff/step-up/", {"code": pyotp.TOTP(secret).at(clock_now())})
    client.post("/staff/devices/register/", {"label": "Counter 3"})
    token = client.cookies["apt_device"].value
    wrong = {"username": world.supervisor.employee_id, "password": "my secret guess"}
    Client().post(SIGN_IN, wrong)
    stored = str([list(model.objects.values()) for model in (User, RecoveryCode, Device, LiveSession, *_axes())])
    stored += str([session.get_decoded() for session in Session.objects.all()])
    for hidden in (secret, *codes, *(one.replace("-", "") for one in codes), token.split(":")[0], "my secret guess"):
        assert hidden not in stored
        assert hidden not in caplog.text
    assert Device.objects.get().token_hash in stored


def _axes():
    from axes.models import AccessAttempt

    return (AccessAttempt,)
