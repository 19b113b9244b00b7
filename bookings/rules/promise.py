"""By when an article is to be delivered: a dated standard, so that a change leaves what was promised as it was. Pure.

Ours, of November 2026: the post's own table is not public. Kept to what is: 24 and 48 hours are the names of two
products, mail leaves the same day if it is booked by 16:00, nothing is delivered on a Sunday.
"""

from datetime import date, datetime, time, timedelta
from typing import Final, NamedTuple

from apt.core.clock import IST

_SUNDAY = 6


class Standard(NamedTuple):
    begins_on: date
    last_booking: time  # in India; what is booked later counts as of the next day
    by_product: dict[str, int]  # days by the beginning of a product's code
    by_km: tuple[tuple[float, int], ...]  # up to so many kilometres: so many days
    by_zone: dict[str, int]  # of products that are priced by zone
    farther: int
    branch: int  # days more where a branch office delivers


STANDARDS: Final = (
    Standard(
        begins_on=date(2012, 1, 1),
        last_booking=time(16),
        by_product={"SP24": 1, "SP48": 2},
        by_km=((0, 1), (50, 1), (300, 2), (1000, 3), (2000, 4)),
        by_zone={"LOCAL": 1, "WS": 3, "ZM": 4, "OS": 5},
        farther=5,
        branch=1,
    ),
)


def promised_on(*, booked_at: datetime, product: str, km: float | None, zone: str, to_branch: bool) -> date:
    """The day by which it is to be delivered. `km` is None for a local article, or one priced by zone."""
    booked = booked_at.astimezone(IST)
    standard = [one for one in STANDARDS if one.begins_on <= booked.date()][-1]
    days = next((days for begins, days in standard.by_product.items() if product.startswith(begins)), None)
    if days is None:
        days = standard.by_zone.get(zone)
    if days is None:
        days = next((days for most, days in standard.by_km if (km or 0) <= most), standard.farther)
    days += standard.branch if to_branch else 0
    day = booked.date() if booked.time() <= standard.last_booking else booked.date() + timedelta(days=1)
    while days:
        day += timedelta(days=1)
        days -= day.weekday() != _SUNDAY
    return day
