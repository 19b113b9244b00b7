"""The tariff over HTTP: prices with reasons, refusals as problems, input taken literally."""

from typing import Any

import pytest
from django.test import Client

from tests.bookings.sheets import installed
from tests.world import BENGALURU_PIN, MYSURU_PIN, statements

PRICE = "/api/v1/tariff/"


@pytest.fixture
def api(world) -> Client:
    return Client(raise_request_exception=False)


def ask(api: Client, **asked: Any) -> Any:
    return api.get(PRICE, {"origin": MYSURU_PIN, "pincode": BENGALURU_PIN, "weight_g": "48"} | asked)


def test_price_with_its_reasons(api):
    answer = ask(api, services="REG+OTP", on="2026-11-22")
    assert answer.status_code == 200
    body = answer.json()
    reasons, lines = body.pop("reasons"), body.pop("lines")
    assert 118 < body.pop("distance_km") < 128
    assert body == {
        "product": "SP_DOC",
        "on": "2026-11-22",
        "origin": {"code": "00000006", "name": "Mysuru HO", "pincode": MYSURU_PIN},
        "destination": {"code": "00000007", "name": "Basavanagudi HO", "pincode": BENGALURU_PIN},
        "zone": "",
        "tariff_from": "2025-10-01",
        "confidence": "high",
        "chargeable_g": 48,
        "postage_paise": 4700,
        "discount_paise": 0,
        "services_paise": 1000,
        "taxable_paise": 5700,
        "cgst_paise": 500,
        "sgst_paise": 500,
        "total_paise": 6700,
    }
    assert [line["code"] for line in lines] == ["POSTAGE", "REG", "OTP", "GST"]
    assert sum(line["paise"] for line in lines) == 6700
    assert {"SLAB", "PLACE", "NOTIFICATION", "CONFIDENCE", "REG"} <= {reason["code"] for reason in reasons}


def test_price_of_a_parcel_by_contract(api):
    box = {"length_cm": "40", "breadth_cm": "30", "height_cm": "20"}
    body = ask(api, product="IPP_CONTRACT", services="COD", cod_paise="650000", **box).json()
    assert (body["chargeable_g"], body["services_paise"], body["zone"]) == (4800, 10_400, "WS")
    assert body["distance_km"] is None


@pytest.mark.parametrize(
    ("asked", "status", "code", "field"),
    [
        ({"origin": ""}, 422, "field_missing", "origin"),
        ({"origin": "12"}, 422, "bad_pin", "origin"),
        ({"pincode": "999999"}, 422, "unknown_pin", "pincode"),
        ({"weight_g": "NaN"}, 422, "not_a_number", "weight_g"),
        ({"weight_g": "-1"}, 422, "negative_number", "weight_g"),
        ({"weight_g": "501"}, 422, "over_weight", "weight"),
        ({"product": "SP24_DOC"}, 422, "tariff_not_published", "product"),
        ({"product": "XX"}, 422, "unknown_product", "product"),
        ({"services": "REG+REG"}, 422, "service_repeated", "reg"),
        ({"declared_paise": "1.5", "services": "INS"}, 422, "not_a_number", "declared_paise"),
        ({"on": "22.11.2026"}, 422, "bad_date", "on"),
        ({"on": "2012-01-01"}, 422, "unknown_pin", "origin"),
        ({"roll": "perhaps"}, 422, "bad_flag", "roll"),
        ({"weight": "48"}, 422, "unknown_field", None),
        ({"weight_g": ["1", "2"]}, 422, "repeated_field", None),
    ],
)
def test_refusals_are_problems(api, asked, status, code, field):
    answer = ask(api, **asked)
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert (body["code"], body.get("field")) == (code, field)
    assert body["detail"]
    if code not in ("unknown_field", "repeated_field", "bad_pin", "unknown_pin"):
        assert body["money_moved"] == "no"


def test_an_office_without_a_position_is_said(api, world):
    world.bengaluru.latitude = world.bengaluru.longitude = None
    world.bengaluru.save()
    answer = ask(api)
    assert (answer.status_code, answer.json()["code"]) == (409, "no_position")
    # A parcel goes by zone, and does not need it.
    assert ask(api, product="SP_PARCEL").json()["zone"] == "WS"


def test_products(api):
    body = api.get(f"{PRICE}products").json()
    products = {one["code"]: one for one in body["products"]}
    assert len(products) == 23
    assert products["SP_PARCEL"] == {
        "code": "SP_PARCEL",
        "name": "Speed Post Parcel (Retail)",
        "channels": ["RETAIL"],
        "min_g": 1,
        "max_g": 20_000,
        "size": "140 × 90 × 10 mm – 1500 × 1500 × 1500 mm",
        "volumetric": True,
        "services": ["REG", "OTP", "POD", "INS"],
        "discounts": ["STUDENT_PARCEL"],
        "priced": True,
        "confidence": "medium",
    }
    assert not products["SP24_DOC"]["priced"]
    assert api.get(f"{PRICE}products?x=1").status_code == 422


def test_a_price_is_one_statement(api):
    installed()
    ask(api)
    with statements() as asked:
        ask(api, services="REG")
    assert asked.count == 1
    assert api.post(PRICE, {}).status_code == 405
