"""The table of promises about money names tests that exist."""

import pytest

from tests import acceptance
from tests.acceptance import GOALS, MISSING, PAGE, named_by_goal, page


def test_the_page_is_what_the_tests_say():
    assert PAGE.read_text(encoding="utf-8") == page(), "draw it anew: python -m tests.acceptance"


def test_each_promise_has_a_test():
    found = named_by_goal()
    assert [goal for goal in GOALS if not found[goal]] == []
    assert MISSING not in page()


def test_a_named_test_that_is_gone_is_missed(monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(acceptance, "ALSO", {"H7": ("tests/house/test_acceptance.py::test_that_is_not_there",)})
        with pytest.raises(KeyError, match="there is no test"):
            named_by_goal()
    without = [test for test in acceptance.all_tests() if "test_h09" not in test]
    with monkeypatch.context() as patch:
        patch.setattr(acceptance, "all_tests", lambda: without)
        assert page() != PAGE.read_text(encoding="utf-8")
