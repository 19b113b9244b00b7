"""What the public types and reads: several numbers, masked names, the map of a journey. Pure."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

MOST_AT_ONCE: Final = 20
LONGEST_NUMBER: Final = 20
_BETWEEN = re.compile(r"[,;\n\r]+|(?<=IN)\s+(?=[A-Z]{2}\s*\d)")


def read_numbers(typed: str) -> list[str]:
    """`ek 123456785 in, EK..` -> the numbers, each once, in the order typed; one more than may be asked for at most."""
    parts = (re.sub(r"[^A-Z0-9]", "", part)[:LONGEST_NUMBER] for part in _BETWEEN.split(typed.upper()[:2000]))
    return list(dict.fromkeys(part for part in parts if part))[: MOST_AT_ONCE + 1]


def mask_name(name: str) -> str:
    """`K. Sharma` -> `K••• S•••`: enough for whoever knows it; the same length for all."""
    return " ".join(f"{word[0]}•••" for word in name.split()[:3])


@dataclass(frozen=True)
class Known:
    """What the booking says of an article, for its page; names in full."""

    sender: str
    addressee: str
    destination: str
    pincode: str
    promised_on: date | None  # None: no standard is known for it


# Handed in by `apt.urls`: the bookings lie above us.
Knows = Callable[[Sequence[str]], Mapping[str, Known]]


class Stop(NamedTuple):
    """An office passed, in degrees; None where the directory does not know."""

    name: str
    latitude: float | None
    longitude: float | None


class Spot(NamedTuple):
    x: float
    y: float
    label: str  # the numbers of the stops that lie there: `1` or `2, 4`
    names: str


@dataclass(frozen=True)
class Route:
    """A drawing of `WIDTH` by `HEIGHT`: the line of the journey, its spots, where India's outline belongs."""

    spots: list[Spot]
    line: str
    land_x: float
    land_y: float
    land_width: float
    land_height: float


WIDTH, HEIGHT = 320, 240
_WEST, _NORTH, _SIDE = 63.5, 38.5, 36.0  # the square of the outline in static/img/land.svg
_SQUEEZE = 0.92  # a degree of longitude against one of latitude, in the middle of India
_LEAST = 5.0  # degrees that the drawing spans at least: a journey within a town is a point on a map of its region
_TOGETHER = 9  # nearer than this, two spots are one: the numbers would lie on each other


def draw_route(stops: Sequence[Stop]) -> Route | None:
    """The map of the offices passed, those without a position left out; None without any."""
    placed = [
        ((stop.longitude - _WEST) * _SQUEEZE, _NORTH - stop.latitude, place, stop.name)
        for place, stop in enumerate(stops, start=1)
        if stop.latitude is not None and stop.longitude is not None
    ]
    if not placed:
        return None
    xs, ys = [one[0] for one in placed], [one[1] for one in placed]
    scale = min(
        WIDTH / max((max(xs) - min(xs)) * 1.35, _LEAST * WIDTH / HEIGHT),
        HEIGHT / max((max(ys) - min(ys)) * 1.35, _LEAST),
    )
    left = (min(xs) + max(xs)) / 2 - WIDTH / scale / 2
    top = (min(ys) + max(ys)) / 2 - HEIGHT / scale / 2
    spots: list[Spot] = []
    for x, y, place, name in placed:
        at = Spot(round((x - left) * scale, 1), round((y - top) * scale, 1), str(place), name)
        near = next((i for i, one in enumerate(spots) if abs(one.x - at.x) + abs(one.y - at.y) < _TOGETHER), None)
        if near is None:
            spots.append(at)
        else:
            one = spots[near]
            spots[near] = one._replace(label=f"{one.label}, {place}", names=f"{one.names}, {name}")
    points = " ".join(f"{(x - left) * scale:.1f},{(y - top) * scale:.1f}" for x, y, _place, _name in placed)
    return Route(
        spots, points, round(-left * scale, 1), round(-top * scale, 1), round(_SIDE * _SQUEEZE * scale, 1),
        round(_SIDE * scale, 1),
    )  # fmt: skip
