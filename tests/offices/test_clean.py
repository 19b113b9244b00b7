"""The rules by which a line of the directory is cleaned."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offices.directory import names
from offices.directory.clean import FAULTS, clean_row, grade_position
from offices.directory.positions import settle_neighbours
from offices.errors import BadDirectory
from tests.offices.directories import line


def clean(cells, position=None):
    return clean_row(2, ",".join(cells), cells, position)


@pytest.mark.parametrize(
    ("printed", "kind", "name"),
    [
        ("Kothimir B.O", "BO", "Kothimir BO"),
        ("Kammergaon  B.O", "BO", "Kammergaon BO"),
        ("Rampur BO", "BO", "Rampur BO"),
        ("Malini", "BO", "Malini BO"),
        ("Barabazar H O", "HO", "Barabazar HO"),
        ("Chennai G.P.O.", "HO", "Chennai GPO"),
        ("KOLKATA GPO", "HO", "Kolkata GPO"),
        ("NDC Jaipur GPO", "PO", "NDC Jaipur GPO SO"),
        ("Jayanagar S.O (Mysuru)", "PO", "Jayanagar (Mysuru) SO"),
        ("SONAHAR BO (SHIVSAGAR)", "BO", "Sonahar (Shivsagar) BO"),
        ("Hatia SO Ranchi", "PO", "Hatia Ranchi SO"),
        ("Prayagraj HPO", "HO", "Prayagraj HO"),
        ("Hasanpur [Rusera BO", "BO", "Hasanpur Rusera BO"),
        ("Hafiya @ Sankhli", "BO", "Hafiya Sankhli BO"),
        ("Guvvalagudem` B.O", "BO", "Guvvalagudem BO"),
        ("VTPS S.O", "PO", "VTPS SO"),
        ("2CBPO", "PO", "2CBPO SO"),
        ("TARAPUR BO", "PO", "Tarapur SO"),
        ("Bhabho", "BO", "Bhabho BO"),
        ("Kasbo BO", "BO", "Kasbo BO"),
    ],
)
def test_office_names_get_one_spelling(printed, kind, name):
    assert clean(line(printed, "570001", kind)).name == name


@pytest.mark.parametrize(
    ("function", "text", "name"),
    [
        (names.circle_name, "Chattisgarh Circle", "Chhattisgarh"),
        (names.circle_name, "Tamilnadu Circle", "Tamil Nadu"),
        (names.circle_name, "North Eastern Circle", "North East"),
        (names.circle_name, "Jammu Kashmir Circle", "Jammu & Kashmir"),
        (names.circle_name, "APS CIRCLE", "Army Postal Service"),
        (names.region_name, "DivReportingCircle", ""),
        (names.region_name, "Lucknow  HQ Region", "Lucknow HQ Region"),
        (names.region_name, "JAMMU RN", "Jammu Region"),
        (names.region_name, "Regional Office Aurangabad", "Aurangabad Region"),
        (names.region_name, "Prayagraj Regional Office", "Prayagraj Region"),
        (names.division_name, "YADGIRI DIVISION", "Yadgiri Division"),
        (names.division_name, "Markapur  Division", "Markapur Division"),
        (names.division_name, "Divisional Office Katihar", "Katihar Division"),
        (names.division_name, "Gautam Buddha Nagar Division office", "Gautam Buddha Nagar Division"),
        (names.division_name, "1CBPO DV", "1CBPO Division"),
        (names.state_name, "JAMMU AND KASHMIR", "Jammu and Kashmir"),
        (
            names.state_name,
            "THE DADRA AND NAGAR HAVELI AND DAMAN AND DIU",
            "Dadra and Nagar Haveli and Daman and Diu",
        ),
    ],
)
def test_administrative_names_get_one_spelling(function, text, name):
    assert function(text) == name


def test_delhi_districts_say_that_they_are_in_delhi():
    assert names.district_name("CENTRAL", "Delhi") == "Central Delhi"
    assert names.district_name("NTR", "Andhra Pradesh") == "NTR"


@pytest.mark.parametrize(
    ("latitude", "longitude", "degrees", "quality"),
    [
        ("19.36", "79.53", (19.36, 79.53), "original"),
        ("79.53", "19.36", (19.36, 79.53), "swapped"),
        ("0", "0", (None, None), "removed"),
        ("1.0", "1.0", (None, None), "removed"),
        ("28.6", "-77.2", (None, None), "removed"),
        ("", "", (None, None), "missing"),
        ("17°57'17.7", "78°35'48.3", (None, None), "missing"),
        ("nan", "79.5", (None, None), "removed"),
    ],
)
def test_positions_are_graded(latitude, longitude, degrees, quality):
    assert grade_position(latitude, longitude) == (degrees, quality)


@pytest.mark.parametrize(
    ("cells", "faults"),
    [
        (line("Mysuru HO", "570001", "HO"), []),
        (line("Mysuru H.O", "570001", "HO"), ["name_kind_spelling"]),
        (line("FORT", "570004", "PO"), ["kind_po", "name_no_kind", "name_case"]),
        (line("Tarapur BO", "813221", "PO"), ["kind_po", "kind_disagrees"]),
        (line("Aa  B BO", "570001", "BO", ("", "")), ["position_missing", "name_stray"]),
        (line("Aa BO", "570001", "BO", ("17°57'", "78°")), ["position_no_number"]),
        (line("Aa BO", "570001", "BO", ("76.6", "12.3")), ["position_swapped"]),
        (line("Aa BO", "570001", "BO", ("1.0", "1.0")), ["position_outside"]),
        (line("Aa BO", "570001", "BO", district="", state=""), ["district_missing"]),
        (line("Aa BO", "570001", "BO", region=""), ["region_missing"]),
        (line("Aa BO", "570001", "BO", circle="Tamilnadu Circle"), ["circle_spelling"]),
    ],
)
def test_every_fault_is_named(cells, faults):
    row = clean(cells)
    assert row.faults == faults
    assert set(row.faults) <= set(FAULTS)


def test_the_graded_file_has_the_last_word_on_positions():
    row = clean(line("Aa BO", "570001", "BO", ("12.3", "76.6")), ("12.30001", "76.6", "suspect"))
    assert (row.latitude, row.quality, row.faults) == (12.30001, "suspect", ["position_suspect"])


@pytest.mark.parametrize(
    "cells",
    [
        line("A BO", "57001", "BO"),
        line("A BO", "070001", "BO"),
        line("A XO", "570001", "XO"),
        line("Aa BO", "570001", "BO", division=" "),
        line("Aa BO", "570001", "BO")[:-1],
    ],
)
def test_a_line_that_is_no_office_is_refused(cells):
    with pytest.raises(BadDirectory):
        clean(cells)


def test_a_position_that_fifty_offices_share_is_a_placeholder():
    crowd = [clean(line(f"N{number} BO", "570001", "BO", ("15.5934", "76.0"))) for number in range(50)]
    honest = clean(line("Honest BO", "570001", "BO", ("12.3", "76.6")))
    settle_neighbours([*crowd, honest])
    assert {(row.latitude, row.longitude, row.quality) for row in crowd} == {(12.3, 76.6, "derived")}
    assert honest.quality == "original"


def test_a_whole_pin_far_outside_its_division_is_not_believed():
    near = [clean(line(f"N{n} BO", "570001", "BO", (f"12.3{n}", "76.6"))) for n in range(9)]
    astray = [clean(line(f"A{n} BO", "570002", "BO", (f"19.{n}", "76.6"))) for n in range(3)]
    settle_neighbours([*near, *astray])
    assert {row.quality for row in astray} == {"derived"}
    assert all("position_far" in row.faults and row.latitude < 13 for row in astray)
    assert {row.quality for row in near} == {"original"}


def test_a_suspect_position_is_kept_only_near_its_pin():
    good = clean(line("Good BO", "570001", "BO", ("12.3", "76.6")))
    near = clean(line("Near BO", "570001", "BO"), ("12.35", "76.6", "suspect"))
    far = clean(line("Far BO", "570001", "BO"), ("13.3", "76.6", "suspect"))
    settle_neighbours([good, near, far])
    assert (near.latitude, near.quality) == (12.35, "suspect")
    assert (far.latitude, far.quality) == (12.325, "derived")  # the middle of the two believed


def test_missing_regions_and_districts_come_from_neighbours():
    whole = [clean(line(f"W{n} BO", "570001", "BO")) for n in range(2)]
    poor = clean(line("Poor BO", "570001", "BO", region="", district="", state=""))
    settle_neighbours([*whole, poor])
    assert (poor.region, poor.district, poor.state) == ("South Karnataka Region", "Mysuru", "Karnataka")


@given(st.text(alphabet="ABab .O()[]@`SHPG0", min_size=1, max_size=30).filter(str.strip))
def test_cleaning_a_name_twice_changes_nothing_more(text):
    once, _ = names.bare_name(text)
    assert once
    assert names.squeeze(once) == once


@given(st.sampled_from(["HO", "SO", "BO"]), st.text(alphabet="ABCabc 12", min_size=1, max_size=20).filter(str.strip))
def test_the_natural_name_does_not_depend_on_the_kind_printed(kind, text):
    assert names.natural_name(f"{text} {kind}") == names.natural_name(f"{text.upper()}  {kind}")


def test_a_slip_in_the_pin_does_not_move_an_office_across_the_country():
    there = [clean(line(f"T{n} BO", "503321", "BO", ("18.6", "78.1"), division="Nizamabad Division")) for n in range(3)]
    here = [clean(line(f"H{n} BO", "535592", "BO", ("18.5", "83.1"))) for n in range(3)]
    slip = clean(line("Paradi BO", "503321", "BO", ("18.55", "83.15")))
    blank = clean(line("Manda BO", "503321", "BO", ("", "")))
    settle_neighbours([*there, *here, slip, blank])
    assert (slip.longitude, slip.quality) == (83.15, "original")
    assert blank.longitude == 83.15
