"""The application as it is served: gunicorn, workers and a beat on the test's own database."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from django.db import connection

from apt.stack.servers import Children, Valkey
from tests.house.sources import ROOT


def environment(**more: str) -> dict[str, str]:
    """That of a process which is to see the test's database."""
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path="/" + connection.settings_dict["NAME"]).geturl()
    return {**os.environ, "DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "apt.settings", **more}


@contextlib.contextmanager
def serving(folder: Path, **more: str) -> Iterator[str]:
    """The address of a server with two workers; `more` of its environment."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable, "-m", "gunicorn", "apt.wsgi:application", "--bind", f"127.0.0.1:{port}", "--workers", "2",
        "--threads", "4", "--log-level", "warning",
    ]  # fmt: skip
    path = folder / "gunicorn.log"
    with path.open("w") as log:
        given = environment(APT_BASE_URL=f"http://127.0.0.1:{port}", **more)
        process = subprocess.Popen(command, cwd=ROOT, env=given, stdout=log, stderr=log)
        try:
            _wait_for(port, process, path)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(20)


def _wait_for(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise AssertionError(log.read_text())


class Stack:
    """A Valkey, a worker of threads and a beat of the test's own, any of which may be killed."""

    def __init__(self, folder: Path, **more: str) -> None:
        self.folder, self.children = folder, Children()
        self.valkey = Valkey(folder / "valkey", self.children)
        self.valkey.start()
        self.environment = environment(
            REDIS_URL=self.valkey.url, APT_WEBHOOKS_LOCAL="1", APT_WEBHOOK_ANSWER_S="1.5", **more
        )
        self.log = (folder / "log").open("ab")
        self.worker = self.work()
        self.start("-m", "celery", "-A", "apt", "beat", "-s", str(folder / "beat"), "--pidfile", "")

    def start(self, *arguments: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, *arguments]
        return self.children.start(
            arguments[1], command, cwd=ROOT, env=self.environment, stdout=self.log, stderr=self.log
        )

    def work(self) -> "subprocess.Popen[bytes]":
        queues = ["-Q", "callbacks", "-P", "threads", "-c", "8", "--without-mingle", "--without-gossip"]
        return self.start("-m", "celery", "-A", "tests.stack.direct", "worker", *queues)

    def kill_worker(self) -> None:
        self.worker.kill()
        self.worker.wait()
        self.worker = self.work()

    def empty_valkey(self) -> None:
        """Emptied, killed, and started again with nothing."""
        server = next(child for child, _, name in self.children.running if name == "Valkey" and child.poll() is None)
        server.kill()
        server.wait()
        shutil.rmtree(self.valkey.data)
        self.valkey.data.mkdir()
        self.valkey.start()

    def stop(self) -> None:
        self.children.stop()
        self.log.close()


def within(seconds: float, true: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True
