"""Webhooks after the Standard Webhooks specification 1.0: the signature, the table of retries, the states. Pure."""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tracking.errors import EndpointMoveRefused

PREFIX: Final = "whsec_"
SECRET_BYTES: Final = 32
# After the first try; each a fifth more or less, so that what failed together is not tried together. About 75 hours.
RETRIES: Final = (
    timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=5),
    timedelta(hours=10), timedelta(hours=14), timedelta(hours=20), timedelta(hours=24),
)  # fmt: skip
JITTER: Final = 0.2
BOTH_SECRETS_FOR: Final = timedelta(hours=24)
MOST_ENDPOINTS: Final = 5  # of one feed; ours
_LONGEST_WAIT: Final = timedelta(hours=24)
_RESTS: Final = (1, 5, 15, 60)  # seconds between tries of an endpoint that fails, however much waits for it


class EndpointState(TextChoices):
    ON = "on", _("called")
    OFF = "off", _("switched off")
    GONE = "gone", _("gone: it answered 410")
    ENDED = "ended", _("taken away")


ENDPOINT_MOVES: Final[Mapping[EndpointState, frozenset[EndpointState]]] = {
    EndpointState.ON: frozenset({EndpointState.OFF, EndpointState.GONE, EndpointState.ENDED}),
    EndpointState.OFF: frozenset({EndpointState.ON, EndpointState.ENDED}),
    EndpointState.GONE: frozenset({EndpointState.ON, EndpointState.OFF, EndpointState.ENDED}),
    EndpointState.ENDED: frozenset(),
}


class CallState(TextChoices):
    DUE = "due", _("waiting")
    SENT = "sent", _("received")
    DEAD = "dead", _("given up")


def check_endpoint_move(present: str, to: EndpointState) -> None:
    """Raises EndpointMoveRefused unless the table allows the step."""
    if to not in ENDPOINT_MOVES[EndpointState(present)]:
        raise EndpointMoveRefused(present=EndpointState(present).label, wanted=to.label)


def written_secret(secret: bytes) -> str:
    """As the subscriber keeps it: `whsec_` and Base64."""
    return PREFIX + base64.b64encode(secret).decode()


def signatures(keys: Sequence[str], *, message_id: str, timestamp: int, body: bytes) -> str:
    """The header `webhook-signature`: one signature for each live secret, parted by blanks."""
    content = f"{message_id}.{timestamp}.".encode() + body
    digests = (hmac.digest(base64.b64decode(one.removeprefix(PREFIX)), content, hashlib.sha256) for one in keys)
    return " ".join(f"v1,{base64.b64encode(digest).decode()}" for digest in digests)


def pause_before(tries: int, *, spread: float, asked_for: str = "") -> timedelta | None:
    """How long to wait after so many failed tries; None when it is given up.

    `spread` is a random number from -1 to 1. A `Retry-After` in seconds is obeyed where it asks for more, up to a day.
    """
    if tries > len(RETRIES):
        return None
    pause = RETRIES[tries - 1] * (1 + JITTER * spread)
    if re.fullmatch(r"[0-9]{1,6}", asked_for):
        pause = max(pause, min(timedelta(seconds=int(asked_for)), _LONGEST_WAIT))
    return pause


def written_pause(pause: timedelta) -> str:
    """`5 s`, `30 min`, `24 h`: as everybody writes it."""
    seconds = int(pause.total_seconds())
    for unit, size in (("h", 3600), ("min", 60)):
        if seconds % size == 0:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"


def rest_after(failures: int) -> timedelta:
    """How long an endpoint is left alone after so many failures one after another."""
    return timedelta(seconds=_RESTS[min(failures, len(_RESTS)) - 1]) if failures else timedelta()


def message_id(*, customer: str, live: bool, seq: int) -> str:
    """The same in the feed and in every try of every webhook: what a subscriber tells repeats by."""
    return f"evt_{'live' if live else 'test'}_{customer}_{seq}"
