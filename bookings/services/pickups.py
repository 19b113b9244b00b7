"""A customer asks that its articles be fetched; its booking office sends somebody and says what came of it."""

import uuid
from datetime import date, datetime
from typing import Final

from apt.core.clock import ist_date
from apt.core.db import use_case
from bookings.access import get_pickup_at
from bookings.errors import PickupCountMissing, PickupTooFar
from bookings.models import Pickup
from bookings.rules.pickups import AHEAD, PickupState, check_pickup_move
from offices.access import check_rolled_out
from offices.models import Office, User
from partners.errors import BadContactMobile
from partners.models import BookingPlace
from partners.rules import is_mobile

_NAMESPACE: Final = uuid.UUID("0b6f2a0e-6d0d-4a52-9a59-5d1a8f1f3c7e")


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
    once: str,
    by: User,
    now: datetime,
) -> Pickup:
    """Note that articles are to be fetched: the office of the place sees it.

    `once` names the request: a repeat of it finds the first, even after a process that died midway. Raises
    PickupTooFar, BadContactMobile, NotRolledOut, NoDayToOpen.
    """
    today = ist_date(now)
    if not today <= on <= today + AHEAD:
        raise PickupTooFar(field="on", days=AHEAD.days)
    if not is_mobile(contact_mobile):
        raise BadContactMobile(field="contact_mobile")
    if live:
        check_rolled_out(place.office, on=on)
    asked, _ = Pickup.objects.get_or_create(
        code=f"pu_{uuid.uuid5(_NAMESPACE, once).hex[:12]}",
        defaults={
            "customer": place.contract.customer, "live": live, "office": place.office, "on": on, "articles": articles,
            "address": address, "contact_name": contact_name, "contact_mobile": contact_mobile, "made_by": by,
            "made_at": now,
        },
    )  # fmt: skip
    return asked


@use_case
def settle_pickup(
    *, office: Office, code: str, to: PickupState, fetched: int | None, by: User, now: datetime
) -> Pickup:
    """What came of a pick-up: so many articles `fetched`, or nothing was there. The same again changes nothing.

    Raises NotFound, PickupSettled, PickupCountMissing.
    """
    pickup = get_pickup_at(office, code)
    if pickup.state == to:
        return pickup
    check_pickup_move(code, pickup.state, to)
    if to == PickupState.COLLECTED and not fetched:
        raise PickupCountMissing(field="fetched")
    pickup.state, pickup.settled_by, pickup.settled_at = to, by, now
    pickup.fetched = fetched if to == PickupState.COLLECTED else None
    pickup.save(update_fields=["state", "fetched", "settled_by", "settled_at"])
    return pickup
