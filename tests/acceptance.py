"""docs/acceptance.md: which test proves which promise about money. `python -m tests.acceptance` draws it anew.

A test counts for a promise by its name, `test_h03_...`; those below are named for something else and prove one too.
"""

import ast
import re
from collections.abc import Mapping
from typing import Final

from tests.house.sources import ROOT

PAGE: Final = ROOT / "docs/acceptance.md"
MISSING: Final = "**missing**"
GOALS: Final[Mapping[str, str]] = {
    "H1": "a money form pressed again and again has one effect",
    "H2": "a transfer is never one-sided",
    "H3": "the branch and its head office see the same rows",
    "H4": "an entry lies in one period only",
    "H5": "a pouch that is not as declared is held, with a case at both ends",
    "H6": "idle work posts nothing; nothing is posted in a person's name without a press",
    "H7": "after a crash: done, not done or unknown, from the server",
    "H8": "a reversal is the negated copy, once",
    "H9": "a migration proves that each office has what it had",
    "H10": "no correction without a second person, evidence and the office's word",
    "H11": "who can write what, from the real grants",
    "H12": "the office proves its own ledger",
    "H13": "known defects are told to the offices that they touch",
    "H14": "a shortfall is a case, not a debt",
    "H15": "nobody is told that they are the only one",
    "H16": "no correction without evidence",
    "H17": "each refusal says whether money moved, in each language",
    "H18": "a breach of an invariant is an alarm",
    "H19": "one live session a person; nobody posts as somebody else",
    "H20": "an evidence pack that anybody can make again",
    "H21": "no release over a red goal about money",
    "H22": "unknown is a state of its own",
    "H23": "a legal hold beats every purge",
    "H24": "counts and hashes are exchanged at each close and sync",
    "H25": "no entry without the checks; late entry is its own kind, by two people",
    "P1": "a QR says what the bill says, once",
    "P2": "every order of what the provider may tell ends in its one state",
    "P3": "told many times, credited once",
    "P4": "an authentic notice is kept, a forged one is not",
    "P5": "without any callback all is resolved within the ration",
    "P6": "the provider away: cash goes on",
    "P7": "paid is said only when it is",
    "P8": "each planted fault of a settlement file is found, and nothing else",
    "P9": "one refund, never more than was paid, by two people above a limit",
    "X8": "random days: wallet, drawer, daily account and office cash are one figure",
}
ALSO: Final[Mapping[str, tuple[str, ...]]] = {
    "H7": ("tests/browser/test_killed_worker.py::test_worker_killed_between_commit_and_answer",),
    "H11": (
        "tests/access/test_rights.py::test_the_database_grants_what_is_declared",
        "tests/access/test_rights.py::test_drift_is_seen",
    ),
    "H19": (
        "tests/offices/test_sign_in.py::test_a_second_sign_in_ends_the_first_and_says_so_to_both",
        "tests/races/test_sign_in.py::test_the_later_of_two_sign_ins_ends_the_earlier",
    ),
    "H22": (
        "tests/payments/test_upi_p1.py::test_p7_what_is_not_known_blocks_a_second_charge_and_says_so",
        "tests/payments/test_upi_p2.py::test_p2_no_order_of_anything_loses_a_paisa",
    ),
    "H24": ("tests/deliveries/test_rounds.py::test_the_same_queue_twice_changes_nothing_and_answers_the_same",),
    "H25": (
        "tests/payments/test_corrections.py::test_h10_a_correction_counts_only_after_another_person_and_the_office",
    ),
    "X8": ("tests/payments/test_books_machine.py::test_wallet_drawer_account_and_office_cash_are_one_figure",),
}
_NAME = re.compile(r"test_((?:[hpx]\d+_)+)")


def all_tests() -> list[str]:
    """Every test function as `path::name`."""
    found = []
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        body = ast.parse(path.read_text(encoding="utf-8")).body
        names = [node.name for node in body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
        found += [f"{path.relative_to(ROOT)}::{name}" for name in names]
    return found


def named_by_goal() -> dict[str, list[str]]:
    """Each goal's tests: those named for it, then those named in ALSO. Raises KeyError for one that is not there."""
    tests = all_tests()
    found: dict[str, list[str]] = {goal: [] for goal in GOALS}
    for test in tests:
        if named := _NAME.match(test.partition("::")[2]):
            for goal in named[1].strip("_").split("_"):
                found.setdefault(f"{goal[0].upper()}{int(goal[1:])}", []).append(test)
    for goal, more in ALSO.items():
        for test in more:
            if test not in tests:
                raise KeyError(f"{goal}: there is no test {test}")
            found[goal].append(test)
    return found


def page() -> str:
    found = named_by_goal()
    named = {goal: "<br>".join(f"`{one}`" for one in tests) or MISSING for goal, tests in found.items()}
    rows = [f"| {goal} | {what} | {named[goal]} |" for goal, what in GOALS.items()]
    head = (
        "# What proves what\n\nDrawn by `python -m tests.acceptance` out of the names of the tests; a test fails when "
        "this page is not what the tests say.\n\n| Promise | In short | Tests |\n|---|---|---|\n"
    )
    return head + "\n".join(rows) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
