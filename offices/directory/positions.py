"""What only a look at the neighbours can settle: doubtful positions, missing ones, regions, districts, twins."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from offices.rules import PositionQuality

from .clean import Row

SHARED_BY: Final = 50  # offices at one point: a placeholder, not a place
NEAR_KM: Final = 25.0  # a suspect position this near its PIN's other offices is believed
FAR_KM: Final = 100.0  # no PIN is this wide; any position further off is not believed
DIVISION_KM: Final = 150.0  # nor one further off its division's middle than this and
DIVISION_TIMES: Final = (
    8.0  # so many times as far as the division's offices usually are (Ladakh, Arunachal, the islands)
)
EARTH_KM: Final = 6371.0
Array = NDArray[np.float64]


def km_between(latitude: Array | float, longitude: Array | float, latitudes: Array, longitudes: Array) -> Array:
    """Great-circle distance in km (haversine); arguments in degrees, broadcast against each other."""
    a1, o1, a2, o2 = (np.radians(part) for part in (latitude, longitude, latitudes, longitudes))
    half = np.sin((a2 - a1) / 2) ** 2 + np.cos(a1) * np.cos(a2) * np.sin((o2 - o1) / 2) ** 2
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(half)), dtype=np.float64)


def settle_neighbours(rows: Sequence[Row]) -> None:
    """Fill and correct in `rows` what their neighbours know better; note each change as a fault."""
    _settle_regions(rows)
    _settle_districts(rows)
    _note_twins(rows)
    _settle_positions(rows)


def _settle_regions(rows: Sequence[Row]) -> None:
    votes: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for row in rows:
        if "region_missing" not in row.faults:
            votes[row.circle, row.division][row.region] += 1
    winner = {division: min(found, key=lambda name: (-found[name], name)) for division, found in votes.items()}
    for row in rows:
        region = winner.get((row.circle, row.division), "")
        if region != row.region:
            if "region_missing" not in row.faults:
                row.faults.append("region_outvoted")
            row.region = region


def _settle_districts(rows: Sequence[Row]) -> None:
    by_pin: defaultdict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    by_division: defaultdict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for row in rows:
        if row.district and row.state:
            by_pin[row.pincode][row.district, row.state] += 1
            by_division[row.division][row.district, row.state] += 1
    for row in rows:
        if not (row.district and row.state):
            votes = by_pin.get(row.pincode) or by_division.get(row.division)
            if votes:
                row.district, row.state = min(votes, key=lambda pair: (-votes[pair], pair))


def _note_twins(rows: Sequence[Row]) -> None:
    seen = Counter(row.natural for row in rows)
    for row in rows:
        if seen[row.natural] > 1:
            row.faults.append("name_twice")


def _place(row: Row) -> tuple[str, str]:
    """Neighbours share PIN and division: a PIN with a slip of the pen lies in another part of the country."""
    return (row.division, row.pincode)


def _settle_positions(rows: Sequence[Row]) -> None:
    points = Counter((row.latitude, row.longitude) for row in rows if row.latitude is not None)
    trusted: list[Row] = []
    for row in rows:
        if row.latitude is not None and points[row.latitude, row.longitude] >= SHARED_BY:
            row.faults.append("position_shared")
        elif row.latitude is not None and row.quality != PositionQuality.SUSPECT:
            trusted.append(row)
    _drop_strays(trusted)
    trusted = [row for row in trusted if row.latitude is not None]
    _judge(rows, _medians(trusted, _place))
    trusted = [row for row in rows if row.latitude is not None]
    ladder = [
        (of, _medians(trusted, of))
        for of in (
            _place,
            lambda row: (row.division, row.pincode[:4]),
            lambda row: (row.circle, row.division),
            lambda row: row.circle,
        )
    ]
    for row in rows:
        if row.latitude is None:
            found = next((middles[of(row)] for of, middles in ladder if of(row) in middles), None)
            if found is None:
                row.faults.append("position_unknown")
                continue
            row.latitude, row.longitude = found[0], found[1]
            row.quality = str(PositionQuality.DERIVED)
            row.faults.append("position_derived")


def _drop_strays(rows: Sequence[Row]) -> None:
    """Take away positions far outside the division: whole PINs share such mistakes, so their own median is no help."""
    km = _km_from(rows, _medians(rows, lambda row: row.division), lambda row: row.division)
    usual: defaultdict[str, list[float]] = defaultdict(list)
    for row, off in zip(rows, km, strict=True):
        usual[row.division].append(off)
    limit = {name: max(DIVISION_KM, DIVISION_TIMES * float(np.median(found))) for name, found in usual.items()}
    for row, off in zip(rows, km, strict=True):
        if off > limit[row.division]:
            row.faults.append("position_far")
            row.latitude = row.longitude = None


def _km_from(
    rows: Sequence[Row], middle: dict[object, tuple[float, float, int]], of: Callable[[Row], object]
) -> list[float]:
    """Each row's distance to the middle of its group in km, NaN where the group has none."""
    here = [(row.latitude, row.longitude, *middle.get(of(row), (None, None))[:2]) for row in rows]
    columns = np.array(here, dtype=np.float64).reshape(-1, 4).T
    return km_between(columns[0], columns[1], columns[2], columns[3]).tolist()  # type: ignore[no-any-return]


def _judge(rows: Sequence[Row], middle: dict[object, tuple[float, float, int]]) -> None:
    """Take away positions that cannot be right, going by the trusted ones of the same PIN."""
    known = [row for row in rows if row.latitude is not None]
    off = _km_from(known, middle, _place)
    for row, km in zip(known, off, strict=True):
        suspect = row.quality == PositionQuality.SUSPECT
        if "position_shared" in row.faults or (suspect and not km <= NEAR_KM):
            row.latitude = row.longitude = None
        elif km > FAR_KM and middle[_place(row)][2] >= 3:
            row.faults.append("position_far")
            row.latitude = row.longitude = None


def _medians(rows: Iterable[Row], of: Callable[[Row], object]) -> dict[object, tuple[float, float, int]]:
    groups: defaultdict[object, list[Row]] = defaultdict(list)
    for row in rows:
        groups[of(row)].append(row)
    return {
        key: (
            round(float(np.median([row.latitude for row in group])), 6),
            round(float(np.median([row.longitude for row in group])), 6),
            len(group),
        )
        for key, group in groups.items()
    }
