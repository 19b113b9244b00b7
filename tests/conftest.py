"""Fixtures that every test may use."""

import pytest


@pytest.fixture(autouse=True)
def _english() -> None:
    from django.utils import translation

    translation.activate("en")
