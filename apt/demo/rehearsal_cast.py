"""Who rehearses and where: three offices without books, four invented people in each, on a day that nobody has used."""

import random
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Final

from django.core.management import CommandError
from django.db.models import Max

from apt.core.clock import IST, ist_date
from apt.core.db import use_case
from apt.core.models import OutboxMessage
from bookings.rules.numbers import SERIES
from bookings.services import issue_blocks
from offices.models import Office, PincodeService, User
from offices.rules import Kind, Role
from offices.services import create_post, hold_post
from payments.models import Chain, Journal, PaymentAttempt
from payments.rules.upi import LIVE, AttemptState

OFFICES: Final = 3
OPENS: Final = time(9, 30)
FIRST_ID: Final = 93_000_001
ROLES: Final = (Role.SUPERVISOR, Role.TREASURER, Role.CLERK, Role.CLERK)
BLOCK_SIZE: Final = 10_000


@dataclass
class Crew:
    """An office with its people, and what a pencil says of its safe, its differences and what went back."""

    office: Office
    supervisor: User
    treasurer: User
    clerks: list[User]
    safe: int = 0
    off: int = 0
    cancelled: int = 0
    stamps: int = 0  # pieces in the treasury
    pouches: list[str] = field(default_factory=list)


def cast(dice: random.Random, *, now: datetime) -> tuple[list[Crew], list[str], datetime]:
    """Crews, PINs to which they send, and the moment when it begins. Raises CommandError when there is no room."""
    # What lies ahead is left of a rehearsal that was broken off.
    busy = PaymentAttempt.objects.filter(state__in=LIVE - {AttemptState.UNKNOWN}, opened_at__lte=now)
    due = OutboxMessage.objects.filter(done_at__isnull=True, topic__startswith="payments.", created_at__lte=now)
    if busy.exists() or due.exists():
        raise CommandError("A payment by UPI is under way. Try again when it has settled.")
    last = Journal.objects.aggregate(last=Max("business_date"))["last"] or ist_date(now)
    on = max(last, ist_date(now)) + timedelta(days=2)
    counted = PincodeService.objects.filter(valid__contains=on).values("pincode")
    heads = Office.objects.filter(
        kind=Kind.HEAD, closed_on__isnull=True, latitude__isnull=False, sorted_at__isnull=False, pincode__in=counted
    )
    unused = list(heads.exclude(pk__in=Chain.objects.values("office")).order_by("code"))
    if len(unused) < OFFICES:
        raise CommandError(f"{OFFICES} head offices without books are needed, {len(unused)} are left.")
    offices = dice.sample(unused, OFFICES)
    crews = appear(offices=offices, now=now)
    return crews, [office.pincode for office in offices], datetime.combine(on, OPENS, IST)


@use_case
def appear(*, offices: list[Office], now: datetime) -> list[Crew]:
    """The people and the numbers that these offices need."""
    for series in SERIES:
        issue_blocks(series=series, office_ids=[office.pk for office in offices], size=BLOCK_SIZE)
    for office in offices:
        office.rolled_out_on = office.rolled_out_on or ist_date(now)
    Office.objects.bulk_update(offices, ["rolled_out_on"])
    last = User.objects.filter(employee_id__startswith="93").aggregate(last=Max("employee_id"))["last"]
    number = int(last) + 1 if last else FIRST_ID
    crews = []
    for office in offices:
        people = []
        for role in ROLES:
            user = User.objects.create_user(str(number), None, name=f"{role.label} of a rehearsal")
            post = create_post(office=office, roles=[role], begins_on=ist_date(now))
            hold_post(user=user, post=post, begins_on=ist_date(now), by=None)
            people.append(user)
            number += 1
        crews.append(Crew(office, people[0], people[1], people[2:]))
    return crews
