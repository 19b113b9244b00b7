"""The second person at an insured bag ("INS bag verification", operations.md, 4.1): by weight, at both ends."""

from datetime import datetime

from apt.core.db import use_case
from offices.models import Office, User
from transit.access import get_bag_at
from transit.errors import (
    AlreadyVerified,
    BagMoveRefused,
    NotInsured,
    NotVerified,
    ScansNeeded,
    SecondPersonNeeded,
    WeightDiffers,
)
from transit.models import Bag
from transit.rules import BagKind, BagStatus, same_weight


@use_case
def verify_bag(*, office: Office, number: str, weight_grams: int, by: User, now: datetime) -> Bag:
    """Weigh an insured bag as a second person: closed here, before it leaves; received here, before it is opened.

    At closing another weight is refused; at opening it is written down, and the bag is then opened against the scans
    alone. Raises UnknownBag, NotInsured, BagMoveRefused (neither closed here nor received), AlreadyVerified,
    SecondPersonNeeded, WeightDiffers.
    """
    bag = get_bag_at(office, number)
    if bag.kind != BagKind.INSURED:
        raise NotInsured(number=number)
    closing = bag.status == BagStatus.CLOSED and bag.origin_id == office.pk
    if not closing and bag.status != BagStatus.RECEIVED:
        raise BagMoveRefused(number=number, present=BagStatus(bag.status).label, wanted=BagStatus.RECEIVED.label)
    if (bag.verified_at if closing else bag.weighed_at) is not None:
        raise AlreadyVerified(number=number)
    if closing:
        if bag.closed_by_id == by.pk:
            raise SecondPersonNeeded(number=number)
        if not same_weight(bag.weight_grams, weight_grams):
            raise WeightDiffers(field="weight_grams", number=number, was=bag.weight_grams or 0, now=weight_grams)
        bag.verified_at, bag.verified_by = now, by
    else:
        bag.found_grams, bag.weighed_at, bag.weighed_by = weight_grams, now, by
    bag.save(update_fields=["verified_at", "verified_by", "found_grams", "weighed_at", "weighed_by"])
    return bag


def check_verified(bag: Bag) -> None:
    """Raises NotVerified: an insured bag leaves the hands of whoever closed it only then. Asks nothing."""
    if bag.kind == BagKind.INSURED and bag.verified_at is None:
        raise NotVerified(number=bag.number)


def check_may_open(bag: Bag, *, by: User, against_scans: bool) -> None:
    """Raises NotVerified, SecondPersonNeeded, ScansNeeded. Asks nothing."""
    if bag.kind != BagKind.INSURED:
        return
    if bag.weighed_at is None or bag.found_grams is None:
        raise NotVerified(number=bag.number)
    if bag.weighed_by_id == by.pk:
        raise SecondPersonNeeded(number=bag.number)
    if not against_scans and not same_weight(bag.weight_grams, bag.found_grams):
        raise ScansNeeded(number=bag.number)
