"""Postal assumptions about the roll-out that no public source settles, shown as ours."""

from datetime import date, timedelta
from typing import TypedDict

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class RollOut(TypedDict):
    peak_a_second: int
    all_offices: int
    closed_days: int
    back_within: timedelta
    blackouts: tuple[tuple[date, date, Promise], ...]


ROLL_OUT: RollOut = {
    "peak_a_second": 300,  # bookings, the whole country (operations.md, section 11.1)
    "all_offices": 165_000,
    "closed_days": 1,  # no counter business on the day before
    "back_within": timedelta(days=2),  # how long after the opening a wave can be rolled back
    # No wave opens in a season of heavy load; the days around the festivals are our reading.
    "blackouts": (
        (date(2026, 7, 20), date(2026, 8, 5), _("Income tax returns")),
        (date(2026, 8, 17), date(2026, 8, 31), _("Raksha Bandhan")),
        (date(2026, 10, 26), date(2026, 11, 11), _("Diwali")),
        (date(2027, 2, 15), date(2027, 3, 15), _("Examination forms")),
        (date(2027, 7, 20), date(2027, 8, 20), _("Raksha Bandhan")),
        (date(2027, 10, 18), date(2027, 11, 2), _("Diwali")),
    ),
}
