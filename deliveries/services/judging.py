"""One claim against what is on record. No queries: the scene was read before, and is kept up as claims are judged."""

import hmac
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings

from apt.core.clock import IST, day_begins, ist_date
from bookings.models import Article
from bookings.rules import Status
from deliveries.errors import (
    AddresseeOnly,
    AttemptClosed,
    CallNeeded,
    CodeNeeded,
    NotAcknowledged,
    NotForThisArticle,
    PhotoNeeded,
    PositionNeeded,
    RecipientNeeded,
    RelationNeeded,
    RemarkNeeded,
    SignatureNeeded,
    UnknownItem,
)
from deliveries.models import DeliveryCode, SheetItem
from deliveries.queries import Scene
from deliveries.rules import (
    AT_DOOR,
    CLOSING,
    DEMANDS,
    TO_ADDRESSEE,
    Claim,
    Facts,
    Flag,
    Limits,
    Relation,
    Remark,
    SetAside,
    Verdict,
    clean_code,
    delivery_code,
    flags_of,
    order_of,
)
from digipin.rules import Point, decode, metres_between
from tracking.errors import EventFromTheFuture
from tracking.rules import CLOCKS_DIFFER

_ADDRESSEE_SPECIFIC = ("REG", "INS", "COD")  # operations.md, section 5.1


def code_for(subject: str, issue_number: int) -> str:
    """Derive the code of an issue; only the SMS reaction and the judgement below ask for it."""
    return delivery_code(
        master_key=settings.OTP_MASTER_KEY.encode(),
        article_number=subject,
        issue_number=issue_number,
        digits=settings.DELIVERY_OTP["digits"],
    )


@dataclass
class Judgement:
    """What a claim comes to. `closes`: its verdict becomes the outcome of the item."""

    claim: Claim
    item: SheetItem
    article: Article
    verdict: Verdict
    tries_left: int | None = None
    closes: bool = False
    flags: list[Flag] = field(default_factory=list)


@dataclass
class Judge:
    """Judges claims one after another; what one decided counts for the next."""

    scene: Scene
    now: datetime
    clock_off: bool
    from_phone: bool
    wrong_of_code: dict[int, int] = field(default_factory=dict)
    spent: set[int] = field(default_factory=set)
    overtaken: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        """What the record cannot take any more is known before the first claim: our own closings overtake nobody."""
        for article in self.scene.articles.values():
            item = self.scene.items.get(article.pk)
            if item and (article.pk in self.scene.moved_on or article.status != _expected(item)):
                self.overtaken.add(article.pk)

    def judge(self, claim: Claim) -> Judgement | SetAside:
        """Raises what is wrong with the entry itself. What a phone did in time but the record cannot take is set aside;
        a page is refused instead (AttemptClosed, UnknownItem, EventFromTheFuture)."""
        article = self.scene.articles.get(claim.article_number)
        item = self.scene.items.get(article.pk) if article else None
        if article is None or item is None:
            return self._aside(SetAside.NOT_ON_SHEET, UnknownItem(number=claim.article_number))
        if claim.happened_at > self.now + CLOCKS_DIFFER:
            at = f"{claim.happened_at.astimezone(IST):%d %b %Y, %H:%M}"
            return self._aside(SetAside.FROM_THE_FUTURE, EventFromTheFuture(number=article.number, at=at))
        if not item.sheet.acknowledged_at:
            raise NotAcknowledged()
        if self.from_phone and claim.happened_at < item.sheet.acknowledged_at - CLOCKS_DIFFER:
            return SetAside.TOO_EARLY
        if self.from_phone and self.now - claim.happened_at > settings.OFFLINE_ROUNDS["heard_within"]:
            return SetAside.TOO_LATE
        if item.outcome and not self.from_phone:
            raise AttemptClosed(number=article.number)
        if article.pk in self.overtaken:
            return self._aside(SetAside.OVERTAKEN, AttemptClosed(number=article.number))
        judged = self._weigh(claim, item, article)
        judged.flags = self._flags(claim, item, article)
        return judged

    def _aside(self, why: SetAside, refusal: Exception) -> SetAside:
        if self.from_phone:
            return why
        raise refusal

    def _weigh(self, claim: Claim, item: SheetItem, article: Article) -> Judgement:
        check_shape(claim, article)
        stands = item.standing
        if item.outcome and stands is not None:
            mine = order_of(delivered=claim.delivered, happened_at=claim.happened_at, client_uuid=claim.client_uuid)
            theirs = order_of(
                delivered=item.outcome == Verdict.DELIVERED,
                happened_at=stands.happened_at,
                client_uuid=stands.client_uuid,
            )
            # A code is spent by the delivery that it opened: whoever comes second has nothing to add.
            if theirs < mine or (claim.delivered and item.outcome == Verdict.DELIVERED and article.otp_delivery):
                return Judgement(claim, item, article, Verdict.SUPERSEDED)
        verdict, tries = (Verdict.NOT_DELIVERED, None) if not claim.delivered else (Verdict.DELIVERED, None)
        if claim.delivered and article.otp_delivery:
            verdict, tries = self._judge_code(claim, item, article)
        return Judgement(claim, item, article, verdict, tries, closes=verdict in CLOSING)

    def _judge_code(self, claim: Claim, item: SheetItem, article: Article) -> tuple[Verdict, int | None]:
        """The code as it stood when it was typed; the tries as they stand now, in the order in which they are heard."""
        policy = settings.DELIVERY_OTP
        given = clean_code(claim.code, digits=policy["digits"])
        live = [code for code in self.scene.codes.get(item.pk, ()) if code.issued_at <= claim.happened_at]
        if not live or live[0].spent_at or live[0].pk in self.spent or claim.happened_at > live[0].expires_at:
            return Verdict.CODE_EXPIRED, 0
        left = self.tries_left(live[0])
        if left <= 0:
            return Verdict.CODE_LOCKED, 0
        valid = live[:1]
        if len(live) > 1 and claim.happened_at - live[0].issued_at <= policy["older_valid"]:
            valid = live[:2]
        for code in valid:
            if hmac.compare_digest(given, code_for(article.number, code.issue_number)):
                self.spent.add(live[0].pk)
                return Verdict.DELIVERED, None
        self.wrong_of_code[live[0].pk] = self.wrong_of_code.get(live[0].pk, 0) + 1
        self.scene.wrong.setdefault(article.pk, []).append((item.pk, self.now))
        return Verdict.WRONG_CODE, left - 1

    def give_back_code(self, judged: Judgement) -> None:
        """What was judged does not happen after all: the code that it spent is good again."""
        for code in self.scene.codes.get(judged.item.pk, ()):
            self.spent.discard(code.pk)

    def tries_left(self, live: DeliveryCode) -> int:
        """Wrong tries that may still be made: of this code, and of this article on the day it was issued."""
        policy = settings.DELIVERY_OTP
        midnight = day_begins(ist_date(live.issued_at))
        wrong = self.scene.wrong.get(live.article_id, ())
        of_code = sum(item_id == live.item_id and heard >= live.issued_at for item_id, heard in wrong)
        of_day = sum(heard >= midnight for _item, heard in wrong)
        return max(0, min(policy["max_tries_per_code"] - of_code, policy["max_tries_per_day"] - of_day))

    def _flags(self, claim: Claim, item: SheetItem, article: Article) -> list[Flag]:
        office, limits = item.sheet.office, Limits(**settings.HONEST_ATTEMPTS)
        here = Point(float(claim.position.latitude), float(claim.position.longitude)) if claim.position else None
        last = next((one for one in self.scene.round if one[0] <= claim.happened_at), None)
        nearby = 0
        if here:
            nearby = sum(
                not delivered and metres_between(here, Point(lat, lon)) <= limits.spot_m
                for _at, delivered, lat, lon in self.scene.round
            )
        office_at = (
            Point(office.latitude, office.longitude)
            if office.latitude is not None and office.longitude is not None
            else None
        )
        facts = Facts(
            delivered=claim.delivered,
            asks_position=claim.delivered or DEMANDS[Remark(claim.remark)].position,
            happened_at=claim.happened_at,
            hour_ist=claim.happened_at.astimezone(IST).hour,
            from_door_m=metres_between(here, decode(article.digipin)) if here and article.digipin else None,
            from_office_m=metres_between(here, office_at) if here and office_at else (0.0 if here else None),
            since_last_s=(claim.happened_at - last[0]).total_seconds() if last else None,
            from_last_m=metres_between(here, Point(last[2], last[3])) if here and last else None,
            clock_off=self.clock_off,
            heard_after=self.now - claim.happened_at,
            failures_nearby=nearby,
            photo_seen=claim.photo in self.scene.photos_seen,
        )
        if claim.photo:
            self.scene.photos_seen.add(claim.photo)
        if here:
            self.scene.round.insert(0, (claim.happened_at, claim.delivered, here.lat, here.lon))
            self.scene.round.sort(key=lambda one: one[0], reverse=True)
        return flags_of(facts, limits)


def _expected(item: SheetItem) -> Status:
    """Where an article is while nothing but its outcome on this sheet has happened to it."""
    if not item.outcome:
        return Status.OUT
    return Status.DELIVERED if item.outcome == Verdict.DELIVERED else Status.HELD


def check_shape(claim: Claim, article: Article) -> None:
    """Whether the entry says all that it must. Raises what is missing; nothing is counted then."""
    if not claim.delivered:
        _check_demands(claim, article)
    elif article.otp_delivery:
        if not claim.code.strip():
            raise CodeNeeded(field="code")
        clean_code(claim.code, digits=settings.DELIVERY_OTP["digits"])
    else:
        _check_receiver(claim, article)


def _check_receiver(claim: Claim, article: Article) -> None:
    if not claim.received_by.strip():
        raise RecipientNeeded(field="received_by")
    if claim.relation not in Relation.values:
        raise RelationNeeded(field="relation")
    specific = article.due_paise or any(service in article.services for service in _ADDRESSEE_SPECIFIC)
    if specific and claim.relation not in TO_ADDRESSEE:
        raise AddresseeOnly(field="relation", number=article.number)
    if not claim.signature:
        raise SignatureNeeded(field="signature")


def check_remark(remark: str, article: Article) -> Remark:
    """A remark that is given at a door, and of this article. Raises RemarkNeeded, NotForThisArticle."""
    if remark not in AT_DOOR:
        raise RemarkNeeded(field="remark")
    given = Remark(remark)
    if DEMANDS[given].cod and not article.due_paise:
        raise NotForThisArticle(field="remark", remark=given.label, number=article.number)
    return given


def _check_demands(claim: Claim, article: Article) -> None:
    check_proven(
        check_remark(claim.remark, article), photo=bool(claim.photo), position=claim.position is not None,
        called=claim.called_at is not None,
    )  # fmt: skip


def check_proven(remark: Remark, *, photo: bool, position: bool, called: bool) -> None:
    """Whether there is what a remark demands. Raises PhotoNeeded, PositionNeeded, CallNeeded."""
    demand = DEMANDS[remark]
    if demand.photo and not photo:
        raise PhotoNeeded(field="photo", remark=remark.label)
    if demand.position and not position:
        raise PositionNeeded(field="position", remark=remark.label)
    if demand.calls and not called:
        raise CallNeeded(field="called_at", remark=remark.label)
