"""The secrets that sign webhooks: sealed in their rows, opened only to sign and to be shown once."""

import secrets
from datetime import datetime
from typing import Final

from django.conf import settings

from offices.rules.sign_in import derived_key, opened, sealed
from tracking.models import Endpoint
from tracking.rules.webhooks import SECRET_BYTES, written_secret

_PURPOSE: Final = "webhooks"


def new_secret(code: str) -> tuple[str, bytes]:
    """A fresh secret as the subscriber keeps it, and sealed as its endpoint does."""
    written = written_secret(secrets.token_bytes(SECRET_BYTES))
    return written, sealed(written, key=_key(), nonce=secrets.token_bytes(12), owner=code)


def live_secrets(endpoint: Endpoint, *, now: datetime) -> list[str]:
    """The secret, and the one before as long as both sign."""
    boxes = [endpoint.secret]
    if endpoint.old_secret and endpoint.old_until and endpoint.old_until > now:
        boxes.append(endpoint.old_secret)
    found = [opened(bytes(box), key=_key(), owner=endpoint.code) for box in boxes]
    return [one for one in found if one]


def _key() -> bytes:
    return derived_key(master_key=settings.OTP_MASTER_KEY.encode(), purpose=_PURPOSE)
