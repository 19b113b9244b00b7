"""Reading bulk files: workbook and CSV say the same; whatever is not one is refused as a whole."""

import io
import zipfile

import pytest

from bookings.errors import NoRows, TooManyRows, UnknownFileKind, UnknownLayout
from bookings.services import bulk_file
from bookings.services.bulk_file import open_table
from tests.bookings.bulk import HEADER, as_csv, as_workbook, rows

LINES = rows(5)


def test_a_workbook_and_a_csv_file_say_the_same():
    book, text = open_table(as_workbook(LINES)), open_table(as_csv(LINES))
    assert list(book.rows()) == list(text.rows())
    assert (book.sheet, book.layout.code, book.total) == ("ArticleDetails", "2026-04", 5)
    assert [line for line, _ in book.rows()] == [2, 3, 4, 5, 6]
    assert list(book.rows()) == list(book.rows()), "each reading begins anew"


def test_columns_in_another_order_come_back_in_ours():
    order = [46, 45, *range(45), 47]
    header = [HEADER[place] for place in order]
    moved = [[line[place] for place in order] for line in LINES]
    for content in (as_csv(moved, header), as_workbook(moved, header)):
        table = open_table(content)
        assert table.layout.code == "2025"
        assert list(table.rows()) == list(open_table(as_csv(LINES)).rows())


def test_blank_rows_are_left_out_and_keep_their_place_in_the_count():
    blank = [""] * 48
    table = open_table(as_csv([LINES[0], blank, ["  "] * 48, LINES[1], [], blank]))
    assert ([line for line, _ in table.rows()], table.total) == ([2, 5], 2)
    book = open_table(as_workbook([LINES[0], blank, LINES[1]]))
    assert [line for line, _ in book.rows()] == [2, 4]


def test_short_rows_end_in_blanks_and_what_lies_beyond_the_header_is_left():
    table = open_table(as_csv([LINES[0][:30], [*LINES[1], "beyond"]]))
    first, second = [cells for _, cells in table.rows()]
    assert first[30:] == ("",) * 18
    assert len(second) == 48


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_delimiters(delimiter):
    text = "\n".join(delimiter.join(map(str, line)) for line in [HEADER, *LINES])
    assert open_table(text.encode()).total == 5


def test_a_byte_order_mark_and_line_ends_of_windows_do_no_harm():
    assert open_table(b"\xef\xbb\xbf" + as_csv(LINES).replace(b"\n", b"\r\n")).total == 5


def test_a_quoted_line_break_is_one_row():
    line = list(LINES[0])
    line[HEADER.index("RECEIVER ADD LINE 1")] = "12, Lake View\nSecond floor"
    ((number, cells), (after, _)) = open_table(as_csv([line, LINES[1]])).rows()
    assert (number, after, cells[HEADER.index("RECEIVER ADD LINE 1")]) == (2, 3, "12, Lake View\nSecond floor")


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"\xff\xfe\x00", UnknownFileKind),
        (b"PK\x03\x04 not a workbook", UnknownFileKind),
        (b"%PDF-1.7\n", UnknownLayout),
        (b"\n", UnknownLayout),
        (as_csv([]), NoRows),
        (as_csv([[""] * 48]), NoRows),
        (as_csv(LINES) + b'"never closed', UnknownFileKind),
        (as_workbook([]), NoRows),
        (as_csv(LINES, ["A", "B"]), UnknownLayout),
    ],
    ids=[
        "latin",
        "broken zip",
        "pdf",
        "blank",
        "header only",
        "blank rows",
        "open quote",
        "empty book",
        "other header",
    ],
)
def test_what_is_no_bulk_file_is_refused(content, refusal):
    with pytest.raises(refusal) as refused:
        open_table(content)
    assert refused.value.money_moved == "no"


def test_a_zip_that_is_no_workbook_is_refused():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("letter.txt", "hello")
    with pytest.raises(UnknownFileKind):
        open_table(packed.getvalue())


def test_a_zip_that_would_fill_the_memory_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(bulk_file, "MAX_UNPACKED", 1_000)
    with pytest.raises(UnknownFileKind):
        open_table(as_workbook(LINES))


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr(bulk_file, "MAX_ROWS", 4)
    with pytest.raises(TooManyRows):
        open_table(as_csv(LINES))
