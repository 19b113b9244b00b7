"""The face: readable colours, no inline code, vendored files as locked, every message translated. No database."""

import json
import re
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import NoReverseMatch, reverse

from apt.core import catalogues, vendor
from apt.core.errors import Refusal

ROOT = Path(__file__).resolve().parent.parent.parent
STATIC = ROOT / "static"
TEMPLATES = sorted(
    path for folder in ("templates", "*/templates", "apt/*/templates") for path in ROOT.glob(f"{folder}/**/*.html")
)

# --- colours ------------------------------------------------------------------------------------------------------

# Every (text, ground) pair that components.css uses, by token name.
PAIRS = [
    *((text, ground) for text in ("ink", "ink-soft", "link") for ground in ("ground", "ground-soft", "ground-deep")),
    *((text, "ground") for text in ("ok", "warn", "bad")),
    *((state, f"{state}-soft") for state in ("ok", "warn", "bad")),
    *(("ink", f"{state}-soft") for state in ("ok", "warn", "bad")),
    ("on-red", "red"),
    ("on-red", "red-deep"),
    ("ground", "ink"),
    ("ink", "yellow"),
    ("ink", "yellow-soft"),
]


def tokens() -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", (STATIC / "css/tokens.css").read_text()))


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_is_readable_on_its_ground(text: str, ground: str) -> None:
    assert contrast(tokens()[text], tokens()[ground]) >= 4.5


def test_the_edge_of_a_control_is_seen() -> None:
    assert contrast(tokens()["edge"], tokens()["ground"]) >= 3


SHARED = {"tokens.css", "base.css", "components.css", "print.css"}


def test_the_style_sheets_stay_small() -> None:
    sizes = {path.name: path.stat().st_size for path in (STATIC / "css").glob("*.css")}
    assert sum(sizes[name] for name in SHARED) <= 26 * 1024
    own = {name: size for name, size in sizes.items() if name not in SHARED and size > 4 * 1024}
    assert not own, f"a page's own sheet stays below 4 kB: {own}"


def test_only_tokens_name_colours() -> None:
    for path in (STATIC / "css").glob("*.css"):
        if path.name != "tokens.css":
            assert not re.findall(r": *#[0-9a-fA-F]{3,8}\b|rgba?\(", path.read_text()), path.name


# --- templates ------------------------------------------------------------------------------------------------------

INLINE = {
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)", re.IGNORECASE),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "script address": re.compile(r"javascript:", re.IGNORECASE),
    "another host": re.compile(r"""(?:src|href)=["'](?:https?:)?//""", re.IGNORECASE),
}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_template_needs_a_weaker_content_security_policy(path: Path) -> None:
    found = [what for what, pattern in INLINE.items() if pattern.search(path.read_text())]
    assert not found


def test_inline_code_would_be_found() -> None:
    for text in ("<script>", '<p style="x">', '<a onclick="x">', "<style>", '<script src="https://x.in/a.js">'):
        assert any(pattern.search(text) for pattern in INLINE.values()), text


def test_the_last_page_needs_nothing() -> None:
    page = render_to_string("500.html")
    assert "Something broke here" in page
    assert "{% extends" not in (ROOT / "templates/500.html").read_text()


@pytest.mark.parametrize(
    ("moved", "said"),
    [("unknown", "Do not repeat the payment"), ("yes", "Money has moved"), ("no", "No money has moved")],
)
def test_a_refusal_says_whether_money_moved(moved: str, said: str) -> None:
    class Refused(Refusal):
        code = "some_code"
        text = "No."
        money_moved = moved

    page = render_to_string("refusal.html", {"refusal": Refused(), "request_id": "abc12345"}, _request())
    assert said in page
    assert "some_code" in page
    assert "abc12345" in page
    assert ("Do not" in page.split("<main")[1]) == (moved != "no")


def _request():
    # Without user and session: the frame must not need them to say no.
    return RequestFactory().get("/")


def test_every_address_of_the_frame_exists() -> None:
    named = re.compile(r"""{% url ["']([\w:-]+)["']""")
    names = {name for path in (ROOT / "templates").glob("*.html") for name in named.findall(path.read_text())}
    missing = []
    for name in sorted(names):
        try:
            reverse(name, urlconf="apt.urls")
        except NoReverseMatch:
            missing.append(name)
    assert not missing


# --- vendored files -------------------------------------------------------------------------------------------------


@pytest.fixture
def copied_static(tmp_path: Path) -> Path:
    shutil.copy(STATIC / "vendor.toml", tmp_path)
    shutil.copytree(STATIC / "vendor", tmp_path / "vendor")
    return tmp_path


def test_vendored_files_are_as_locked() -> None:
    assert vendor.check() == []


def test_a_changed_byte_is_found(copied_static: Path) -> None:
    name = next(name for name in json.loads((copied_static / "vendor" / vendor.LOCK_NAME).read_text()))
    path = copied_static / "vendor" / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert vendor.check(copied_static) == [f"{name} was changed"]


def test_a_stranger_and_a_loss_are_found(copied_static: Path) -> None:
    (copied_static / "vendor" / "stranger.js").write_text("1")
    (copied_static / "vendor" / "noto-sans" / "LICENSE").unlink()
    assert vendor.check(copied_static) == [
        "noto-sans/LICENSE is missing",
        "stranger.js is in the folder, and no pin asks for it",
    ]


def test_a_new_pin_without_fetch_is_found(copied_static: Path) -> None:
    pins = (copied_static / "vendor.toml").read_text().replace('version = "5.3.0"', 'version = "5.3.1"')
    (copied_static / "vendor.toml").write_text(pins)
    assert all("pinned is 5.3.1" in fault for fault in vendor.check(copied_static))
    assert vendor.check(copied_static)


def test_the_lock_names_no_address() -> None:
    assert "://" not in (STATIC / "vendor" / vendor.LOCK_NAME).read_text()


# --- messages -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE])
def test_every_message_is_translated(language: str) -> None:
    po = ROOT / "locale" / language / "LC_MESSAGES" / "django.po"
    assert catalogues.faults(catalogues.extracted(ROOT), po, language) == []


@pytest.fixture
def small_project(tmp_path: Path) -> Path:
    """One message in code, one with a field in a template; both translated."""
    (tmp_path / "app" / "templates").mkdir(parents=True)
    (tmp_path / "app" / "code.py").write_text('from x import gettext as _\nA = _("Bag {number} is closed.")\n')
    (tmp_path / "app" / "templates" / "page.html").write_text(
        "{% load i18n %}{% blocktranslate count n=n %}One bag{% plural %}{{ n }} bags{% endblocktranslate %}"
    )
    write_po(tmp_path, "थैला {number} बंद है।", ("एक थैला", "%(n)s थैले"))
    return tmp_path


def write_po(root: Path, closed: str, bags: tuple[str, str], flags: tuple[str, ...] = ()) -> None:
    catalogue = catalogues.merged(catalogues.extracted(root), catalogues.read(root / "none.po", "hi"), "hi")
    for message in catalogue:
        if message.id == "Bag {number} is closed.":
            message.string = closed
            message.flags |= set(flags)
        elif message.id:
            message.string = bags
    (root / "django.po").write_bytes(catalogues.po_bytes(catalogue))
    (root / "django.mo").write_bytes(catalogues.mo_bytes(catalogue))


def faults(root: Path) -> list[str]:
    return catalogues.faults(catalogues.extracted(root), root / "django.po", "hi")


def test_a_complete_catalogue_has_no_fault_and_is_stable(small_project: Path) -> None:
    assert faults(small_project) == []
    before = (small_project / "django.po").read_bytes()
    known = catalogues.read(small_project / "django.po", "hi")
    again = catalogues.merged(catalogues.extracted(small_project), known, "hi")
    assert catalogues.po_bytes(again) == before


def test_a_new_message_is_missing(small_project: Path) -> None:
    with (small_project / "app" / "code.py").open("a") as code:
        code.write('B = _("Open the bag")\n')
    assert "missing: Open the bag" in faults(small_project)


def test_a_dropped_message_is_named(small_project: Path) -> None:
    (small_project / "app" / "code.py").write_text("")
    assert "no longer used: Bag {number} is closed." in faults(small_project)


@pytest.mark.parametrize(
    ("closed", "flags", "fault"),
    [
        ("", (), "not translated: Bag {number} is closed."),
        ("थैला {number} बंद है।", ("fuzzy",), "fuzzy: Bag {number} is closed."),
        ("थैला {bag} बंद है।", (), "other placeholders: Bag {number} is closed."),
        ("थैला बंद है।", (), "other placeholders: Bag {number} is closed."),
    ],
)
def test_a_bad_translation_is_named(small_project: Path, closed: str, flags: tuple[str, ...], fault: str) -> None:
    write_po(small_project, closed, ("एक थैला", "%(n)s थैले"), flags)
    assert faults(small_project) == [fault]


def test_a_plural_without_its_number_is_named(small_project: Path) -> None:
    write_po(small_project, "थैला {number} बंद है।", ("एक थैला", "थैले"))
    assert faults(small_project) == ["other placeholders: One bag / %(n)s bags"]


def test_an_old_mo_is_found(small_project: Path) -> None:
    (small_project / "django.mo").write_bytes(b"")
    assert faults(small_project) == ["django.mo is older than django.po: run `manage.py messages update`"]
