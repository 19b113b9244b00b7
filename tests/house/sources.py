"""The tree as the house's tests see it: our files, parsed once."""

import ast
import functools
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ("digipin", "offices", "partners", "tracking", "payments", "bookings", "transit", "deliveries")
NEVER_OURS = {".venv", ".git", "var", "node_modules", "migrations", "__pycache__"}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@functools.cache
def python_files(*, with_tests: bool = False) -> tuple[Path, ...]:
    """Every Python file of ours but migrations."""
    folders = ("apt", *APPS, *(("tests", "benchmarks") if with_tests else ()))
    found = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return tuple(sorted(path for path in [*found, ROOT / "manage.py"] if not NEVER_OURS & set(path.parts)))


@functools.cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


@functools.cache
def templates() -> tuple[Path, ...]:
    folders = [ROOT / "templates", *ROOT.glob("*/templates")]
    return tuple(sorted(path for folder in folders for path in folder.rglob("*.html")))


@functools.cache
def committed_files() -> tuple[Path, ...]:
    """What git keeps or would keep: tracked, or new and not ignored. Without git (an export), every file."""
    try:
        done = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
            cwd=ROOT, capture_output=True, text=True, check=True,
        )  # fmt: skip
    except (OSError, subprocess.CalledProcessError):
        return tuple(path for path in ROOT.rglob("*") if path.is_file() and not NEVER_OURS & set(path.parts))
    return tuple(path for name in done.stdout.split("\0") if name and (path := ROOT / name).is_file())


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef):
            yield node


def dotted(node: ast.AST) -> str:
    """`a.b.c` of a name, an attribute or a call's function; an empty text for anything else."""
    if isinstance(node, ast.Call):
        return dotted(node.func)
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else node.attr
    return node.id if isinstance(node, ast.Name) else ""


def calls(path: Path) -> Iterator[tuple[ast.Call, str]]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call):
            yield node, dotted(node)


@functools.cache
def setting_names() -> frozenset[str]:
    """The environment variables that the settings read."""
    names = set()
    for path in (ROOT / "apt" / "settings").glob("*.py"):
        for call, name in calls(path):
            reads = name in ("env", "flag", "os.environ.get", "os.getenv")
            if reads and call.args and isinstance(call.args[0], ast.Constant):
                names.add(str(call.args[0].value))
    return frozenset(names)
