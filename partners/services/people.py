"""A customer's own people."""

import secrets
import uuid
from datetime import datetime
from typing import Final

from django.db import connection

from apt.core.db import use_case
from offices.models import User
from partners.errors import BadContactMobile, LastOwner, MadeAlready
from partners.models import Customer, Member
from partners.rules import MemberRole, is_mobile

FIRST_NUMBER: Final = 7_000_0000  # partners' people sign in by numbers from here on; no public numbering is known


@use_case
def add_member(
    *,
    customer: Customer,
    name: str,
    mobile: str,
    role: MemberRole,
    by: User,
    now: datetime,
    request_id: uuid.UUID | None = None,
) -> tuple[Member, str]:
    """A new person of a customer, and their first password, which they must change.

    Raises BadContactMobile, MadeAlready.
    """
    Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
    if request_id and Member.objects.filter(request_id=request_id).exists():
        raise MadeAlready()
    if not is_mobile(mobile):
        raise BadContactMobile(field="mobile")
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('partners_member', 'id'))")
        serial = int(cursor.fetchone()[0])
    password = secrets.token_urlsafe(12)
    user = User.objects.create_user(
        str(FIRST_NUMBER + serial), password, name=name, mobile=mobile, must_change_password=True, is_outside=True
    )
    return Member.objects.create(
        id=serial, user=user, customer=customer, role=role, made_by=by, made_at=now, request_id=request_id
    ), password  # fmt: skip


@use_case
def change_member(*, member: Member, role: MemberRole, by: User, now: datetime) -> None:
    """Give another role. Raises LastOwner."""
    _check_owner_remains(member, stays=role == MemberRole.OWNER)
    Member.objects.filter(pk=member.pk, left_at=None).update(role=role)


@use_case
def remove_member(*, member: Member, by: User, now: datetime) -> None:
    """They open nothing from the next request on; the row stays. Raises LastOwner."""
    _check_owner_remains(member, stays=False)
    Member.objects.filter(pk=member.pk, left_at=None).update(left_at=now)
    User.objects.filter(pk=member.user_id).update(is_active=False)


def _check_owner_remains(member: Member, *, stays: bool) -> None:
    """The customer's row is held: of two owners who remove each other at once, one remains."""
    Customer.objects.select_for_update(no_key=True).get(pk=member.customer_id)
    others = Member.objects.filter(customer_id=member.customer_id, role=MemberRole.OWNER, left_at=None)
    if not stays and not others.exclude(pk=member.pk).exists():
        raise LastOwner()
