"""A map that is nothing but offices: dots on a grid, a group for each part of the country, its colour and its label.

No boundary is drawn: the offices draw the country themselves. Pure.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby, pairwise, permutations, product
from statistics import median
from typing import Final

HUES: Final = 4  # enough for neighbours to differ, as on any map
_OUTSIDE: Final = 0.01  # of a part of the country, so many lie where a typing error put them
_FAR_AND_TRUE: Final = 0.001  # of the whole of it: its ends are few offices as well
_MANY: Final = 20_000
_FEW: Final = 60  # these get dots large enough to be seen and pressed
_STUCK: Final = 12  # of 1.3 lakh positions of five digits and more no dozen shares one by chance
_LABEL_STEPS: Final = 60
_NEAR: Final = 4
Cell = tuple[int, int]
Spot = tuple[str, float, float]  # the group's code; latitude and longitude in degrees

# As two letters on the map; other names are written out.
CIRCLES: Final = {
    "Andhra Pradesh": "AP", "Assam": "AS", "Bihar": "BR", "Chhattisgarh": "CG", "Delhi": "DL", "Gujarat": "GJ",
    "Haryana": "HR", "Himachal Pradesh": "HP", "Jammu": "JK", "Jharkhand": "JH", "Karnataka": "KA", "Kerala": "KL",
    "Madhya Pradesh": "MP", "Maharashtra": "MH", "North East": "NE", "Odisha": "OD", "Punjab": "PB",
    "Rajasthan": "RJ", "Tamil": "TN", "Telangana": "TG", "Uttar Pradesh": "UP", "Uttarakhand": "UK",
    "West Bengal": "WB",
}  # fmt: skip


@dataclass(frozen=True)
class Part:
    """The dots of one group as an SVG path (a line is a run of dots), where its label stands, and its colour."""

    code: str
    d: str
    x: float
    y: float
    hue: int  # 1 to HUES


@dataclass(frozen=True)
class Drawing:
    """In units of the grid: a dot is one of them wide."""

    width: int
    height: int
    parts: Sequence[Part]

    @property
    def letters(self) -> float:
        """The size of a label's letters."""
        return round(max(self.width, self.height) / 30, 1)


def short_name(name: str) -> str:
    """A circle's two letters; of other offices the name without what it is."""
    for begins, letters in CIRCLES.items():
        if name.startswith(begins):
            return letters
    return name.removesuffix(" Division").removesuffix(" Region").removesuffix(" Circle")


def draw_map(spots: Iterable[Spot]) -> Drawing | None:
    """None where no office has a position."""
    found = _without_stuck(list(spots))
    if not found:
        return None
    south, north = _middle(latitude for _code, latitude, _longitude in found)
    west, east = _middle(longitude for _code, _latitude, longitude in found)
    squeeze = math.cos(math.radians((south + north) / 2))
    fine = 230 if len(found) > _MANY else 150 if len(found) > 2_000 else 90 if len(found) > _FEW else 40
    side = max(north - south, (east - west) * squeeze, 0.05) / fine
    width = math.floor((east - west) * squeeze / side) + 5
    height = math.floor((north - south) / side) + 5
    at: dict[Cell, Counter[str]] = defaultdict(Counter)
    for code, latitude, longitude in found:
        x = math.floor((longitude - west) * squeeze / side) + 2
        y = math.floor((north - latitude) / side) + 2
        if 0 <= x < width and 0 <= y < height:
            at[x, y][code] += 1
    cells = {cell: codes.most_common(1)[0][0] for cell, codes in at.items()}
    groups: dict[str, list[Cell]] = defaultdict(list)
    for cell, code in sorted(cells.items()):
        groups[code].append(cell)
    hues = _hues(cells, groups)
    middles = {
        code: (float(median(x for x, _ in mine)), float(median(y for _, y in mine))) for code, mine in groups.items()
    }
    letters = max(width, height) / 30
    lone = {code: (x, y - letters) for code, (x, y) in middles.items() if len(groups[code]) == 1}  # above its dot
    places = lone | _apart({code: place for code, place in middles.items() if code not in lone}, letters)
    return Drawing(
        width,
        height,
        [
            Part(code, _path(mine), round(places[code][0], 1), round(places[code][1], 1), hues[code])
            for code, mine in sorted(groups.items())
        ],
    )


def _without_stuck(spots: list[Spot]) -> list[Spot]:
    """Without those that share one coordinate to the last digit with many others, far apart in the other: somebody
    filled a column with one value, and the sea with post offices."""
    for place, other in ((1, 2), (2, 1)):
        across: dict[float | str, set[float | str]] = defaultdict(set)
        for spot in spots:
            across[spot[place]].add(spot[other])
        spots = [spot for spot in spots if len(across[spot[place]]) < _STUCK]
    return spots


def _middle(values: Iterable[float]) -> tuple[float, float]:
    """From where to where they lie, without the few that lie far out."""
    ordered = sorted(values)
    cut = int(len(ordered) * (_FAR_AND_TRUE if len(ordered) > _MANY else _OUTSIDE))
    low, high = ordered[cut], ordered[-1 - cut]
    room = (high - low) * 0.03  # for those that do belong there
    return max(low - room, ordered[0]), min(high + room, ordered[-1])


def _path(cells: Sequence[Cell]) -> str:
    """`M12 7h3.1`: dots at 12, 13, 14 and 15, drawn by a dash of nought a unit apart."""
    drawn = []
    for y, row in groupby(sorted(cells, key=lambda cell: (cell[1], cell[0])), key=lambda cell: cell[1]):
        xs = [x for x, _ in row]
        begins = [xs[0], *(after for before, after in pairwise(xs) if after != before + 1)]
        ends = [*(before for before, after in pairwise(xs) if after != before + 1), xs[-1]]
        drawn += [f"M{first} {y}h{last - first}.1" for first, last in zip(begins, ends, strict=True)]
    return "".join(drawn)


def _hues(cells: Mapping[Cell, str], groups: Mapping[str, Sequence[Cell]]) -> dict[str, int]:
    """A colour for each, another than its neighbours' where that can be."""
    near: dict[Cell, set[str]] = defaultdict(set)  # who lies in each square of some cells, or beside it
    for (x, y), code in cells.items():
        for dx, dy in product((-1, 0, 1), repeat=2):
            near[x // _NEAR + dx, y // _NEAR + dy].add(code)
    beside: dict[str, Counter[str]] = {code: Counter() for code in groups}
    for codes in near.values():
        for code, other in permutations(codes, 2):
            beside[code][other] += 1
    hues: dict[str, int] = {}
    for code in sorted(groups, key=lambda one: (-len(beside[one]), one)):
        taken = Counter(dict.fromkeys(range(1, HUES + 1), 0))
        for other, length in beside[code].items():
            if other in hues:
                taken[hues[other]] += length
        hues[code] = min(taken, key=lambda hue: (taken[hue], hue))
    return hues


def _apart(middles: Mapping[str, tuple[float, float]], letters: float) -> dict[str, tuple[float, float]]:
    """Labels pushed from one another until none covers another, or for a while."""
    places = {code: list(place) for code, place in sorted(middles.items())}
    wide, tall = letters * 1.7, letters * 1.1
    for _ in range(_LABEL_STEPS):
        still = True
        for one, other in combinations(places.values(), 2):
            dx, dy = other[0] - one[0], other[1] - one[1]
            if abs(dx) >= wide or abs(dy) >= tall:
                continue
            still = False
            if (tall - abs(dy)) * wide <= (wide - abs(dx)) * tall:
                push = (tall - abs(dy)) / 2 * (1 if dy >= 0 else -1)
                one[1], other[1] = one[1] - push, other[1] + push
            else:
                push = (wide - abs(dx)) / 2 * (1 if dx >= 0 else -1)
                one[0], other[0] = one[0] - push, other[0] + push
        if still:
            break
    return {code: (x, y) for code, (x, y) in places.items()}
