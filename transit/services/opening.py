"""A received bag is opened: as its list says, or against what was scanned out of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from apt.core.db import step, use_case
from apt.core.errors import Refusal
from bookings.access import get_articles_in_hand
from bookings.models import Article
from bookings.rules import Status, check_move
from bookings.services import move_articles
from offices.models import Office, User
from tracking.models import TrackingEvent
from tracking.queries import contents_of, offices_passed
from tracking.rules import Event, Subject
from tracking.services import Happening, leave, record_events, release
from transit.access import get_bag_for, get_bags_in_hand, get_working_set
from transit.errors import AlreadyDelivered, BagMoveRefused, NotInBag, WasCancelled
from transit.models import Bag, ErrorEntry, OpenScan
from transit.queries import wrongly_sent
from transit.rules import (
    BagStatus,
    Fault,
    Place,
    Scanned,
    Verdict,
    absent_code,
    check_bag_move,
    is_bag_number,
    likeliest_place,
    read_code,
    status_at,
)

from .history import record
from .verifying import check_may_open


@dataclass
class Opened:
    """What came out of a bag, and what was wrong."""

    bag: Bag
    articles: list[Article]
    bags: list[Bag] = field(default_factory=list)
    errors: list[ErrorEntry] = field(default_factory=list)


@use_case
def take_out_of_opened(
    *, office: Office, bag_number: str, codes: Sequence[str], by: User, now: datetime, damaged: bool = False
) -> list[Scanned]:
    """Note what is taken out of a received bag while it is opened. A repeat is harmless, and may add a damage.

    A code that the list does not hold is noted as well, as excess, unless it can be nothing of ours. Raises UnknownBag,
    BagMoveRefused. Constant statements.
    """
    bag = _bag_to_open(office, bag_number)
    read = [read_code(code) for code in codes]
    wanted = sorted(set(read))
    listed = set(contents_of(bag_number))
    strange = [code for code in wanted if code not in listed]
    known = {code: _strange(thing) for code, thing in get_articles_in_hand(strange).items()}
    if inner := [code for code in strange if is_bag_number(code)]:
        known |= {code: _strange_bag(thing) for code, thing in get_bags_in_hand(inner).items()}
    before = {scan.inner_number: scan for scan in OpenScan.objects.filter(bag=bag, inner_number__in=wanted)}
    judged: list[Scanned] = []
    new: dict[str, OpenScan] = {}
    for code in read:
        refusal = None if code in listed else known.get(code, absent_code(code))
        if refusal:
            judged.append(Scanned(code, Verdict.REFUSED, refusal))
        elif code in new or (code in before and before[code].damaged >= damaged):
            judged.append(Scanned(code, Verdict.REPEAT))
        else:
            judged.append(Scanned(code, Verdict.IN if code in listed else Verdict.EXCESS))
            kind = Subject.BAG if is_bag_number(code) else Subject.ARTICLE
            new[code] = OpenScan(
                bag=bag, inner_kind=kind, inner_number=code, listed=code in listed, damaged=damaged, scanned_at=now,
                scanned_by=by,
            )  # fmt: skip
    OpenScan.objects.bulk_create(
        new.values(), update_conflicts=True, unique_fields=["bag", "inner_number"], update_fields=["damaged"]
    )
    return judged


def _strange(article: Article) -> Refusal | None:
    """Why an article that is not on the list cannot just be taken over, if so."""
    if article.status == Status.DELIVERED:
        return AlreadyDelivered(number=article.number)
    if article.status == Status.CANCELLED:
        return WasCancelled(number=article.number)
    try:
        if article.status != Status.BAGGED:
            check_move(article.number, article.status, Status.AT_OFFICE)
    except Refusal as refusal:
        return refusal
    return None


def _strange_bag(bag: Bag) -> Refusal | None:
    """The same for a bag. The opened one itself is received, and so never found in itself."""
    if bag.status in (BagStatus.INSIDE, BagStatus.DESPATCHED, BagStatus.CLOSED):
        return None
    return BagMoveRefused(number=bag.number, present=BagStatus(bag.status).label, wanted=BagStatus.RECEIVED.label)


@use_case
def put_back(*, office: Office, bag_number: str, number: str, by: User, now: datetime) -> None:
    """Undo a scan out of a bag that is being opened. Raises UnknownBag, BagMoveRefused, NotInBag."""
    bag = _bag_to_open(office, bag_number)
    gone, _ = OpenScan.objects.filter(bag=bag, inner_number=number).delete()
    if not gone:
        raise NotInBag(number=number, bag=bag_number)


@use_case
def open_bag(*, office: Office, number: str, by: User, now: datetime) -> list[Article]:
    """Open a received bag without looking: all that is on its list lies at this office now, and what was scanned.

    Constant statements. Raises UnknownBag, BagMoveRefused, NoOpenSet, and of an insured bag NotVerified,
    SecondPersonNeeded, ScansNeeded.
    """
    bag = _bag_to_open(office, number)
    check_may_open(bag, by=by, against_scans=False)
    scans, listed = _scans_out_of(bag), set(contents_of(number))
    return _open(bag, office, listed=listed, present=listed | scans.keys(), scans=scans, by=by, now=now).articles


@use_case
def open_bag_checked(*, office: Office, number: str, by: User, now: datetime) -> Opened:
    """Open a received bag against the scans: what is missing, too many, missent or damaged becomes error entries.

    Constant statements for any number of articles and faults. Raises UnknownBag, BagMoveRefused, NoOpenSet, and of an
    insured bag NotVerified, SecondPersonNeeded.
    """
    bag = _bag_to_open(office, number)
    check_may_open(bag, by=by, against_scans=True)
    scans, listed = _scans_out_of(bag), set(contents_of(number))
    return _open(bag, office, listed=listed, present=set(scans), scans=scans, by=by, now=now)


def _scans_out_of(bag: Bag) -> dict[str, bool]:
    """What was taken out of a bag, and whether it is damaged."""
    return dict(OpenScan.objects.filter(bag=bag).values_list("inner_number", "damaged"))


def _bag_to_open(office: Office, number: str) -> Bag:
    bag = get_bag_for(office, number)
    check_bag_move(number, bag.status, BagStatus.EMPTIED)
    return bag


@step
def _open(
    bag: Bag, office: Office, *, listed: set[str], present: set[str], scans: Mapping[str, bool], by: User, now: datetime
) -> Opened:
    missing, excess = sorted(listed - present), sorted(present - listed)
    damaged = sorted(number for number, hurt in scans.items() if hurt)
    bag.opened_in = get_working_set(office)
    opened = record(bag=bag, code=Event.BAG_OPEN, office=office, by=by, now=now)
    release(bag_number=bag.number, opened=opened, lost=missing)
    articles = list(get_articles_in_hand(sorted(present)).values())
    inner = [number for number in sorted(present) if is_bag_number(number)]
    bags = list(get_bags_in_hand(inner).values()) if inner else []
    _happen(missing, excess, bag, office, by=by, now=now)
    _bring(articles, bags, office)
    errors: list[ErrorEntry] = []
    if missing or excess or damaged:
        astray = wrongly_sent(bag, office, [article for article in articles if article.number in excess])
        faults = [(number, Fault.MISSING) for number in missing] + [(number, Fault.DAMAGED) for number in damaged]
        faults += [(number, Fault.MISSENT if number in astray else Fault.EXCESS) for number in excess]
        _turn_up(excess, office, now=now)
        errors = _charge(faults, bag, office, by=by, now=now)
    OpenScan.objects.filter(bag=bag).delete()
    bag.status, bag.emptied_at = BagStatus.EMPTIED, now
    bag.save(update_fields=["status", "emptied_at", "opened_in", "events"])
    return Opened(bag, articles, bags, errors)


@step
def _happen(
    missing: Sequence[str], excess: Sequence[str], bag: Bag, office: Office, *, by: User, now: datetime
) -> None:
    """What the bag's own events do not say: that a thing was not in it, or that it was, unlisted."""
    told = [(number, Event.ITEM_MISSING) for number in missing] + [(number, Event.ITEM_RECEIVE) for number in excess]
    if not told:
        return
    written = record_events(
        [
            Happening(
                Subject.BAG if is_bag_number(number) else Subject.ARTICLE,
                number, code, office, f"{code}:{number}:{bag.number}:{bag.events}",
            )
            for number, code in told
        ],
        by=by,
        happened_at=now,
        now=now,
    )  # fmt: skip
    found: list[TrackingEvent] = [event for event in written if event.code == Event.ITEM_RECEIVE]
    # It cannot lie in the bag in which it is on record: it is here.
    leave(found=found)


@step
def _bring(articles: Sequence[Article], bags: Sequence[Bag], office: Office) -> None:
    move_articles(articles=articles, to=Status.AT_OFFICE, office=office)
    for bag in bags:
        bag.status, bag.at_office, bag.bound_for = (
            status_at(office_id=office.pk, destination_id=bag.destination_id), office, None,
        )  # fmt: skip
    if bags:
        Bag.objects.bulk_update(bags, ["status", "at_office", "bound_for"])


@step
def _turn_up(present: Collection[str], office: Office, *, now: datetime) -> None:
    """Whatever was missed elsewhere and lies here is missed no longer."""
    sought = ErrorEntry.objects.filter(inner_number__in=list(present), fault=Fault.MISSING, turned_up_at=None)
    sought.update(turned_up_at=now, turned_up_in=office)


@step
def _charge(
    faults: Sequence[tuple[str, Fault]], bag: Bag, office: Office, *, by: User, now: datetime
) -> list[ErrorEntry]:
    """One entry a fault, to the office where it most likely happened. Two statements."""
    place = likeliest_place(
        closed_at=bag.origin_id,
        passed=offices_passed(bag.number),
        opened_at=office.pk,
        sound=bag.sound is not False,
    )
    made = []
    for number, fault in faults:
        # What was too much, or was sent astray, was so when the bag was closed, whatever became of its seal.
        where = Place(bag.origin_id, bag.origin_id) if fault in (Fault.EXCESS, Fault.MISSENT) else place
        made.append(
            ErrorEntry(
                bag=bag,
                fault=fault,
                inner_kind=Subject.BAG if is_bag_number(number) else Subject.ARTICLE,
                inner_number=number,
                found_at=now,
                found_in=office,
                found_by=by,
                charged_to_id=where.from_id,
                likely_from_id=where.from_id,
                likely_to_id=where.to_id,
            )
        )
    return ErrorEntry.objects.bulk_create(made)
