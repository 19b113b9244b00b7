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

import pytest

from apt.stack.servers import scratch_stack

_servers = contextlib.ExitStack()


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
