"""The whole of `make run`, once a session, on its own data: what a newcomer gets, under test."""

import contextlib
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
READY_WITHIN_S = 240


@dataclass
class Stack:
    url: str
    sms_url: str
    var: Path
    output: str

    def manage(self, *arguments: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
        """`manage.py` as somebody would run it in another terminal: only APT_VAR says where the stack is."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT, env={**_plain_environment(), "APT_VAR": str(self.var)}, input=stdin,
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip


def _plain_environment() -> dict[str, str]:
    ours = re.compile(r"APT_|DATABASE_URL|REDIS_URL|DJANGO_|SMS_|PSP_|UPI_|PYTEST_")
    return {name: value for name, value in os.environ.items() if not ours.match(name)}


def _free_ports() -> int:
    """Below the ports that the kernel gives to clients. By chance: another run of the tests may be looking for some as
    well, and the stack binds them only a minute later."""
    for port in random.sample(range(19000, 30000, 3), 200):
        with contextlib.ExitStack() as probes, contextlib.suppress(OSError):
            for place in range(3):
                probes.enter_context(socket.socket()).bind(("127.0.0.1", port + place))
            return port
    raise RuntimeError("no three free ports")


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    var = Path(tempfile.mkdtemp(prefix="apt-journey-", dir=memory))
    var.chmod(0o755)
    port = _free_ports()
    log = var / "run.log"
    with log.open("w") as out:
        runner = subprocess.Popen(
            [sys.executable, "-m", "apt.stack.run", "--port", str(port), "--var", str(var), "--still"],
            cwd=ROOT, env=_plain_environment(), stdout=out, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        _wait_until_ready(runner, log)
        yield Stack(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{port + 1}", var, log.read_text())
    finally:
        died = runner.poll() is not None
        runner.send_signal(signal.SIGINT)
        runner.wait(60)
        words = log.read_text()[-2000:]
        shutil.rmtree(var, ignore_errors=True)
        assert not died, f"the stack stopped by itself:\n{words}"


def _wait_until_ready(runner: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while "Ready after" not in log.read_text():
        if runner.poll() is not None or time.monotonic() > deadline:
            pytest.fail(f"the stack did not come up:\n{log.read_text()[-3000:]}")
        time.sleep(0.3)
    while "90000006" not in log.read_text():  # the log-ins are printed last
        time.sleep(0.1)


@pytest.fixture
def get(stack: Stack):
    """Fetch a page as a plain client without JavaScript."""

    def fetch(path: str) -> str:
        with urllib.request.urlopen(stack.url + path, timeout=10) as answer:
            return answer.read().decode()

    return fetch
