"""Time-based codes, recovery codes and how a sign-in ends. Pure: no queries, no clock, no settings."""

import hashlib
import hmac
import re
from typing import Final

import pyotp
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from apt.core.digits import latin_digits

STEP_SECONDS: Final = 30
WINDOW: Final = 1  # steps either way (trust goal D7): the phone's clock may be half a minute off
RECOVERY_CODES: Final = 10
FRESH_SECONDS: Final = 5 * 60  # how long a code is good for something grave
_NONCE: Final = 12
# Base 32 after Crockford: no letter that is taken for a figure, since these are copied from paper by hand.
RECOVERY_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LIKE: Final = str.maketrans("OIL", "011")


class Ended(TextChoices):
    """Why a session is over."""

    SIGNED_OUT = "signed_out", _("signed out")
    ELSEWHERE = "elsewhere", _("signed in elsewhere")
    BY_HAND = "by_hand", _("ended from the list of sessions")
    DEVICE = "device", _("the device was revoked")
    PERSON = "person", _("the log-in was closed")


def derived_key(*, master_key: bytes, purpose: str) -> bytes:
    """A key for one purpose (HKDF, RFC 5869): what is learned from one says nothing of another."""
    return HKDF(hashes.SHA256(), 32, salt=None, info=f"staff-{purpose}:v1".encode()).derive(master_key)


def sealed(secret: str, *, key: bytes, nonce: bytes, owner: str) -> bytes:
    """Encrypted and bound to its owner, so that one person's row copied over another's opens nothing."""
    return nonce + AESGCM(key).encrypt(nonce, secret.encode(), owner.encode())


def opened(box: bytes, *, key: bytes, owner: str) -> str | None:
    """The secret; None if the key or the owner is another."""
    try:
        return AESGCM(key).decrypt(box[:_NONCE], box[_NONCE:], owner.encode()).decode()
    except (InvalidTag, ValueError):
        return None


def step_at(seconds: float) -> int:
    return int(seconds) // STEP_SECONDS


def matching_step(*, secret: str, code: str, step: int, after: int) -> int | None:
    """The time step whose code this is, within the window and later than `after`; None if there is none.

    The step is what must be remembered, not the code: with a window, a code of the next step is accepted early and
    would be accepted again when its step has come (RFC 6238, 5.2).
    """
    otp, found = pyotp.HOTP(secret), None
    for candidate in range(step - WINDOW, step + WINDOW + 1):  # all of them, so that the time taken says nothing
        if hmac.compare_digest(otp.at(candidate), code) and candidate > after and found is None:
            found = candidate
    return found


def clean_totp(text: str) -> str | None:
    """`"123 456"`, `"१२३४५६"` -> `"123456"`; None if it cannot be a code."""
    code = latin_digits(re.sub(r"[\s-]", "", text))
    return code if re.fullmatch(r"[0-9]{6}", code) else None


def clean_recovery(text: str) -> str | None:
    """As printed or as read from paper, `"ab1o-..."` -> `"AB10..."`; None if it cannot be a code."""
    code = re.sub(r"[\s-]", "", text).upper().translate(_LIKE)
    return code if len(code) == 12 and set(code) <= set(RECOVERY_LETTERS) else None


def keyed_hash(text: str, *, key: bytes) -> str:
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def token_hash(token: str) -> str:
    """A device's token is 256 random bits: nothing to guess, so that a plain hash will do."""
    return hashlib.sha256(token.encode()).hexdigest()


def otpauth_uri(*, secret: str, employee_id: str, issuer: str) -> str:
    """What the QR code says to the authenticator application."""
    return pyotp.TOTP(secret).provisioning_uri(name=employee_id, issuer_name=issuer)


def wait_seconds(*, failures: int, free: int, each: int = 1) -> int:
    """How long to wait after so many failures: none below `free`, then a minute, doubled every `each`, 15 at most."""
    if failures < free:
        return 0
    return 60 * int(min(15, 2 ** min(4, (failures - free) // each)))
