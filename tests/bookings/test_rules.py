"""Article numbers and the life of an article."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.errors import BadArticleNumber, MoveRefused
from bookings.rules import (
    ARTICLE_MOVES,
    Status,
    check_digit,
    check_move,
    is_article_number,
    is_final,
    parse_article_number,
    s10,
)

serials = st.integers(0, 99_999_999)


# --- numbers --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "number", ["EY000027272IN", "AW784699994IN", "EB126023474IN", "EB126023770IN", "RM019388105IN"]
)
def test_article_number_printed_by_the_department_is_accepted(number):
    assert parse_article_number(number) == (number[:2], int(number[2:10]))


@pytest.mark.parametrize("number", ["RK169063347IN", "EB468827991IN", "EB468790992IN"])
def test_article_number_printed_wrong_in_the_samples_is_refused(number):
    assert not is_article_number(number)
    with pytest.raises(BadArticleNumber) as refused:
        parse_article_number(number)
    assert refused.value.field == "number"


def test_check_digit_of_the_standards_example():
    assert check_digit(47312482) == 9


@pytest.mark.parametrize(
    "text",
    ["", "EK", "EK12345678IN", "EK1234567850IN", "E1123456785IN", "EK123456785", "1K123456785IN", "EK१२३४५६७८५IN",
     "EK123456785IN\x00", "\u202eEK123456785IN", "EK123456785IN" * 1000],
)  # fmt: skip
def test_article_number_of_another_shape_is_refused(text):
    assert not is_article_number(text)


def test_article_number_forgives_case_and_spaces():
    assert parse_article_number(" ek 123 456 785 in\n") == ("EK", 12345678)


@given(serial=serials, prefix=st.from_regex(r"\A[A-Z]{2}\Z"))
def test_article_number_made_is_article_number_read(serial, prefix):
    number = s10(prefix, serial)
    assert len(number) == 13
    assert parse_article_number(number) == (prefix, serial)


@given(serial=serials, place=st.integers(0, 8), shift=st.integers(1, 9))
def test_article_number_with_one_wrong_digit_never_passes(serial, place, shift):
    number = s10("EK", serial)
    wrong = str((int(number[2 + place]) + shift) % 10)
    changed = number[: 2 + place] + wrong + number[3 + place :]
    # The standard's own limit: remainders 0 and 1... map 11 -> 5 and 10 -> 0, so two remainders share each of 0 and 5.
    collide = {check_digit(int(changed[2:10])), int(number[10])} <= {0, 5}
    assert collide or not is_article_number(changed)


@given(serial=serials, place=st.integers(0, 6))
def test_article_number_with_neighbours_swapped_passes_only_at_the_standards_limit(serial, place):
    digits = f"{serial:08d}"
    swapped = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
    wrong = f"EK{swapped}{check_digit(serial)}IN"
    assert swapped == digits or check_digit(serial) in (0, 5) or not is_article_number(wrong)


def test_article_number_past_eight_digits_is_not_made():
    with pytest.raises(ValueError, match="zip"):
        s10("EK", 100_000_000)


# --- the life of an article -----------------------------------------------------------------------------------------


def test_article_moves_lead_from_the_counter_to_an_end():
    assert set(ARTICLE_MOVES) == set(Status)
    assert [status for status in Status if is_final(status)] == [Status.DELIVERED, Status.CANCELLED]
    reached, edge = {Status.BOOKED}, {Status.BOOKED}
    while edge := {to for status in edge for to in ARTICLE_MOVES[status]} - reached:
        reached |= edge
    assert reached == set(Status)


@given(present=st.sampled_from(Status), to=st.sampled_from(Status))
def test_check_move_follows_the_table(present, to):
    if to in ARTICLE_MOVES[present]:
        assert check_move("EK123456785IN", present, to) is None
    else:
        with pytest.raises(MoveRefused):
            check_move("EK123456785IN", present, to)
