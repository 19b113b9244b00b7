"""A customer asks that its articles be fetched."""

import secrets
from datetime import date, datetime, timedelta
from typing import Final

from apt.core.clock import ist_date
from apt.core.db import use_case
from bookings.errors import PickupTooFar
from bookings.models import Pickup
from offices.models import User
from partners.errors import BadContactMobile
from partners.models import BookingPlace
from partners.rules import is_mobile

AHEAD: Final = timedelta(days=30)  # ours


@use_case
def ask_for_pickup(
    *,
    place: BookingPlace,
    live: bool,
    on: date,
    articles: int,
    address: str,
    contact_name: str,
    contact_mobile: str,
    by: User,
    now: datetime,
) -> Pickup:
    """Note that articles are to be fetched: the office of the place sees it. Raises PickupTooFar, BadContactMobile."""
    today = ist_date(now)
    if not today <= on <= today + AHEAD:
        raise PickupTooFar(field="on", days=AHEAD.days)
    if not is_mobile(contact_mobile):
        raise BadContactMobile(field="contact_mobile")
    return Pickup.objects.create(
        code=f"pu_{secrets.token_hex(6)}", customer=place.contract.customer, live=live, office=place.office, on=on,
        articles=articles, address=address, contact_name=contact_name, contact_mobile=contact_mobile, made_by=by,
        made_at=now,
    )  # fmt: skip
