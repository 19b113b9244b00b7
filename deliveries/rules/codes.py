"""Delivery codes: how they are derived, read and compared. Pure: no queries, no clock, no settings."""

import base64
import hashlib
import hmac
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import pyotp
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from apt.core.digits import latin_digits
from deliveries.errors import BadCodeShape


class Handed(StrEnum):
    """Where a code opens what."""

    DOOR = "door"
    WINDOW = "window"
    BULK = "bulk"


# In DLT's manner: fixed text with two variables, an id for each (`settings.DLT_TEMPLATES`). The code stands first: a
# phone shows it without opening. Each says where alone it is to be told.
CODE_TEXTS: Final = {
    (Handed.DOOR, "en"): (
        "{code} is your delivery code for Speed Post article {number}. Tell it to the postman only at the door."
    ),
    (Handed.WINDOW, "en"): (
        "{code} is your delivery code for Speed Post article {number}. Tell it only at the window of the post office."
    ),
    (Handed.BULK, "en"): (
        "{code} is your delivery code for all articles of list {number}. Tell it only when they are before you."
    ),
    (Handed.DOOR, "hi"): ("{code} स्पीड पोस्ट वस्तु {number} का वितरण कोड है। इसे डाकिये को केवल दरवाज़े पर बताएँ।"),
    (Handed.WINDOW, "hi"): ("{code} स्पीड पोस्ट वस्तु {number} का वितरण कोड है। इसे केवल डाकघर की खिड़की पर बताएँ।"),
    (Handed.BULK, "hi"): ("{code} सूची {number} की सभी वस्तुओं का वितरण कोड है। इसे तभी बताएँ जब वस्तुएँ आपके सामने हों।"),
    (Handed.DOOR, "kn"): ("{code} ಸ್ಪೀಡ್ ಪೋಸ್ಟ್ ವಸ್ತು {number} ರ ಬಟವಾಡೆ ಕೋಡ್. ಇದನ್ನು ಪೋಸ್ಟ್‌ಮ್ಯಾನ್‌ಗೆ ಬಾಗಿಲಲ್ಲಿ ಮಾತ್ರ ತಿಳಿಸಿ."),
    (Handed.WINDOW, "kn"): ("{code} ಸ್ಪೀಡ್ ಪೋಸ್ಟ್ ವಸ್ತು {number} ರ ಬಟವಾಡೆ ಕೋಡ್. ಇದನ್ನು ಅಂಚೆ ಕಚೇರಿಯ ಕಿಟಕಿಯಲ್ಲಿ ಮಾತ್ರ ತಿಳಿಸಿ."),
    (Handed.BULK, "kn"): ("{code} ಪಟ್ಟಿ {number} ರ ಎಲ್ಲ ವಸ್ತುಗಳ ಬಟವಾಡೆ ಕೋಡ್. ವಸ್ತುಗಳು ನಿಮ್ಮ ಎದುರು ಇರುವಾಗ ಮಾತ್ರ ತಿಳಿಸಿ."),
}
# Two variables as well: to the number that gets the codes of an article no more.
MOBILE_TEXTS: Final = {
    "en": (
        "The mobile number for article {number} was changed at {office}. You did not ask for it? Tell the post office."
    ),
    "hi": "वस्तु {number} का मोबाइल नंबर {office} में बदला गया। आपने नहीं कहा था? डाकघर को बताएँ।",
    "kn": "ವಸ್ತು {number} ರ ಮೊಬೈಲ್ ಸಂಖ್ಯೆಯನ್ನು {office} ನಲ್ಲಿ ಬದಲಿಸಲಾಗಿದೆ. ನೀವು ಕೇಳಿಲ್ಲವೇ? ಅಂಚೆ ಕಚೇರಿಗೆ ತಿಳಿಸಿ.",
}


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


def wait_to_resend(
    sent: Sequence[tuple[datetime, bool]], *, first: timedelta, longest: timedelta, now: datetime
) -> timedelta:
    """How long a number must wait for another message; `sent` to it today: when, and whether somebody had asked.

    After the first message `first`, and twice as long for each that was asked for, up to `longest` (trust goal D5).
    """
    if not sent:
        return timedelta(0)
    pause = min(first * int(2 ** sum(again for _at, again in sent)), longest)
    return max(timedelta(0), max(at for at, _again in sent) + pause - now)


def fingerprint(*parts: str, key: bytes) -> str:
    """What an attempt said, so that the same id with other content is told from a repeat.

    Keyed, since one part is a six-digit code: a plain hash in the table would give it away to whoever tries a million.
    """
    return hmac.new(key, "\x1f".join(parts).encode(), hashlib.sha256).hexdigest()
