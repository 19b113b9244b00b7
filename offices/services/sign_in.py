"""Second factor, live sessions, devices, passwords. `by` is the person who signs in.

A wrong code is a return value: the caller counts it, and an exception would say no more.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import pyotp
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError

from apt.core.db import step, use_case
from offices.errors import PasswordTooWeak
from offices.models import Device, LiveSession, Office, RecoveryCode, User
from offices.rules import sign_in as rules
from offices.rules.sign_in import Ended

TOTP_KEY: Final = "totp"
RECOVERY_KEY: Final = "recovery"
DEVICE_TOKEN_BYTES: Final = 32


def enrol_totp(*, by: User) -> bytes:
    """A new secret, sealed. Nothing is stored until a code proves that the phone has it: the old one stays good."""
    return rules.sealed(pyotp.random_base32(), key=_key(TOTP_KEY), nonce=secrets.token_bytes(12), owner=_owner(by))


def open_totp(*, by: User, sealed: bytes) -> str | None:
    """The secret of a person; None if it was sealed for another or under another key."""
    return rules.opened(sealed, key=_key(TOTP_KEY), owner=_owner(by))


@use_case
def confirm_totp(*, sealed: bytes, code: str, by: User, now: datetime) -> list[str] | None:
    """Take the secret into use if `code` is of it; ten new recovery codes, told this once. None: a wrong code."""
    secret, clean = open_totp(by=by, sealed=sealed), rules.clean_totp(code)
    if secret is None or clean is None:
        return None
    found = rules.matching_step(secret=secret, code=clean, step=rules.step_at(now.timestamp()), after=0)
    if found is None:
        return None
    User.objects.filter(pk=by.pk).update(totp_sealed=sealed, totp_confirmed_at=now, totp_last_step=found)
    by.refresh_from_db(fields=["totp_sealed", "totp_confirmed_at", "totp_last_step"])
    return _new_recovery_codes(user=by)


@use_case
def check_totp(*, code: str, by: User, now: datetime) -> bool:
    """Whether `code` is the person's, now and for the first time. By the server's clock alone.

    The used step is stored by compare-and-set: of two uses of one code, parallel ones too, one counts.
    """
    return _use_totp(user=by, code=code, now=now)


@use_case
def use_recovery_code(*, code: str, by: User, now: datetime) -> bool:
    """Whether `code` is one of the person's recovery codes that was never used. From now on it is used."""
    clean = rules.clean_recovery(code)
    if clean is None:
        return False
    hashed = _recovery_hash(by, clean)
    return RecoveryCode.objects.filter(user=by, code_hash=hashed, used_at=None).update(used_at=now) == 1


@use_case
def begin_session(
    *, session_key: str, device: Device | None, with_code: bool, by: User, now: datetime
) -> LiveSession | None:
    """From now on this is the person's one live session. Gives the one that it ended, for the person to be told."""
    User.objects.select_for_update().get(pk=by.pk)
    earlier = LiveSession.objects.filter(user=by, ended_at=None).select_related("device__office").first()
    if earlier:
        _end([earlier], because=Ended.ELSEWHERE, now=now)
    LiveSession.objects.create(
        user=by, session_key=session_key, device=device, begun_at=now, stepped_up_at=now if with_code else None
    )
    if device:
        Device.objects.filter(pk=device.pk).update(last_seen_at=now)
    return earlier


@use_case
def end_session(*, session: LiveSession, because: Ended, by: User | None, now: datetime) -> None:
    """End a session; its browser is signed out at its next request."""
    _end([session], because=because, now=now)


@use_case
def step_up(*, session: LiveSession, code: str, by: User, now: datetime) -> bool:
    """Whether a fresh code was given; then grave acts are open in this session for five minutes."""
    if session.user_id != by.pk or not _use_totp(user=by, code=code, now=now):
        return False
    return LiveSession.objects.filter(pk=session.pk, ended_at=None).update(stepped_up_at=now) == 1


@use_case
def register_device(
    *, office: Office, label: str, session: LiveSession | None, by: User, now: datetime
) -> tuple[Device, str]:
    """A machine of this office, and its token, which is told this once. The session at hand is on it from now on."""
    token = secrets.token_urlsafe(DEVICE_TOKEN_BYTES)
    device = Device.objects.create(
        office=office, label=label, token_hash=rules.token_hash(token), registered_by=by, registered_at=now,
        last_seen_at=now,
    )  # fmt: skip
    if session:
        LiveSession.objects.filter(pk=session.pk, ended_at=None).update(device=device)
    return device, token


@use_case
def revoke_device(*, device: Device, by: User, now: datetime) -> None:
    """Nobody works on this machine any more, beginning with whoever does so now."""
    Device.objects.filter(pk=device.pk, revoked_at=None).update(revoked_at=now)
    live = LiveSession.objects.filter(device=device, ended_at=None).order_by("id")
    _end(list(live.select_for_update()), because=Ended.DEVICE, now=now)


@use_case
def change_password(
    *, new_password: str, session: LiveSession | None, session_key: str, by: User, now: datetime
) -> None:
    """A new password; sessions under the old one end, but for the one at hand. Raises PasswordTooWeak."""
    try:
        validate_password(new_password, by)
    except ValidationError as error:
        raise PasswordTooWeak(field="new_password", problem=" ".join(error.messages)) from error
    if by.check_password(new_password):
        raise PasswordTooWeak(field="new_password", problem=str(PasswordTooWeak.same))
    by.set_password(new_password)
    by.must_change_password = False
    by.save(update_fields=["password", "must_change_password"])
    others = LiveSession.objects.filter(user=by, ended_at=None).exclude(pk=session.pk if session else 0)
    _end(list(others.order_by("id")), because=Ended.BY_HAND, now=now)
    if session:
        LiveSession.objects.filter(pk=session.pk).update(session_key=session_key)


@step
def _use_totp(*, user: User, code: str, now: datetime) -> bool:
    user = User.objects.get(pk=user.pk)
    clean = rules.clean_totp(code)
    if clean is None or user.totp_confirmed_at is None or user.totp_sealed is None:
        return False
    secret = open_totp(by=user, sealed=bytes(user.totp_sealed))
    if secret is None:
        return False
    present = rules.step_at(now.timestamp())
    found = rules.matching_step(secret=secret, code=clean, step=present, after=user.totp_last_step)
    if found is None:
        return False
    return User.objects.filter(pk=user.pk, totp_last_step__lt=found).update(totp_last_step=found) == 1


@step
def _new_recovery_codes(*, user: User) -> list[str]:
    letters = rules.RECOVERY_LETTERS
    codes = ["".join(secrets.choice(letters) for _ in range(12)) for _ in range(rules.RECOVERY_CODES)]
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, code_hash=_recovery_hash(user, code)) for code in codes)
    return [f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in codes]


@step
def _end(sessions: Sequence[LiveSession], *, because: Ended, now: datetime) -> None:
    live = LiveSession.objects.filter(pk__in=[one.pk for one in sessions], ended_at=None)
    live.update(ended_at=now, ended_because=because)
    # Django's own row too: whatever still holds the cookie is nobody.
    Session.objects.filter(session_key__in=[one.session_key for one in sessions]).delete()


def fresh(session: LiveSession, *, now: datetime) -> bool:
    """Whether a code was given in this session within the last five minutes."""
    at = session.stepped_up_at
    return at is not None and at > now - timedelta(seconds=rules.FRESH_SECONDS)


def _key(purpose: str) -> bytes:
    return rules.derived_key(master_key=settings.OTP_MASTER_KEY.encode(), purpose=purpose)


def _owner(user: User) -> str:
    return f"{user.pk}:{user.employee_id}"


def _recovery_hash(user: User, code: str) -> str:
    return rules.keyed_hash(f"{user.pk}:{code}", key=_key(RECOVERY_KEY))
