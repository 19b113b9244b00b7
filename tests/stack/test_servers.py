"""The embedded servers are our children: they stop in order, and die with us however we die."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from apt.stack.servers import Children, StackError, package_dir, socket_dir

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def gone_within(seconds: float, pid: int) -> bool:
    deadline = time.monotonic() + seconds
    while alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not alive(pid)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's signal at a parent's death is Linux's")
def test_child_dies_with_a_parent_that_was_killed():
    script = (
        "import sys, time; from apt.stack.servers import start_child; "
        f"print(start_child({SLEEP!r}).pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    child = int(parent.stdout.readline())
    assert alive(child)
    parent.kill()
    parent.wait(5)
    parent.stdout.close()
    assert gone_within(5, child)


def test_children_stop_in_reverse_order_and_once():
    children = Children()
    first = children.start("first", SLEEP)
    second = children.start("second", SLEEP, signal.SIGINT)
    assert children.first_dead() is None
    children.stop()
    assert (first.poll(), second.poll()) != (None, None)
    assert children.running == []
    children.stop()


def test_children_name_the_one_that_died():
    children = Children()
    children.start("lives", SLEEP)
    dying = children.start("dies", [sys.executable, "-c", "pass"])
    dying.wait(10)
    assert children.first_dead() == "dies"
    children.stop()


def test_socket_directory_is_short_and_its_own_for_each_data_directory(tmp_path):
    deep = tmp_path / ("x" * 200)
    assert len(str(socket_dir(deep) / ".s.PGSQL.5432.lock")) < 107
    assert socket_dir(deep) == socket_dir(deep)
    assert socket_dir(deep) != socket_dir(tmp_path)


def test_missing_package_is_said_in_words():
    with pytest.raises(StackError, match="make setup"):
        package_dir("no_such_package_here")


def test_readyz_and_livez_answer(client, db):
    assert (client.get("/livez").status_code, client.get("/livez").content) == (200, b"ok\n")
    assert client.get("/readyz").json() == {"database": "ok", "outbox_oldest_seconds": 0.0}


def test_readyz_says_that_the_database_is_away():
    """In a process of its own whose database address leads nowhere."""
    script = (
        "import django; django.setup(); from django.test import RequestFactory; from apt import health; "
        "answer = health.readyz(RequestFactory().get('/readyz')); print(answer.status_code, answer.content.decode())"
    )
    nowhere = {"DATABASE_URL": "postgresql://app@/apt?host=/nonexistent", "DJANGO_SETTINGS_MODULE": "apt.settings"}
    done = subprocess.run(
        [sys.executable, "-c", script], env=os.environ | nowhere, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == '503 {"database": "away"}', done.stderr[-500:]
