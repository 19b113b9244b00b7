"""The day of an office in which one person does everything (class C): one press begins it, one count ends it."""

from collections.abc import Mapping
from datetime import datetime

from apt.core.clock import ist_date
from apt.core.db import use_case
from offices.models import User
from payments.errors import NotOwnCount
from payments.models import OfficeDay, Shift
from payments.queries import drawer_stock, single_handed
from payments.rules import Blocker

from .day import close_day
from .shifts import agree_to_count, count_drawer
from .stock import count_stamps


@use_case
def end_alone(
    *, shift: Shift, pieces: Mapping[int, int], stamps: Mapping[int, int], by: User, now: datetime
) -> list[Blocker]:
    """Count cash and stamps of the office, and end shift and day with it: the same journals as step by step.

    `stamps` are all that the office has, drawer and treasury together: a difference stands in the treasury's count.
    What still blocks the day is returned; then the shift has ended all the same. Raises NotOwnCount where somebody else
    stands today, and what `end_shift`, `verify_shift`, `count_treasury` and `end_day` raise.
    """
    office = shift.office
    if not single_handed(office, by, on=ist_date(now)):
        raise NotOwnCount()
    on = shift.business_date
    count_drawer(shift=shift, pieces=pieces, stamps=drawer_stock(shift), by=by, now=now, remark="")
    agree_to_count(shift=shift, by=by, now=now)
    if stamps:
        count_stamps(office=office, on=on, pieces=stamps, by=by, now=now)
    day = OfficeDay.objects.select_related("office").get(office=office, business_date=on)
    return close_day(day=day, by=by, now=now)
