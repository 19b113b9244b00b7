"""One row of a bulk file, its header, and the month's volume discount: pure rules."""

import json
from datetime import date

import pytest

from bookings.errors import BatchMoveRefused, UnknownLayout
from bookings.rules import (
    BATCH_MOVES,
    COLUMNS,
    FAULTS,
    BatchStatus,
    Expected,
    cell_text,
    check_batch_move,
    layout_of,
    read_row,
)
from bookings.rules.volume import credit
from tests.bookings.bulk import HEADER, row

EXPECTED = Expected("Mysuru HO", "570001", "00000006", "SP_DOC", "IPP_CONTRACT", [("AW", 78_469_999, 80_000_000)], True)


def read(expected=EXPECTED, **cells):
    return read_row([cell_text(cell) for cell in row(**cells)], expected)


def faults(expected=EXPECTED, **cells):
    return [(fault.column, fault.code) for fault in read(expected, **cells)[2]]


# --- header ----------------------------------------------------------------------------------------------------------


def test_the_layout_of_april_2026_is_known_with_its_blank_after_length():
    assert len(HEADER) == 48
    assert "LENGTH " in HEADER
    assert layout_of(HEADER).code == "2026-04"
    assert layout_of(HEADER).order == tuple(range(48))


def test_the_same_names_in_another_order_are_the_layout_of_2025():
    header = [*HEADER[45:47], *HEADER[:45], HEADER[47]]  # registration and OTP near the front
    layout = layout_of(header)
    assert layout.code == "2025"
    assert [header[place].strip() for place in layout.order] == list(COLUMNS)


def test_names_are_compared_without_case_blanks_and_byte_order_mark():
    header = ["\ufeff serial  number", *(name.lower() for name in HEADER[1:]), None, ""]
    assert layout_of(header).code == "2026-04"


@pytest.mark.parametrize(
    ("header", "says"),
    [
        (HEADER[1:], "Missing: SERIAL NUMBER. Unknown: -. Twice: -."),
        ([*HEADER, "COLOUR"], "Missing: -. Unknown: COLOUR. Twice: -."),
        ([*HEADER, "ACK"], "Missing: -. Unknown: -. Twice: ACK."),
        (["x"], "Unknown: X."),
        ([], "Missing: SERIAL NUMBER"),
    ],
)
def test_another_header_is_refused_by_name(header, says):
    with pytest.raises(UnknownLayout) as refused:
        layout_of(header)
    assert says in refused.value.sentence()


# --- cells -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "text"),
    [(48.0, "48"), (48.5, "48.5"), (9845012345.0, "9845012345"), (True, "TRUE"), (False, "FALSE"), (None, ""),
     (" a ", "a"), (7, "7"), (date(2026, 4, 28), "2026-04-28")],
)  # fmt: skip
def test_cell_text(cell, text):
    assert cell_text(cell) == text


def test_a_good_row_is_understood():
    item, number, wrong = read(
        **{"REGISTRATION": True, "OTP BASED DELIVERY": True, "RECEIVER ADD LINE 2": "Near the lake", "ACK": True},
        **{"SENDER TAX REFERENCE": "29AAGCB7383J1Z4", "PHYSICAL WEIGHT": 48.0, "RECEIVER NAME": "K. Sharma"},
    )
    assert wrong == []
    assert (item.product, item.grams, item.services, number) == ("SP_DOC", 48, ("OTP", "POD", "REG"), "")
    assert (item.length_cm, item.breadth_cm, item.height_cm) == (24, 12, 1)
    assert item.receiver.name == "K. Sharma"
    assert item.receiver.lines.endswith(", Near the lake")
    assert item.sender.gstin == "29AAGCB7383J1Z4"
    assert (item.declared_paise, item.cod_paise) == (0, 0)


def test_worth_is_in_whole_rupees_and_asks_for_its_service():
    item, _, wrong = read(
        **{"SHAPE OF ARTICLE": "NROL", "CODR/COD": "COD", "VALUE FOR CODR/COD": 450},
        **{"INSURANCE TYPE": "DOP", "VALUE OF INSURANCE": 1000},
    )
    assert wrong == []
    assert (item.product, item.services) == ("IPP_CONTRACT", ("COD", "INS"))
    assert (item.cod_paise, item.declared_paise) == (45_000, 100_000)


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("PHYSICAL WEIGHT", 48.5, "not_whole"),
        ("PHYSICAL WEIGHT", "40 g", "not_whole"),
        ("PHYSICAL WEIGHT", "-5", "not_whole"),
        ("PHYSICAL WEIGHT", "४०", "not_whole"),
        ("PHYSICAL WEIGHT", "", "missing"),
        ("PHYSICAL WEIGHT", 0, "out_of_bounds"),
        ("PHYSICAL WEIGHT", 35_001, "out_of_bounds"),
        ("LENGTH", 151, "out_of_bounds"),
        ("SHAPE OF ARTICLE", "", "missing"),
        ("SHAPE OF ARTICLE", "BOX", "bad_choice"),
        ("PRIORITY FLAG", "yes", "not_a_flag"),
        ("PRIORITY FLAG", True, "no_priority"),
        ("ACK", 1, "not_a_flag"),
        ("OTP BASED DELIVERY", "Y", "not_a_flag"),
        ("DELIVERY INSTRUCTION", "OD", "no_such_delivery"),
        ("DELIVERY INSTRUCTION", "SD", "no_such_delivery"),
        ("DELIVERY INSTRUCTION", "XX", "bad_choice"),
        ("INSTRUCTION RTS", "RTA", "no_return_elsewhere"),
        ("PICKUP ADDRESS FLAG", True, "no_pickup"),
        ("ALT ADDRESS FLAG", True, "no_alternate"),
        ("PREPAYMENT CODE", "PS", "no_prepayment"),
        ("SENDER NAME", "Al", "too_short"),
        ("SENDER NAME", "", "missing"),
        ("RECEIVER NAME", "x" * 81, "too_long"),
        ("RECEIVER ADD LINE 1", "", "missing"),
        ("RECEIVER ADD LINE 1", "x" * 51, "too_long"),
        ("RECEIVER ADD LINE 2", "x" * 51, "too_long"),
        ("RECEIVER CITY", "x" * 31, "too_long"),
        ("RECEIVER STATE", "x" * 31, "too_long"),
        ("BULK REFERENCE", "x" * 51, "too_long"),
        ("RECEIVER PINCODE", 12345, "row_bad_pin"),
        ("RECEIVER PINCODE", "056000", "row_bad_pin"),
        ("SENDER PINCODE", "", "row_bad_pin"),
        ("RECEIVER MOBILE NO", 984501234, "row_bad_mobile"),
        ("RECEIVER MOBILE NO", "", "row_bad_mobile"),
        ("SENDER MOBILE NO", "5845012345", "row_bad_mobile"),
        ("SENDER TAX REFERENCE", "29AAGCB7383J1Z5", "row_bad_gstin"),
        ("DROP OFF PINCODE", "", "missing"),
        ("DROP OFF PINCODE", 560004, "other_office"),
        ("DROPOFF/PICKUP OFFICE ID", "99999999", "other_office"),
        ("CODR/COD", "CODR", "bad_choice"),
        ("BARCODE NO", "RK169063347IN", "bad_number"),
        ("BARCODE NO", "EY000027272IN", "not_in_range"),
    ],
)
def test_one_wrong_cell_is_one_fault_with_its_column(column, cell, code):
    assert faults(**{column: cell}) == [(column, code)]
    (fault,) = read(**{column: cell})[2]
    assert "{" not in str(FAULTS[code]).format(**fault.values)


def test_a_value_without_its_kind_is_not_asked_for_and_a_kind_needs_its_value():
    assert faults(**{"INSURANCE TYPE": "DOP"}) == [("VALUE OF INSURANCE", "missing")]
    assert faults(**{"VALUE OF INSURANCE": 500}) == []


def test_a_number_of_the_customers_range_is_taken_and_kept_on_a_bad_row():
    assert read(**{"BARCODE NO": "aw784699994in"})[1] == "AW784699994IN"
    item, number, wrong = read(**{"BARCODE NO": "AW784699994IN", "PHYSICAL WEIGHT": "x"})
    assert (number, [fault.code for fault in wrong]) == ("AW784699994IN", ["not_whole"])
    assert item.number == number


def test_without_a_range_to_draw_from_a_row_must_bring_its_number():
    nothing = EXPECTED._replace(draws=False)
    assert faults(nothing) == [("BARCODE NO", "no_range")]
    assert faults(nothing, **{"BARCODE NO": "AW784699994IN"}) == []


def test_a_shape_without_a_product_is_refused():
    assert faults(EXPECTED._replace(parcel_product=""), **{"SHAPE OF ARTICLE": "ROLL"}) == [
        ("SHAPE OF ARTICLE", "product_not_agreed")
    ]


def test_every_fault_is_told_and_no_name_is_repeated():
    wrong = read(**{"RECEIVER NAME": "N" * 90, "PHYSICAL WEIGHT": "x", "RECEIVER PINCODE": "1"})[2]
    assert {fault.code for fault in wrong} == {"too_long", "not_whole", "row_bad_pin"}
    assert "NNN" not in json.dumps([fault.values for fault in wrong])


def test_a_character_that_cannot_be_stored_is_a_fault():
    assert faults(**{"RECEIVER NAME": "A\0B Rao"}) == [("", "bad_character")]


def test_check_batch_move():
    check_batch_move("1", "checked", BatchStatus.BOOKING)
    for present in (BatchStatus.BOOKED, BatchStatus.CANCELLED, BatchStatus.UNREADABLE):
        assert BATCH_MOVES[present] == frozenset()
        with pytest.raises(BatchMoveRefused):
            check_batch_move("1", present, BatchStatus.BOOKING)


# --- volume discount -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("postage", "basis_points", "rounded_to", "paise", "head"),
    [
        (10_000_00, 1000, 100, 1_000_00, 90_00),
        (55_00, 1000, 100, 5_50, 0),  # 49.5 paise of GST a head
        (56_00, 10_000, 100, 56_00, 5_00),  # 5.04 rupees
        (55_55, 10_000, 100, 55_55, 5_00),
        (55_56, 10_000, 1, 55_56, 5_00),
        (1, 1000, 100, 0, 0),
    ],
)
def test_a_credit_takes_its_gst_off_rounded_as_it_was_charged(postage, basis_points, rounded_to, paise, head):
    off = credit(postage, basis_points, gst_bp=1800, rounded_to=rounded_to)
    assert (off.paise, off.cgst_paise, off.sgst_paise, off.total_paise) == (paise, head, head, paise + 2 * head)
