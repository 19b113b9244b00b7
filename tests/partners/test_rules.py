"""GSTIN check characters and the scope of a contract: pure rules."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partners.errors import BadGstin, OutsideScope
from partners.rules import Scope, check_scope, circle_of, clean_gstin, gstin_check_character

# Registrations that firms print on their own invoices.
PRINTED = ("27AAPFU0939F1ZV", "29AAGCB7383J1Z4", "27AASCS2460H1Z0", "24AAACC1206D1ZM")


@pytest.mark.parametrize("gstin", PRINTED)
def test_printed_gstins_pass(gstin):
    assert clean_gstin(f" {gstin[:5].lower()} {gstin[5:]}\n") == gstin
    assert clean_gstin("") == ""


@given(st.sampled_from(PRINTED), st.integers(0, 13), st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
def test_one_wrong_character_is_found(gstin, place, character):
    wrong = gstin[:place] + character + gstin[place + 1 :]
    if wrong != gstin:
        assert gstin_check_character(wrong[:14]) != wrong[14]
        with pytest.raises(BadGstin):
            clean_gstin(wrong)


@pytest.mark.parametrize(
    "gstin", ["27AAPFU0939F1Z", "27AAPFU0939F1ZVX", "AAAPFU0939F1ZV2", "27AAPFU0939F1XV", "२७AAPFU0939F1ZV"]
)
def test_other_shapes_are_refused(gstin):
    with pytest.raises(BadGstin):
        clean_gstin(gstin)


MYSURU, MANDYA, KERALA = "1/2/3/6/", "1/2/3/9/", "1/8/4/"


@pytest.mark.parametrize(
    ("scope", "paths", "fits"),
    [
        (Scope.OFFICE, [MYSURU], True),
        (Scope.OFFICE, [MYSURU, MANDYA], False),
        (Scope.CAF, [MYSURU, MANDYA], True),
        (Scope.CAF, [MYSURU, KERALA], False),
        (Scope.NAF, [MYSURU, KERALA], True),
        (Scope.NAF, [], False),
        (Scope.OFFICE, [], False),
        (Scope.CAF, [], False),
    ],
)
def test_check_scope(scope, paths, fits):
    if fits:
        check_scope(scope, paths)
    else:
        with pytest.raises(OutsideScope):
            check_scope(scope, paths)


def test_circle_of():
    assert [circle_of(path) for path in (MYSURU, "1/2/", "1/")] == ["2", "2", ""]
