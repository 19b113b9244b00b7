"""Time. Only edges ask for it (`now()`); everything below takes `now` as an argument."""

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format

IST = ZoneInfo("Asia/Kolkata")


_moved: ContextVar[datetime | None] = ContextVar("moved", default=None)


def now() -> datetime:
    return _moved.get() or timezone.now()


@contextlib.contextmanager
def clock_at(moment: datetime) -> Iterator[None]:
    """What runs inside, in this thread, finds it to be `moment`: a rehearsal goes through a day to come."""
    token = _moved.set(moment)
    try:
        yield
    finally:
        _moved.reset(token)


def ist_date(moment: datetime) -> date:
    """The calendar date in India at `moment`."""
    return moment.astimezone(IST).date()


def day_begins(day: date) -> datetime:
    """Midnight in India."""
    return datetime.combine(day, time(), IST)


def day_in_words(day: date) -> str:
    """`22 Nov 2026`, the month in the reader's language."""
    return date_format(day, "j M Y")


def next_month(month: date) -> date:
    """The first day of the month after the one of this day."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)
