"""A second look at what was said at doors: remarks are verified, and some addressees are rung."""

import hashlib
from datetime import date, datetime, timedelta

from django.conf import settings

from apt.core.clock import ist_date
from apt.core.db import use_case
from deliveries.access import get_call_back, get_item_to_verify
from deliveries.errors import OwnRemark
from deliveries.models import CallBack, SheetItem
from deliveries.queries import call_backs_of, items_to_draw
from deliveries.rules import CallResult
from offices.models import Office, User
from tracking.rules import Event, Subject
from tracking.services import Happening, record_events

from .judging import check_proven, check_remark

_DRAWN_FROM = timedelta(days=1)


@use_case
def verify_remark(*, office: Office, number: str, remark: str, by: User, now: datetime) -> SheetItem:
    """Somebody else confirms or corrects the remark of a failed attempt; only then the public page calls it final.

    The attempt keeps what the postman said. The event ITEM_ONHOLD carries the remark that holds. Raises
    NothingToVerify, OwnRemark, RemarkNeeded, NotForThisArticle, and what the remark demands and the attempt lacks:
    PhotoNeeded, PositionNeeded, CallNeeded.
    """
    item = get_item_to_verify(office, number)
    if item.standing and item.standing.made_by_id == by.pk:
        raise OwnRemark()
    given, said = check_remark(remark, item.article), item.standing
    if said and given != said.remark:
        # A corrected remark stands on the proof of the attempt, as if it had been said at the door.
        check_proven(
            given, photo=bool(said.photo), position=said.latitude is not None, called=said.called_at is not None
        )
    item.remark, item.verified_at, item.verified_by = remark, now, by
    item.save(update_fields=["remark", "verified_at", "verified_by"])
    what = Happening(
        Subject.ARTICLE, number, Event.ITEM_ONHOLD, office, f"ITEM_ONHOLD:verified:{item.pk}", remark=remark
    )
    record_events([what], by=by, happened_at=now, now=now)
    return item


def _lot(day: date, item: SheetItem) -> str:
    """The draw: it can be drawn again from the same rows, and nobody can choose who is in it."""
    return hashlib.sha256(f"{day.isoformat()}:{settings.OTP_MASTER_KEY}:{item.pk}".encode()).hexdigest()


@use_case
def draw_call_backs(*, office: Office, by: User, now: datetime) -> list[CallBack]:
    """Draw the addressees whom the office rings today, from the failed attempts of the last day. Once a day: pressed
    again, the first draw stands."""
    day = ist_date(now)
    Office.objects.select_for_update(no_key=True).get(pk=office.pk)  # two presses would both find nothing drawn
    if not CallBack.objects.filter(office=office, drawn_on=day).exists():
        drawn = sorted(items_to_draw(office, since=now - _DRAWN_FROM), key=lambda item: _lot(day, item))
        CallBack.objects.bulk_create(
            CallBack(office=office, drawn_on=day, item=item)
            for item in drawn[: settings.DELIVERY_OFFICE["call_backs_a_day"]]
        )
    return call_backs_of(office, on=day)


@use_case
def record_call(*, office: Office, number: str, result: CallResult, by: User, now: datetime) -> CallBack:
    """What the addressee said, once. Raises UnknownHeld, CallAnswered."""
    call = get_call_back(office, number)
    call.result, call.called_at, call.called_by = result, now, by
    call.save(update_fields=["result", "called_at", "called_by"])
    return call
