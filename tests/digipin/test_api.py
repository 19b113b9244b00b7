"""DIGIPIN over HTTP: answers, refusals as problems, and input that is taken literally."""

import json
from typing import Any

import pytest
from django.test import Client

from digipin import rules

pytestmark = pytest.mark.urls("tests.digipin.urls")
BASE = "/api/v1/digipin"


@pytest.fixture
def api() -> Client:
    return Client(raise_request_exception=False)


def post(api: Client, path: str, body: Any) -> Any:
    text = body if isinstance(body, str | bytes) else json.dumps(body)
    return api.post(f"{BASE}/{path}", text, content_type="application/json")


def problem(response: Any, status: int, code: str) -> dict[str, Any]:
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert body["code"] == code
    assert body["status"] == status
    assert body["detail"]
    return body


def test_encode(api: Client) -> None:
    response = api.get(f"{BASE}/encode?lat=28.622788&lon=77.213033")
    assert response.status_code == 200
    edges = rules.bounds("39J49LL8T4")
    assert response.json() == {
        "digipin": "39J49LL8T4",
        "formatted": "39J-49L-L8T4",
        "centre": {"lat": (edges.south + edges.north) / 2, "lon": (edges.west + edges.east) / 2},
        "bounds": {"south": edges.south, "west": edges.west, "north": edges.north, "east": edges.east},
    }


@pytest.mark.parametrize("written", ["39J49LL8T4", "39j-49l-l8t4", "39J%2049L%20L8T4"])
def test_decode(api: Client, written: str) -> None:
    body = api.get(f"{BASE}/decode?digipin={written}").json()
    assert body["digipin"] == "39J49LL8T4"
    assert round(body["centre"]["lat"], 6) == 28.622793


@pytest.mark.parametrize(
    ("path", "code", "field"),
    [
        ("encode", "coordinate_missing", "lat"),
        ("encode?lat=28", "coordinate_missing", "lon"),
        ("encode?lat=NaN&lon=77", "coordinate_not_finite", "lat"),
        ("encode?lat=28&lon=x", "coordinate_not_a_number", "lon"),
        ("encode?lat=51.5&lon=77", "outside_box", "lat"),
        ("encode?lat=28&lon=77&level=3", "unknown_field", None),
        ("encode?lat=28&lat=29&lon=77", "repeated_field", None),
        ("decode", "digipin_missing", "digipin"),
        ("decode?digipin=39G49LL8T4", "digipin_old_beta", "digipin"),
        ("decode?digipin=39J49LL8T", "digipin_wrong_length", "digipin"),
        ("decode?digipin=39049LL8T4", "digipin_wrong_character", "digipin"),
        ("decode?code=39J49LL8T4", "unknown_field", None),
        ("offices", "place_missing", "digipin"),
        ("offices?digipin=39J", "digipin_wrong_length", "digipin"),
        ("offices?lat=28&lon=77", "unknown_field", None),
    ],
)
def test_refusals(api: Client, path: str, code: str, field: str | None) -> None:
    assert problem(api.get(f"{BASE}/{path}"), 422, code).get("field") == field


def test_many_points_each_with_its_own_answer(api: Client) -> None:
    points = [{"lat": 28.622788, "lon": 77.213033}, {"lat": "12.9716", "lon": "77.5946"}, {"lat": 28}]
    points += [{"lat": True, "lon": 77}, {"lat": [28], "lon": 77}, {"lat": 0, "lon": 77}]
    response = post(api, "encode", {"points": points})
    assert response.status_code == 200
    results = response.json()["results"]
    assert [row["cell"]["digipin"] if row["cell"] else row["error"]["code"] for row in results] == [
        "39J49LL8T4",
        "4P3JK852C9",
        "coordinate_missing",
        "coordinate_not_a_number",
        "coordinate_not_a_number",
        "outside_box",
    ]
    assert results[2]["error"] == {"code": "coordinate_missing", "detail": "Longitude is missing.", "field": "lon"}
    assert results[2]["cell"] is None
    assert results[0]["error"] is None


def test_many_digipins(api: Client) -> None:
    results = post(api, "decode", {"digipins": ["39j-49l-l8t4", "39X49LL8T4", 5, "39J49LL8T\ud800"]}).json()["results"]
    assert results[0]["cell"]["digipin"] == "39J49LL8T4"
    assert [row["error"]["code"] for row in results[1:]] == [
        "digipin_old_beta",
        "digipin_not_text",
        "digipin_wrong_character",
    ]


def test_a_thousand_and_no_more(api: Client) -> None:
    point = {"lat": 28.622788, "lon": 77.213033}
    assert len(post(api, "encode", {"points": [point] * 1000}).json()["results"]) == 1000
    assert "1000" in problem(post(api, "encode", {"points": [point] * 1001}), 422, "list_missing")["detail"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 422, "list_missing"),
        ({"points": {}}, 422, "list_missing"),
        ({"points": [5]}, 422, "not_an_object"),
        ([], 422, "not_an_object"),
        ({"points": [], "level": 3}, 422, "unknown_field"),
        ({"points": [{"lat": 28, "lon": 77, "\ud800": 1}]}, 422, "unknown_field"),
        ('{"points": [], "points": []}', 422, "repeated_field"),
        ('{"points": [{"lat": 28, "lat": 29, "lon": 77}]}', 422, "repeated_field"),
        ('{"points": [{"lat": NaN, "lon": 77}]}', 400, "parse_error"),
        ("{", 400, "parse_error"),
        ("[" * 100_000, 400, "parse_error"),
        (b"\xff", 400, "parse_error"),
        ("", 422, "list_missing"),
        ('{"points": [' + "9" * 5000 + "]}", 400, "parse_error"),
        (" " * 1_000_001, 413, "body_too_large"),
    ],
)
def test_bodies_that_are_refused_whole(api: Client, body: Any, status: int, code: str) -> None:
    problem(post(api, "encode", body), status, code)


def test_a_number_too_large_for_a_double(api: Client) -> None:
    results = post(
        api, "encode", '{"points": [{"lat": 1e999, "lon": 77}, {"lat": ' + "9" * 400 + ', "lon": 77}]}'
    ).json()
    assert [row["error"]["code"] for row in results["results"]] == ["coordinate_not_finite", "outside_box"]


def test_a_query_on_a_post_is_refused(api: Client) -> None:
    problem(post(api, "encode?lat=28", {"points": []}), 422, "unknown_field")


def test_other_media_and_methods(api: Client) -> None:
    form = api.post(f"{BASE}/encode", {"points": "x"})
    problem(form, 415, "unsupported_media_type")
    assert "GET" in api.delete(f"{BASE}/decode")["Allow"]


def test_offices(api: Client) -> None:
    body = api.get(f"{BASE}/offices?digipin=39J-49L-L8T4").json()
    assert body["cell"]["digipin"] == "39J49LL8T4"
    assert body["delivering"]["name"] == "Sansad Marg HO" == body["nearest"][0]["name"]
    assert 100 < body["nearest"][0]["distance_m"] < 200
    assert len(body["nearest"]) == 3
    assert api.get(f"{BASE}/offices?digipin=LLLLLLLLLL").json()["delivering"] is None


def test_the_schema_names_every_way_to_answer() -> None:
    from drf_spectacular.generators import SchemaGenerator

    generator: Any = SchemaGenerator
    paths = generator(urlconf="tests.digipin.urls").get_schema(request=None, public=True)["paths"]
    mine = {path: item for path, item in paths.items() if path.startswith(BASE)}
    assert {path: sorted(item) for path, item in mine.items()} == {
        f"{BASE}/encode": ["get", "post"],
        f"{BASE}/decode": ["get", "post"],
        f"{BASE}/offices": ["get"],
    }
    for item in mine.values():
        assert "application/problem+json" in item["get"]["responses"]["422"]["content"]
    assert set(mine[f"{BASE}/encode"]["post"]["responses"]) == {"200", "400", "404", "406", "413", "415", "422"}
    assert [p["name"] for p in mine[f"{BASE}/encode"]["get"]["parameters"]] == ["lat", "lon"]
