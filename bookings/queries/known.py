"""What the booking says of an article, for whoever follows it."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import connection

from bookings.rules import Status
from bookings.rules.promise import promised_on
from offices.rules import Kind
from tracking.rules import Known

# Written out, since the public page is asked for more than any other: composing it takes longer than answering it.
_KNOWN = """
SELECT a.number, coalesce(p.sender_name, ''), coalesce(p.addressee_name, ''), d.name, d.kind, a.pincode, a.status,
    s.booked_at, a.product, a.distance_km, a.zone
FROM bookings_article a JOIN bookings_sale s ON s.id = a.sale_id JOIN offices_office d ON d.id = a.destination_id
    LEFT JOIN bookings_parties p ON p.article_id = a.id
WHERE a.number = ANY(%s)
"""


class _Row(NamedTuple):
    number: str
    sender: str
    addressee: str
    destination: str
    kind: str
    pincode: str
    status: str
    booked_at: datetime
    product: str
    km: Decimal | None
    zone: str


def known_articles(numbers: Sequence[str]) -> dict[str, Known]:
    """Those of these that were booked; names in full. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [list(numbers)])
        return {row.number: _known(row) for row in map(_Row._make, cursor.fetchall())}


def _known(row: _Row) -> Known:
    return Known(
        sender=row.sender,
        addressee=row.addressee,
        destination=row.destination,
        pincode=row.pincode,
        promised_on=None
        if row.status == Status.CANCELLED
        else promised_on(
            booked_at=row.booked_at,
            product=row.product,
            km=None if row.km is None else float(row.km),
            zone=row.zone,
            to_branch=row.kind == Kind.BRANCH,
        ),
    )
