"""'My DIGIPIN' as a person without a script sees it, and the dots that the script fetches."""

import gzip
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import zxingcpp
from django.test import Client
from django.urls import reverse

from digipin import rules

from .fakes import OFFICES, directory

pytestmark = pytest.mark.urls("tests.digipin.urls")
SCRIPT = Path(__file__).resolve().parents[2] / "static" / "js" / "digipin.js"


@pytest.fixture
def browser(settings: Any) -> Client:
    # The pages are what is tested here; hashed names exist only after `collectstatic`.
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    return Client()


def test_the_empty_page_asks(browser: Client) -> None:
    response = browser.get(reverse("digipin:page"))
    html = response.content.decode()
    assert response.status_code == 200
    assert re.findall(r'<input id="id_(\w+)" name="\1"', html) == ["digipin", "lat", "lon"]
    assert 'data-dots="/digipin/dots"' in html
    assert "error-summary" not in html
    assert "digipin-code" not in html


@pytest.mark.parametrize(
    "query",
    [{"digipin": " 39j 49l-l8t4 "}, {"lat": "28.622788", "lon": "77.213033"}, {"digipin": "39J49LL8T4", "x": "y"}],
)
def test_a_place_is_shown(browser: Client, query: dict[str, str]) -> None:
    response = browser.get("/digipin/", query)
    html = response.content.decode()
    assert response.status_code == 200
    assert '<strong id="digipin-code">39J-49L-L8T4</strong>' in html
    assert "28.622793 N, 77.213049 E" in html
    assert '<a href="/offices/21000001/">Sansad Marg HO</a> 110001' in html
    assert re.findall(r"<td>([\d.]+ k?m)</td>", html)[0] in ("123 m", "125 m", "124 m")
    assert len(re.findall(r'<td><a href="/offices/\d+/">', html)) == 3


def test_the_qr_holds_the_ten_characters(browser: Client) -> None:
    html = browser.get("/digipin/", {"digipin": "39J49LL8T4"}).content.decode()
    assert 'viewBox="0 0 29 29"' in html
    qr = html[html.index('<svg class="qr"') : html.index("</svg>", html.index('<svg class="qr"'))]
    # Draw the page's own bars, four pixels each, and read them as a phone would.
    pixels = np.full((29 * 4, 29 * 4), 255, dtype=np.uint8)
    for bar in re.findall(r"M(\d+) (\d+)h(\d+)v(\d+)h", qr):
        x, y, width, height = (4 * int(number) for number in bar)
        pixels[y : y + height, x : x + width] = 0
    assert [code.text for code in zxingcpp.read_barcodes(pixels)] == ["39J49LL8T4"]


def test_names_from_the_directory_are_text(browser: Client) -> None:
    html = browser.get("/digipin/", {"lat": "22.55", "lon": "88.35"}).content.decode()
    assert "&lt;b&gt;Odd&lt;/b&gt; BO" in html
    assert "<b>Odd" not in html


def test_a_place_that_no_office_serves(browser: Client) -> None:
    html = browser.get("/digipin/", {"digipin": "LLLLLLLLLL"}).content.decode()
    assert "The directory does not tell." in html


@pytest.mark.parametrize(
    ("query", "field", "sentence"),
    [
        ({"digipin": "39G49LL8T4"}, "digipin", "This is a code of the old beta version (it contains G)."),
        ({"digipin": "39J"}, "digipin", "A DIGIPIN has 10 characters; this one has 3."),
        ({"digipin": "<script>"}, "digipin", "&lt; is not a DIGIPIN character."),
        ({"lat": "51.5", "lon": "0"}, "lat", "Latitude lies outside the DIGIPIN area"),
        ({"lat": "28"}, "lon", "Longitude is missing."),
        ({"digipin": "39J49LL8T4", "lat": "28"}, "digipin", "Give a DIGIPIN or a latitude and a longitude, not both."),
    ],
)
def test_a_refusal_stands_beside_its_field_and_in_the_summary(
    browser: Client, query: dict[str, str], field: str, sentence: str
) -> None:
    response = browser.get("/digipin/", query)
    html = response.content.decode()
    assert response.status_code == 422
    assert html.count(sentence) == 2
    assert f'<a href="#id_{field}">' in html
    assert f'id="error_{field}"' in html
    assert "<script>" not in html
    assert "digipin-code" not in html


@pytest.mark.parametrize(("accuracy", "warned"), [("25", True), ("3", False), ("x", False), ("9" * 5000, False)])
def test_a_vague_position_is_said_to_be_vague(browser: Client, accuracy: str, warned: bool) -> None:
    html = browser.get("/digipin/", {"lat": "28.6", "lon": "77.2", "accuracy": accuracy}).content.decode()
    assert ("check it on the map" in html) is warned


def test_nothing_inline(browser: Client) -> None:
    html = browser.get("/digipin/", {"digipin": "39J49LL8T4"}).content.decode()
    body = html[html.index('id="digipin"') :]
    assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|<style|\son\w+=", body)


def test_the_dots(browser: Client) -> None:
    url = reverse("digipin:dots")
    plain = browser.get(url)
    assert plain.content == directory.office_dots()
    assert len(plain.content) == 4 * len(OFFICES)
    assert "Content-Encoding" not in plain.headers
    assert "max-age=86400" in plain["Cache-Control"]
    packed = browser.get(url, headers={"accept-encoding": "gzip, br"})
    assert gzip.decompress(packed.content) == plain.content
    assert packed["Content-Encoding"] == "gzip"
    again = browser.get(url, headers={"accept-encoding": "gzip", "if-none-match": packed["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    assert browser.post(url).status_code == 405


def test_the_script_is_small() -> None:
    assert SCRIPT.stat().st_size < 12_000


@pytest.mark.skipif(not shutil.which("node"), reason="Node runs the script's own codec; no other test needs it")
def test_the_script_has_the_same_grid(tmp_path: Path) -> None:
    source = SCRIPT.read_text()
    codec = source[source.index("const SOUTH") : source.index("const CELL_PX")]
    codec += source[source.index("export function lineBelow") : source.index("function inBox")]
    codec = codec.replace("export ", "")
    random = np.random.default_rng(11)
    lines = random.integers(0, rules.SIDE + 1, (2, 3000)) * (36 / rules.SIDE)
    lat, lon = rules.SOUTH + lines[0], rules.WEST + lines[1]
    points = [*zip(lat.tolist(), lon.tolist(), strict=True)]
    points += zip(
        np.maximum(np.nextafter(lat, 0), 2.5).tolist(), np.maximum(np.nextafter(lon, 0), 63.5).tolist(), strict=True
    )
    program = tmp_path / "codec.js"
    program.write_text(
        f"{codec}\nfor (const [lat, lon] of {[list(point) for point in points]})"
        "console.log(codeOf(lineBelow(lat, SOUTH), lineBelow(lon, WEST)));"
    )
    answer = subprocess.run(["node", str(program)], capture_output=True, text=True, check=True, timeout=60)
    assert answer.stdout.split() == [rules.encode(*point) for point in points]
