"""The tests' own throw-away PostgreSQL and Valkey (in memory, no fsync), started before Django reads its settings.

With DATABASE_URL and REDIS_URL set, those servers are used instead. Under xdist only the controller starts servers; the
workers inherit the addresses and make a database each.
"""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from apt.stack.servers import scratch_stack

_servers = contextlib.ExitStack()

# What one worker runs, since it is dear to set up: a browser, a whole stack, a tree of offices, a server.
PARTS = {
    "tests/browser/": "browser",
    "tests/access/test_axe.py": "browser",
    "tests/access/test_admin.py": "admin",
    "tests/access/test_matrix.py": "matrix",
    "tests/journeys/": "stack",
    "tests/partners/test_quickstart.py": "schema",
    "tests/partners/test_schema.py": "schema",
}


class Parts(LoadScopeScheduling):
    """By paths: the marks of pytest-xdist 3.8 are lost on pytest 9.2, where a node's id can no longer be rewritten."""

    def _split_scope(self, nodeid: str) -> str:
        return next((part for path, part in PARTS.items() if nodeid.startswith(path)), nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Parts:
    return Parts(config, log)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Iterator[None]:
    os.environ.setdefault("APT_SECRET_KEY", "tests-only")
    os.environ.setdefault("APT_OTP_MASTER_KEY", "tests-only")
    os.environ.setdefault("PSP_KEY", "tests-only")
    os.environ.setdefault("PSP_CALLBACK_SECRET", "tests-only")
    os.environ.setdefault("APT_PLAIN_HTTP", "1")
    os.environ.setdefault("APT_DEVICES_REQUIRED", "0")
    if "DATABASE_URL" not in os.environ:
        memory = Path("/dev/shm")
        base = memory if os.access(memory, os.W_OK) else Path(tempfile.gettempdir())
        data = Path(tempfile.mkdtemp(prefix="apt-tests-", dir=base))
        data.chmod(0o755)  # PostgreSQL runs under another account when we are root
        _servers.callback(shutil.rmtree, data, ignore_errors=True)
        postgres, valkey = _servers.enter_context(scratch_stack(data))
        os.environ["DATABASE_URL"] = postgres.url()
        os.environ["APT_VAR"] = str(data / "var")  # what `make run` left in ours, names of collected files above all
        os.environ["REDIS_URL"] = valkey.url
    yield


def pytest_unconfigure() -> None:
    _servers.close()
