"""Prices: the worked examples, every edge of a slab, a distance and a limit, and reasons that add up."""

import dataclasses
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apt.core.errors import Refusal
from bookings.rules import Quote, haversine_km, price, read_tariff, volume_bp
from bookings.rules.tariff.facts import GstRule, Kind
from bookings.rules.tariff.typed import quote_of
from bookings.rules.tariff.zones import Place, zone_between
from tests.bookings.tariffs import ANSWERS, EXAMPLES, TODAY

TARIFF = read_tariff()
EXACT = dataclasses.replace(
    TARIFF, rounding=tuple(dataclasses.replace(one, rule=GstRule.EXACT_PAISE) for one in TARIFF.rounding)
)
PRICED = [code for code, product in TARIFF.products.items() if any(v.kind and v.last is None for v in product.versions)]
SHELLS = sorted(set(TARIFF.products) - set(PRICED))
# Shells but for SP_PARCEL, whose first table was not found: a day of each.
UNPUBLISHED = [*((code, TODAY) for code in SHELLS), ("SP_PARCEL", date(2026, 7, 31))]
ZONES = ("LOCAL", "WS", "ZM", "OS")


def asked(product="SP_DOC", grams=50, on=TODAY, **more):
    return Quote(product, on, grams, **{"distance_km": 700, "zone": "OS"} | more)


def quote(*args, **more):
    return price(TARIFF, asked(*args, **more))


def refused(code, *args, **more):
    with pytest.raises(Refusal) as caught:
        quote(*args, **more)
    assert caught.value.code == code
    assert caught.value.money_moved == "no"
    return caught.value.sentence()


# --- the examples ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", EXAMPLES, ids=lambda row: row["id"])
def test_price_agrees_with_the_worked_examples(row):
    if row["expect_error"]:
        with pytest.raises(Refusal):
            price(TARIFF, quote_of(row))
        return
    found, exact = price(TARIFF, quote_of(row)), price(EXACT, quote_of(row))
    amounts = (
        found.chargeable_grams, found.postage_paise, found.discount_paise, found.services_paise, found.taxable_paise,
        found.gst_paise, found.total_paise,
    )  # fmt: skip
    assert amounts == tuple(int(row[name]) for name in ANSWERS)
    assert (exact.gst_paise, exact.total_paise) == (int(row["gst_exact_paise"]), int(row["total_exact_paise"]))


def test_every_product_is_priced_or_a_shell():
    assert len(TARIFF.products) == 23
    assert SHELLS == ["SP24_DOC", "SP24_PARCEL", "SP48_DOC", "SP_PARCEL_CONTRACT"]
    for code in PRICED:
        product = TARIFF.products[code]
        assert quote(code, product.max_g).total_paise == 0 or product.versions[-1].kind != Kind.FREE
        refused("over_weight", code, product.max_g + 1)
        refused("over_weight", code, 0)


@pytest.mark.parametrize(("code", "on"), UNPUBLISHED)
def test_a_product_without_a_published_tariff_says_so(code, on):
    assert "no tariff of it was found" in refused("tariff_not_published", code, on=on)


# --- what holds for all ---------------------------------------------------------------------------------------------

places = st.fixed_dictionaries({
    "distance_km": st.floats(0, 4000), "zone": st.sampled_from(ZONES), "local": st.booleans(),
})  # fmt: skip


@given(code=st.sampled_from(PRICED), data=st.data(), place=places)
def test_price_never_falls_with_weight(code, data, place):
    product = TARIFF.products[code]
    grams = data.draw(st.integers(product.min_g, product.max_g))
    heavier = data.draw(st.integers(grams, product.max_g))
    assert quote(code, heavier, **place).total_paise >= quote(code, grams, **place).total_paise


@given(code=st.sampled_from(PRICED), data=st.data(), place=places, value=st.integers(1, 10_000_000))
def test_price_adds_up_and_so_do_its_reasons(code, data, place, value):
    product = TARIFF.products[code]
    grams = data.draw(st.integers(product.min_g, product.max_g))
    services = tuple(data.draw(st.lists(st.sampled_from(product.services), unique=True))) if product.services else ()
    discount = data.draw(st.sampled_from(["", *(one for one in product.discounts if one != "BNPL_DOC")]))
    cod = value // 100 * 100 % 5_000_000 + 100
    place = {**place, "services": services, "discount": discount, "declared_paise": value, "cod_paise": cod}
    found, exact = quote(code, grams, **place), price(EXACT, asked(code, grams, **place))
    assert sum(line.paise for line in found.lines) == found.total_paise
    assert found.total_paise == (
        found.postage_paise - found.discount_paise + found.services_paise + found.cgst_paise + found.sgst_paise
    )
    assert found.cgst_paise == found.sgst_paise
    assert found.cgst_paise % 100 == 0
    assert abs(found.gst_paise - exact.gst_paise) <= 100
    assert all(line.why for line in found.lines)
    told = {reason.code for reason in found.explain()}
    assert told >= {"WEIGHT", "SLAB", "PLACE", "RULE", "NOTIFICATION", "CONFIDENCE", "GST", *services}
    assert ("DISCOUNT" in told) == bool(discount)
    assert all(reason.text and "\n" not in reason.text for reason in found.explain())


@given(km=st.floats(0, 4000), farther=st.floats(0, 4000), grams=st.integers(1, 500))
def test_farther_never_costs_less(km, farther, grams):
    near, far = sorted((km, farther))
    assert quote(grams=grams, distance_km=near).total_paise <= quote(grams=grams, distance_km=far).total_paise
    assert quote(grams=grams, local=True).total_paise <= quote(grams=grams, distance_km=near).total_paise


# --- edges of weight, distance, days --------------------------------------------------------------------------------


@pytest.mark.parametrize(("grams", "paise"), [(1, 4700), (50, 4700), (51, 6800), (250, 6800), (251, 8200), (500, 8200)])
def test_slab_edges(grams, paise):
    assert quote(grams=grams).postage_paise == paise


@pytest.mark.parametrize(
    ("km", "paise"),
    [(0, 5900), (200, 5900), (200.01, 6300), (201, 6300), (500, 6300), (500.5, 6800), (1000, 6800), (1000.2, 7200),
     (2000, 7200), (2000.001, 7700), (9000, 7700)],
)  # fmt: skip
def test_distance_edges_count_upwards(km, paise):
    assert quote(grams=100, distance_km=km).postage_paise == paise


@pytest.mark.parametrize(
    ("code", "grams", "paise"),
    [("SP_PARCEL", 5000, 68600), ("SP_PARCEL", 5001, 80600), ("SP_PARCEL", 6000, 80600), ("SP_PARCEL", 6001, 92600),
     ("SP_PARCEL", 20_000, 248600), ("BOOK_POST", 50, 400), ("BOOK_POST", 51, 700), ("BOOK_POST", 600, 3700),
     ("LETTER", 20, 500), ("LETTER", 21, 1000), ("LETTER", 2000, 50000), ("REG_NEWSPAPER_1", 100, 50),
     ("REG_NEWSPAPER_1", 101, 70), ("BLIND_LITERATURE", 7000, 0), ("POSTCARD_MEGHDOOT", 5, 25)],
)  # fmt: skip
def test_steps_above_and_other_tables(code, grams, paise):
    assert quote(code, grams).postage_paise == paise


@pytest.mark.parametrize(
    ("on", "paise"), [("2012-10-01", 4000), ("2025-09-30", 4000), ("2025-10-01", 6800), ("2026-11-22", 6800)]
)
def test_the_version_of_the_day_is_used(on, paise):
    found = quote(grams=200, on=date.fromisoformat(on))
    assert found.postage_paise == paise
    assert found.version_from == (date(2012, 10, 1) if on < "2025-10-01" else date(2025, 10, 1))


def test_the_older_table_went_on_in_steps():
    assert quote(grams=1001, on=date(2025, 9, 30)).postage_paise == 6000 + 2 * 3000
    assert quote(grams=35_000, on=date(2025, 9, 30), local=True).postage_paise == 3000 + 69 * 1000


@pytest.mark.parametrize(
    ("code", "on"), [("SP_DOC", "2012-09-30"), ("GYAN_POST", "2025-04-30"), ("LETTER", "2024-12-15"),
                     ("IPP_CONTRACT", "2026-07-31"), ("SP24_DOC", "2026-03-16")],
)  # fmt: skip
def test_before_the_first_version_nothing_is_priced(code, on):
    refused("not_priced", code, on=date.fromisoformat(on))


def test_what_is_missing_is_said():
    refused("distance_missing", distance_km=None, zone="")
    refused("zone_missing", "SP_PARCEL", zone="")
    refused("zone_missing", "SP_PARCEL", zone="ANY")
    assert quote("SP_PARCEL", local=True, zone="").postage_paise == 2800
    assert "XYZ" in refused("unknown_product", "XYZ")


# --- size -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "roll", "grams"),
    [((400, 300, 200), False, 4800), ((401, 300, 200), False, 4920), ((300, 200, 400), False, 4800),
     ((600, 100), True, 942), ((595, 95), True, 942), ((140, 90, 10), False, 1200)],
)  # fmt: skip
def test_size_counts_as_weight(size, roll, grams):
    assert quote("SP_PARCEL", 1200, size_mm=size, roll=roll).chargeable_grams == max(1200, grams)


def test_size_counts_from_its_day_on_and_only_for_parcels():
    box = (400, 300, 200)
    assert quote("IPP_RETAIL", 1200, date(2025, 12, 4), size_mm=box).chargeable_grams == 1200
    assert quote("IPP_RETAIL", 1200, date(2025, 12, 5), size_mm=box).chargeable_grams == 4800
    assert quote("GYAN_POST", 1200, size_mm=box).chargeable_grams == 1200


@pytest.mark.parametrize(
    ("code", "size", "roll", "limit"),
    [("SP_DOC", (420, 290, 21), False, "420 × 290 × 20"), ("SP_DOC", (421, 290, 20), False, "420 × 290 × 20"),
     ("SP_PARCEL", (1501, 100, 100), False, "1500 × 1500 × 1500"), ("SP_PARCEL", (130, 90, 10), False, "140 × 90 × 10"),
     ("LETTER", (610, 100, 10), False, "600"), ("LETTER", (500, 300, 101), False, "900"),
     ("LETTER", (810, 50), True, "800"), ("LETTER", (800, 101), True, "1000"),
     ("BOOK_POST", (600, 300, 305), False, "300"),
     ("POSTCARD", (150, 90, 0), False, "140 × 90"), ("INLAND_LETTER_CARD", (140, 90, 0), False, "152 × 90"),
     ("SP_PARCEL", (300, 0, 0), False, "140 × 90 × 10")],
)  # fmt: skip
def test_size_outside_the_limits_names_them(code, size, roll, limit):
    assert limit in refused("size_outside_limits", code, 5, size_mm=size, roll=roll)


@pytest.mark.parametrize(
    ("code", "size", "roll"),
    [("SP_DOC", (290, 420, 20), False), ("SP_PARCEL", (1500, 1500, 1500), False), ("SP_PARCEL", (600, 50), True),
     ("SP_PARCEL", (131, 81, 1), False), ("LETTER", (800, 100), True), ("POSTCARD", (90, 140, 0), False),
     ("INLAND_LETTER_CARD", (300, 210, 0), False), ("INLAND_LETTER_CARD", (160, 95, 0), False),
     ("PERIODICAL_20", (5000, 1, 1), False)],
)  # fmt: skip
def test_size_within_the_limits_in_any_order(code, size, roll):
    assert quote(code, 5, size_mm=size, roll=roll).total_paise > 0


# --- services and discounts -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "fee"), [(1, 1000), (20_000, 1000), (20_001, 1600), (30_000, 1600), (45_000, 2800), (100_000, 5800),
                       (5_000_000, 299_800), (50_000_000, 2_999_800)],
)  # fmt: skip
def test_insurance(value, fee):
    assert quote(services=("INS",), declared_paise=value).services_paise == fee


def test_insurance_limits_are_dated_and_lower_at_a_branch():
    before = date(2026, 3, 31)
    assert quote(services=("INS",), declared_paise=10_000_000, on=before).services_paise == 599_800
    assert "₹1,00,000.00" in refused(
        "declared_value_over_limit", services=("INS",), declared_paise=10_000_001, on=before
    )
    refused("declared_value_over_limit", services=("INS",), declared_paise=50_000_001)
    refused("declared_value_over_limit", services=("INS",), declared_paise=60_001, at_branch=True)
    assert quote(services=("INS",), declared_paise=60_000, at_branch=True).services_paise == 3400
    refused("declared_value_missing", services=("INS",))


@pytest.mark.parametrize(
    ("amount", "fee"), [(100, 2), (1000, 16), (650_000, 10_400), (650_100, 10_001), (5_000_000, 53_500)]
)
def test_cash_on_delivery(amount, fee):
    assert quote("IPP_CONTRACT", 900, services=("COD",), cod_paise=amount).services_paise == fee


def test_cash_on_delivery_has_limits():
    refused("cod_amount_missing", "IPP_CONTRACT", services=("COD",))
    refused("cod_amount_over_limit", "IPP_CONTRACT", services=("COD",), cod_paise=5_000_100)
    refused("cod_not_whole_rupees", "IPP_CONTRACT", services=("COD",), cod_paise=650_050)


@pytest.mark.parametrize(("grams", "fee"), [(50, 200), (51, 300), (100, 300), (7000, 14_100)])
def test_air_fee_goes_by_weight_and_bears_no_gst(grams, fee):
    found = quote("BLIND_LITERATURE", grams, services=("AIRFEE",))
    assert (found.services_paise, found.gst_paise, found.total_paise) == (fee, 0, fee)


@pytest.mark.parametrize("service", ["COD", "AIRFEE", "RECALL", "VPP"])
def test_a_service_that_the_product_does_not_take(service):
    refused("service_not_offered", services=(service,), cod_paise=100)


def test_services_are_known_once_and_in_force():
    refused("unknown_service", services=("NOPE",))
    refused("unknown_service", services=("",))
    refused("service_repeated", services=("REG", "OTP", "REG"))
    refused("service_not_offered", services=("OTP",), on=date(2025, 9, 30))


@pytest.mark.parametrize(
    ("code", "product", "on", "paise"),
    [("STUDENT_DOC", "SP_DOC", date(2025, 11, 1), 470), ("STUDENT_PARCEL", "SP_PARCEL", TODAY, 900),
     ("STUDENT_PARCEL", "IPP_RETAIL", date(2026, 1, 1), 360), ("BULK_NEW_5", "SP_DOC", date(2025, 10, 1), 235)],
)  # fmt: skip
def test_discounts_take_from_the_postage_alone(code, product, on, paise):
    found = quote(product, 50, on, discount=code, services=("POD",))
    assert found.discount_paise == paise
    assert found.taxable_paise == found.postage_paise - paise + 1000


@pytest.mark.parametrize(
    ("code", "product", "on"),
    [("STUDENT_DOC", "SP_DOC", date(2025, 10, 31)), ("STUDENT_DOC", "SP_PARCEL", TODAY),
     ("STUDENT_PARCEL", "SP_DOC", TODAY), ("STUDENT_PARCEL", "IPP_RETAIL", date(2025, 12, 31)),
     ("BULK_NEW_5", "GYAN_POST", TODAY)],
)  # fmt: skip
def test_discounts_begin_on_their_day_and_are_for_their_products(code, product, on):
    refused("discount_not_for_this", product, on=on, discount=code)


def test_the_volume_discount_needs_its_rate():
    refused("discount_rate_missing", discount="BNPL_DOC")
    refused("discount_rate_missing", discount="BNPL_DOC", discount_bp=5201)
    refused("discount_rate_missing", discount="BNPL_DOC", discount_bp=-1)
    assert quote(grams=100, discount="BNPL_DOC", discount_bp=2000).discount_paise == 1360
    refused("unknown_discount", discount="NOPE")


@pytest.mark.parametrize(
    ("rupees", "town", "prepaid", "bp"),
    [(200_000, False, False, 0), (200_001, False, False, 1000), (200_001, True, False, 2000),
     (4_500_000, True, False, 2500), (65_000_001, False, False, 5000), (2_500_000, False, True, 2100),
     (2_500_001, False, True, 2200)],
)  # fmt: skip
def test_volume_table(rupees, town, prepaid, bp):
    assert volume_bp(TARIFF.discounts["BNPL_DOC"][0], rupees, town=town, prepaid=prepaid) == bp


def test_what_is_sold_by_contract_is_not_sold_at_a_counter():
    refused("not_on_this_channel", "IPP_CONTRACT", channel="RETAIL")
    refused("not_on_this_channel", discount="BULK_NEW_5", channel="RETAIL")
    refused("not_on_this_channel", discount="STUDENT_DOC", channel="CONTRACT")
    assert quote("IPP_CONTRACT", channel="CONTRACT").total_paise
    assert quote(discount="BULK_NEW_5", channel="CONTRACT").discount_paise


# --- zones ----------------------------------------------------------------------------------------------------------

ZONING = TARIFF.zonings[0]


def place(pin, state="", circle=""):
    return Place(pin, state, circle, None, None)


@pytest.mark.parametrize(
    ("one", "other", "zone"),
    [
        (place("685606", "KERALA"), place("695001", "Kerala"), "WS"),
        # What the tariff API answered: the neighbouring metros are Zone/Metro, the far ones are not.
        (place("685606", "KERALA"), place("600001", "TAMIL NADU"), "ZM"),
        (place("685606", "KERALA"), place("560001", "KARNATAKA"), "ZM"),
        (place("685606", "KERALA"), place("500001", "TELANGANA"), "ZM"),
        (place("685606", "KERALA"), place("400001", "MAHARASHTRA"), "OS"),
        (place("685606", "KERALA"), place("110001", "DELHI"), "OS"),
        (place("560001", "KARNATAKA"), place("110001", "DELHI"), "ZM"),
        (place("685606", "KERALA"), place("682551", "LAKSHADWEEP"), "WS"),
        (place("570001", circle="1"), place("560004", circle="1"), "WS"),
        (place("570001", circle="1"), place("700001", circle="2"), "OS"),
        (place("900056"), place("560001", "KARNATAKA"), "OS"),
    ],
)
def test_zones_as_far_as_anybody_knows(one, other, zone):
    assert zone_between(ZONING, one, other, local=False) == zone
    assert zone_between(ZONING, other, one, local=False) == zone
    assert zone_between(ZONING, one, other, local=True) == "LOCAL"
    assert zone_between(None, one, other, local=False) == ""


def test_haversine_between_the_two_towns():
    assert 118 < haversine_km(12.3077, 76.6531, 12.9430, 77.5735) < 128
    assert haversine_km(12.0, 77.0, 12.0, 77.0) == 0


def test_rounding_is_dated():
    first, last = TODAY, TODAY - timedelta(days=1)
    old, new = TARIFF.rounding[0], EXACT.rounding[0]
    both = (dataclasses.replace(old, last=last), dataclasses.replace(new, first=first))
    dated = dataclasses.replace(TARIFF, rounding=both)
    assert price(dated, asked(on=last)).gst_paise == 800
    assert price(dated, asked(on=first)).gst_paise == 846
