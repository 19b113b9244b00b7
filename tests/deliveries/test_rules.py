"""Delivery codes: the standard's vectors, derivation for one article and one issue, and forgiving input."""

import base64
import itertools
from collections import Counter

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliveries.errors import BadCodeShape
from deliveries.rules import clean_code, delivery_code, fingerprint

KEY = b"a master key"
RFC_4226_APPENDIX_D = [755224, 287082, 359152, 969429, 338314, 254676, 287922, 162583, 399871, 520489]


def code(article="EK123456785IN", issue=1, key=KEY, digits=6):
    return delivery_code(master_key=key, article_number=article, issue_number=issue, digits=digits)


def test_hotp_agrees_with_the_vectors_of_the_standard():
    hotp = pyotp.HOTP(base64.b32encode(b"12345678901234567890").decode(), digits=6)
    assert [int(hotp.at(counter)) for counter in range(10)] == RFC_4226_APPENDIX_D


def test_code_is_what_the_standards_say():
    """Recomputed from RFC 5869 and RFC 4226 with the standard library alone."""
    import hashlib
    import hmac

    extracted = hmac.new(bytes(32), KEY, hashlib.sha256).digest()
    key = hmac.new(extracted, b"delivery-otp:EK123456785IN\x01", hashlib.sha256).digest()[:20]
    digest = hmac.new(key, (1).to_bytes(8, "big"), hashlib.sha1).digest()
    at = digest[-1] & 15
    number = int.from_bytes(digest[at : at + 4], "big") & 0x7FFFFFFF
    assert code() == f"{number % 10**6:06d}"


def test_code_differs_by_article_issue_and_key_and_repeats_otherwise():
    assert code() == code()
    assert len({code(), code("EK000000005IN"), code(issue=2), code(key=b"another")}) == 4


def test_codes_keep_leading_zeros_and_spread_evenly():
    codes = [code(f"EK{n:08d}") for n in range(4000)]
    assert all(len(one) == 6 and one.isdigit() for one in codes)
    firsts = Counter(one[0] for one in codes)
    assert firsts["0"] > 0
    chi_square = sum((firsts[str(digit)] - 400) ** 2 / 400 for digit in range(10))
    assert chi_square < 27.9  # 9 degrees of freedom, p = 0.001


def test_code_never_repeats_the_issue_before():
    for article in range(50):
        issues = [code(f"EK{article:08d}", issue) for issue in range(1, 6)]
        assert all(one != before for before, one in itertools.pairwise(issues))


@pytest.mark.parametrize(
    "text", ["123456", " 12 34 56 ", "123-456", "१२३४५६", "೧೨೩೪೫೬", "१2३4೫6", "\t123456\n", "123\u00a0456"]
)
def test_clean_code_forgives_spaces_and_scripts(text):
    assert clean_code(text, digits=6) == "123456"


@pytest.mark.parametrize(
    "text", ["", "12345", "1234567", "12345a", "1234５6", "12345²", "+12345", "12.345", "١٢٣٤٥٦", "\0" * 6, "1" * 9999]
)
def test_clean_code_refuses_another_shape(text):
    with pytest.raises(BadCodeShape) as refused:
        clean_code(text, digits=6)
    assert refused.value.field == "code"


@given(st.text(max_size=12))
def test_clean_code_is_six_ascii_digits_or_refused(text):
    try:
        cleaned = clean_code(text, digits=6)
    except BadCodeShape:
        return
    assert len(cleaned) == 6
    assert cleaned.isascii()
    assert cleaned.isdigit()


def test_fingerprint_tells_contents_apart_and_needs_the_key():
    one = fingerprint("EK1", "True", "123456", "", "", key=KEY)
    assert one == fingerprint("EK1", "True", "123456", "", "", key=KEY)
    others = [
        fingerprint("EK1", "True", "123457", "", "", key=KEY),
        fingerprint("EK1", "True", "12345", "6", "", key=KEY),
        fingerprint("EK1", "True", "123456", "", "", key=b"x"),
    ]
    assert one not in others
