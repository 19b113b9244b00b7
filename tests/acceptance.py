"""docs/acceptance.md: which test proves which promise. `python -m tests.acceptance` draws it anew.

A test counts for a promise by its name, `test_h03_...`; those below are named for something else and prove one too.
"""

import ast
import functools
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
    "O1": "lost, doubled and disordered messages of phones: each event is held once",
    "O2": "no clock of a phone makes history untrue",
    "O3": "every claim against every state has its rule; nothing is overwritten in silence",
    "O4": "what a phone may do without the server ends; a revoked one changes nothing",
    "O5": "what the phone said is kept outlives tab and phone",
    "O6": "a stolen phone gives no code away",
    "O7": "phone and server know whether they hold the same events",
    "D1": "guessing: three tries a code, five a day, whatever the path, and it is seen",
    "D2": "a right code delivers once",
    "D3": "no code and no key is stored or logged",
    "D4": "codes are what the standards say",
    "D5": "no pumping of messages",
    "D6": "a late message is dropped, and the document path is there",
    "D7": "the second step of staff",
    "D8": "without the code: document, proof, a second person",
    "D9": "dishonest patterns are seen and punish nobody by themselves",
    "D10": "the addressee's veto; another number needs two people",
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
    "O1": (
        "tests/deliveries/test_rounds.py::test_any_order_and_any_repeat_end_alike",
        "tests/races/test_deliveries.py::test_six_phones_deliver_one_article_once",
    ),
    "O2": ("tests/deliveries/test_phone.py::test_a_clock_that_is_wrong_is_corrected_and_flagged",),
    "O3": ("tests/races/test_deliveries.py::test_returns_and_a_delivery_at_once_end_as_delivered",),
    "O4": ("tests/deliveries/test_rounds.py::test_what_the_record_cannot_take_is_kept_whole",),
    "O5": ("tests/browser/test_round.py::test_a_day_without_signal",),
    "D1": (
        "tests/races/test_deliveries.py::test_thirty_parallel_guesses_are_evaluated_three_times",
        "tests/deliveries/test_services.py::test_five_wrong_codes_a_day_lock_whatever_the_issue",
    ),
    "D2": (
        "tests/races/test_deliveries.py::test_twenty_parallel_right_codes_deliver_once",
        "tests/deliveries/test_services.py::test_right_code_delivers_once",
    ),
    "D3": ("tests/deliveries/test_sms.py::test_no_code_and_no_key_is_stored_or_logged",),
    "D4": (
        "tests/deliveries/test_rules.py::test_hotp_agrees_with_the_vectors_of_the_standard",
        "tests/deliveries/test_rules.py::test_codes_keep_leading_zeros_and_spread_evenly",
        "tests/deliveries/test_rules.py::test_code_never_repeats_the_issue_before",
    ),
    "D6": (
        "tests/deliveries/test_sms.py::test_message_outlives_an_hour_without_a_gateway",
        "tests/deliveries/test_sms.py::test_dead_code_is_not_sent",
    ),
    "D7": (
        "tests/offices/test_sign_in.py::test_a_code_counts_once",
        "tests/offices/test_sign_in.py::test_the_window_is_one_step_either_way",
        "tests/offices/test_sign_in.py::test_a_step_up_lasts_five_minutes",
    ),
    "D8": ("tests/deliveries/test_held.py::test_an_otp_article_needs_a_second_person",),
    "X8": ("tests/payments/test_books_machine.py::test_wallet_drawer_account_and_office_cash_are_one_figure",),
}
_NAME = re.compile(r"test_((?:[hpxod]\d+_)+)")


@functools.cache
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
