"""The DIGIPIN grid for whole columns (numpy): the same answers as `rules`, some hundred times faster.

`tests/digipin/test_vector.py` compares the two on both sides of every one of the 2 x 1,048,577 grid lines, which
settles all doubles between them too (docs/adr/0003-digipin-exactness.md).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .rules import EAST, LEVELS, NORTH, SIDE, SOUTH, SYMBOLS, WEST

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_SYMBOLS = np.frombuffer(SYMBOLS.encode(), dtype=np.uint8)
_UNKNOWN = 16
_PLACE = np.full(256, _UNKNOWN, dtype=np.uint8)
for _index, _symbol in enumerate(SYMBOLS):
    _PLACE[ord(_symbol)] = _PLACE[ord(_symbol.lower())] = _index
_STEPS = range(2 * LEVELS - 2, -1, -2)
_CELL_DEGREES = (NORTH - SOUTH) / SIDE  # 9 * 2**-18: a double without rounding
_LAST_DOT = 65_535


def encode(lat: Floats, lon: Floats) -> tuple[list[str], Flags]:
    """Codes of points in degrees, and which of them are in the box; elsewhere (NaN too) the code is empty."""
    inside = (lat >= SOUTH) & (lat <= NORTH) & (lon >= WEST) & (lon <= EAST)
    rows, cols = _lines_below(lat[inside], SOUTH), _lines_below(lon[inside], WEST)
    letters = np.zeros((len(inside), LEVELS), dtype=np.uint8)
    for position, step in enumerate(_STEPS):
        letters[inside, position] = _SYMBOLS[(rows >> step & 3) * 4 + (cols >> step & 3)]
    return letters.view(f"S{LEVELS}").ravel().astype(str).tolist(), inside


def decode(codes: Sequence[str]) -> tuple[Floats, Floats, Flags]:
    """Latitudes and longitudes of cell centres in degrees, and which codes were understood; elsewhere NaN.

    Understands hyphens, spaces and either case. What it does not understand, `rules.normalise` explains.
    """
    lat, lon = np.full(len(codes), np.nan), np.full(len(codes), np.nan)
    known = np.zeros(len(codes), dtype=np.bool_)
    bare = [code.replace("-", "").replace(" ", "") for code in codes]
    full = [index for index, code in enumerate(bare) if len(code) == LEVELS and code.isascii()]
    letters = np.frombuffer("".join([bare[index] for index in full]).encode(), dtype=np.uint8).reshape(-1, LEVELS)
    places = _PLACE[letters]
    understood = (places < _UNKNOWN).all(axis=1)
    places = places[understood].astype(np.int64)
    rows = cols = np.zeros(len(places), dtype=np.int64)
    for position in range(LEVELS):
        rows = rows * 4 + places[:, position] // 4
        cols = cols * 4 + places[:, position] % 4
    where = np.array(full, dtype=np.intp)[understood]
    lat[where] = SOUTH + (rows + 0.5) * _CELL_DEGREES
    lon[where] = WEST + (cols + 0.5) * _CELL_DEGREES
    known[where] = True
    return lat, lon, known


def dots(lat: Floats, lon: Floats) -> bytes:
    """Points in the box as the map page draws them (see `places.Places.office_dots`): sorted, each dot once."""
    inside = (lat >= SOUTH) & (lat <= NORTH) & (lon >= WEST) & (lon <= EAST)
    x = np.rint((lon[inside] - WEST) / (EAST - WEST) * _LAST_DOT).astype(np.int64)
    y = np.rint((NORTH - lat[inside]) / (NORTH - SOUTH) * _LAST_DOT).astype(np.int64)
    once = np.unique(y << 16 | x)
    return np.column_stack([once & _LAST_DOT, once >> 16]).astype("<u2").tobytes()


def _lines_below(degrees: Floats, origin: float) -> NDArray[np.int64]:
    # The subtraction is exact and so is the product with 2**18; the division by 9 rounds, but never onto a line.
    lines = ((degrees - origin) * 2.0**18 / 9.0).astype(np.int64)
    return np.minimum(lines, SIDE - 1)
