"""Money as text, and shares of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apt.core.money import format_paise, group_indian, share_bp


@pytest.mark.parametrize(
    ("paise", "text"),
    [
        (0, "₹0.00"),
        (5, "₹0.05"),
        (100, "₹1.00"),
        (99_999, "₹999.99"),
        (100_000, "₹1,000.00"),
        (12_345_600, "₹1,23,456.00"),
        (1_00_00_000_00, "₹1,00,00,000.00"),
        (-1, "-₹0.01"),
        (-12_345_650, "-₹1,23,456.50"),
    ],
)
def test_format_paise_groups_as_in_india(paise, text):
    assert format_paise(paise) == text


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0"), (-999, "-999"), (-1000, "-1,000"), (100000, "1,00,000"), (10**7, "1,00,00,000")]
)
def test_group_indian(number, text):
    assert group_indian(number) == text


@given(st.integers(-(2**70), 2**70))
def test_format_paise_loses_nothing(paise):
    assert int(format_paise(paise).replace("₹", "").replace(",", "").replace(".", "")) == paise


@given(st.integers(0, 2**63), st.integers(0, 10_000))
def test_share_bp_is_exact(paise, basis_points):
    whole, rest = share_bp(paise, basis_points)
    assert whole * 10_000 + rest == paise * basis_points
    assert 0 <= rest < 10_000
