"""Fixtures that every test may use."""

import pytest

import apt.celery  # noqa: F401


@pytest.fixture(autouse=True)
def _english() -> None:
    from django.utils import translation

    translation.activate("en")
