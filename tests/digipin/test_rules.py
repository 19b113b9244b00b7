"""The grid against the published answers, and the properties that must hold everywhere."""

import math
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apt.core.errors import Refusal
from digipin import errors, rules

from .vectors import decode_rows, encode_rows, told

codes = st.text(rules.SYMBOLS, min_size=10, max_size=10)
prefixes = st.text(rules.SYMBOLS, min_size=1, max_size=10)
lats = st.floats(rules.SOUTH, rules.NORTH)
lons = st.floats(rules.WEST, rules.EAST)
OPPOSITE = {"N": "S", "NE": "SW", "E": "W", "SE": "NW", "S": "N", "SW": "NE", "W": "E", "NW": "SE"}
# What the published decoder refuses and we take, on purpose (docs/adr/0003-digipin-exactness.md).
TAKEN_BY_US = {"spec-spaces", "lower", "trailing-space", "leading-space"}


def refused(kind: type[Refusal], function: Any, *arguments: Any) -> Refusal:
    with pytest.raises(kind) as caught:
        function(*arguments)
    assert type(caught.value) is kind
    assert caught.value.sentence()
    return caught.value


@pytest.mark.parametrize("read", [float, str, Decimal])
def test_the_published_codes(read: Any) -> None:
    agreed = 0
    for row in encode_rows():
        if row["digipin"]:
            code = rules.encode(read(row["lat"]), read(row["lon"]))
            assert rules.formatted(code) == row["digipin"], row
            centre = rules.decode(row["digipin"])
            assert (f"{centre.lat:.6f}", f"{centre.lon:.6f}") == (row["decoded_lat"], row["decoded_lon"]), row
            agreed += 1
    assert agreed == 972


def test_what_the_published_code_refuses_we_refuse() -> None:
    refusals = 0
    for row in encode_rows():
        if row["error"]:
            kind = errors.CoordinateNotFinite if row["kind"] == "not-a-number" else errors.OutsideBox
            refused(kind, rules.encode, row["lat"], row["lon"])
            refusals += 1
    assert refusals == 35


def test_the_published_centres() -> None:
    for row in decode_rows():
        if row["error"] and row["kind"] not in TAKEN_BY_US:
            assert not rules.is_valid(told(row)), row
            continue
        centre = rules.decode(told(row))
        expected = (row["lat"], row["lon"]) if row["lat"] else ("28.622793", "77.213049")
        assert (f"{centre.lat:.6f}", f"{centre.lon:.6f}") == expected, row


@pytest.mark.parametrize("missing", [None, "", "  ", "\t\n"])
def test_a_missing_coordinate(missing: Any) -> None:
    assert refused(errors.CoordinateMissing, rules.encode, missing, 77).field == "lat"
    assert refused(errors.CoordinateMissing, rules.encode, 28, missing).field == "lon"


@pytest.mark.parametrize("odd", ["x", "28,6", "२८", "2_8", "0x1c", "28N", "--1", "1e", ".", True, [28], {}, b"28", 28j])
def test_text_that_is_no_number(odd: Any) -> None:
    assert refused(errors.CoordinateNotNumber, rules.encode, odd, 77).field == "lat"


@pytest.mark.parametrize(
    "odd", [math.nan, math.inf, -math.inf, "NaN", "-inf", "Infinity", Decimal("sNaN"), Decimal("-Infinity")]
)
def test_numbers_that_are_not_finite(odd: Any) -> None:
    assert refused(errors.CoordinateNotFinite, rules.encode, 28, odd).field == "lon"


@pytest.mark.parametrize(
    "lat", [math.nextafter(2.5, 0), math.nextafter(38.5, 99), -20, 0, "38.6", 1e300, "1e999", 10**400]
)
def test_outside_the_box(lat: Any) -> None:
    refusal = refused(errors.OutsideBox, rules.encode, lat, 80)
    assert refusal.field == "lat"
    assert refusal.sentence().startswith("Latitude")


@pytest.mark.parametrize(
    "one", [28, 28.0, "28", " 28.0\n", "+2.8e1", Decimal(28), Fraction(28), np.float64(28), np.float32(28)]
)
def test_every_kind_of_number(one: Any) -> None:
    assert rules.encode(one, 77) == rules.encode(28.0, 77.0)


def test_the_edges_of_the_box_belong_to_the_last_cells() -> None:
    assert rules.encode(38.5, 99.5) == "8888888888"
    assert rules.encode(38.5, 63.5) == "FFFFFFFFFF"
    assert rules.encode(2.5, 99.5) == "TTTTTTTTTT"
    assert rules.encode(2.5, 63.5) == "LLLLLLLLLL"


@pytest.mark.parametrize(
    "text", ["39J49LL8T4", "39J-49L-L8T4", "39j 49l l8t4", " 39J-49l-L8T4 ", "3-9-J-4-9-L-L-8-T-4", "39J49L L8T4\r\n"]
)
def test_ways_to_write_one_digipin(text: str) -> None:
    assert rules.normalise(text) == "39J49LL8T4"
    assert rules.formatted(text) == "39J-49L-L8T4"


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (errors.DigipinMissing, None),
        (errors.DigipinMissing, ""),
        (errors.DigipinMissing, " - - "),
        (errors.DigipinNotText, 2345678923),
        (errors.DigipinNotText, ["3"] * 10),
        (errors.DigipinNotText, b"39J49LL8T4"),
        (errors.DigipinOldBeta, "39G-49L-L8T4"),
        (errors.DigipinOldBeta, "39w-49L-L8T4"),
        (errors.DigipinOldBeta, "X"),
        (errors.DigipinWrongCharacter, "390-49L-L8T4"),
        (errors.DigipinWrongCharacter, "39J‐49L‐L8T4"),
        (errors.DigipinWrongCharacter, "３9J-49L-L8T4"),
        (errors.DigipinWrongCharacter, "३9J-49L-L8T4"),
        (errors.DigipinWrongCharacter, "39J49LL8ﬀ"),
        (errors.DigipinWrongCharacter, "39J\n49LL8T4"),
        (errors.DigipinWrongCharacter, "39J49LL8T\ud800"),
        (errors.DigipinWrongLength, "39J-49L-L8T"),
        (errors.DigipinWrongLength, "39J-49L-L8T44"),
    ],
)
def test_refused_digipins(kind: type[Refusal], text: Any) -> None:
    refused(kind, rules.decode, text).sentence().encode()
    assert not rules.is_valid(text)


def test_each_refusal_has_its_own_code() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Refusal)]
    named = [kind.code for kind in kinds if kind not in (Refusal, errors.CoordinateRefusal)]
    assert len(set(named)) == len(named) == 14


@given(codes)
def test_encoding_a_centre_gives_the_code_back(code: str) -> None:
    centre = rules.decode(code)
    assert rules.encode(centre.lat, centre.lon) == code
    assert rules.encode(f"{centre.lat:.6f}", f"{centre.lon:.6f}") == code


@given(lats, lons)
def test_a_point_lies_in_its_cell(lat: float, lon: float) -> None:
    edges = rules.bounds(rules.encode(lat, lon))
    assert edges.south <= lat
    assert lat < edges.north or lat == edges.north == rules.NORTH
    assert edges.west <= lon
    assert lon < edges.east or lon == edges.east == rules.EAST


@given(prefixes)
def test_corners_fall_north_and_east(prefix: str) -> None:
    edges = rules.bounds(prefix)
    assert rules.encode(edges.south, edges.west).startswith(prefix)
    inner = math.nextafter(edges.north, 0), math.nextafter(edges.east, 0)
    assert rules.encode(*inner).startswith(prefix)
    if edges.south > rules.SOUTH:
        assert not rules.encode(math.nextafter(edges.south, 0), edges.west).startswith(prefix)
    if edges.north < rules.NORTH:
        assert not rules.encode(edges.north, edges.west).startswith(prefix)
    if edges.east < rules.EAST:
        assert not rules.encode(edges.south, edges.east).startswith(prefix)


@given(prefixes)
def test_a_parent_holds_its_child(prefix: str) -> None:
    parent = rules.parent(prefix)
    if len(prefix) == 1:
        assert parent is None
        return
    assert parent is not None
    assert prefix.startswith(parent)
    inner, outer = rules.bounds(prefix), rules.bounds(parent)
    assert outer.south <= inner.south < inner.north <= outer.north
    assert outer.west <= inner.west < inner.east <= outer.east
    assert (inner.north - inner.south) * 4 == outer.north - outer.south


@given(prefixes)
def test_neighbours_know_each_other_and_share_edges(prefix: str) -> None:
    around = rules.neighbours(prefix)
    edges = rules.bounds(prefix)
    at_edges = (edges.south == 2.5) + (edges.north == 38.5), (edges.west == 63.5) + (edges.east == 99.5)
    assert len(around) == (3 - at_edges[0]) * (3 - at_edges[1]) - 1
    assert len(set(around.values())) == len(around)
    assert prefix not in around.values()
    for compass, other in around.items():
        assert rules.neighbours(other)[OPPOSITE[compass]] == prefix
    if "N" in around:
        assert rules.bounds(around["N"]).south == edges.north
    if "E" in around:
        assert rules.bounds(around["E"]).west == edges.east


def test_neighbours_at_a_corner() -> None:
    assert rules.neighbours("LLLLLLLLLL") == {"N": "LLLLLLLLLK", "NE": "LLLLLLLLL4", "E": "LLLLLLLLLM"}


def test_prefixes() -> None:
    assert rules.bounds("3") == rules.Bounds(20.5, 72.5, 29.5, 81.5)
    assert rules.bounds("39-j") == rules.bounds("39J")
    assert rules.cell_of_prefix("L").level == 1
    refused(errors.PrefixWrongLength, rules.bounds, "39J49LL8T44")
    refused(errors.DigipinMissing, rules.bounds, "")


def test_distances() -> None:
    # Delhi to Bengaluru, by the spherical law of cosines.
    assert rules.distance_m("39J49LL8T4", "4P3JK852C9") == pytest.approx(1_740_783.4, abs=1)
    edge = rules.distance_m("39J49LL8T4", rules.neighbours("39J49LL8T4")["N"])
    assert edge == pytest.approx(36 / 4**10 * 111_195, rel=1e-3)
    assert rules.distance_m("39J49LL8T4", "39J-49L-L8T4") == 0


@given(codes, codes)
def test_distance_is_the_same_both_ways(one: str, other: str) -> None:
    assert rules.distance_m(one, other) == pytest.approx(rules.distance_m(other, one))
    assert (rules.distance_m(one, other) == 0) == (one == other)
