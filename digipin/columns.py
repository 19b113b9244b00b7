"""Columns of text in, columns of text out: the fast grid for rows it is sure of, `rules` for all others.

So a column never answers otherwise than `rules` would, and every refusal is the one that `rules` raises.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from apt.core.errors import Refusal

from . import rules, vector


def encode(lats: Sequence[str], lons: Sequence[str]) -> tuple[list[str], list[str]]:
    """Codes and errors (`code: sentence`), one of each per row; the other one is empty."""
    codes, inside = vector.encode(_doubles(lats), _doubles(lons))
    errors = [""] * len(codes)
    for row in np.flatnonzero(~inside).tolist():
        try:
            codes[row] = rules.encode(lats[row], lons[row])
        except Refusal as refusal:
            errors[row] = explain(refusal)
    return codes, errors


def decode(codes: Sequence[str]) -> tuple[list[str], list[str], list[str]]:
    """Latitudes, longitudes (degrees, 6 decimals, of the cell's centre) and errors, one of each per row."""
    lat, lon, known = vector.decode(codes)
    lats, lons = list(map("%.6f".__mod__, lat.tolist())), list(map("%.6f".__mod__, lon.tolist()))
    errors = [""] * len(codes)
    for row in np.flatnonzero(~known).tolist():
        try:
            centre = rules.decode(codes[row])
            lats[row], lons[row] = f"{centre.lat:.6f}", f"{centre.lon:.6f}"
        except Refusal as refusal:
            lats[row] = lons[row] = ""
            errors[row] = explain(refusal)
    return lats, lons, errors


def explain(refusal: Refusal) -> str:
    kind: Any = type(refusal)
    return _explain(kind, refusal.field, tuple(refusal.values.items()))


@lru_cache(maxsize=1024)
def _explain(kind: Any, field: str, values: tuple[tuple[str, object], ...]) -> str:
    # Cached because a column with a million bad rows has a handful of different refusals.
    return str(kind(field=field, **dict(values)))


def _doubles(texts: Sequence[str]) -> vector.Floats:
    """NaN where `rules` must judge the text."""
    try:
        # float() takes underscores and digits of every script, which `rules` refuses.
        if all(map(str.isascii, texts)) and not any("_" in text for text in texts):
            return np.fromiter(map(float, texts), dtype=np.float64, count=len(texts))
    except ValueError:
        pass
    return np.fromiter(map(_double, texts), dtype=np.float64, count=len(texts))


def _double(text: str) -> float:
    try:
        return float(text) if text.isascii() and "_" not in text else np.nan
    except ValueError:
        return np.nan
