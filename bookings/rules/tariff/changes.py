"""What a new sheet changes: each figure that differs once all of it holds, and whether it touches the past."""

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from django.utils.translation import gettext as _

from .checks import Finding
from .facts import Kind, Tariff, Version, in_force
from .names import figure

Figures = Iterator[tuple[tuple[str, str], Any]]  # (about what, which figure), the figure

MONEY: Final = "₹ "  # a figure's name begins so when it is an amount of paise


class Change(NamedTuple):
    about: str
    what: str
    before: Any  # None: it was not there
    after: Any

    @property
    def is_money(self) -> bool:
        return self.what.startswith(MONEY)

    @property
    def name(self) -> str:
        return figure(self.what.removeprefix(MONEY))

    @property
    def percent(self) -> float | None:
        return (self.after - self.before) * 100 / self.before if self.is_money and self.before and self.after else None


def fingerprint(tariff: Tariff) -> str:
    """SHA-256 of the facts: the same for a tariff written in another order of its fields, or with notes beside it."""
    text = json.dumps(dataclasses.asdict(tariff), sort_keys=True, default=str, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def takes_effect_on(before: Tariff, after: Tariff, *, today: date) -> date:
    """The day on which all that `after` changes is in force: the latest on which something begins or has ended."""
    starts = {first for first, _last in _days(after) if first} - {first for first, _last in _days(before) if first}
    ends = {last for _first, last in _days(after) if last} - {last for _first, last in _days(before) if last}
    return max({*starts, *(last + timedelta(days=1) for last in ends), today})


def changes(before: Tariff, after: Tariff, *, on: date) -> list[Change]:
    """Every figure in force on a day that one has and the other has not, or has otherwise; by product and slab."""
    old, new = dict(_figures(before, on)), dict(_figures(after, on))
    return [Change(*key, old.get(key), new.get(key)) for key in {**old, **new} if old.get(key) != new.get(key)]


def _figures(tariff: Tariff, on: date) -> Figures:
    for product in tariff.products.values():
        yield from _named(product.code, _plain(product, "versions", "notes"))
        if version := in_force(product.versions, on):
            yield from _named(product.code, _version(version))
    for about, row in _dated(tariff):
        if in_force([row], on):
            yield from _named(about, _plain(row))
    for scheme in tariff.schemes.values():
        yield from _named(scheme.code, {f"{band.code} {band.label}": _km(band.max_km) for band in scheme.bands})


def _named(about: str, figures: Mapping[str, Any]) -> Figures:
    return (((about, name), value) for name, value in figures.items())


def _km(most: int | None) -> str:
    return f"≤ {most} km" if most else "•"


def _version(version: Version) -> dict[str, Any]:
    empty = (0, "", None)
    figures: dict[str, Any] = {
        name: value
        for name, value in _plain(version, "slabs", "above", "note", "first_paise", "step_paise").items()
        if value not in empty
    }
    for slab in version.slabs:
        figures |= {f"{MONEY}≤ {slab.upto_g} g {band}": paise for band, paise in slab.prices.items()}
    if version.above:
        step = version.above.step_g
        figures |= {f"{MONEY}+ {step} g {band}": paise for band, paise in version.above.prices.items()}
    if version.kind in (Kind.FLAT, Kind.STEPS):
        figures |= {f"{MONEY}first": version.first_paise, f"{MONEY}step": version.step_paise}
    return figures


def _plain(row: Any, *without: str) -> dict[str, Any]:
    """Fields as people can read them, empty ones left out."""
    fields = {one.name: getattr(row, one.name) for one in dataclasses.fields(row) if one.name not in without}
    return {name: _text(value) for name, value in fields.items() if value not in (None, "", (), {})}


def _text(value: Any) -> Any:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {one}" for name, one in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(_tuple_text(one) for one in value)
    return str(value) if isinstance(value, date) else value


def _tuple_text(value: Any) -> str:
    return " ".join(str(part) for part in dataclasses.astuple(value)) if dataclasses.is_dataclass(value) else str(value)  # type: ignore[arg-type]  # an instance, never a class


# --- the past -----------------------------------------------------------------------------------------------------


def changes_to_the_past(before: Tariff, after: Tariff, *, today: date) -> list[Finding]:
    """What would price a day before `today` otherwise than the sheet in force does; an end may be set from then on.

    Only what is dated: limits of size, services offered and the like hold from the approval on.
    """
    told = _("This is in force on days that are past: a new sheet may end it and change what follows ({what}).")
    old, new = dict(_past(before, today)), dict(_past(after, today))
    differing = [key for key in {**old, **new} if old.get(key) != new.get(key)]
    return [Finding(about, since, told.format(what=what)) for about, since, what in differing]


def _past(tariff: Tariff, today: date) -> Iterator[tuple[tuple[str, str, str], Any]]:
    """The dated figures of days before `today`: about what, since when, which."""
    versions = ((product.code, version) for product in tariff.products.values() for version in product.versions)
    for code, version in _before(versions, today):
        for name, value in _version(_clipped(version, today)).items():
            if name not in ("confidence", "sources"):
                yield (code, str(version.first), name), value
    for about, row in _before(_dated(tariff), today):
        for name, value in _plain(_clipped(row, today), "note", "sources", "confidence", "conditions", "name").items():
            yield (about, str(row.first or ""), name), value


def _before(rows: Iterable[tuple[str, Any]], today: date) -> Iterator[tuple[str, Any]]:
    return ((about, row) for about, row in rows if row.first is None or row.first < today)


def _clipped(row: Any, today: date) -> Any:
    """The row as days before today see it: an end that is not before yesterday, and limits yet to come, left out."""
    if getattr(row, "limits", None):
        limits = tuple(_clipped(one, today) for one in row.limits if one.first is None or one.first < today)
        row = dataclasses.replace(row, limits=limits)
    ended = row.last is not None and row.last < today - timedelta(days=1)
    return row if ended else dataclasses.replace(row, last=None)


def _dated(tariff: Tariff) -> Iterator[tuple[str, Any]]:
    """Every dated row that is no version of a product, and what it is about."""
    services_and_discounts: list[tuple[Any, ...]] = [*tariff.services.values(), *tariff.discounts.values()]
    for several in services_and_discounts:
        yield from ((row.code, row) for row in several)
    yield from (("GST", row) for row in tariff.rounding)
    yield from (("CM3", row) for row in tariff.volumetric)
    yield from (("PIN", row) for row in tariff.zonings)


def _days(tariff: Tariff) -> Iterator[tuple[date | None, date | None]]:
    rows: list[Any] = [version for product in tariff.products.values() for version in product.versions]
    rows += [row for _about, row in _dated(tariff)]
    rows += [limit for row in rows for limit in getattr(row, "limits", ())]
    return ((row.first, row.last) for row in rows)
