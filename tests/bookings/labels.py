"""Rolls of labels, articles that carry one, and a second person who agrees."""

from datetime import datetime

from apt.wiring import ON_APPROVAL
from bookings.models import NumberBlock
from bookings.rules.numbers import s10
from bookings.services import Item, packed, register_roll, unpacked
from offices.access import get_duty_for
from offices.models import Approval, User
from offices.services import decide
from tests.world import NOW, TODAY, World, item


def label(serial: int, prefix: str = "EA") -> str:
    return s10(prefix, serial)


def a_roll(world: World) -> NumberBlock:
    """Labels EA 10,000,000 to 10,000,099 at Mysuru."""
    return register_roll(
        office=world.mysuru, first=label(10_000_000), last=label(10_000_099), counter=None, by=world.clerk, now=NOW
    )


def labelled(number: str, product: str = "SP_DOC") -> Item:
    one = packed(item())
    return unpacked({**one, "number": number, "asked": {**one["asked"], "product": product}})


def allow(approval: Approval, by: User, *, approve: bool = True, now: datetime = NOW) -> Approval:
    return decide(
        approval_id=approval.pk, approve=approve, reason="Seen", duty=get_duty_for(by, on=TODAY), by=by, now=now,
        topics=ON_APPROVAL,
    )  # fmt: skip
