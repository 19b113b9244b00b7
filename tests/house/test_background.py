"""Background work after trust goal X6: a message is a hint, the row is the truth, and nothing is lost with a worker."""

import ast
import inspect
import re

import apt.celery
import apt.tasks  # names the tasks
from tests.house.sources import ROOT, calls, name_of, python_files

apt.celery.app.loader.import_default_modules()  # the apps' tasks

CONF = apt.celery.app.conf
OPTIONS = CONF.broker_transport_options
TASKS = {name: task for name, task in apt.celery.app.tasks.items() if not name.startswith("celery.")}


def test_a_dead_worker_gives_its_message_back():
    assert CONF.task_acks_late
    assert CONF.task_reject_on_worker_lost
    assert CONF.worker_prefetch_multiplier <= 4
    assert CONF.worker_soft_shutdown_timeout > 0
    assert OPTIONS["unacked_mutex_expire"] <= 10


def test_the_visibility_timeout_is_set_in_all_three_places():
    seconds = OPTIONS["visibility_timeout"]
    assert seconds > 0
    assert CONF.result_backend_transport_options["visibility_timeout"] == seconds
    assert CONF.visibility_timeout == seconds
    assert CONF.task_time_limit <= seconds / 2, "a task still at work would be given to a second worker"


def test_messages_are_json_and_answers_are_rows():
    assert list(CONF.accept_content) == ["json"]
    assert CONF.task_serializer == "json"
    assert CONF.task_ignore_result


def test_a_broker_that_is_away_is_waited_for_by_workers_and_by_nobody_else():
    assert CONF.broker_connection_max_retries is None
    assert CONF.broker_connection_retry_on_startup
    assert OPTIONS["socket_connect_timeout"] <= 2, "a clerk waits for this"
    assert OPTIONS["socket_timeout"] <= 10


def test_the_broker_refuses_rather_than_forgets():
    for name in ("apt/stack/servers.py", "docker-compose.yml"):
        found = re.search(r"maxmemory-policy\W+(\w+)", (ROOT / name).read_text())
        assert found, f"{name}: --maxmemory-policy noeviction"
        assert found[1] == "noeviction", name


def test_nothing_waits_in_the_broker_for_its_time():
    """Scheduled work is `next_at` in a row: an eta in the broker is lost with it, and served twice when it is late."""
    found = []
    for path in python_files():
        for call, name in calls(path):
            later = [word.arg for word in call.keywords if word.arg in ("eta", "countdown")]
            found += [f"{name_of(path)}:{call.lineno} {later}"] if later or name.endswith("self.retry") else []
    assert not found, "write a row with `next_at` (apt.core.services.emit): " + ", ".join(found)


def test_every_task_has_a_queue_of_its_own_promise():
    assert TASKS
    lost = [name for name in TASKS if name not in CONF.task_routes]
    assert not lost, f"route in apt/celery.py: {lost}"
    beaten = {entry["task"] for entry in CONF.beat_schedule.values()}
    assert not beaten - TASKS.keys(), f"the beat calls what is no task: {beaten - TASKS.keys()}"


def test_a_task_is_told_ids_and_nothing_else():
    found = []
    for name, task in TASKS.items():
        for parameter in inspect.signature(task.run).parameters.values():
            by_keyword = parameter.kind is parameter.KEYWORD_ONLY
            if not by_keyword or parameter.annotation not in (int, str, "int", "str"):
                found.append(f"{name}({parameter}): `*, {parameter.name}: int`, and let the task read the row")
    assert not found, "\n".join(found)


def test_a_task_makes_one_call():
    """An edge translates: what a task decides belongs in a service, where it is tested without a worker."""
    for path in python_files():
        if path.name == "tasks.py":
            for function in ast.walk(ast.parse(path.read_text())):
                if isinstance(function, ast.FunctionDef):
                    assert len(function.body) <= 4, f"{name_of(path)}:{function.name} does more than call a service"
