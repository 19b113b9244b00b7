"""What may happen: no status out of reach, none from which nothing leads on, and the pictures as the tables say."""

import ast

import pytest

from apt.demo.management.commands.draw_states import TABLES, page
from tests.house.sources import ROOT, python_files, tree_of

IDS = [where for _title, where, _moves in TABLES]


@pytest.mark.parametrize(("title", "where", "moves"), TABLES, ids=IDS)
def test_a_life_begins_goes_on_and_ends(title, where, moves):
    first = next(iter(moves))
    assert set(moves) == set(type(first)), f"{where} leaves a status out"
    reached, waiting = {first}, [first]
    while waiting:
        for to in moves[waiting.pop()] - reached:
            reached.add(to)
            waiting.append(to)
    assert not moves.keys() - reached, f"{where}: nothing leads to {moves.keys() - reached}"
    final = {state for state, onwards in moves.items() if not onwards}
    assert final, f"{where}: nothing ever ends"
    ends = set(final)
    while grown := {state for state, onwards in moves.items() if onwards & ends} - ends:
        ends |= grown
    assert not moves.keys() - ends, f"{where}: no way out of {moves.keys() - ends}"


def test_every_table_is_drawn():
    named = {
        target.id
        for path in python_files()
        for node in tree_of(path).body
        if isinstance(node, ast.AnnAssign | ast.Assign)
        for target in ([node.target] if isinstance(node, ast.AnnAssign) else node.targets)
        if isinstance(target, ast.Name) and target.id.endswith("_MOVES")
    }
    drawn = {where.rpartition(".")[2] for where in IDS}
    assert named == drawn, "name every *_MOVES table in apt/demo/management/commands/draw_states.py"


def test_the_pictures_are_as_the_tables_say():
    assert (ROOT / "docs" / "states.md").read_text(encoding="utf-8") == page(), "make fix"
