"""When a set of a mail office is worked. Pure."""

from datetime import date, datetime, timedelta
from typing import Final

from apt.core.clock import ist_date

from .times import departure_of

SET_EARLY: Final = timedelta(hours=1)  # before its hours a set may be opened at most so long. Our assumption


def set_date(*, begins: int, ends: int, now: datetime) -> date | None:
    """The date of a set that is opened now: the day on which its hours begin; None outside of them.

    `begins` and `ends` in minutes since midnight of that day, `ends` past 1440 where it runs over midnight.
    """
    for ahead in (1, 0, -1):
        day = ist_date(now) + timedelta(days=ahead)
        start, end = departure_of(begins_on=day, minute=begins), departure_of(begins_on=day, minute=ends)
        if start - SET_EARLY <= now < end:
            return day
    return None
