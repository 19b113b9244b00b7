"""Refusals: one code each, a sentence for a person, and with money the answer whether it moved."""

import importlib
import pkgutil
import re
from collections import Counter

import pytest

from apt.core.errors import Refusal
from tests.house.sources import APPS

MONEY_APPS = ("bookings", "payments")


def _all_refusals() -> list[type[Refusal]]:
    for app in ("apt.core", *APPS):
        package = importlib.import_module(app)
        for module in pkgutil.walk_packages(package.__path__, f"{app}."):
            if module.name.endswith((".errors", ".api")) or ".errors." in module.name:
                importlib.import_module(module.name)
    found, waiting = [], [Refusal]
    while waiting:
        children = waiting.pop().__subclasses__()
        waiting += children
        found += [child for child in children if child.__module__.split(".")[0] in ("apt", *APPS)]
    return found


REFUSALS = [refusal for refusal in _all_refusals() if "code" in vars(refusal)]
IDS = [f"{refusal.__module__}.{refusal.__name__}" for refusal in REFUSALS]


def test_each_refusal_has_a_code_of_its_own():
    assert len(REFUSALS) > 40
    bare = [one.__name__ for one in _all_refusals() if "code" not in vars(one) and not one.__subclasses__()]
    assert not bare, f"give a `code`, stable and snake_case: {bare}"
    twice = [code for code, count in Counter(refusal.code for refusal in REFUSALS).items() if count > 1]
    assert not twice, f"one class for each code: {twice}"


@pytest.mark.parametrize("refusal", REFUSALS, ids=IDS)
def test_a_refusal_speaks(refusal):
    assert re.fullmatch(r"[a-z][a-z0-9_]*", refusal.code)
    assert 400 <= refusal.http_status <= 599
    # A sentence may end in the field that carries the rest of it.
    assert re.search(r"(\.|\}|\?)$", str(refusal.text)), f"{refusal.__name__}: end the sentence with a full stop"
    if refusal.__module__.split(".")[0] in MONEY_APPS:
        assert refusal.money_moved, f"{refusal.__name__}: say `money_moved` (no, yes, unknown): Horizon lesson H17"
