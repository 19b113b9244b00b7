"""What an office says to an error charged to it."""

from datetime import datetime

from apt.core.db import step, use_case
from bookings.access import get_articles_in_hand
from bookings.rules import Status
from bookings.services import move_articles
from offices.models import Office, User
from tracking.queries import bag_holding
from tracking.rules import Event, Subject
from tracking.services import Happening, record_events
from transit.access import get_bags_in_hand, get_error_against
from transit.errors import AlreadyAnswered, NotMissing, ReasonMissing
from transit.models import ErrorEntry
from transit.rules import Answer, BagStatus, Fault, status_at


@use_case
def answer_error(*, office: Office, number: int, answer: Answer, text: str, by: User, now: datetime) -> ErrorEntry:
    """Write the charged office's answer beside an error, once. What was missing and is `found` there lies there now.

    Raises UnknownErrorEntry, AlreadyAnswered, ReasonMissing (a denial without a word), NotMissing (found what was not
    missing, or turned up meanwhile).
    """
    entry = get_error_against(office, number)
    if entry.answer:
        raise AlreadyAnswered(number=entry.inner_number)
    if answer == Answer.DENIED and not text.strip():
        raise ReasonMissing(field="text")
    if answer == Answer.FOUND:
        _take_in(entry, office, by=by, now=now)
    entry.answer, entry.answer_text, entry.answered_at, entry.answered_by = answer, text.strip()[:300], now, by
    entry.save(update_fields=["answer", "answer_text", "answered_at", "answered_by", "turned_up_at", "turned_up_in"])
    return entry


@step
def _take_in(entry: ErrorEntry, office: Office, *, by: User, now: datetime) -> None:
    number = entry.inner_number
    if entry.fault != Fault.MISSING or entry.turned_up_at or bag_holding(number):
        raise NotMissing(number=number)
    move_articles(articles=list(get_articles_in_hand([number]).values()), to=Status.AT_OFFICE, office=office)
    for bag in get_bags_in_hand([number]).values():
        status = status_at(office_id=office.pk, destination_id=bag.destination_id)
        bag.status, bag.at_office = BagStatus(status), office
        bag.save(update_fields=["status", "at_office"])
    key = f"{Event.ITEM_RECEIVE}:{number}:found:{entry.pk}"
    what = Happening(Subject(entry.inner_kind), number, Event.ITEM_RECEIVE, office, key)
    record_events([what], by=by, happened_at=now, now=now)
    entry.turned_up_at, entry.turned_up_in = now, office
