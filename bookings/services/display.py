"""Pairing the customer's display with a shift: a code that is shown as QR, then a token in the screen's cookie."""

import secrets
from datetime import datetime

from django.core import signing

from apt.core.db import use_case
from bookings.errors import DisplayCodeOver
from bookings.models import DisplayPairing
from bookings.rules.display import CODE_LIVES
from offices.models import User
from offices.rules.sign_in import token_hash
from payments.errors import NoShift
from payments.models import Shift

_SALT = "bookings.display"
_BYTES = 16


@use_case
def make_display_code(*, shift: Shift, by: User, now: datetime) -> str:
    """A signed code that one screen may use, once, within two minutes."""
    if shift.ended_at or shift.clerk_id != by.pk:
        raise NoShift()
    code = signing.Signer(salt=_SALT).sign(secrets.token_urlsafe(_BYTES))
    DisplayPairing.objects.create(shift=shift, code_hash=token_hash(code), made_at=now, expires_at=now + CODE_LIVES)
    return code


@use_case
def pair_display(*, code: str, by: User | None, now: datetime) -> tuple[DisplayPairing, str]:
    """Exchange a code for the token of a screen. Nobody signs in on it: `by` is None.

    Raises DisplayCodeOver: used, too old, forged, or of a shift that has ended.
    """
    try:
        signing.Signer(salt=_SALT).unsign(code)
    except signing.BadSignature as error:
        raise DisplayCodeOver() from error
    pairing = (
        DisplayPairing.objects.select_for_update(of=("self",))
        .select_related("shift")
        .filter(code_hash=token_hash(code), paired_at=None, ended_at=None, expires_at__gte=now, shift__ended_at=None)
        .first()
    )
    if pairing is None:
        raise DisplayCodeOver()
    token = secrets.token_urlsafe(_BYTES * 2)
    pairing.token_hash, pairing.paired_at = token_hash(token), now
    pairing.save(update_fields=["token_hash", "paired_at"])
    return pairing, token


@use_case
def unpair_displays(*, shift: Shift, by: User, now: datetime) -> int:
    """Every screen of the shift goes dark; codes that were not used yet are worth nothing. Returns how many."""
    if shift.clerk_id != by.pk:
        raise NoShift()
    return DisplayPairing.objects.filter(shift=shift, ended_at=None).update(ended_at=now)
