"""Figures as people read them: Indian grouping, or in lakh and crore; shares, and by how much something changed."""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from apt.core.money import group_indian, half_up
from offices.rules import MONEY, Measure, change

LAKH: Final = 1_00_000
CRORE: Final = 1_00_00_000
NOTHING: Final = "–"


@dataclass(frozen=True)
class Numbers:
    """`short`: 1.23 lakh rather than 1,23,456."""

    short: bool

    def count(self, number: int) -> str:
        if self.short and abs(number) >= CRORE:
            return _("%(number)s crore") % {"number": _three(number / CRORE)}
        if self.short and abs(number) >= LAKH:
            return _("%(number)s lakh") % {"number": _three(number / LAKH)}
        return group_indian(number)

    def rupees(self, paise: int) -> str:
        """Whole rupees: a figure of a day is no receipt."""
        return f"₹{self.count(half_up(paise, 100))}"

    def of(self, measure: Measure, value: int) -> str:
        return self.rupees(value) if measure in MONEY else self.count(value)


def _three(number: float) -> str:
    """Three digits that count: 1.23, 12.3, 123."""
    digits = 2 if abs(number) < 10 else 1 if abs(number) < 100 else 0
    return f"{number:.{digits}f}"


def share(part: float | None) -> str:
    return NOTHING if part is None else f"{part * 100:.1f} %"


@dataclass(frozen=True)
class Change:
    """`▲ 9 %`, and whether that is up or down; where there was nothing before, nothing is said."""

    text: str
    way: str


def changed(now: int, then: int) -> Change:
    by = change(now, then)
    if by is None:
        return Change("", "")
    percent = round(abs(by) * 100)
    if not percent:
        return Change("= 0 %", "")
    return Change(f"▲ {percent} %", "up") if by > 0 else Change(f"▼ {percent} %", "down")
