"""Keys, what they open, and what a customer's people may do with them. Pure."""

import base64
import hashlib
import hmac
import re
from datetime import timedelta
from enum import StrEnum
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from offices.rules.sign_in import derived_key
from partners.errors import BadIdempotencyKey, IdempotencyKeyMissing

KEY_PATTERN: Final = re.compile(r"apt_(live|test)_([A-Za-z0-9]{12})_([A-Za-z0-9_-]{43})")
SIGNER_PATTERN: Final = re.compile(r"apt_(live|test)_([A-Za-z0-9]{12})")
NONCE_PATTERN: Final = re.compile(r"[A-Za-z0-9_-]{16,64}")
SIGNED_WITHIN: Final = timedelta(minutes=5)  # before or after our clock
_IDEMPOTENCY_KEY: Final = re.compile(r"[\x21-\x7e]{8,80}")


class KeyScope(TextChoices):
    """What a key opens. Reading what is public (PINs, offices, prices) needs none."""

    BOOK = "book", _("book, cancel, print labels, ask for pick-ups")
    TRACK = "track", _("follow articles")
    EVENTS = "events", _("read the feed, manage webhooks")


class MemberRole(TextChoices):
    OWNER = "owner", _("owner")
    BUILDER = "builder", _("developer")
    ACCOUNTS = "accounts", _("accounts")


class MemberWork(StrEnum):
    """Kinds of work in the console."""

    BUILD = "build"  # keys and endpoints
    MONEY = "money"  # statements and bills
    PEOPLE = "people"  # who else signs in


MEMBER_WORKS: Final[dict[MemberRole, frozenset[MemberWork]]] = {
    MemberRole.OWNER: frozenset(MemberWork),
    MemberRole.BUILDER: frozenset({MemberWork.BUILD}),
    MemberRole.ACCOUNTS: frozenset({MemberWork.MONEY}),
}


def written_key(*, live: bool, prefix: str, secret: str) -> str:
    return f"apt_{'live' if live else 'test'}_{prefix}_{secret}"


def key_digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def signing_secret(prefix: str, *, master_key: bytes) -> str:
    """The secret half of a key that signs: we must know it to verify, and keep it nowhere."""
    return base64.urlsafe_b64encode(derived_key(master_key=master_key, purpose=f"api:{prefix}")).decode().rstrip("=")


def request_signature(secret: str, *, nonce: str, timestamp: str, method: str, path: str, body: bytes) -> str:
    """The header `Apt-Signature`, made as our webhooks are signed; `path` with its query, as it was sent."""
    content = f"{nonce}.{timestamp}.{method} {path}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(secret.encode(), content, hashlib.sha256)).decode()


def clean_idempotency_key(text: str) -> str:
    """Raises IdempotencyKeyMissing, BadIdempotencyKey."""
    if not text:
        raise IdempotencyKeyMissing()
    if not _IDEMPOTENCY_KEY.fullmatch(text):
        raise BadIdempotencyKey()
    return text


def fingerprint(*, method: str, path: str, body: bytes) -> str:
    """Of what was asked: the same key for anything else is refused."""
    return hashlib.sha256(f"{method} {path}\n".encode() + body).hexdigest()
