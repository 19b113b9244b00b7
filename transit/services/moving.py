"""Bags leave on a schedule, come back when that is cancelled, and arrive."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from apt.core.clock import IST, ist_date
from apt.core.db import step, use_case
from offices.models import Office, User
from tracking.models import TrackingEvent
from tracking.rules import Event, Subject
from tracking.services import Happening, record_events
from transit.access import get_bag_for, get_bags_at, get_bags_in_hand, get_despatch_of
from transit.errors import (
    AlreadyCancelled,
    BagMoveRefused,
    DespatchOver,
    NoBagChosen,
    NotOnSchedule,
    NotOnTheWay,
    ReasonMissing,
    ScheduleLeft,
    UnknownBag,
)
from transit.models import Bag, Despatch, ErrorEntry
from transit.queries import Departure, departure_by_code, office_with_links, offices_with_links
from transit.rules import BagKind, BagStatus, Fault, check_bag_move, left_at, next_stop, status_at

from .history import happening, record
from .verifying import check_verified


@use_case
def despatch_bags(*, office: Office, numbers: Sequence[str], by: User, now: datetime, departure: str = "") -> list[Bag]:
    """Send closed bags on their way, all or none: on a departure, or by special conveyance straight to where they go.

    Constant statements. Raises NoBagChosen, UnknownBag, BagMoveRefused, NotVerified, UnknownDeparture, ScheduleLeft,
    NotOnSchedule.
    """
    if not numbers:
        raise NoBagChosen()
    bags = get_bags_at(office, numbers)
    for bag in bags:
        check_bag_move(bag.number, bag.status, BagStatus.DESPATCHED)
        check_verified(bag)
    leaving = departure_by_code(departure, office=office) if departure else None
    if leaving and left_at(leaving.departs_at, now=now):
        raise ScheduleLeft(schedule=leaving.schedule.name, time=f"{leaving.departs_at.astimezone(IST):%d %b, %H:%M}")
    bound = _bound_for(bags, office, leaving) if leaving else {bag.pk: bag.destination for bag in bags}
    made = Despatch.objects.create(
        number=f"D{office.code}-{ist_date(now):%y%m%d}-{uuid.uuid4().hex[:6].upper()}",
        office=office,
        schedule=leaving.schedule if leaving else None,
        departs_at=leaving.departs_at if leaving else now,
        made_at=now,
        made_by=by,
        bag_numbers=[bag.number for bag in bags],
    )
    record_events(
        [happening(bag, Event.BAG_DISPATCH, office, other=bound[bag.pk]) for bag in bags],
        by=by,
        happened_at=now,
        now=now,
    )
    for bag in bags:
        bag.status, bag.despatched_at, bag.despatch, bag.bound_for = BagStatus.DESPATCHED, now, made, bound[bag.pk]
    Bag.objects.bulk_update(bags, ["status", "despatched_at", "despatch", "bound_for", "events"])
    return bags


def _bound_for(bags: Sequence[Bag], office: Office, leaving: Departure) -> dict[int, Office]:
    """Where each bag gets off: at its own office if the schedule stops there, else at the next on its way."""
    at, offices = office_with_links(office), offices_with_links({bag.destination_id for bag in bags})
    bound = {}
    for bag in bags:
        way = [bag.destination]
        if bag.destination_id not in leaving.stops:
            way = [next_stop(at=at, to=offices[bag.destination_id])]
        if way[0].pk not in leaving.stops:
            raise NotOnSchedule(schedule=leaving.schedule.name, number=bag.number, destination=bag.destination.name)
        bound[bag.pk] = way[0]
    return bound


@use_case
def cancel_despatch(*, office: Office, number: str, reason: str, by: User, now: datetime) -> Despatch:
    """Take a despatch back as long as nothing of it has arrived: its bags lie here, closed. Constant statements.

    Raises UnknownDespatch, AlreadyCancelled, DespatchOver, ReasonMissing.
    """
    despatch = get_despatch_of(office, number)
    if despatch.cancelled_at:
        raise AlreadyCancelled(number=number)
    if not reason.strip():
        raise ReasonMissing(field="reason")
    held = get_bags_in_hand(despatch.bag_numbers)
    for one in despatch.bag_numbers:
        bag = held.get(one)
        if bag is None or bag.despatch_id != despatch.pk or bag.status != BagStatus.DESPATCHED:
            raise DespatchOver(number=one)
    bags = list(held.values())
    _take_back(bags, office, by=by, now=now)
    despatch.cancelled_at, despatch.cancelled_by, despatch.cancelled_because = now, by, reason.strip()[:80]
    despatch.save(update_fields=["cancelled_at", "cancelled_by", "cancelled_because"])
    return despatch


@step
def _take_back(bags: Sequence[Bag], office: Office, *, by: User, now: datetime) -> None:
    sent = TrackingEvent.objects.filter(
        subject_number__in=[bag.number for bag in bags], subject_kind=Subject.BAG, code=Event.BAG_DISPATCH,
        corrected_by=None,
    )  # fmt: skip
    latest = {event.subject_number: event for event in sent.order_by("happened_at", "id")}
    taken_back: list[Happening] = [
        happening(bag, Event.BAG_RECALL, office, corrects=latest[bag.number]) for bag in bags
    ]
    record_events(taken_back, by=by, happened_at=now, now=now)
    for bag in bags:
        bag.status, bag.bound_for, bag.despatch, bag.despatched_at = BagStatus.CLOSED, None, None, None
    Bag.objects.bulk_update(bags, ["status", "bound_for", "despatch", "despatched_at", "events"])


@use_case
def receive_bag(*, office: Office, number: str, by: User, now: datetime, sound: bool = True) -> Bag:
    """Take custody of a bag bound for this office; one that goes on to another lies here closed. `sound`: its seal.

    A station bag of the office's own is received without a journey. Raises UnknownBag, BagMoveRefused (harmless).
    """
    bag = get_bag_for(office, number)
    to = status_at(office_id=office.pk, destination_id=bag.destination_id)
    check_bag_move(number, bag.status, to)
    if not bag.bound_for_id and bag.kind != BagKind.STATION:
        raise BagMoveRefused(number=number, present=BagStatus(bag.status).label, wanted=to.label)
    return _take_over(bag, office, sound=sound, by=by, now=now)


@use_case
def receive_missent(*, office: Office, number: str, by: User, now: datetime, sound: bool = True) -> Bag:
    """Take custody of a bag that was bound for another office: it lies here closed, to be sent on (or received, where
    it was to come in the end), and the office that sent it off last answers for the error.

    Raises UnknownBag, NotOnTheWay (it lies at an office, or in a bag, or was opened, as far as anybody wrote down).
    """
    bag = get_bags_in_hand([number]).get(number)
    if bag is None:
        raise UnknownBag(field="number", number=number)
    if bag.status != BagStatus.DESPATCHED:
        raise NotOnTheWay(field="number", number=number)
    if bag.bound_for_id != office.pk:
        ErrorEntry.objects.create(
            bag=bag, fault=Fault.MISSENT, inner_kind=Subject.BAG, inner_number=number, found_at=now, found_in=office,
            found_by=by, charged_to=bag.at_office, likely_from=bag.at_office, likely_to=bag.at_office,
        )  # fmt: skip
    return _take_over(bag, office, sound=sound, by=by, now=now)


@step
def _take_over(bag: Bag, office: Office, *, sound: bool, by: User, now: datetime) -> Bag:
    record(bag=bag, code=Event.BAG_RECEIVE, office=office, by=by, now=now)
    bag.status = status_at(office_id=office.pk, destination_id=bag.destination_id)
    bag.at_office, bag.bound_for, bag.received_at, bag.sound = office, None, now, sound
    bag.save(update_fields=["status", "at_office", "bound_for", "received_at", "sound", "events"])
    return bag
