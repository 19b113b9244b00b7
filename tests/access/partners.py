"""The API behind a key and the console: no session of staff opens either, and what a customer has there."""

from datetime import datetime
from typing import Final

from offices.models import User
from partners.models import Customer
from partners.rules import KeyScope, MemberRole
from partners.services import add_member, make_key
from tracking.models import Endpoint, Feed

from .rows import PUBLIC, Row

# tests/partners/test_api.py and test_console.py walk them with a key, and as people of a customer.
ROWS: Final[tuple[Row, ...]] = (
    Row("tariff-api:serviceability", PUBLIC),
    Row("offices-api:list", PUBLIC),
    Row("offices-api:search", PUBLIC),
    Row("offices-api:pin", PUBLIC, "pin", scope="everyone"),
    Row("bookings-api:book", "nobody", get=False, post=True),
    Row("bookings-api:book-many", "nobody", get=False, post=True),
    Row("bookings-api:labels", "nobody", get=False, post=True),
    Row("bookings-api:pickup", "nobody", get=False, post=True),
    Row("bookings-api:cancel", "nobody", "article", get=False, post=True),
    Row("events-api:track", "nobody", "article"),
    Row("events-api:track-many", "nobody", get=False, post=True),
    Row("events-api:events", "nobody"),
    Row("events-api:webhooks", "nobody", post=True),
    Row("events-api:webhook", "nobody", "endpoint"),
    Row("events-api:secret", "nobody", "endpoint", get=False, post=True),
    Row("events-api:calls", "nobody", "endpoint"),
    Row("events-api:replay", "nobody", "endpoint", get=False, post=True),
    Row("console:home", "nobody"),
    Row("console:keys", "nobody", post=True),
    Row("console:revoke-key", "nobody", "key_prefix", get=False, post=True),
    Row("console:people", "nobody", post=True),
    Row("console:member", "nobody", "member", get=False, post=True),
    Row("console-events:webhooks", "nobody", post=True),
    Row("console-events:webhook", "nobody", "endpoint", post=True),
    Row("console-events:act", "nobody", "endpoint", get=False, post=True),
    Row("console-events:sandbox", "nobody"),
    Row("console-money:money", "nobody"),
    Row("console-money:bill", "nobody", "bill"),
)
ABSENT: Final = {"endpoint": "we_000000000000", "key_prefix": "000000000000", "member": "999999999", "pin": "999999"}


def of_customer(customer: Customer, keeper: User, now: datetime) -> dict[str, str]:
    """A key, a person and an endpoint of this customer."""
    key, _ = make_key(
        customer=customer, live=True, name=customer.name, scopes=list(KeyScope), expires_at=None, by=keeper, now=now
    )
    member, _ = add_member(
        customer=customer, name=customer.name, mobile=customer.contact_mobile, role=MemberRole.OWNER, by=keeper, now=now
    )
    code = f"we_{customer.code}"
    Endpoint.objects.create(
        code=code, feed=Feed.objects.create(customer=customer, live=True), url=f"https://{customer.code}.example.com/",
        secret=b"", made_by=keeper, made_at=now, rest_until=now, busy_until=now, nudged_until=now,
    )  # fmt: skip
    return {"endpoint": code, "key_prefix": key.prefix, "member": str(member.pk), "pin": customer.office.pincode}
