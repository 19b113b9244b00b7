"""Keys, what they open, and what a customer's people may do with them. Pure."""

import hashlib
import re
from enum import StrEnum
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from partners.errors import BadIdempotencyKey, IdempotencyKeyMissing

KEY_PATTERN: Final = re.compile(r"apt_(live|test)_([A-Za-z0-9]{12})_([A-Za-z0-9_-]{43})")
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
