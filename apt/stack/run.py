"""`make run`: from nothing to a working post office, step by step, and everything stopped again on Ctrl-C."""

import argparse
import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from .servers import Children, Postgres, StackError, Valkey

ROOT = Path(__file__).resolve().parent.parent.parent


class Runner:
    """Starts the parts in order, says what it does and how long it took, and stops them in reverse."""

    def __init__(self, var: Path, port: int, *, demo: bool = True, still: bool = True) -> None:
        self.var, self.port, self.demo, self.still = var, port, demo, still
        self.children = Children()
        self.began = time.monotonic()
        self.environment = dict(os.environ)

    @contextlib.contextmanager
    def step(self, what: str) -> Iterator[None]:
        begun = time.monotonic()
        print(f"  {what} ...", end="", flush=True)
        yield
        print(f" {time.monotonic() - begun:.1f} s", flush=True)

    def run(self) -> None:
        self.var.mkdir(parents=True, exist_ok=True)
        ports = (
            (self.port, "PORT"),
            (self.port + 1, "the SMS simulator (PORT + 1)"),
            (self.port + 2, "the UPI simulator (PORT + 2)"),
        )
        for port, whose in ports:
            if not _free(port):
                raise StackError(f"Port {port} is taken ({whose}). Choose another: make run PORT={self.port + 100}")
        self._servers()
        self._write_environment()
        # Static files do not need the database: collected while it is filled.
        static = self._spawn("collectstatic", "--noinput", "-v0")
        print("  Database: tables, offices, demonstration")
        self._manage("bootstrap", *(["--demo"] if self.demo else []))
        with self.step("Static files"):
            if static.wait():
                raise StackError("collectstatic failed; its words stand above.")
        self._processes()
        self._announce()

    def _servers(self) -> None:
        if "DATABASE_URL" in os.environ and "REDIS_URL" in os.environ:
            print("  Using the servers named by DATABASE_URL and REDIS_URL")
            return
        postgres = Postgres(self.var / "postgres", self.children)
        valkey = Valkey(self.var / "valkey", self.children)
        with self.step("PostgreSQL"):
            postgres.start()
            postgres.create_database()
        with self.step("Valkey"):
            valkey.start()
        self.environment |= {"DATABASE_URL": postgres.url(), "REDIS_URL": valkey.url}

    def _write_environment(self) -> None:
        """Keep secrets over runs, and tell `manage.py` in another terminal where the servers are."""
        own = {
            "APT_VAR": str(self.var),
            "APT_DEMO": "1" if self.demo else "0",
            "APT_PLAIN_HTTP": "1",
            "APT_WEBHOOKS_LOCAL": "1",
            "APT_BASE_URL": f"http://127.0.0.1:{self.port}",
            "APT_SESSION_COOKIE": f"apt_session_{self.port}",
            "APT_CSRF_COOKIE": f"apt_csrf_{self.port}",
            "SMS_GATEWAY_URL": f"http://127.0.0.1:{self.port + 1}",
            "PSP_URL": f"http://127.0.0.1:{self.port + 2}",
            **self._secrets(),
        }
        self.environment |= own
        names = [*own, "DATABASE_URL", "REDIS_URL"]
        stack = self.var / "stack.env"
        stack.touch(mode=0o600)
        stack.write_text("".join(f"{name}={self.environment[name]}\n" for name in names if name != "APT_VAR"))

    def _secrets(self) -> dict[str, str]:
        path = self.var / "secrets.env"
        path.touch(mode=0o600)
        known = dict(line.split("=", 1) for line in path.read_text().splitlines() if line)
        names = ("APT_SECRET_KEY", "APT_OTP_MASTER_KEY", "PSP_KEY", "PSP_CALLBACK_SECRET")
        known = {name: known.get(name) or secrets.token_urlsafe(48) for name in names}
        path.write_text("".join(f"{name}={value}\n" for name, value in known.items()))
        return known

    def _manage(self, *arguments: str) -> None:
        if self._spawn(*arguments).wait():
            raise StackError(f"manage.py {arguments[0]} failed; its words stand above.")

    def _spawn(self, *arguments: str) -> "subprocess.Popen[bytes]":
        command: list[str | Path] = [sys.executable, ROOT / "manage.py", *arguments]
        child = self.children.start(f"manage.py {arguments[0]}", command, env=self.environment, cwd=ROOT)
        self.children.running.pop()  # it ends by itself; the kernel still ends it should we die first
        return child

    def _processes(self) -> None:
        python = [sys.executable, "-m"]
        self._background("SMS simulator", [*python, "apt.simulators.sms_gateway", "--port", str(self.port + 1)])
        callback = f"http://127.0.0.1:{self.port}/api/v1/payments/psp/callback"
        psp = ["apt.simulators.psp", "--port", str(self.port + 2), "--callback", callback]
        self._background("UPI simulator", [*python, *psp])
        queues = ["-Q", "sweeps,sms", "-c", "2", "-l", "WARNING"]
        self._background("Celery worker", [*python, "celery", "-A", "apt", "worker", *queues])
        bulk = ["-Q", "bulk", "-c", "1", "-n", "bulk@%h", "-l", "WARNING"]
        self._background("Celery bulk worker", [*python, "celery", "-A", "apt", "worker", *bulk])
        callbacks = ["-Q", "callbacks", "-P", "threads", "-c", "64", "-n", "callbacks@%h", "-l", "WARNING"]
        self._background("Celery callbacks worker", [*python, "celery", "-A", "apt", "worker", *callbacks])
        schedule = ["-s", str(self.var / "beat-schedule"), "-l", "WARNING", "--pidfile", ""]
        self._background("Celery beat", [*python, "celery", "-A", "apt", "beat", *schedule])
        if self.demo and not self.still:
            self._background("Living demonstration", [sys.executable, str(ROOT / "manage.py"), "live_demo"])
        web = ["--bind", f"127.0.0.1:{self.port}", "--workers", "2", "--threads", "4", "--log-level", "warning"]
        self._background("web", [*python, "gunicorn", "apt.wsgi:application", *web])
        with self.step("Web server under gunicorn, Celery workers and beat, SMS and UPI simulators"):
            self._wait_for(f"http://127.0.0.1:{self.port}/readyz")

    def _background(self, name: str, command: list[str]) -> None:
        log = self._log(name).open("ab")
        self.children.start(name, command, env=self.environment, cwd=ROOT, stdout=log, stderr=log)

    def _log(self, name: str) -> Path:
        return self.var / f"{name.lower().replace(' ', '-')}.log"

    def _wait_for(self, url: str, timeout: float = 60.0) -> None:
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            self._stop_if_dead()
            with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=5):  # noqa: S310
                return
            time.sleep(0.1)
        raise StackError(f"{url} does not answer. The logs are in {self.var}.")

    def _stop_if_dead(self) -> None:
        if name := self.children.first_dead():
            log = self._log(name)
            last = log.read_text(errors="replace")[-1500:] if log.exists() else ""
            raise StackError(f"{name} stopped. The end of its log, {log}:\n{last}")

    def _announce(self) -> None:
        base = f"http://127.0.0.1:{self.port}"
        print(f"\nReady after {time.monotonic() - self.began:.0f} s. Stop with Ctrl-C; the data stays in {self.var}.\n")
        print(f"  Everybody        {base}/           track, offices, DIGIPIN")
        inbox = f"http://127.0.0.1:{self.port + 1}"
        print(f"  SMS inbox        {inbox}/           what addressees receive, delivery codes too")
        phone = f"http://127.0.0.1:{self.port + 2}"
        print(f"  UPI payments     {phone}/           pay as a customer would, with every misfortune")
        print(f"  Staff            {base}/staff/sign-in/           one press for each person below")
        if self.demo:
            self._manage("demo_people")
        sys.stdout.flush()

    def watch(self) -> None:
        while True:
            self._stop_if_dead()
            time.sleep(1)


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--var", type=Path, default=ROOT / "var", help="where data and logs are kept")
    parser.add_argument("--no-demo", action="store_true", help="offices only, no demonstration people")
    parser.add_argument("--still", action="store_true", help="people of the demonstration, but nothing moves")
    arguments = parser.parse_args()

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGHUP, stop)
    runner = Runner(arguments.var.resolve(), arguments.port, demo=not arguments.no_demo, still=arguments.still)
    try:
        runner.run()
        runner.watch()
    except KeyboardInterrupt:
        print("\nStopping ...", flush=True)
    except StackError as error:
        print(f"\n{error}", file=sys.stderr)
        sys.exit(1)
    finally:
        runner.children.stop()
    print("Stopped.")


if __name__ == "__main__":
    main()
