"""Whole columns answer as the rules do: on every grid line, between them, and for every odd text."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apt.core.errors import Refusal
from digipin import columns, rules, vector


@pytest.mark.parametrize("origin", [rules.SOUTH, rules.WEST])
def test_every_line_and_the_last_double_before_it(origin: float) -> None:
    """With the division's monotony this is the proof that the fast path is exact for every double."""
    lines = np.arange(rules.SIDE + 1)
    edges: vector.Floats = np.asarray(origin + lines * vector._CELL_DEGREES, dtype=np.float64)
    # Each edge is checked in whole numbers, not by the arithmetic under test: 9 * line is 2**18 * (edge - origin).
    for line, edge in zip(lines[::101].tolist(), edges[::101].tolist(), strict=True):
        top, bottom = edge.as_integer_ratio()
        assert (2 * top - int(2 * origin) * bottom) * 2**17 == 9 * line * bottom
    assert (vector._lines_below(edges, origin) == np.minimum(lines, rules.SIDE - 1)).all()
    before = np.nextafter(edges[1:], 0)
    assert (vector._lines_below(before, origin) == lines[:-1]).all()
    for line, edge, early in zip(lines[1::37].tolist(), edges[1::37].tolist(), before[::37].tolist(), strict=True):
        assert rules._line_below(edge, origin) == min(line, rules.SIDE - 1)
        assert rules._line_below(early, origin) == line - 1


def test_random_points_and_points_near_lines() -> None:
    random = np.random.default_rng(20261122)
    lat = random.uniform(rules.SOUTH, rules.NORTH, 60_000)
    lon = random.uniform(rules.WEST, rules.EAST, 60_000)
    lines = random.integers(1, rules.SIDE, (2, 60_000)) * vector._CELL_DEGREES
    near = np.concatenate([lat, np.nextafter(rules.SOUTH + lines[0], random.choice([0.0, 99.0], 60_000))])
    across = np.concatenate([lon, np.nextafter(rules.WEST + lines[1], random.choice([0.0, 199.0], 60_000))])
    codes, inside = vector.encode(near, across)
    assert inside.all()
    assert codes == [rules.encode(*point) for point in zip(near.tolist(), across.tolist(), strict=True)]
    lats, lons, known = vector.decode(codes)
    assert known.all()
    centres = [rules.decode(code) for code in codes[::7]]
    assert [(c.lat, c.lon) for c in centres] == list(zip(lats[::7].tolist(), lons[::7].tolist(), strict=True))


def test_points_that_have_no_code_leave_the_others_in_place() -> None:
    codes, inside = vector.encode(np.array([np.nan, 28.622788, 2.0, np.inf]), np.array([77.0, 77.213033, 77.0, 77.0]))
    assert codes == ["", "39J49LL8T4", "", ""]
    assert inside.tolist() == [False, True, False, False]


def scalar(function: Any, *values: Any) -> Any:
    try:
        return function(*values), ""
    except Refusal as refusal:
        return None, str(refusal)


numerals = st.one_of(
    st.floats(0, 110).map(repr),
    st.decimals(0, 110, places=6).map(str),
    st.sampled_from(["", " ", "nan", "-inf", "1e999", "2_8", "२८", "28,6", "x", " 28.5\t", "\x1c28", "+77.", ".5e2"]),
    st.text(max_size=5),
)


@given(st.lists(st.tuples(numerals, numerals), max_size=8))
def test_columns_of_numerals(rows: list[tuple[str, str]]) -> None:
    codes, errors = columns.encode([lat for lat, _ in rows], [lon for _, lon in rows])
    for row, code, error in zip(rows, codes, errors, strict=True):
        assert (code or None, error) == scalar(rules.encode, *row)


written = st.one_of(
    st.text(rules.SYMBOLS + "-" + " ", min_size=8, max_size=13),
    st.text(rules.SYMBOLS.lower(), min_size=10, max_size=10),
    st.sampled_from(["", "39J-49L-L8T4", "\t39J49LL8T4\n", "39J\n49LL8T4", "39G49LL8T4", "39J49LL8ﬀ", "३9J49LL8T4"]),
    st.text(max_size=12),
)


@given(st.lists(written, max_size=8))
def test_columns_of_digipins(texts: list[str]) -> None:
    for text, *answer in zip(texts, *columns.decode(texts), strict=True):
        centre, error = scalar(rules.decode, text)
        assert answer == ([f"{centre.lat:.6f}", f"{centre.lon:.6f}", ""] if centre else ["", "", error])


def test_dots_are_packed_east_and_south() -> None:
    packed = vector.dots(np.array([38.5, 2.5, 2.5, 50.0]), np.array([63.5, 99.5, 99.5, 80.0]))
    assert np.frombuffer(packed, "<u2").reshape(-1, 2).tolist() == [[0, 0], [65535, 65535]]
