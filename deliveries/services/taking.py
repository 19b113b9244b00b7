"""Take what postmen say: any number of claims in a constant number of statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.conf import settings

from apt.core.batch import Batch, draw_keys, write_batch
from apt.core.db import step
from apt.core.errors import Refusal
from bookings.access import get_articles_in_hand
from bookings.models import Article
from bookings.rules import Status
from bookings.rules.notices import Moment
from bookings.services import move_articles, note_moment
from deliveries.errors import AttemptReused
from deliveries.models import Attempt, KeptEntry, Phone
from deliveries.queries import First, earlier_answers, scene_of
from deliveries.rules import Claim, Position, SetAside, Verdict, fingerprint
from offices.models import Office, User
from tracking.rules import Event, Subject
from tracking.services import Happening, record_events

from .cod import check_money, settle_money
from .judging import Judge, Judgement


@dataclass(frozen=True)
class Outcome:
    """The answer to an attempt. A wrong code is an answer, not an exception: its trace must stay (house, section 5)."""

    verdict: Verdict
    tries_left: int | None = None


Answer = Outcome | SetAside | Refusal


class Taken(NamedTuple):
    answers: list[Answer]  # in the order of the claims
    new: list[UUID]  # written by this call, as attempts or kept for a supervisor


def told_by(claim: Claim) -> str:
    """The fingerprint of a claim: the same id with other content is told from a repeat."""
    where = f"{claim.position.latitude},{claim.position.longitude}" if claim.position else ""
    key = settings.OTP_MASTER_KEY.encode()
    return fingerprint(
        claim.article_number, str(claim.delivered), claim.code, claim.received_by, claim.relation, claim.remark,
        claim.photo, claim.signature, where, claim.cod, key=key,
    )  # fmt: skip


@step
def take_claims(
    *, claims: Sequence[Claim], by: User, phone: Phone | None, clock_off: bool = False, now: datetime
) -> Taken:
    """Judge and record claims in the order of the phone's count; the answers stand in the order of `claims`.

    A claim that was sent before gets its first answer. What is wrong with one is its own answer; the others go on.
    A phone's claim that came true too late for the record is kept for a supervisor (KeptEntry). About twenty statements
    for any number of claims, all under the locks of their articles.
    """
    answers: dict[UUID, Answer] = {}
    articles = get_articles_in_hand([claim.article_number for claim in claims])
    # Read under the locks: another tab may have sent the same while we waited for them.
    earlier = earlier_answers([claim.client_uuid for claim in claims])
    fresh = []
    for claim in claims:
        first = earlier.get(claim.client_uuid)
        if first is None:
            fresh.append(claim)
        elif first.fingerprint != told_by(claim) or first.made_by_id != by.pk:
            answers[claim.client_uuid] = AttemptReused()
        else:
            answers[claim.client_uuid] = _first_answer(first)
    if fresh:
        _take(fresh, articles, answers, by=by, phone=phone, clock_off=clock_off, now=now)
    new = [claim.client_uuid for claim in fresh if not isinstance(answers[claim.client_uuid], Refusal)]
    return Taken([answers[claim.client_uuid] for claim in claims], list(dict.fromkeys(new)))


def _first_answer(first: First) -> Answer:
    return SetAside(first.why) if first.why else Outcome(Verdict(first.verdict), first.tries_left)


@step
def _take(
    claims: Sequence[Claim],
    articles: dict[str, Article],
    answers: dict[UUID, Answer],
    *,
    by: User,
    phone: Phone | None,
    clock_off: bool,
    now: datetime,
) -> None:
    judge = Judge(scene_of(claims, articles, by=by, now=now), now, clock_off, from_phone=phone is not None)
    revoked = phone is not None and phone.revoked_at is not None
    made: list[tuple[Judgement, Attempt]] = []
    told: list[tuple[Judgement, Attempt]] = []
    aside: list[tuple[Claim, SetAside]] = []
    for claim in sorted(claims, key=lambda one: (one.seq, one.happened_at)):
        if claim.client_uuid in answers:
            continue  # twice in one message
        try:
            judged = SetAside.REVOKED if revoked else _judge(judge, claim, by=by, now=now)
        except Refusal as refusal:
            answers[claim.client_uuid] = refusal
            continue
        if isinstance(judged, SetAside):
            answers[claim.client_uuid] = judged
            aside.append((claim, judged))
            continue
        attempt = _attempt(judged, by=by, phone=phone, now=now)
        answers[claim.client_uuid] = Outcome(judged.verdict, judged.tries_left)
        made.append((judged, attempt))
        if judged.closes:
            if not (judged.item.outcome == judged.verdict == Verdict.DELIVERED):
                told.append((judged, attempt))  # a second delivery is no news: another entry stands for it, no more
            judged.item.outcome, judged.item.remark, judged.item.standing = judged.verdict, attempt.remark, attempt
    batch = Batch()
    for key, (_judged, attempt) in zip(draw_keys(model=Attempt, count=len(made)), made, strict=True):
        attempt.pk = key
    batch.insert([attempt for _judged, attempt in made])
    _note_codes(judge, into=batch, now=now)
    _close([judged for judged, _attempt in made if judged.closes], told, into=batch, by=by, now=now)
    write_batch(batch=batch)
    if aside and phone is not None:
        _keep(aside, phone.office, by=by, phone=phone, now=now)


@step
def _judge(judge: Judge, claim: Claim, *, by: User, now: datetime) -> Judgement | SetAside:
    """One claim with its money. Money that cannot be had after all leaves the code as it was."""
    article = judge.scene.articles.get(claim.article_number)
    item = judge.scene.items.get(article.pk) if article else None
    if article and item and item.outcome != Verdict.DELIVERED:
        check_money(claim=claim, article=article)
    judged = judge.judge(claim)
    if isinstance(judged, Judgement) and judged.closes:
        try:
            settle_money(claim=claim, item=judged.item, article=judged.article, verdict=judged.verdict, by=by, now=now)
        except Refusal:
            judge.give_back_code(judged)
            raise
    return judged


def _attempt(judged: Judgement, *, by: User, phone: Phone | None, now: datetime) -> Attempt:
    claim, place = judged.claim, judged.claim.position
    return Attempt(
        client_uuid=claim.client_uuid,
        fingerprint=told_by(claim),
        item=judged.item,
        article_id=judged.article.pk,
        made_by=by,
        phone=phone,
        seq=claim.seq,
        happened_at=claim.happened_at,
        recorded_at=now,
        verdict=judged.verdict,
        tries_left=judged.tries_left,
        remark="" if claim.delivered else claim.remark,
        received_by=claim.received_by.strip(),
        relation=claim.relation if claim.delivered else "",
        latitude=place.latitude if place else None,
        longitude=place.longitude if place else None,
        accuracy_m=place.accuracy_m if place else None,
        photo=claim.photo,
        signature=claim.signature,
        called_at=claim.called_at,
        flags=list(judged.flags),
    )


_CODES_SQL = """
    UPDATE deliveries_deliverycode code
    SET wrong_tries = wrong_tries + told.wrong, spent_at = CASE WHEN told.spent THEN %(now)s ELSE spent_at END
    FROM unnest(%(ids)s::bigint[], %(wrong)s::int[], %(spent)s::bool[]) AS told (id, wrong, spent)
    WHERE code.id = told.id
"""
_ITEMS_SQL = """
    UPDATE deliveries_sheetitem item SET outcome = told.outcome, remark = told.remark, standing_id = told.standing
    FROM unnest(%(ids)s::bigint[], %(outcomes)s::text[], %(remarks)s::text[], %(standing)s::bigint[])
        AS told (id, outcome, remark, standing)
    WHERE item.id = told.id
"""


@step
def _note_codes(judge: Judge, *, into: Batch, now: datetime) -> None:
    if ids := sorted(judge.spent | judge.wrong_of_code.keys()):
        wrong, spent = [judge.wrong_of_code.get(one, 0) for one in ids], [one in judge.spent for one in ids]
        into.change(_CODES_SQL, {"ids": ids, "wrong": wrong, "spent": spent, "now": now})


@step
def _close(
    closed: Sequence[Judgement], told: Sequence[tuple[Judgement, Attempt]], *, into: Batch, by: User, now: datetime
) -> None:
    """Outcomes, moves, events and messages: what stands at the end, and what happened on the way to it."""
    if not closed:
        return
    items = {judged.item.pk: judged.item for judged in closed}
    into.change(
        _ITEMS_SQL,
        {
            "ids": list(items), "outcomes": [str(item.outcome) for item in items.values()],
            "remarks": [str(item.remark) for item in items.values()],
            "standing": [item.standing.pk for item in items.values() if item.standing],
        },
    )  # fmt: skip
    office = closed[0].item.sheet.office
    articles = {judged.item.pk: judged.article for judged in closed}
    for verdict, status, moment in (
        (Verdict.DELIVERED, Status.DELIVERED, Moment.DELIVERED),
        (Verdict.NOT_DELIVERED, Status.HELD, Moment.NOT_DELIVERED),
    ):
        moved = [articles[key] for key, item in items.items() if item.outcome == verdict]
        moved = [article for article in moved if article.status != status]
        if moved:
            move_articles(articles=moved, to=status, office=office, into=into)
            note_moment(article_ids=[article.pk for article in moved], moment=moment, by=by, now=now, into=into)
    happenings = [_happening(judged, attempt) for judged, attempt in told]
    if happenings:
        record_events(happenings, by=by, happened_at=now, now=now, into=into)


def _happening(judged: Judgement, attempt: Attempt) -> Happening:
    delivered = judged.verdict == Verdict.DELIVERED
    code = Event.ITEM_DELIVERY if delivered else Event.ITEM_NONDELIVER
    return Happening(
        Subject.ARTICLE,
        judged.article.number,
        code,
        judged.item.sheet.office,
        f"{code}:{judged.item.pk if delivered else attempt.client_uuid}",
        remark=attempt.remark,
        happened_at=attempt.happened_at,
        evidence=attempt.signature or attempt.photo,
    )


@step
def _keep(aside: Sequence[tuple[Claim, SetAside]], office: Office, *, by: User, phone: Phone, now: datetime) -> None:
    KeptEntry.objects.bulk_create(
        KeptEntry(
            client_uuid=claim.client_uuid,
            fingerprint=told_by(claim),
            phone=phone,
            made_by=by,
            office=office,
            article_number=claim.article_number[:13],
            why=why,
            said=said_by(claim),
            happened_at=claim.happened_at,
            received_at=now,
        )
        for claim, why in aside
    )


def said_by(claim: Claim) -> dict[str, object]:
    """A claim as a supervisor reads it later. Of a code only that there was one (trust goal D3)."""
    place = claim.position
    return {
        "delivered": claim.delivered,
        "with_code": bool(claim.code),
        "received_by": claim.received_by,
        "relation": claim.relation,
        "remark": claim.remark,
        "position": [str(place.latitude), str(place.longitude), place.accuracy_m] if place else None,
        "photo": claim.photo,
        "signature": claim.signature,
        "cod": claim.cod,
        "called_at": claim.called_at.isoformat() if claim.called_at else None,
        "seq": claim.seq,
    }


def claim_said(entry: KeptEntry, *, happened_at: datetime) -> Claim:
    """The claim of a kept entry, without its code."""
    said = entry.said
    place, called = said["position"], said["called_at"]
    return Claim(
        client_uuid=entry.client_uuid,
        article_number=entry.article_number,
        delivered=said["delivered"],
        happened_at=happened_at,
        received_by=said["received_by"],
        relation=said["relation"],
        remark=said["remark"],
        position=Position(Decimal(place[0]), Decimal(place[1]), place[2]) if place else None,
        photo=said["photo"],
        signature=said["signature"],
        cod=said["cod"],
        called_at=datetime.fromisoformat(called) if called else None,
        seq=said["seq"],
    )


@step
def take_kept(*, claim: Claim, by: User, now: datetime) -> Answer:
    """Take what a supervisor accepted, as a page's entry of its postman: refused where the record cannot take it."""
    answers: dict[UUID, Answer] = {}
    articles = get_articles_in_hand([claim.article_number])
    _take([claim], articles, answers, by=by, phone=None, clock_off=False, now=now)
    return answers[claim.client_uuid]
