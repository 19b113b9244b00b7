"""H17: every error about money says whether it moved, in the sentence itself or in the heading over the form."""

import re

import pytest
from django.utils import translation

from apt.core.errors import Refusal
from payments import errors
from tests.house.sources import ROOT
from tests.house.test_refusals import REFUSALS

# What a sentence says, in the language in which it is written; its translation is of the whole sentence.
SAYS = {
    "no": re.compile(r"[Nn]o money|[Nn]othing (was|is|more|of|to)|Nobody owes|take cash"),
    "unknown": re.compile(r"do not collect|whether money moved"),
    "yes": re.compile(r"has been received"),
}
PAYMENTS = [refusal for refusal in REFUSALS if refusal.__module__.startswith("payments.")]


@pytest.mark.parametrize("refusal", PAYMENTS, ids=lambda one: one.__name__)
def test_h17_the_sentence_says_whether_money_moved(refusal):
    with translation.override("en"):
        assert SAYS[refusal.money_moved].search(str(refusal.text)), f"{refusal.__name__}: say whether money moved"


def test_h17_the_walk_sees_all_of_them():
    named = {value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, Refusal)}
    assert named - {Refusal} <= set(PAYMENTS)
    assert len(PAYMENTS) > 50
    assert not SAYS["no"].search("The amount is too high.")  # the control


@pytest.mark.parametrize(
    "page",
    [
        "payments/case", "payments/correct", "payments/correction", "payments/count", "payments/orders",
        "payments/count_stamps", "payments/pouches", "payments/pouch", "payments/alone",
        "bookings/counter", "bookings/pay", "bookings/contracts/deposit",
    ],
)  # fmt: skip
def test_h17_a_form_about_money_says_it_over_what_is_wrong(page):
    text = (ROOT / "templates" / f"{page}.html").read_text(encoding="utf-8")
    said = re.search(r'{% translate "([^"]+)" as heading %}\s*{% include "error_summary.html" %}', text)
    assert said, f"{page}: give the summary of errors a heading"
    assert re.search(r"no money (has )?moved", said[1]), page


@pytest.mark.parametrize("language", ["hi", "kn"])
def test_h17_every_sentence_is_there_in_each_language(language):
    missing = []
    for refusal in PAYMENTS:
        with translation.override("en"):
            english = str(refusal.text)
        with translation.override(language):
            if str(refusal.text) == english:
                missing.append(refusal.__name__)
    assert not missing, missing
