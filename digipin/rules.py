"""The DIGIPIN grid: what is where, exactly. Pure functions; `vector` does the same for whole columns.

Source: Department of Posts, "DIGIPIN technical document" (final version, 2025) and its published code. The box
2.5 to 38.5 N, 63.5 to 99.5 E (WGS 84) is cut ten times into 4 x 4 cells, each named by one of sixteen symbols.

Rows are counted from the south and columns from the west. A point on a line between cells belongs to the cell north or
east of it; the box's own north and east edges belong to the last row and column. Degrees are binary doubles, as in the
published code: docs/adr/0003-digipin-exactness.md says why, and why nothing is rounded after that.
"""

import math
import re
from dataclasses import dataclass
from decimal import Decimal
from numbers import Real
from typing import Any

from .errors import (
    CoordinateMissing,
    CoordinateNotFinite,
    CoordinateNotNumber,
    DigipinMissing,
    DigipinNotText,
    DigipinOldBeta,
    DigipinWrongCharacter,
    DigipinWrongLength,
    OutsideBox,
    PrefixWrongLength,
)

SOUTH, NORTH = 2.5, 38.5
WEST, EAST = 63.5, 99.5
LEVELS = 10
SIDE = 1 << 2 * LEVELS  # cells along one edge of the box
# By row from the south, then column from the west; the technical document prints the same grid north first.
SYMBOLS = "LMPTK456J327FC98"
BETA_SYMBOLS = "GWX"
EARTH_RADIUS_M = 6_371_008.8  # mean radius, IUGG

_PLACE = {symbol: divmod(index, 4) for index, symbol in enumerate(SYMBOLS)}
_BLANKS = " \t\r\n\v\f"  # what float() itself ignores around a numeral
_NUMERAL = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[+-]?(?:nan|inf|infinity)", re.IGNORECASE)
_COMPASS = {
    "N": (1, 0),
    "NE": (1, 1),
    "E": (0, 1),
    "SE": (-1, 1),
    "S": (-1, 0),
    "SW": (-1, -1),
    "W": (0, -1),
    "NW": (1, -1),
}


@dataclass(frozen=True, slots=True)
class Bounds:
    """Edges in degrees. Every one is a whole number of 2**-18 degrees, so the doubles are exact."""

    south: float
    west: float
    north: float
    east: float


@dataclass(frozen=True, slots=True)
class Point:
    """Degrees, WGS 84."""

    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Cell:
    """A square of the grid: `level` is the length of its code (0 is the whole box)."""

    level: int
    row: int
    col: int

    @property
    def code(self) -> str:
        steps = range(2 * self.level - 2, -1, -2)
        return "".join(SYMBOLS[(self.row >> step & 3) * 4 + (self.col >> step & 3)] for step in steps)

    @property
    def bounds(self) -> Bounds:
        side = (NORTH - SOUTH) / 4**self.level
        south, west = SOUTH + self.row * side, WEST + self.col * side
        return Bounds(south, west, south + side, west + side)

    @property
    def centre(self) -> Point:
        edges = self.bounds
        return Point((edges.south + edges.north) / 2, (edges.west + edges.east) / 2)


def encode(lat: Any, lon: Any) -> str:
    """The 10-character code, without separators, of a point in degrees.

    Takes any real number, `Decimal` or decimal numeral. Refuses: CoordinateMissing, CoordinateNotNumber,
    CoordinateNotFinite, OutsideBox; the refusal's `field` is `lat` or `lon`.
    """
    return cell_at(lat, lon).code


def cell_at(lat: Any, lon: Any) -> Cell:
    """The smallest cell that holds the point; refuses what `encode` refuses."""
    row = _line_below(latitude(lat), SOUTH)
    col = _line_below(longitude(lon), WEST)
    return Cell(LEVELS, row, col)


def decode(text: Any) -> Point:
    """The centre of the cell that a full DIGIPIN names. Refuses what `normalise` refuses."""
    return cell_of_prefix(normalise(text)).centre


def latitude(value: Any) -> float:
    return _degrees(value, SOUTH, NORTH, "lat")


def longitude(value: Any) -> float:
    return _degrees(value, WEST, EAST, "lon")


def normalise(text: Any) -> str:
    """The stored form: 10 upper-case characters. Hyphens and spaces may stand anywhere, letters be of either case.

    Refuses: DigipinMissing, DigipinNotText, DigipinOldBeta (G, W, X), DigipinWrongCharacter, DigipinWrongLength.
    """
    code = _symbols_of(text)
    if len(code) != LEVELS:
        raise DigipinWrongLength(field="digipin", length=len(code))
    return code


def normalise_prefix(text: Any) -> str:
    """Like `normalise` for the first 1 to 10 characters of a code; refuses PrefixWrongLength instead."""
    code = _symbols_of(text)
    if len(code) > LEVELS:
        raise PrefixWrongLength(field="digipin", length=len(code))
    return code


def is_valid(text: Any) -> bool:
    try:
        normalise(text)
    except (DigipinMissing, DigipinNotText, DigipinOldBeta, DigipinWrongCharacter, DigipinWrongLength):
        return False
    return True


def formatted(text: Any) -> str:
    """For eyes: `39J-49L-L8T4`, grouped 3-3-4 as the published code prints it."""
    code = normalise(text)
    return f"{code[:3]}-{code[3:6]}-{code[6:]}"


def cell_of_prefix(text: Any) -> Cell:
    """The square that the first 1 to 10 characters of a code name. Refuses what `normalise_prefix` refuses."""
    code = normalise_prefix(text)
    row = col = 0
    for symbol in code:
        down, across = _PLACE[symbol]
        row, col = row * 4 + down, col * 4 + across
    return Cell(len(code), row, col)


def bounds(text: Any) -> Bounds:
    return cell_of_prefix(text).bounds


def centre(text: Any) -> Point:
    return cell_of_prefix(text).centre


def parent(text: Any) -> str | None:
    """The code of the cell four times as wide that holds this one; None above the first level."""
    return normalise_prefix(text)[:-1] or None


def neighbours(text: Any) -> dict[str, str]:
    """Codes of the cells of the same size around this one, by compass point; fewer than 8 at the box's edge."""
    cell = cell_of_prefix(text)
    side = 4**cell.level
    around = {}
    for compass, (up, right) in _COMPASS.items():
        row, col = cell.row + up, cell.col + right
        if 0 <= row < side and 0 <= col < side:
            around[compass] = Cell(cell.level, row, col).code
    return around


def distance_m(one: Any, other: Any) -> float:
    """Metres between the centres of two cells, on a sphere (within 0.6 % of the ellipsoid)."""
    return metres_between(centre(one), centre(other))


def metres_between(one: Point, other: Point) -> float:
    """Great-circle metres (haversine: stable for points a few metres apart)."""
    lat1, lat2 = math.radians(one.lat), math.radians(other.lat)
    half_lat = (lat2 - lat1) / 2
    half_lon = math.radians(other.lon - one.lon) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(chord))


def _degrees(value: Any, low: float, high: float, field: str) -> float:
    if value is None or (isinstance(value, str) and not value.strip(_BLANKS)):
        raise CoordinateMissing(field=field)
    degrees = _double(value, field)
    if not math.isfinite(degrees):
        raise CoordinateNotFinite(field=field)
    if not low <= degrees <= high:
        raise OutsideBox(field=field)
    return degrees


def _double(value: Any, field: str) -> float:
    if isinstance(value, str):
        numeral = value.strip(_BLANKS)
        # float() alone would also take 2_8 and digits of other scripts.
        if _NOT_FINITE.fullmatch(numeral):
            raise CoordinateNotFinite(field=field)
        if _NUMERAL.fullmatch(numeral):
            degrees = float(numeral)
            if math.isinf(degrees):  # a numeral is finite; this one is only too large for a double
                raise OutsideBox(field=field)
            return degrees
    elif not isinstance(value, bool) and isinstance(value, Real | Decimal):
        if isinstance(value, Decimal) and value.is_nan():
            return math.nan  # a signalling NaN cannot be converted
        try:
            return float(value)
        except OverflowError:  # a whole number of more than 308 digits
            raise OutsideBox(field=field) from None
    raise CoordinateNotNumber(field=field)


def _line_below(degrees: float, origin: float) -> int:
    """Index of the last grid line at or before a double within the box, in whole-number arithmetic."""
    numerator, denominator = degrees.as_integer_ratio()
    above = origin.as_integer_ratio()[0]  # halves: both origins end in .5
    # (degrees - origin) / (36 / 4**10), multiplied out.
    line = (2 * numerator - above * denominator) * SIDE // (72 * denominator)
    return min(line, SIDE - 1)


def _symbols_of(text: Any) -> str:
    if text is None:
        raise DigipinMissing(field="digipin")
    if not isinstance(text, str):
        raise DigipinNotText(field="digipin")
    bare = text.strip(_BLANKS).replace("-", "").replace(" ", "")
    if not bare:
        raise DigipinMissing(field="digipin")
    # Characters are judged one by one, since upper() alone turns one ligature into two letters.
    code = "".join(character.upper() if character.isascii() else character for character in bare)
    for character in code:
        if character not in _PLACE:
            refusal = DigipinOldBeta if character in BETA_SYMBOLS else DigipinWrongCharacter
            # Surrogates and control characters could not be shown, or even sent.
            shown = character if character.isprintable() else f"U+{ord(character):04X}"
            raise refusal(field="digipin", character=shown)
    return code
