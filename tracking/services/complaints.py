"""A complaint hangs on the very event that it disputes, and goes to the office that recorded it."""

import uuid
from datetime import datetime
from typing import Final

from apt.core.db import use_case
from apt.core.services import emit
from offices.models import Office, User
from tracking.access import get_complaint_at
from tracking.errors import AlreadyAnswered, NothingToComplain, OtherOutcome, WordsMissing
from tracking.models import Complaint
from tracking.queries import disputable
from tracking.rules import OF_ATTEMPTS, REOPENS, Event, Outcome

COMPLAINT_UPHELD: Final = "tracking.complaint_upheld"


@use_case
def open_complaint(*, number: str, words: str, by_link: bool, by: User | None, now: datetime) -> Complaint:
    """ "I did not receive this", "nobody came": against the latest delivery of an article, or the attempt at it.

    A repeat returns the first complaint. Raises UnknownNumber, NothingToComplain (neither is on record as the last).
    `by` is None: the public has no account.
    """
    event = disputable(number)
    if event is None:
        raise NothingToComplain(number=number)
    complaint, _new = Complaint.objects.get_or_create(
        event=event,
        defaults={
            "number": f"C{event.office.code}{uuid.uuid4().hex[:8].upper()}",
            "article_number": number,
            "office": event.office,
            "words": " ".join(words.split())[:300],
            "by_link": by_link,
            "opened_at": now,
            "opened_by": by,
        },
    )
    return complaint


@use_case
def answer_complaint(*, office: Office, number: str, outcome: Outcome, text: str, by: User, now: datetime) -> Complaint:
    """The office says what it found, once; where the entry was false, the attempt is opened again after commit.

    Raises UnknownComplaint, OtherOutcome, AlreadyAnswered, WordsMissing.
    """
    complaint = get_complaint_at(office, number)
    if complaint.answered_at:
        raise AlreadyAnswered(number=number)
    if (complaint.event.code == Event.ITEM_DELIVERY) != (outcome not in OF_ATTEMPTS):
        raise OtherOutcome(field="outcome")
    if not text.strip():
        raise WordsMissing(field="text")
    complaint.outcome, complaint.answer = outcome, text.strip()[:300]
    complaint.answered_by, complaint.answered_at = by, now
    complaint.save(update_fields=["outcome", "answer", "answered_by", "answered_at"])
    if outcome in REOPENS:
        emit(topic=COMPLAINT_UPHELD, refs=[str(complaint.pk)], now=now)
    return complaint
