"""How the tests are shared out among workers."""

from tests.house.sources import ROOT
from tests.stack_plugin import PARTS, Parts


def test_each_part_is_there_and_goes_to_one_worker():
    assert all((ROOT / path).exists() for path in PARTS)
    scope = object.__new__(Parts)._split_scope
    assert scope("tests/browser/test_scan.py::test_a") == scope("tests/access/test_axe.py::test_b") == "browser"
    assert scope("tests/core/test_face.py::test_a") != scope("tests/core/test_face.py::test_b")
