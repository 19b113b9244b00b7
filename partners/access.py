"""Fetch with permission: customers and contracts that the duty reaches, a key by what was sent, a person's customer.

Foreign and absent are the same NotFound.
"""

import functools
from collections.abc import Callable
from datetime import datetime
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare

from apt.core.errors import NotFound
from offices.access import Duty
from offices.models import Office, User
from offices.rules import Work

from .errors import KeyExpired, KeyMissing, KeyRevoked, KeyScopeMissing, KeyUnknown, NotOfAPartner, NotYourPart
from .models import ApiKey, BookingPlace, Contract, Customer, Member
from .rules import (
    KEY_PATTERN,
    DocumentProduct,
    KeyScope,
    MemberWork,
    ParcelProduct,
    key_digest,
)


def get_customer_within(duty: Duty, code: str) -> Customer:
    found = Customer.objects.filter(office__in=_reach(duty), code=code).select_related("office").first()
    if found is None:
        raise NotFound()
    return found


def get_contract_within(duty: Duty, code: str) -> Contract:
    """A contract that an office within reach looks after."""
    found = Contract.objects.filter(office__in=_reach(duty), code=code).select_related("customer", "office").first()
    if found is None:
        raise NotFound()
    return found


def get_place_within(duty: Duty, place_id: int) -> BookingPlace:
    """An office within reach where a contract books."""
    places = BookingPlace.objects.select_related("contract__customer", "contract__office", "office")
    found = places.filter(pk=place_id, office__in=_reach(duty)).first()
    if found is None:
        raise NotFound()
    return found


def get_contract_booking_at(office: Office, code: str) -> Contract:
    """A contract that books at this very office: what its counter may take money for."""
    found = Contract.objects.filter(Q(places__office=office), code=code).select_related("customer", "office").first()
    if found is None:
        raise NotFound()
    return found


def _reach(duty: Duty) -> QuerySet[Office]:
    return Office.objects.filter(duty.reach(Work.MANAGE_PARTNERS))


def get_key_for(header: str, scope: KeyScope, *, now: datetime) -> ApiKey:
    """The key of an `Authorization` header, if it opens `scope`. One query.

    Raises KeyMissing, KeyUnknown (another's, or half wrong: the same), KeyRevoked, KeyExpired, KeyScopeMissing.
    """
    kind, _, written = header.partition(" ")
    if kind.lower() != "bearer" or not written:
        raise KeyMissing()
    found = KEY_PATTERN.fullmatch(written.strip())
    key = (
        ApiKey.objects.select_related("customer__office", "made_by").filter(prefix=found[2]).first() if found else None
    )
    if found is None or key is None or key.live != (found[1] == "live"):
        raise KeyUnknown()
    if not constant_time_compare(key.digest, key_digest(found[3])):
        raise KeyUnknown()
    if key.revoked_at:
        raise KeyRevoked(prefix=key.prefix)
    if key.expires_at and key.expires_at <= now:
        raise KeyExpired(prefix=key.prefix)
    if scope not in key.scopes:
        raise KeyScopeMissing(prefix=key.prefix, scope=scope.value)
    return key


def get_place_of(customer: Customer, *, live: bool, contract: str = "", office: str = "") -> BookingPlace:
    """Where this customer books: under its contract of that code, at the office of that code; the first it has, where
    a code is empty. Who has none yet tries the sandbox at the office that looks after it. Raises NotFound.
    """
    places = BookingPlace.objects.select_related("contract__customer", "office").filter(contract__customer=customer)
    if contract:
        places = places.filter(contract__code=contract)
    if office:
        places = places.filter(office__code=office)
    found = places.order_by("contract_id", "id").first()
    if found is None and not live and not contract and not office:
        tried = Contract(
            customer=customer, office=customer.office, code="", document_product=DocumentProduct.SP_DOC,
            parcel_product=ParcelProduct.IPP_CONTRACT,
        )  # fmt: skip
        return BookingPlace(contract=tried, office=customer.office)
    if found is None:
        raise NotFound()
    return found


class MemberRequest(HttpRequest):
    """A request that passed `in_console`: the person belongs to `member.customer`."""

    user: User
    member: Member


P = ParamSpec("P")
MemberView = Callable[Concatenate[MemberRequest, P], HttpResponse]


def in_console(work: MemberWork | None = None) -> Callable[[MemberView[P]], Callable[..., HttpResponse]]:
    """Let only people of a customer through whose role includes `work`; strangers are sent to the sign-in page."""

    def decorate(view: MemberView[P]) -> Callable[..., HttpResponse]:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            members = Member.objects.select_related("customer__office", "user")
            member = members.filter(user_id=request.user.pk, left_at=None).first()
            if member is None:
                raise NotOfAPartner()
            if work and work not in member.works:
                raise NotYourPart()
            theirs = cast(MemberRequest, request)
            theirs.member = member
            return view(theirs, *args, **kwargs)

        guarded.asks_for = work or "member"  # type: ignore[attr-defined]  # as offices.access.on_duty
        return guarded

    return decorate


def get_member_of(customer: Customer, member_id: int) -> Member:
    found = Member.objects.select_related("user").filter(customer=customer, pk=member_id, left_at=None).first()
    if found is None:
        raise NotFound()
    return found


def get_own_key(customer: Customer, prefix: str) -> ApiKey:
    found = ApiKey.objects.filter(customer=customer, prefix=prefix).first()
    if found is None:
        raise NotFound()
    return found
