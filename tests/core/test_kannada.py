"""Kannada as the third language: chosen everywhere, its words the same all through, its letters in our fonts."""

import re

import pytest
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.urls import reverse
from django.utils import translation
from fontTools.ttLib import TTFont

from apt.core import catalogues
from apt.core.paper import FONTS
from tests.house.sources import ROOT

PO = ROOT / "locale" / "kn" / "LC_MESSAGES" / "django.po"
DJANGOS = ROOT / "apt" / "core" / "locale" / "kn" / "LC_MESSAGES" / "django.po"
# One word for one thing, as on the counters of Karnataka's post offices.
GLOSSARY = {
    r"postm[ae]n": "ಪೋಸ್ಟ್‌ಮ್ಯಾನ್", "drawer": "ಡ್ರಾಯರ್", "treasury": "ಖಜಾನೆ", "basket": "ಬುಟ್ಟಿ",
    "pouch(es)?": "ಪೌಚ್", "receipt": "ರಸೀದಿ", "money orders?": "ಮನಿ ಆರ್ಡರ್", "journal": "ಜರ್ನಲ್",
    "delivery sheet": "ಬಟವಾಡೆ ಪಟ್ಟಿ", "head post office": "ಪ್ರಧಾನ ಅಂಚೆ ಕಚೇರಿ", "supervisor": "ಮೇಲ್ವಿಚಾರಕರ",
    "no money (has )?moved": "ಹಣ ವರ್ಗಾವಣೆ ಆಗಿಲ್ಲ",
}  # fmt: skip
LATIN = re.compile(r"[A-Za-z]{2,}")
KANNADA = re.compile("[\u0c80-\u0cff]")


def pairs():
    for message in catalogues.read(PO, "kn"):
        if message.id:
            english = message.id if isinstance(message.id, str) else message.id[-1]
            english = re.sub(r"%\(\w+\)s|\{\w*\}", "", english)  # what is put in is no word
            yield english, message.string if isinstance(message.string, str) else message.string[-1]


def test_kannada_is_offered_in_its_own_letters(client):
    assert ("kn", "ಕನ್ನಡ") in settings.LANGUAGES
    assert 'value="kn" lang="kn">ಕನ್ನಡ<' in client.get("/").content.decode()
    client.post(reverse("set_language"), {"language": "kn", "next": "/"})
    page = client.get("/").content.decode()
    assert '<html lang="kn"' in page
    assert "ನನ್ನ ಅಂಚೆ ವಸ್ತು ಎಲ್ಲಿದೆ?" in page


@pytest.mark.parametrize("word", GLOSSARY)
def test_one_word_for_one_thing(word):
    found = [(english, kannada) for english, kannada in pairs() if re.search(rf"\b{word}\b", english, re.IGNORECASE)]
    assert found
    assert [english for english, kannada in found if GLOSSARY[word] not in kannada] == []


def test_a_translation_is_in_kannada_letters_alone():
    others = re.compile("[\u0900-\u0963\u0966-\u097f]")
    assert [kannada for _english, kannada in pairs() if others.search(kannada)] == []
    same = {english for english, kannada in pairs() if not KANNADA.search(kannada)}
    assert {one for word in same for one in LATIN.findall(word)} <= {"DIGIPIN", "UPI", "GST", "CGST", "SGST", "GSTIN"}


def test_our_paper_has_every_letter():
    drawn = {chr(code) for font in FONTS.glob("*.ttf") for code in TTFont(font).getBestCmap()}
    used = {letter for _english, kannada in pairs() for letter in kannada if not letter.isspace()}
    assert used - drawn - {"\u200c", "\u200d"} == set()  # the joiners only shape what stands beside them


def test_what_django_leaves_out_is_ours():
    known = catalogues.read(DJANGOS, "kn")
    assert DJANGOS.with_suffix(".mo").read_bytes() == catalogues.mo_bytes(catalogues.merged(known, known, "kn"))
    with translation.override("kn"):
        assert KANNADA.search(str(MaxLengthValidator(3).message % {"limit_value": 3, "show_value": 5}))
