"""A correction is a new event that names the one it corrects; both stay, and the timeline shows both."""

from datetime import datetime

from django.db import IntegrityError, transaction

from apt.core.clock import IST
from apt.core.db import use_case
from offices.models import Office, User
from tracking.access import get_entry_of
from tracking.errors import AlreadyCorrected, NothingCorrected, TimeOutOfOrder
from tracking.models import TrackingEvent
from tracking.queries import is_corrected, standing_around
from tracking.rules import Because, Subject

from .history import Happening, record_events


@use_case
def correct_entry(
    *, office: Office, entry: int, happened_at: datetime, because: Because, by: User, now: datetime
) -> TrackingEvent:
    """Say when something of this office really happened, about an article or a bag.

    What did not happen at all is undone where it was done (reopen a bag, cancel a despatch ...), since the thing itself
    must move with its history. Constant statements. Raises UnknownEntry, AlreadyCorrected, NothingCorrected,
    EventFromTheFuture, TimeOutOfOrder (beyond what stands before or after it).
    """
    old = get_entry_of(office, entry)
    if is_corrected(old):
        raise AlreadyCorrected(number=old.subject_number)
    if happened_at == old.happened_at:
        raise NothingCorrected(field="happened_at", number=old.subject_number)
    key = f"correct:{old.pk}"  # one correction an entry, whoever is first
    what = Happening(
        Subject(old.subject_kind), old.subject_number, old.event, office, key, old.other_office, because, corrects=old
    )
    try:
        with transaction.atomic():
            (made,) = record_events([what], by=by, happened_at=happened_at, now=now)
    except IntegrityError as error:
        raise AlreadyCorrected(number=old.subject_number) from error
    before, after = standing_around(old)
    if (before and happened_at < before) or (after and happened_at > after):
        at = f"{happened_at.astimezone(IST):%d %b %Y, %H:%M}"
        raise TimeOutOfOrder(field="happened_at", number=old.subject_number, at=at)
    return made
