"""The API behind a key and the console: no session of staff opens either, and what a customer has there."""

from datetime import datetime
from typing import Final

from apt.core.clock import ist_date
from bookings.models import Pickup
from offices.models import User
from offices.rules import Work
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
    Row("bookings-api:picked-up", "nobody", "pickup"),
    Row("pickups:list", Work.DELIVER),
    Row("pickups:settle", Work.DELIVER, "pickup", get=False, post=True, body={"state": "nothing"}),
    Row("bookings-api:cancel", "nobody", "article", get=False, post=True),
    Row("deliveries-api:proof", "nobody", "article"),
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
ABSENT: Final = {
    "endpoint": "we_000000000000", "key_prefix": "000000000000", "member": "999999999", "pin": "999999",
    "pickup": "pu_000000000000",
}  # fmt: skip


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
    pickup = Pickup.objects.create(
        code=f"pu_{customer.code}", customer=customer, live=True, office=customer.office, on=ist_date(now), articles=1,
        address=customer.name, contact_name=customer.name, contact_mobile=customer.contact_mobile, made_by=keeper,
        made_at=now,
    )  # fmt: skip
    return {
        "endpoint": code,
        "pickup": pickup.code,
        "key_prefix": key.prefix,
        "member": str(member.pk),
        "pin": customer.office.pincode or "560004",
    }
