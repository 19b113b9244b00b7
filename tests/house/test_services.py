"""Transactions, time and actors: the house, section 5."""

import ast
from pathlib import Path

from tests.house.sources import APPS, calls, dotted, functions, name_of, python_files, tree_of

OURS = [path for path in python_files() if not name_of(path).startswith(("apt/stack/", "apt/simulators/"))]
EDGES = ("pages", "api", "admin.py", "tasks.py", "management", "middleware.py")
# The project itself is an edge: Celery's entry, health, the directory as DIGIPIN is handed it, the demonstration; and
# the door of the partner API and the base of the admin's pages are the parts that the edges of all apps share.
EDGE_FILES = (
    "partners/gate.py", "offices/reading.py", "apt/tasks.py", "apt/health.py", "apt/places.py", "apt/demo/",
    "apt/core/clock.py",
)  # fmt: skip

SIGNALS = ("django.dispatch", "django.db.models.signals", "django.core.signals")
DECORATED = {"use_case", "step"}
PURE = [path for path in OURS if "rules" in {*path.parts, path.stem} and name_of(path).split("/")[0] in APPS]

# "file:function": why.
NOT_KEYWORD_ONLY = {
    "offices/directory/write.py:write_offices": "a step of the one import, called from one place",
    "offices/directory/write.py:write_pins": "a step of the one import, called from one place",
    "offices/directory/write.py:write_load": "a step of the one import, called from one place",
    "tracking/services/history.py:record_events": "what happened comes first, as in a sentence; all else by keyword",
}
WITHOUT_BY = {
    "apt/demo/load.py:load_demonstration": "invented people appear; nobody made them",
    "apt/demo/rehearsal_cast.py:appear": "the same",
    "apt/demo/living_cast.py:appear_everywhere": "the same",
    "apt/demo/programme.py:_pilot": "a wave of the past; nobody of the demonstration decided it",
    "offices/services/staff.py:load_staff": "invented people appear at the operator's command; nobody made them",
    "bookings/services/forget.py:forget_baskets": "time passed",
    "bookings/services/taking_over.py:take_over_late": "two people merged the offices; the change names them",
    "partners/services/requests.py:forget_answers": "time passed",
    "bookings/services/replay.py:go_on_with_replay": "a worker goes on with what somebody asked for; the row says who",
    "bookings/services/notices.py:_claim_notices": "a worker takes up what an event asked for; the event says who",
    "bookings/services/bulk.py:claim_batch": "a worker takes up what a person asked for; that person is in the row",
    "deliveries/services/reopening.py:reopen_attempt": "whoever answered the complaint; it says who",
    "deliveries/services/mobiles.py:forget_old_number": "a worker has told the number; the row says who changed it",
    **{
        f"offices/services/figures.py:{one}": "time passed; a count of what stands"
        for one in ("note_changed", "count_due", "note_queues")
    },
    "offices/directory/load.py:_bring_in": "an import is the operator's command; the load itself is on record",
}
WITHOUT_BY |= {
    f"tracking/services/{one}": "a worker tells of what somebody did; the event says who"
    for one in ("feeds.py:relay", "feeds.py:wake", "sending.py:take_endpoint", "sending.py:note_tries")
}
WITHOUT_BY |= {
    f"payments/services/{one}": "nobody acts: the provider spoke, or time passed; journals bear the machine's name"
    for one in (
        "circuit.py:circuit_closed", "circuit.py:note_answer", "notices.py:_apply", "notices.py:count_refused",
        "refunds.py:note_refund", "watch.py:claim_question", "watch.py:close_overdue", "watch.py:push_refunds",
        "alarms.py:note_breaches", "alarms.py:raise_incidents", "alarms.py:_raise", "cod.py:note_carried",
        "recon.py:note_faults", "subtotals.py:_sum_up",
    )
}  # fmt: skip
WITHOUT_NOW = {"payments/services/subtotals.py:_sum_up": "a sum of what stands; it bears no time"}
OWN_ATOMIC = {
    "payments/paper/ledger.py:write_ledger": "reads alone: one moment of the books, not one a statement",
    "deliveries/services/cod.py:settle_money": "a savepoint: one article's money is refused, the others go through",
    "apt/core/db.py:use_case": "the door itself",
    "apt/core/services.py:serve_due": "claims in a transaction of its own, commits, and only then reacts",
    "payments/services/journal.py:begin_shift": "a savepoint: the refused row is named after the database said no",
    "bookings/services/ranges.py:issue_range": "a savepoint, so that the refusal is ours after the database said no",
    "partners/services/contracts.py:terms_as_approved": "the same",
    "tracking/services/endpoints.py:_make_endpoint": "the same",
    "tracking/services/endpoints.py:switch_endpoint": "the same",
    "transit/services/schedules.py:make_schedule": "the same",
    "transit/services/sets.py:make_set": "the same",
    "transit/services/sets.py:open_set": "the same",
    "tracking/services/corrections.py:correct_entry": "the same",
    "deliveries/services/masters.py:_save": "the same",
}
OWN_AFTERMATH = {
    "apt/core/db.py:after_commit": "the door itself",
    "apt/core/services.py:nudge": "the nudge after commit; the row is written already",
}
OWN_CLOCK = {
    "apt/core/services.py:_serve_one": "a batch takes a while: each message is noted as done when it is done",
}


def _decorated(path: Path) -> list[ast.FunctionDef]:
    return [f for f in functions(path) if DECORATED & {dotted(decorator) for decorator in f.decorator_list}]


def _key(path: Path, function: ast.FunctionDef) -> str:
    return f"{name_of(path)}:{function.name}"


def _parameters(function: ast.FunctionDef) -> set[str]:
    arguments = function.args
    return {one.arg for one in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]}


def _around(path: Path, line: int) -> str:
    """`file:function` of the outermost function around a line; the file alone outside of functions."""
    around = [f for f in functions(path) if f.lineno <= line <= (f.end_lineno or f.lineno)]
    return f"{name_of(path)}:{min(around, key=lambda f: f.lineno).name}" if around else name_of(path)


WRITES = [(path, function) for path in OURS for function in _decorated(path)]


def test_a_write_is_called_by_keyword():
    found = []
    for path, function in WRITES:
        positional = [one.arg for one in [*function.args.posonlyargs, *function.args.args]]
        if positional and not function.name.startswith("_") and _key(path, function) not in NOT_KEYWORD_ONLY:
            found.append(f"{_key(path, function)}: put `*` before {positional[0]}, so that no two subjects are swapped")
    assert not found, "\n".join(found)
    assert len(WRITES) > 15


def test_a_use_case_is_told_who_and_when():
    found = []
    for path, function in WRITES:
        key, has = _key(path, function), _parameters(function)
        if "use_case" not in {dotted(decorator) for decorator in function.decorator_list}:
            continue
        if "now" not in has and key not in WITHOUT_NOW:
            found.append(f"{key}: take `now`, never look it up (or give the reason in this test)")
        if "by" not in has and key not in WITHOUT_BY:
            found.append(f"{key}: take `by`, the person who acts (or give the reason in this test)")
    assert not found, "\n".join(found)


def test_what_is_written_about_time_and_people_was_an_argument():
    """A field `..._at` is set from `now` or another time that was passed; `..._by` and `actor` from `by`."""
    found = []
    for path, function in WRITES:
        key, has = _key(path, function), _parameters(function)
        has_time = any(name == "now" or name.endswith("_at") for name in has)
        for node in ast.walk(function):
            if not isinstance(node, ast.keyword) or isinstance(node.value, ast.Constant | ast.Attribute):
                continue
            name = node.arg or ""
            if name.endswith("_at") and not has_time:
                found.append(f"{key} sets {name}: take `now` as an argument")
            if (name.endswith("_by") or name == "actor") and "by" not in has:
                found.append(f"{key} sets {name}: take `by` as an argument")
    assert not found, "\n".join(found)


CLOCKS = (
    "timezone.now", "timezone.localtime", "timezone.localdate", "datetime.now", "datetime.utcnow", "datetime.today",
    "date.today", "time.time", "clock.now",
)  # fmt: skip


def _reads_clock(path: Path) -> list[tuple[int, str]]:
    """Lines that ask a clock; a bare name is ours, imported from apt.core.clock."""
    found = [(call.lineno, name) for call, name in calls(path) if name.endswith(CLOCKS)]
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("clock"):
            asked = {one.asname or one.name for one in node.names if one.name == "now"}
            found += [(call.lineno, name) for call, name in calls(path) if name in asked]
    return found


def test_only_edges_look_at_the_clock():
    found = []
    for path in OURS:
        if name_of(path).startswith(EDGE_FILES) or set(EDGES) & {*path.parts}:
            continue
        strange = [(line, call) for line, call in _reads_clock(path) if _around(path, line) not in OWN_CLOCK]
        found += [f"{name_of(path)}:{line} asks {call}(): take `now`, as edges pass it" for line, call in strange]
    assert not found, "\n".join(found)


def test_edges_ask_our_clock_and_no_other():
    found = []
    for path in OURS:
        if name_of(path) != "apt/core/clock.py":
            found += [f"{name_of(path)}:{line} asks {call}()" for line, call in _reads_clock(path) if "." in call]
    assert not found, "Use apt.core.clock.now(), and ist_date(now) for the day in India:\n" + "\n".join(found)


def test_transactions_are_opened_by_use_case_alone():
    found = set()
    for path in OURS:
        for node in ast.walk(tree_of(path)):
            if dotted(node).endswith(("transaction.atomic", "set_autocommit")):
                found.add(_around(path, node.lineno))  # type: ignore[attr-defined]  # what has a name has a line
    strange = found - OWN_ATOMIC.keys()
    assert not strange, f"Decorate with @use_case, or with @step where others own the transaction: {sorted(strange)}"


def test_aftermath_goes_through_the_outbox():
    doors = (".on_commit", ".delay", ".apply_async", ".send_task")
    found = {_around(path, call.lineno) for path in OURS for call, name in calls(path) if name.endswith(doors)}
    strange = found - OWN_AFTERMATH.keys()
    assert not strange, (
        f"Write a row with apt.core.services.emit(), and its reaction in apt/wiring.py: {sorted(strange)}"
    )


def test_no_signals_as_plumbing():
    found = []
    for path in OURS:
        imports = [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.ImportFrom)]
        found += [f"{name_of(path)}:{node.lineno} imports {node.module}" for node in imports if node.module in SIGNALS]
    assert not found, "Say it in the service, or emit() a topic:\n" + "\n".join(found)


def test_rules_are_pure():
    """No queries, no settings: what a rule needs to know is an argument."""
    found = []
    for path in PURE:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("django."):
                names = {one.name for one in node.names}
                if node.module != "django.utils.translation" and not names <= {"TextChoices", "IntegerChoices"}:
                    found.append(f"{name_of(path)}:{node.lineno} imports {node.module}: give the rule its values")
            if isinstance(node, ast.Attribute) and node.attr == "objects":
                found.append(f"{name_of(path)}:{node.lineno} asks the database: that is queries.py")
    assert not found, "\n".join(found)
    assert PURE


def test_every_exception_is_still_needed():
    """An exception whose function is gone would cover the next one of that name."""
    there = {_key(path, function) for path in OURS for function in functions(path)}
    tables = (NOT_KEYWORD_ONLY, WITHOUT_BY, WITHOUT_NOW, OWN_ATOMIC, OWN_AFTERMATH, OWN_CLOCK)
    gone = {key for table in tables for key in table} - there
    assert not gone, f"remove from tests/house/test_services.py: {sorted(gone)}"
