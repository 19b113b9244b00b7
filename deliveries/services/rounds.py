"""A postman's phone: met once, heard in small pieces, revoked when it is lost."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings

from apt.core.db import use_case
from apt.core.errors import Refusal
from deliveries.access import get_entry_at, get_own_phone, get_phone_at
from deliveries.errors import (
    EntryCannotStand,
    EntryDecided,
    OwnEntry,
    PhoneOfAnother,
    PhoneRevoked,
    PositionInTheSea,
    TooManyEntries,
)
from deliveries.models import KeptEntry, Phone, Proof
from deliveries.queries import metres_to_post_offices
from deliveries.rules import Claim, SetAside, check_proof, receipt_of
from digipin.rules import Point, metres_between
from offices.models import Office, User

from .taking import Answer, Outcome, claim_said, take_claims, take_kept


@dataclass(frozen=True)
class Synced:
    """Answers in the order of the entries, and what we hold of this phone in all: how many, and their receipt."""

    answers: list[Answer]
    received: int
    receipt: int
    revoked: bool


@use_case
def meet_phone(*, key: UUID, label: str, office: Office, by: User, now: datetime) -> Phone:
    """Know a phone by the key that its page made. Raises PhoneOfAnother, PhoneRevoked."""
    phone, _new = Phone.objects.get_or_create(
        key=key,
        defaults={"user": by, "office": office, "label": label[:60], "first_seen_at": now, "last_seen_at": now},
    )
    if phone.user_id != by.pk:
        raise PhoneOfAnother()
    if phone.revoked_at:
        raise PhoneRevoked()
    Phone.objects.filter(pk=phone.pk).update(last_seen_at=now, office=office)
    return phone


@use_case
def sync_round(*, key: UUID, claims: Sequence[Claim], clock_off: bool, by: User, now: datetime) -> Synced:
    """Take the entries of a phone; each has its own answer, and a repeat gets the first again.

    Of a revoked phone everything is kept for a supervisor and nothing applied. Raises UnknownPhone, PhoneOfAnother,
    TooManyEntries. Constant statements for any number of entries.
    """
    most = settings.OFFLINE_ROUNDS["entries_at_most"]
    if len(claims) > most:
        raise TooManyEntries(most=most)
    phone = get_own_phone(by, key)
    at_sea = _at_sea([claim for claim in claims if claim.position], phone.office)
    good = [claim for claim in claims if claim.client_uuid not in at_sea]
    taken = take_claims(claims=good, by=by, phone=phone, clock_off=clock_off, now=now)
    phone.received += len(taken.new)
    phone.receipt += sum(receipt_of(uid) for uid in taken.new)
    phone.last_seen_at = now
    phone.save(update_fields=["received", "receipt", "last_seen_at"])
    answers: dict[UUID, Answer] = dict(zip([claim.client_uuid for claim in good], taken.answers, strict=True))
    refused: Refusal = PositionInTheSea(field="position")
    return Synced(
        [answers.get(claim.client_uuid, refused) for claim in claims],
        phone.received,
        phone.receipt,
        phone.revoked_at is not None,
    )


def _at_sea(claims: Sequence[Claim], office: Office) -> set[UUID]:
    """Entries whose position is near no post office. Nobody near the own office is asked about: no query then."""
    limit = settings.OFFLINE_ROUNDS["off_land_m"]
    doubtful = []
    for claim in claims:
        assert claim.position  # noqa: S101
        here = Point(float(claim.position.latitude), float(claim.position.longitude))
        home = office.latitude is not None and office.longitude is not None
        if not home or metres_between(here, Point(office.latitude, office.longitude)) > limit:  # type: ignore[arg-type]
            doubtful.append((claim.client_uuid, (here.lat, here.lon)))
    metres = metres_to_post_offices([point for _uid, point in doubtful])
    return {uid for (uid, _point), away in zip(doubtful, metres, strict=True) if away > limit}


@use_case
def keep_proof(*, content: bytes, sha256: str, signature: bool, by: User, now: datetime) -> Proof:
    """Keep a picture once under its hash; a repeat finds the first. Raises what `check_proof` does."""
    limits = settings.OFFLINE_ROUNDS
    most = limits["signature_bytes"] if signature else limits["photo_bytes"]
    media = check_proof(content, sha256, signature=signature, most_bytes=most)
    proof, _new = Proof.objects.get_or_create(
        sha256=sha256,
        defaults={
            "kind": Proof.Kind.SIGNATURE if signature else Proof.Kind.PHOTO,
            "media_type": media,
            "content": content,
            "received_at": now,
            "received_from": by,
        },
    )
    return proof


@use_case
def revoke_phone(*, key: UUID, office: Office, reason: str, by: User, now: datetime) -> Phone:
    """A phone is lost or stolen: from its next request on nothing it sends is applied. A repeat changes nothing.

    Raises UnknownPhone.
    """
    phone = get_phone_at(office, key)
    if phone.revoked_at is None:
        phone.revoked_at, phone.revoked_by, phone.revoked_because = now, by, reason[:120]
        phone.save(update_fields=["revoked_at", "revoked_by", "revoked_because"])
    return phone


@use_case
def decide_entry(*, client_uuid: UUID, office: Office, accept: bool, reason: str, by: User, now: datetime) -> KeptEntry:
    """Accept a kept entry, which then counts as if it had been heard in time, or refuse it. Somebody else's decision.

    Raises UnknownEntry, EntryDecided, OwnEntry, EntryCannotStand (the article is not out on that sheet any more; or it
    is an OTP article, whose code is not kept: Reg. 136A leaves window delivery).
    """
    entry = get_entry_at(office, client_uuid)
    if entry.accepted is not None:
        raise EntryDecided()
    if entry.made_by_id == by.pk:
        raise OwnEntry()
    if accept:
        happened_at = entry.received_at if entry.why == SetAside.FROM_THE_FUTURE else entry.happened_at
        claim = claim_said(entry, happened_at=happened_at)
        if not isinstance(take_kept(claim=claim, by=entry.made_by, now=now), Outcome):
            raise EntryCannotStand(number=entry.article_number)
    entry.accepted, entry.decided_at, entry.decided_by, entry.reason = accept, now, by, reason[:120]
    entry.save(update_fields=["accepted", "decided_at", "decided_by", "reason"])
    return entry
