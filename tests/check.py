"""`python -m tests.check`: what can be said about the code without a database or a network. Changes nothing.

One line a check; what a failed check printed follows it. `make fix` mends what a machine can.
"""

import os
import secrets
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
MANAGE = (sys.executable, "manage.py")
SCHEMA = ROOT / "docs" / "openapi.yaml"
TIMEOUT_S = 300

# As an operator would set them (docs/operate.md); the servers need not exist.
PRODUCTION = {
    "DATABASE_URL": "postgresql://apt@db.invalid/apt",
    "REDIS_URL": "redis://valkey.invalid:6379/0",
    "APT_SECRET_KEY": secrets.token_urlsafe(50),
    "APT_OTP_MASTER_KEY": secrets.token_urlsafe(50),
    "PSP_KEY": secrets.token_urlsafe(50),
    "PSP_CALLBACK_SECRET": secrets.token_urlsafe(50),
    "APT_ALLOWED_HOSTS": "apt.example.in",
    "APT_TRUSTED_ORIGINS": "https://apt.example.in",
    "APT_SSL_REDIRECT": "1",
    "APT_HSTS_SECONDS": "31536000",
}
OURS = ("APT_", "DATABASE_URL", "REDIS_URL", "SMS_", "PSP_", "UPI_", "DJANGO_")


class Check(NamedTuple):
    name: str
    command: tuple[str, ...]
    settings: dict[str, str] = {}


def templates() -> list[str]:
    found = [path for folder in ("templates", "*/templates") for path in ROOT.glob(f"{folder}/**/*.html")]
    return sorted(str(path.relative_to(ROOT)) for path in found)


def checks(scratch: Path) -> list[Check]:
    # The history of migrations is asked from a database; whether one is missing, from the code alone.
    no_history = ("-W", "ignore:Got an error checking a consistent migration history:RuntimeWarning")
    schema = ("spectacular", "--validate", "--fail-on-warn", "--file", str(scratch / "openapi.yaml"))
    return [
        Check("types", (str(BIN / "mypy"),)),
        Check("lint", (str(BIN / "ruff"), "check", "--quiet", ".")),
        Check("format", (str(BIN / "ruff"), "format", "--check", "--quiet", ".")),
        Check("walls", (str(BIN / "lint-imports"), "--no-logo")),
        Check("templates", (str(BIN / "djade"), "--check", "--target-version", "5.2", *templates())),
        Check("migrations", (sys.executable, *no_history, "manage.py", "makemigrations", "--check", "--dry-run")),
        Check("messages", (*MANAGE, "messages", "check")),
        Check("vendored files", (sys.executable, "-m", "apt.core.vendor", "check")),
        Check("deployment", (*MANAGE, "check", "--deploy", "--fail-level", "WARNING"), PRODUCTION),
        Check("API schema", (*MANAGE, *schema)),
        Check("pictures of states", (*MANAGE, "draw_states", "--check")),
        Check("tables of rights", (*MANAGE, "draw_rights", "--check")),
        Check("compose file", (sys.executable, "-m", "tests.house.compose")),
    ]


def run(check: Check) -> tuple[float, int, str]:
    begun = time.monotonic()
    # What a stack of `make run` says about itself must not reach in: the answer depends on the tree alone.
    environment = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    environment |= {"APT_VAR": "/nonexistent", **check.settings}
    done = subprocess.run(
        check.command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=TIMEOUT_S
    )
    return time.monotonic() - begun, done.returncode, (done.stdout + done.stderr).strip()


def schema_differs(generated: Path) -> str:
    if not SCHEMA.is_file() or SCHEMA.read_text() != generated.read_text():
        return "docs/openapi.yaml is not what the code says. If the change of the API is meant: make schema"
    return ""


def main() -> int:
    failed = 0
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(os.cpu_count()) as pool:
        planned = checks(Path(folder))
        for check, (seconds, code, output) in zip(planned, pool.map(run, planned), strict=True):
            differs = schema_differs(Path(folder) / "openapi.yaml") if check.name == "API schema" and not code else ""
            passed = not code and not differs
            failed += not passed
            print(f"{check.name:<20} {seconds:5.1f} s  {'ok' if passed else 'FAILED'}", flush=True)
            if not passed:
                print("\n".join(f"    {line}" for line in (differs or output).splitlines()), flush=True)
    print(f"{failed} of {len(planned)} checks failed." if failed else "All is well.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
