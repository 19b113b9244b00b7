"""Article numbers, the life of an article, and prices."""

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.errors import BadArticleNumber, MoveRefused, NotPriced, OverWeight, ServiceNotOffered
from bookings.queries import tariff
from bookings.rules import (
    ARTICLE_MOVES,
    Quote,
    Status,
    check_digit,
    check_move,
    haversine_km,
    is_article_number,
    is_final,
    parse_article_number,
    price,
    s10,
)

TODAY = date(2026, 11, 22)
serials = st.integers(0, 99_999_999)

EXAMPLES = [
    row
    for row in csv.DictReader((Path(__file__).parent / "tariff_examples.csv").read_text(encoding="utf-8").splitlines())
    if row["product"] == "SP_DOC"
    and set(filter(None, row["vas"].split("+"))) <= {"REG", "OTP"}
    and not any(row[name] for name in ("dims_cm", "cod_paise", "declared_paise", "discount"))
]


def quote(grams=50, distance=700.0, services=(), on=TODAY, product="SP_DOC"):
    return price(tariff(), Quote(product, on, grams, distance, services))


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


def test_article_moves_lead_from_the_counter_to_the_only_end():
    assert set(ARTICLE_MOVES) == set(Status)
    assert [status for status in Status if is_final(status)] == [Status.DELIVERED]
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


# --- prices ---------------------------------------------------------------------------------------------------------


def test_price_examples_are_many():
    assert len(EXAMPLES) > 20


@pytest.mark.parametrize("row", EXAMPLES, ids=lambda row: row["id"])
def test_price_agrees_with_the_worked_examples(row):
    distance = None if row["local"] else float(row["distance_km"])
    services = tuple(filter(None, row["vas"].split("+")))
    asked = Quote("SP_DOC", date.fromisoformat(row["on_date"]), int(row["weight_g"]), distance, services)
    if row["expect_error"]:
        with pytest.raises(OverWeight):
            price(tariff(), asked)
        return
    found = price(tariff(), asked)
    assert (
        found.postage_paise,
        found.services_paise,
        found.taxable_paise,
        found.gst_paise,
        found.total_paise,
    ) == tuple(int(row[name]) for name in ("base_paise", "vas_paise", "taxable_paise", "gst_paise", "total_paise"))


@pytest.mark.parametrize("grams", [0, -1, 501, 20_001, 10**9, 2**63])
def test_price_refuses_a_weight_outside_the_product_and_names_the_limit(grams):
    with pytest.raises(OverWeight) as refused:
        quote(grams)
    assert "500" in refused.value.sentence()
    assert refused.value.money_moved == "no"


@pytest.mark.parametrize("service", ["COD", "INS", "NOPE", ""])
def test_price_refuses_a_service_that_is_not_offered(service):
    with pytest.raises(ServiceNotOffered):
        quote(services=(service,))


def test_price_refuses_a_service_on_a_day_before_it_existed():
    with pytest.raises(ServiceNotOffered):
        quote(services=("OTP",), on=date(2025, 9, 30))


@pytest.mark.parametrize("on", [date(2012, 9, 30), date(1990, 1, 1)])
def test_price_before_2012_is_not_known(on):
    with pytest.raises(NotPriced):
        quote(on=on)


@pytest.mark.parametrize("product", [*sorted(set(tariff().products) - {"SP_DOC"}), "NOPE", ""])
def test_price_refuses_every_product_whose_rules_are_not_written(product):
    known = tariff().products.get(product)
    with pytest.raises(NotPriced):
        quote(known["weight"]["min_g"] if known else 50, product=product)


@given(
    grams=st.integers(1, 500),
    distance=st.none() | st.floats(0, 4000),
    services=st.sets(st.sampled_from(["OTP", "REG"])),
)
def test_price_adds_up(grams, distance, services):
    found = quote(grams, distance, tuple(sorted(services)))
    assert sum(line.paise for line in found.lines) == found.total_paise
    assert found.total_paise == found.postage_paise + found.services_paise + found.cgst_paise + found.sgst_paise
    assert found.cgst_paise == found.sgst_paise
    assert found.cgst_paise % 100 == 0
    assert abs(found.gst_paise - found.taxable_paise * 18 / 100) <= 100
    assert all(line.why for line in found.lines)


@given(grams=st.integers(1, 499), distance=st.floats(0, 4000))
def test_price_never_falls_with_weight(grams, distance):
    assert quote(grams + 1, distance).total_paise >= quote(grams, distance).total_paise


def test_haversine_between_the_two_towns():
    assert 118 < haversine_km(12.3077, 76.6531, 12.9430, 77.5735) < 128
    assert haversine_km(12.0, 77.0, 12.0, 77.0) == 0
