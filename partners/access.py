"""Fetch with permission: customers and contracts that the duty reaches, a key by what was sent, a person's customer.

Foreign and absent are the same NotFound.
"""

import functools
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Concatenate, Final, NamedTuple, ParamSpec, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db import connection
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare

from apt.core.errors import NotFound
from apt.core.rows import columns, made_each
from offices.access import Duty
from offices.models import Office, User
from offices.rules import Work

from .errors import (
    KeyExpired,
    KeyMissing,
    KeyRevoked,
    KeyScopeMissing,
    KeySigns,
    KeyUnknown,
    NotOfAPartner,
    NotYourPart,
    SignatureMissing,
    SignatureStale,
    SignatureWrong,
)
from .models import ApiKey, BookingPlace, Contract, Customer, Member
from .rules import (
    KEY_PATTERN,
    NONCE_PATTERN,
    SIGNED_WITHIN,
    SIGNER_PATTERN,
    DocumentProduct,
    KeyScope,
    MemberWork,
    ParcelProduct,
    key_digest,
    request_signature,
    signing_secret,
)

# Asked for every booking of a partner: written out, since building them costs more than running them.
_OF_A_KEY: Final[dict[str, type[Model]]] = {"key": ApiKey, "customer": Customer, "maker": User}
_KEY: Final = """
    SELECT {key}, {customer}, {maker} FROM partners_apikey key
    JOIN partners_customer customer ON customer.id = key.customer_id
    JOIN offices_user maker ON maker.id = key.made_by_id
    WHERE key.prefix = %s
"""
_OF_A_PLACE: Final[dict[str, type[Model]]] = {"place": BookingPlace, "contract": Contract, "office": Office}
_PLACE: Final = """
    SELECT {place}, {contract}, {office} FROM partners_bookingplace place
    JOIN partners_contract contract ON contract.id = place.contract_id
    JOIN offices_office office ON office.id = place.office_id
    WHERE contract.customer_id = %(customer)s AND %(contract)s IN ('', contract.code)
        AND %(office)s IN ('', office.code)
    ORDER BY contract.id, place.id LIMIT 1
"""
_HOLD: Final = "SELECT FROM partners_contract WHERE id = %s FOR NO KEY UPDATE"


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


class Sent(NamedTuple):
    """A request as it came; `body` reads it."""

    headers: Mapping[str, str]
    method: str
    path: str  # with its query
    body: Callable[[], bytes]


def get_key_for(sent: Sent, scope: KeyScope, *, now: datetime) -> ApiKey:
    """The key of a request, sent with it or signing it, if it opens `scope`. One query.

    Raises KeyMissing, KeyUnknown (another's, or half wrong: the same), KeySigns, KeyRevoked, KeyExpired,
    KeyScopeMissing, SignatureMissing, SignatureStale, SignatureWrong.
    """
    kind, _, written = sent.headers.get("Authorization", "").partition(" ")
    pattern = {"bearer": KEY_PATTERN, "signed": SIGNER_PATTERN}.get(kind.lower())
    if pattern is None or not written:
        raise KeyMissing()
    found = pattern.fullmatch(written.strip())
    key = _key_with(found[2]) if found else None
    if found is None or key is None or key.live != (found[1] == "live"):
        raise KeyUnknown()
    if pattern is SIGNER_PATTERN:
        _check_signature(key, sent, now=now)
    elif not constant_time_compare(key.digest, key_digest(found[3])):
        raise KeyUnknown()
    elif key.signs:
        raise KeySigns(prefix=key.prefix)
    if key.revoked_at:
        raise KeyRevoked(prefix=key.prefix)
    if key.expires_at and key.expires_at <= now:
        raise KeyExpired(prefix=key.prefix)
    if scope not in key.scopes:
        raise KeyScopeMissing(prefix=key.prefix, scope=scope.value)
    return key


def _key_with(prefix: str) -> ApiKey | None:
    """The key, with its customer and whoever made it."""
    with connection.cursor() as cursor:
        cursor.execute(_KEY.format(**{name: columns(model, name) for name, model in _OF_A_KEY.items()}), [prefix])
        row = cursor.fetchone()
    if row is None:
        return None
    key, key.customer, key.made_by = made_each(list(_OF_A_KEY.values()), row)
    return cast(ApiKey, key)


def _check_signature(key: ApiKey, sent: Sent, *, now: datetime) -> None:
    """That the secret of `key` signed this very request a moment ago. That it did so once is noted by the gate."""
    nonce, timestamp, signature = (sent.headers.get(f"Apt-{name}", "") for name in ("Nonce", "Timestamp", "Signature"))
    well_formed = NONCE_PATTERN.fullmatch(nonce) and re.fullmatch(r"[0-9]{1,11}", timestamp)
    if not well_formed or not signature.startswith("v1,"):
        raise SignatureMissing()
    if abs(now.timestamp() - int(timestamp)) > SIGNED_WITHIN.total_seconds():
        raise SignatureStale(minutes=int(SIGNED_WITHIN.total_seconds() // 60))
    wanted = request_signature(
        signing_secret(key.prefix, master_key=settings.OTP_MASTER_KEY.encode()), nonce=nonce, timestamp=timestamp,
        method=sent.method, path=sent.path, body=sent.body(),
    )  # fmt: skip
    if not key.signs or not constant_time_compare(signature, wanted):
        raise SignatureWrong()


def get_place_of(customer: Customer, *, live: bool, contract: str = "", office: str = "") -> BookingPlace:
    """Where this customer books: under its contract of that code, at the office of that code; the first it has, where
    a code is empty. Who has none yet tries the sandbox at the office that looks after it. Raises NotFound.
    """
    with connection.cursor() as cursor:
        tables = {name: columns(model, name) for name, model in _OF_A_PLACE.items()}
        cursor.execute(_PLACE.format(**tables), {"customer": customer.pk, "contract": contract, "office": office})
        row = cursor.fetchone()
    if row:
        place, place.contract, place.office = made_each(list(_OF_A_PLACE.values()), row)
        place.contract.customer = customer
        return cast(BookingPlace, place)
    if not live and not contract and not office:
        tried = Contract(
            customer=customer, office=customer.office, code="", document_product=DocumentProduct.SP_DOC,
            parcel_product=ParcelProduct.IPP_CONTRACT,
        )  # fmt: skip
        return BookingPlace(contract=tried, office=customer.office)
    raise NotFound()


def hold_contract(contract: Contract) -> None:
    """Until the transaction ends nobody else books for this contract, or takes money for it."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [contract.pk])


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
