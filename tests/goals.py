"""docs/goals.md: goals with a figure, what was measured, and whether they are met. Red ones about money stop a release.

`python -m tests.goals` draws the page; `--keep` first takes the figures of the last `make bench` over into
`benchmarks/measured.json`; `--release` exits 1 while a goal about money or the audit is red (trust goal H21).
"""

import json
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from tests.acceptance import GOALS as PROMISES
from tests.acceptance import named_by_goal
from tests.house.sources import ROOT

PAGE: Final = ROOT / "docs/goals.md"
MEASURED: Final = ROOT / "benchmarks/measured.json"
LATEST: Final = ROOT / "benchmarks/results/latest.json"


class Goal(NamedTuple):
    """A figure of a row of `make bench`: `figure` ("ratio" or "ours") must be at least, or at most, `bound`."""

    row: str
    what: str
    figure: str
    at_least: bool
    bound: float
    money: bool = False


GOALS: Final[tuple[Goal, ...]] = (
    Goal("callback_ack_p99", "P4: an authentic notice is kept and answered, 99 of 100 within, ms, 50 a second", "ours",
         False, 300, money=True),
    Goal("explain_balance_10_lakh", "a balance over 10 lakh entries is explained, ms", "ours", False, 100, money=True),
    Goal("ledger_entries_vs_pgbench", "entries of the journal against pgbench (ours: no source sets one)",
         "ratio", True, 0.25, money=True),
    Goal("booking_http_vs_pgbench", "bookings through the front door against pgbench", "ratio", True, 0.25),
    Goal("web_process_memory", "most memory of a web process, of 200 MB", "ratio", False, 1),
    Goal("bag_close_500", "a bag of 500 articles closed, ms", "ours", False, 300),
    Goal("timeline_cost_growth", "a timeline at a crore of articles against few", "ratio", False, 1.3),
    Goal("track_lookup_vs_pgbench", "A14: tracking pages a second", "ours", True, 400),
    Goal("fanout_events_per_s", "events numbered for subscribers, a second (peak hour: 1,100)", "ours", True, 1_100),
    Goal("webhook_latency_p99", "S6: from event to webhook, 99 of 100 within, s, while one of ten subscribers hangs",
         "ours", False, 2),
    Goal("api_booking_vs_pgbench", "A14: bookings over the API, a second", "ours", True, 100),
    Goal("sort_2000_into_beats", "2,000 articles sorted into beats, ms", "ours", False, 2_000),
    Goal("dashboard_national", "the national page of figures over a month of all offices, 99 of 100 within, ms",
         "ours", False, 200),
    Goal("sync_20_vs_pgbench", "20 attempts of a phone against pgbench inserting the same rows", "ratio", True, 0.3),
)  # fmt: skip


def measured() -> dict[str, Any]:
    return json.loads(MEASURED.read_text(encoding="utf-8")) if MEASURED.exists() else {}  # type: ignore[no-any-return]


def is_met(goal: Goal, rows: Mapping[str, Any]) -> bool | None:
    """None: never measured."""
    if goal.row not in rows:
        return None
    found = rows[goal.row][goal.figure]
    return bool(found >= goal.bound if goal.at_least else found <= goal.bound)


def red_about_money(rows: Mapping[str, Any], tests: Mapping[str, list[str]]) -> list[str]:
    """What stops a release: a promise about money that no test proves, or a figure about money that is not met."""
    unproved = [f"{name}: {what}" for name, what in PROMISES.items() if not tests[name]]
    return unproved + [goal.what for goal in GOALS if goal.money and not is_met(goal, rows)]


def page(rows: Mapping[str, Any], tests: Mapping[str, list[str]]) -> str:
    words = {True: "met", False: "**not met**", None: "**not measured**"}
    lines = [
        "# Goals, met or not",
        "",
        "Drawn by `python -m tests.goals`. While a goal about money or the audit is red, `make release` refuses.",
        "",
        "## Figures",
        "",
        "The latest run that was kept of `make bench`; `load` is the machine's when the row began (2 cores: above 2 it",
        "waited for others).",
        "",
        "| Goal | Money | Wanted | Measured | Floor | Load | On | |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for goal in GOALS:
        row = rows.get(goal.row)
        found = (
            f"{row[goal.figure]:.2f} | {row['floor']:.2f} {row['unit']} | {row['load']} | {row['on']}"
            if row
            else " | | |"
        )
        wanted = f"{'≥' if goal.at_least else '≤'} {goal.bound:g}"
        lines.append(
            f"| `{goal.row}`: {goal.what} | {'yes' if goal.money else ''} | {wanted} | {found} |"
            f" {words[is_met(goal, rows)]} |"
        )
    lines += [
        "",
        "## Promises about money",
        "",
        "Proved at every change by the tests that [acceptance.md](acceptance.md) names.",
        "",
        "| Promise | |",
        "|---|---|",
    ]
    lines += [f"| {name}: {what} | {'met' if tests[name] else words[False]} |" for name, what in PROMISES.items()]
    return "\n".join(lines) + "\n"


def keep() -> None:
    """Take over what the last `make bench` measured, under today's date."""
    rows, on = measured(), f"{datetime.now(UTC):%Y-%m-%d}"
    known = {goal.row for goal in GOALS}
    latest = json.loads(LATEST.read_text(encoding="utf-8"))["rows"]
    rows |= {name: row | {"on": on} for name, row in latest.items() if name in known}
    MEASURED.write_text(json.dumps(rows, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def main(arguments: list[str]) -> int:
    if "--keep" in arguments:
        keep()
    rows, tests = measured(), named_by_goal()
    if "--release" in arguments:
        red = red_about_money(rows, tests)
        print("\n".join(["No release: red goals about money.", *red]) if red else "No goal about money is red.")
        return bool(red)
    PAGE.write_text(page(rows, tests), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
