"""Keys are made, shown once, and revoked."""

import secrets
import string
import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.conf import settings

from apt.core.db import use_case
from offices.models import User
from partners.errors import MadeAlready, TooManyKeys
from partners.models import ApiKey, Customer
from partners.rules import KeyScope, key_digest, signing_secret, written_key

MOST_KEYS: Final = 20  # of one customer, live and sandbox together; ours
_LETTERS: Final = string.ascii_letters + string.digits


@use_case
def make_key(
    *,
    customer: Customer,
    live: bool,
    name: str,
    scopes: Collection[KeyScope],
    expires_at: datetime | None,
    signs: bool = False,
    by: User,
    now: datetime,
    request_id: uuid.UUID | None = None,
) -> tuple[ApiKey, str]:
    """A new key, and the key as it is written: nobody can show it a second time. One that `signs` is never sent itself.

    Raises TooManyKeys, MadeAlready.
    """
    Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
    if request_id and ApiKey.objects.filter(request_id=request_id).exists():
        raise MadeAlready()
    if ApiKey.objects.filter(customer=customer, revoked_at=None).count() >= MOST_KEYS:
        raise TooManyKeys(most=MOST_KEYS)
    prefix = "".join(secrets.choice(_LETTERS) for _ in range(12))
    half = signing_secret(prefix, master_key=settings.OTP_MASTER_KEY.encode()) if signs else secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        customer=customer, live=live, name=name, prefix=prefix, digest=key_digest(half), signs=signs,
        scopes=sorted({scope.value for scope in scopes}), made_by=by, made_at=now, expires_at=expires_at,
        request_id=request_id,
    )  # fmt: skip
    return key, written_key(live=live, prefix=prefix, secret=half)


@use_case
def revoke_key(*, key: ApiKey, by: User, now: datetime) -> None:
    """From the next request on it opens nothing. A repeat changes nothing."""
    ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=now, revoked_by=by)


def flag_key(*, prefix: str, half: str, now: datetime) -> None:
    """Somebody put it into an address, the secret half too: the console says so until it is revoked."""
    shown = ApiKey.objects.filter(prefix=prefix, digest=key_digest(half), shown_in_url_at=None)
    shown.update(shown_in_url_at=now)
