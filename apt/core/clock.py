"""Time. Only edges ask for it (`now()`); everything below takes `now` as an argument."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format

IST = ZoneInfo("Asia/Kolkata")


def now() -> datetime:
    return timezone.now()


def ist_date(moment: datetime) -> date:
    """The calendar date in India at `moment`."""
    return moment.astimezone(IST).date()


def day_in_words(day: date) -> str:
    """`22 Nov 2026`, the month in the reader's language."""
    return date_format(day, "j M Y")
