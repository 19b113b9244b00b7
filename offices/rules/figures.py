"""What is counted for each office and day, by what it is broken down, and how two days are compared. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Measure(TextChoices):
    BOOKED = "booked", _("Articles booked")
    CHARGED = "charged", _("Charged")  # paise
    IN_CASH = "in_cash", _("Charged in cash alone")  # paise
    DELIVERED = "delivered", _("Articles delivered")
    FAILED = "failed", _("Attempts that failed")
    SUSPICIOUS = "suspicious", _("Suspicious attempts")
    ON_TIME = "on_time", _("Delivered on time")  # by the promised day
    LATE = "late", _("Delivered late")
    DAY_OPEN = "day_open", _("Days that nobody ended")  # offices, of a day that is over


class Split(StrEnum):
    """By what a measure is broken down beside the office and the day."""

    HOUR = "hour"  # of the day in India, 00 to 23
    PRODUCT = "product"
    MODE = "mode"  # how it was paid
    ORIGIN = "origin"  # code of the circle in which it was booked: with the office's own circle it is a lane


MONEY: Final = frozenset({Measure.CHARGED, Measure.IN_CASH})
# What a person should look at, before anything else.
NEEDED: Final = (Measure.SUSPICIOUS, Measure.DAY_OPEN)


class Queue(TextChoices):
    """Work that waits for a machine."""

    OUTBOX = "outbox", _("What follows from bookings and deliveries")
    NOTICES = "notices", _("SMS messages")
    WEBHOOKS = "webhooks", _("Webhook calls to partners")
    BULK = "bulk", _("Bulk files")
    FIGURES = "figures", _("Offices to count anew")


def key_of(measure: Measure, split: Split | None = None, of: str = "") -> str:
    """How a count is named in `DayFigures.counts`: `booked`, `booked:hour:09`."""
    return f"{measure.value}:{split.value}:{of}" if split else measure.value


@dataclass(frozen=True)
class Counts:
    """The counts of an office and day, by `key_of`. What is not in it is nought."""

    values: Mapping[str, int] = field(default_factory=dict)

    def __getitem__(self, measure: Measure) -> int:
        return self.values.get(measure.value, 0)

    def by(self, measure: Measure, split: Split) -> dict[str, int]:
        begins = key_of(measure, split)
        return {key.removeprefix(begins): value for key, value in self.values.items() if key.startswith(begins)}

    def upto(self, measure: Measure, hour: int) -> int:
        """What happened before the full hour `hour`."""
        return sum(value for of, value in self.by(measure, Split.HOUR).items() if int(of) < hour)

    @property
    def on_time_share(self) -> float | None:
        """Of the articles delivered, those that were by the promised day: 0 to 1. None when there were none."""
        judged = self[Measure.ON_TIME] + self[Measure.LATE]
        return self[Measure.ON_TIME] / judged if judged else None

    @property
    def cash_share(self) -> float | None:
        """Of what was charged, the part that was paid in cash alone: 0 to 1."""
        return self[Measure.IN_CASH] / self[Measure.CHARGED] if self[Measure.CHARGED] else None


# Office id, day, the key of the count, the count.
Count = tuple[int, date, str, int]
Pair = tuple[int, date]  # office id, day


def change(now: int, then: int) -> float | None:
    """By which part of itself a figure grew or shrank; None where it was nought."""
    return (now - then) / then if then else None


@dataclass(frozen=True)
class Behind:
    """One of the things that a figure counts, as a list names it; the addressee's name is masked."""

    office_id: int
    at: datetime | None
    number: str  # of the article; blank where offices are counted
    product: str
    to: str  # office of delivery and PIN
    addressee: str
    says: str  # what became of it, or how it was paid
    paise: int | None
