"""H21: the table of goals is what was measured, and a red goal about money refuses the release."""

import pytest

from tests import goals
from tests.acceptance import named_by_goal
from tests.goals import GOALS, PAGE, is_met, main, measured, page, red_about_money


def test_h21_the_page_says_what_was_measured():
    assert PAGE.read_text(encoding="utf-8") == page(measured(), named_by_goal()), "draw it: python -m tests.goals"


def test_h21_no_release_over_a_figure_about_money_that_is_not_met_or_not_measured(monkeypatch, capsys):
    met = {goal.row: {goal.figure: goal.bound} for goal in GOALS}
    tests = named_by_goal()
    assert red_about_money(met, tests) == []
    for goal in GOALS:
        worse = met | {goal.row: {goal.figure: goal.bound * (0.9 if goal.at_least else 1.1)}}
        without = {name: row for name, row in met.items() if name != goal.row}
        assert (is_met(goal, worse), is_met(goal, without)) == (False, None)
        assert bool(red_about_money(worse, tests)) == bool(red_about_money(without, tests)) == goal.money
        with monkeypatch.context() as patch:
            patch.setattr(goals, "measured", lambda worse=worse: worse)
            assert main(["--release"]) == goal.money
            assert (goal.what in capsys.readouterr().out) == goal.money


@pytest.mark.parametrize("promise", ["H8", "P3", "X8"])
def test_h21_no_release_over_a_promise_that_no_test_proves(promise):
    met = {goal.row: {goal.figure: goal.bound} for goal in GOALS}
    red = red_about_money(met, named_by_goal() | {promise: []})
    assert len(red) == 1
    assert red[0].startswith(promise)


def test_h21_make_release_asks():
    makefile = (PAGE.parent.parent / "Makefile").read_text(encoding="utf-8")
    _, _, recipe = makefile.partition("\nrelease:")
    assert "tests.goals --release" in recipe.partition("\n\n")[0]
