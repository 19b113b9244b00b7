"""Attempts at a door: what can become of one, which of several stands, how a phone's clock is read. Pure."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final, NamedTuple
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Verdict(TextChoices):
    """What became of one attempt."""

    DELIVERED = "delivered", _("delivered")
    NOT_DELIVERED = "not_delivered", _("not delivered")
    WRONG_CODE = "wrong_code", _("wrong code")
    CODE_LOCKED = "code_locked", _("no tries left")
    CODE_EXPIRED = "code_expired", _("code expired")
    SUPERSEDED = "superseded", _("another entry stands")


CLOSING: Final = frozenset({Verdict.DELIVERED, Verdict.NOT_DELIVERED})
CODE_FAILED: Final = frozenset({Verdict.WRONG_CODE, Verdict.CODE_LOCKED, Verdict.CODE_EXPIRED})


class SetAside(TextChoices):
    """Why a phone's entry is kept for a supervisor instead of being applied. Nothing that a phone kept is lost."""

    REVOKED = "revoked", _("the phone was revoked")
    FROM_THE_FUTURE = "from_the_future", _("the time lies in the future")
    TOO_EARLY = "too_early", _("before the sheet was taken over")
    NOT_ON_SHEET = "not_on_sheet", _("not on a sheet of this postman")
    OVERTAKEN = "overtaken", _("the article has moved on since")
    TOO_LATE = "too_late", _("sent too late")


class Position(NamedTuple):
    latitude: Decimal
    longitude: Decimal
    accuracy_m: int


@dataclass(frozen=True)
class Claim:
    """What a postman says happened at a door. `happened_at` is the server's time: the phone's clock is corrected."""

    client_uuid: UUID
    article_number: str
    delivered: bool
    happened_at: datetime
    code: str = field(default="", repr=False)
    received_by: str = ""
    relation: str = ""
    remark: str = ""
    position: Position | None = None
    photo: str = ""  # SHA-256 of the picture's bytes, in hex
    signature: str = ""
    called_at: datetime | None = None  # when the addressee was rung
    cod: str = ""  # how what is due was paid: cash or upi
    seq: int = 0  # the phone's own count; 0: typed on a page


def order_of(*, delivered: bool, happened_at: datetime, client_uuid: UUID) -> tuple[bool, datetime, str]:
    """Of two entries for one article on one sheet the lower one stands: a delivery before a failure, then the earlier.

    It depends on what was said, not on which phone was heard first: any order of arrival ends alike.
    """
    return (not delivered, happened_at, str(client_uuid))


CLOCK_OFF: Final = timedelta(minutes=5)  # more is flagged (trust goal O2)


def read_clock(happened_at: datetime, *, phone_now: datetime, now: datetime) -> tuple[datetime, bool]:
    """A phone's time as ours, and whether its clock is off: it told what it thinks the time is when it sent this."""
    off = now - phone_now
    return happened_at + off, abs(off) > CLOCK_OFF


def receipt_of(client_uuid: UUID) -> int:
    """What an entry adds to its phone's receipt: a sum does not depend on the order, and a day of
    32-bit numbers stays below the 2^53 to which JavaScript counts.

    The phone adds up the same, so that both see whether they hold the same entries (trust goal O7).
    """
    return int(client_uuid.hex[:8], 16) ^ int(client_uuid.hex[-8:], 16)
