"""What every answer has: an id, refusals as pages and as problem+json, Indian time; and nothing that gives us away."""

import logging
import re
from datetime import UTC, datetime

import pytest
import zxingcpp
from django.template import Context, Template
from django.test import Client

from apt.core.barcodes import code128_svg, qr_svg
from apt.core.clock import ist_date
from apt.core.middleware import REQUEST_ID, RequestIdFilter

pytestmark = pytest.mark.urls("tests.core.urls")


@pytest.fixture
def client(db):
    return Client(raise_request_exception=False)


# --- the request's id -----------------------------------------------------------------------------------------------


def test_request_id_is_minted_and_returned(client):
    answer = client.get("/test/id")
    assert re.fullmatch(r"[0-9a-f]{32}", answer["X-Request-Id"])
    assert answer.content.decode() == answer["X-Request-Id"]
    assert client.get("/test/id")["X-Request-Id"] != answer["X-Request-Id"]
    assert REQUEST_ID.get() == "-"


def test_request_id_of_the_caller_is_kept_when_sane(client):
    assert client.get("/test/id", headers={"X-Request-Id": "caller-1234.x_y"})["X-Request-Id"] == "caller-1234.x_y"


@pytest.mark.parametrize(
    "offered", ["short", "x" * 65, "two words", "a\tb123456", "<script>1", "näherungen", "line\\nbreak"]
)
def test_request_id_of_the_caller_is_replaced_when_not(client, offered):
    assert client.get("/test/id", headers={"X-Request-Id": offered})["X-Request-Id"] != offered


def test_request_id_stands_in_the_log(client):
    record = logging.LogRecord("x", logging.INFO, __file__, 1, "text", (), None)
    token = REQUEST_ID.set("abcdefgh")
    assert RequestIdFilter().filter(record)
    REQUEST_ID.reset(token)
    assert record.request_id == "abcdefgh"


# --- refusals -------------------------------------------------------------------------------------------------------


def test_refusal_that_no_form_caught_becomes_a_page(client):
    answer = client.get("/test/refusal", headers={"X-Request-Id": "caller-1234"})
    page = answer.content.decode()
    assert answer.status_code == 409
    for text in ("Somebody else is changing", "<code>busy</code>", "<code>caller-1234</code>", "No money has moved"):
        assert text in page


def test_refusal_page_speaks_hindi(client):
    page = client.get("/test/refusal", headers={"Accept-Language": "hi"}).content.decode()
    assert 'lang="hi"' in page
    assert "Somebody else" not in page


def test_fault_of_ours_is_a_500_without_a_trace(client):
    answer = client.get("/test/boom")
    assert answer.status_code == 500
    assert "ZeroDivisionError" not in answer.content.decode()


@pytest.mark.parametrize("path", ["/test/%00", "/test/id?a=%00", "/test/id?%00=a"])
def test_nul_byte_in_an_address_is_refused(client, path):
    assert client.get(path).status_code == 422


def test_nul_byte_in_a_form_is_refused(client):
    assert client.post("/test/id", {"a": "b\0c"}).status_code == 422
    assert client.post("/test/id", {"a": "b"}).status_code == 200


# --- problem+json ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "status", "body"),
    [
        ("refusal", 409, {"code": "busy", "field": "number", "money_moved": "no"}),
        ("absent", 404, {"code": "not_found"}),
        ("http404", 404, {"code": "not_found"}),
        (
            "invalid",
            400,
            {"code": "invalid_input", "errors": {"grams": ["Ensure this value is greater than or equal to 1."]}},
        ),
        ("throttled", 429, {"code": "throttled"}),
    ],
)
def test_problem_json(client, what, status, body):
    answer = client.get(f"/api/test/{what}", headers={"X-Request-Id": "caller-1234"})
    problem = answer.json()
    assert (answer.status_code, problem["status"]) == (status, status)
    assert answer["Content-Type"] == "application/problem+json"
    assert problem["request_id"] == "caller-1234"
    assert problem["detail"]
    assert {name: problem.get(name) for name in body} == body
    assert set(problem) <= {"status", "code", "detail", "request_id", "field", "money_moved", "errors"}


def test_problem_json_keeps_the_headers_that_programs_need(client):
    assert client.get("/api/test/throttled")["Retry-After"] == "7"
    answer = client.post("/api/test/refusal")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, OPTIONS")


def test_api_fault_of_ours_shows_no_trace(client):
    answer = client.get("/api/test/boom")
    assert answer.status_code == 500
    assert "ZeroDivisionError" not in answer.content.decode()


# --- time -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("style", "text"), [("full", "1 Jan 2027, 00:05"), ("date", "1 Jan 2027"), ("time", "00:05")])
def test_ist_filter_shows_indian_time(style, text):
    moment = datetime(2026, 12, 31, 18, 35, tzinfo=UTC)
    assert Template("{{ at|ist:style }}").render(Context({"at": moment, "style": style})) == text
    assert ist_date(moment).isoformat() == "2027-01-01"


def test_ist_filter_of_nothing_is_empty():
    assert Template("{{ at|ist }}|{{ paise|rupees }}").render(Context({"at": None, "paise": 6200})) == "|₹62.00"


# --- barcodes: drawn as pixels from our SVG, then read with a reader ------------------------------------------------


def _pixels(svg):
    """Draw our SVG: each `M x y h width v height` of its path is a black rectangle on white."""
    import numpy as np

    width, height = (int(n) for n in re.search(r'viewBox="0 0 (\d+) (\d+)"', svg).groups())
    canvas = np.full((height, width), 255, dtype=np.uint8)
    for x, y, w, h in re.findall(r"M(\d+) (\d+)h(\d+)v(\d+)h-", svg):
        canvas[int(y) : int(y) + int(h), int(x) : int(x) + int(w)] = 0
    return np.kron(canvas, np.ones((4, 4), dtype=np.uint8))


@pytest.mark.parametrize("text", ["EK123456785IN", "EBK0000000001"])
def test_code128_is_read_back(text):
    svg = code128_svg(text)
    found = zxingcpp.read_barcodes(_pixels(svg))
    assert [(code.text, code.format) for code in found] == [(text, zxingcpp.BarcodeFormat.Code128)]
    assert f'aria-label="{text}"' in svg


def test_qr_is_read_back():
    text = "https://example.org/track/EK123456785IN/?q=ಕ"
    assert [code.text for code in zxingcpp.read_barcodes(_pixels(qr_svg(text)))] == [text]


def test_barcode_shows_markup_as_text():
    svg = code128_svg('"><script>')
    assert "<script>" not in svg
    assert "&lt;script&gt;" in svg
