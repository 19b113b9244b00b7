"""Delivery codes: how they are derived, read and compared. Pure: no queries, no clock, no settings."""

import base64
import hashlib
import hmac
import re

import pyotp
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from apt.core.digits import latin_digits
from deliveries.errors import BadCodeShape


def delivery_code(*, master_key: bytes, article_number: str, issue_number: int, digits: int) -> str:
    """The addressee's code: HOTP (RFC 4226) over a key that HKDF (RFC 5869) derives for this article alone.

    The counter is the number of the issue, so that a resend kills the older code. Nothing of it is stored.
    """
    key = HKDF(hashes.SHA256(), 20, salt=None, info=f"delivery-otp:{article_number}".encode()).derive(master_key)
    return pyotp.HOTP(base64.b32encode(key).decode(), digits=digits).at(issue_number)


def clean_code(text: str, *, digits: int) -> str:
    """`"12 34 56"`, `"१२३४५६"` -> `"123456"`. Raises BadCodeShape, which costs no try."""
    code = latin_digits(re.sub(r"[\s-]", "", text))
    if not (code.isascii() and code.isdigit() and len(code) == digits):
        raise BadCodeShape(field="code")
    return code


def fingerprint(*parts: str, key: bytes) -> str:
    """What an attempt said, so that the same id with other content is told from a repeat.

    Keyed, since one part is a six-digit code: a plain hash in the table would give it away to whoever tries a million.
    """
    return hmac.new(key, "\x1f".join(parts).encode(), hashlib.sha256).hexdigest()
