"""The scheduled languages: each has its catalogue; one is offered when it is complete, and no earlier."""

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from apt.core import catalogues
from tests.house.sources import ROOT

OFFERED = [code for code, _name in settings.LANGUAGES]


def test_all_22_are_prepared_and_three_are_offered():
    assert len(dict(settings.SCHEDULED)) == 22
    assert {"en", "hi", "kn"} <= set(OFFERED)  # each held complete by `messages check`
    for code, _name in settings.SCHEDULED:
        folder = ROOT / "locale" / code / "LC_MESSAGES"
        assert (folder / "django.po").is_file(), code
        assert (folder / "django.mo").is_file() == (code in OFFERED), f"{code}: only what is complete is compiled"


@pytest.mark.parametrize("code", [code for code, _name in settings.SCHEDULED if code not in OFFERED][:3])
def test_what_is_not_complete_is_not_shown(code):
    page = Client().get("/", headers={"Accept-Language": code}).content.decode()
    assert '<html lang="en"' in page
    assert f'value="{code}"' not in page
    answer = Client().post("/language/", {"language": code})
    assert settings.LANGUAGE_COOKIE_NAME not in answer.cookies


@pytest.fixture
def small(tmp_path: Path) -> Path:
    (tmp_path / "code.py").write_text('from x import gettext as _\nA = _("Bag")\nB = _("Sheet")\n')
    return tmp_path


def test_a_language_is_compiled_with_its_last_sentence(small):
    po, wanted = small / "ta" / "django.po", catalogues.extracted(small)
    assert catalogues.update(wanted, po, "ta", begin=False) == 2
    assert len(catalogues.read(po, "ta")) == 0  # nobody has begun
    assert catalogues.update(wanted, po, "ta", begin=True) == 2
    for left, (message, text) in enumerate((("Sheet", "தாள்"), ("Bag", "பை")), start=1):
        assert not po.with_suffix(".mo").exists()
        known = catalogues.read(po, "ta")
        known[message].string = text
        po.write_bytes(catalogues.po_bytes(known))
        assert catalogues.update(wanted, po, "ta", begin=False) == 2 - left
    assert catalogues.faults(wanted, po, "ta") == []
