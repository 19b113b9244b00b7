"""Tables taken away, the map, and numbers as they are read."""

import io

import pypdfium2
import pytest
from django.utils import translation
from python_calamine import CalamineWorkbook

from apt.core.clock import clock_at
from apt.core.workbook import write_workbook
from apt.wiring import FIGURES
from offices.models import User
from offices.pages.figures.cards import Region, readable
from offices.pages.figures.tables import Cell, Column, Table, matching, shades_of
from offices.pages.figures.words import Numbers, changed, share
from offices.queries import map_of
from offices.rules import HUES, Role, draw_map, short_name
from offices.services import roll_up
from tests.world import NOW, TODAY, book, give_post, item, shift_of


@pytest.fixture
def read_by(world, client):
    user = User.objects.create_user("10000095", name="Reader")
    give_post(user, world.directorate, Role.AUDITOR, number=95)
    client.force_login(user)
    book(shift_of(world.clerk), item(), item())
    roll_up(sources=FIGURES, now=NOW)
    return client


def test_a_table_is_the_same_in_each_kind_of_file(read_by, world):
    """Read back with another's readers: numbers are numbers, and what was charged has its paise."""
    address = f"/staff/figures/{world.division.code}/below"
    with clock_at(NOW):
        csv = read_by.get(f"{address}.csv").content.decode("utf-8-sig").splitlines()
        book_of = CalamineWorkbook.from_filelike(io.BytesIO(read_by.get(f"{address}.xlsx").content))
        pdf = pypdfium2.PdfDocument(read_by.get(f"{address}.pdf").content)
    rows = book_of.get_sheet_by_index(0).to_python()
    assert rows[0][:3] == ["Office", "Booked", "Charged"]
    assert rows[1][0] == "Mysuru HO"
    assert rows[1][1] == 2
    line = csv[1].split(",")
    assert (line[0], line[1], float(line[2])) == ("Mysuru HO", "2", rows[1][2])
    assert rows[1][2] > 50, "in rupees"
    text = pdf[0].get_textpage().get_text_range()
    assert "Mysuru HO" in text
    assert "20 Nov 2026" in text
    pdf.close()


@pytest.mark.parametrize("tail", ["nonsense.csv", "below.exe", "below.html"])
def test_no_other_table_and_no_other_kind(read_by, world, tail):
    assert read_by.get(f"/staff/figures/{world.division.code}/{tail}").status_code == 404


def test_a_workbook_takes_no_text_for_a_formula():
    file = io.BytesIO()
    write_workbook(file, "a/b", ["x", "y"], [["=1+1", 12.5], ["<&>", None], [True, "अ"]], kinds=["", "share"])
    file.seek(0)
    rows = CalamineWorkbook.from_filelike(file).get_sheet_by_name("ab").to_python()
    assert rows == [["x", "y"], ["=1+1", 12.5], ["<&>", ""], [True, "अ"]]


@pytest.mark.parametrize(
    ("number", "full", "short"),
    [(0, "0", "0"), (99_999, "99,999", "99,999"), (1_23_456, "1,23,456", "1.23 lakh"),
     (56_70_000, "56,70,000", "56.7 lakh"), (9_87_65_43_210, "9,87,65,43,210", "988 crore")],
)  # fmt: skip
def test_numbers_in_full_or_in_lakh_and_crore(number, full, short):
    assert Numbers(short=False).count(number) == full
    assert Numbers(short=True).count(number) == short
    assert Numbers(short=False).rupees(number * 100) == f"₹{full}"
    with translation.override("hi"):
        assert Numbers(short=True).count(1_23_456) == "1.23 लाख"


def test_the_reader_is_asked_once_how_numbers_are_shown(read_by):
    with clock_at(NOW):
        assert "numbers=short" in read_by.get("/staff/figures/").content.decode()
        assert "numbers=full" in read_by.get("/staff/figures/?numbers=short").content.decode()
        assert "numbers=full" in read_by.get("/staff/figures/").content.decode()


def test_a_change_says_which_way():
    assert (changed(12, 10).text, changed(12, 10).way) == ("▲ 20 %", "up")
    assert (changed(5, 10).text, changed(5, 10).way) == ("▼ 50 %", "down")
    assert changed(5, 5).text == "= 0 %"
    assert changed(5, 0).text == ""
    assert (share(None), share(0.5)) == ("–", "50.0 %")


def test_rows_are_sorted_and_found_by_name():
    table = Table(
        "t", "T", [Column("name", "Name", numeric=False), Column("n", "N")],
        [[Cell(name, name), Cell(str(value), value)] for name, value in (("Bihar", 2), ("Assam", None), ("Goa", 9))],
    )  # fmt: skip
    assert [row[0].text for row in table.sorted_by("name").rows] == ["Assam", "Bihar", "Goa"]
    assert [row[0].text for row in table.sorted_by("-n").rows] == ["Goa", "Bihar", "Assam"], "what is unknown last"
    assert table.sorted_by("-nothing") == table
    assert [row[0].text for row in matching(table, " aSS").rows] == ["Assam"]
    assert shades_of([None, 0, 3, 1, 1]) == [1, 3]


# --- the map ----------------------------------------------------------------------------------------------------------

WEST = [("1", 20 + y / 10 + x / 1e4, 75 + x / 10 + y / 1e4) for x in range(10) for y in range(10)]
EAST = [("2", latitude, longitude + 1) for _code, latitude, longitude in WEST]


def test_every_group_has_its_dots_and_another_colour_than_its_neighbour():
    drawing = draw_map([*WEST, *EAST])
    west, east = drawing.parts
    assert (west.code, east.code) == ("1", "2")
    assert west.hue != east.hue
    assert {west.hue, east.hue} <= set(range(1, HUES + 1))
    assert west.x < east.x
    assert west.d.count("M") >= 10
    assert drawing == draw_map([*reversed(EAST), *WEST]), "the order does not matter"
    assert draw_map([]) is None


def test_a_lone_dot_is_seen_beneath_its_label_and_no_label_covers_another():
    """The offices of one town: whoever has the larger figure keeps its name, the others say it when pressed."""
    drawing = draw_map([("1", 12.30, 76.60), ("2", 12.301, 76.601), ("3", 12.40, 76.70)])
    assert max(drawing.width, drawing.height) < 50, "few dots are large"
    assert [part.d.startswith(f"M{part.x:g} ") and f" {part.y:g}h" not in part.d for part in drawing.parts] == [
        True
    ] * 3
    regions = [
        Region(code, "Mysuru Fort", code, "", "", 1, shade, part.x, part.y)
        for part, (code, shade) in zip(drawing.parts, (("1", 1), ("2", 4), ("3", 0)), strict=True)
    ]
    assert [one.label for one in readable(regions, drawing.letters)] == ["", "Mysuru Fort", "Mysuru Fort"]


def test_a_position_far_out_does_not_shrink_the_rest():
    fine = draw_map(WEST * 3)
    far = draw_map([*WEST * 3, ("1", 37.0, 97.0)])
    assert max(far.width, far.height) <= max(fine.width, fine.height) + 12
    assert far.parts[0].d.count("M") >= 10


def test_a_column_filled_with_one_value_draws_no_line_across_the_sea():
    stuck = [("1", 15.5934, 70 + step / 10) for step in range(20)]
    assert draw_map([*WEST, *stuck]) == draw_map(WEST)


def test_the_map_is_drawn_once_a_day(world, django_assert_num_queries):
    with django_assert_num_queries(2):
        map_of(world.division, on=TODAY)
    with django_assert_num_queries(0):
        drawing = map_of(world.division, on=TODAY)
    assert {part.code for part in drawing.parts} == {
        office.code for office in (world.mysuru, world.bengaluru, world.hassan, world.mandya)
    }
    assert short_name("Karnataka Circle") == "KA"
    assert short_name("Mysuru Division") == "Mysuru"
