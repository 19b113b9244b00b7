"""Sizes, and doors that only one module may open."""

import ast
import re

from tests.house.sources import ROOT, calls, functions, name_of, python_files, templates, tree_of

MAX_LINES = 400
MAX_VIEW_LINES = 60
SCRIPTS = [path for path in (ROOT / "static").rglob("*.js") if "vendor" not in path.parts]

# "file": why it may be longer.
LONGER: dict[str, str] = {}
MARKED_SAFE = {"apt/core/barcodes.py": "the library writes the SVG; the text is only ever encoded into bars"}


def test_no_file_is_longer_than_one_can_keep_in_mind():
    found = []
    for path in [*python_files(with_tests=True), *SCRIPTS]:
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > MAX_LINES and name_of(path) not in LONGER:
            found.append(
                f"{name_of(path)} has {lines} lines: make it a package whose __init__ hands on the public names"
            )
    assert not found, "\n".join(found)


def test_a_view_is_translation_around_one_call():
    found = []
    for path in python_files():
        if not {"pages", "api"} & set(path.parts):
            continue
        for function in functions(path):
            lines = (function.end_lineno or 0) - function.lineno + 1
            if lines > MAX_VIEW_LINES:
                found.append(f"{name_of(path)}:{function.name} has {lines} lines: what decides belongs in a service")
    assert not found, "\n".join(found)


def test_html_is_made_by_templates():
    found = {name_of(path) for path in python_files() for _call, name in calls(path) if name.endswith("mark_safe")}
    found -= MARKED_SAFE.keys()
    assert not found, f"mark_safe outside {sorted(MARKED_SAFE)}: use a template, or format_html: {sorted(found)}"
    unsafe = re.compile(r"\|\s*safe\b|{%\s*autoescape\s+off")
    found = {name_of(path) for path in templates() if unsafe.search(path.read_text(encoding="utf-8"))}
    assert not found, f"a template must not switch escaping off: {sorted(found)}"


def test_every_module_says_what_lives_in_it():
    bare = {"apps.py", "urls.py", "__init__.py"}
    found = [
        name_of(path) for path in python_files()
        if path.name not in bare and path.stat().st_size and not ast.get_docstring(tree_of(path))
    ]  # fmt: skip
    assert not found, f"begin with one line that says what lives here: {found}"


CHECKING = re.compile(r"(^|[._])(raises|fail|warns|expect|assert\w*|check\w*|should\w*)$")


def test_every_test_asserts():
    found = []
    for path in python_files(with_tests=True):
        if not path.name.startswith("test_"):
            continue
        helpers = {f.name for f in functions(path) if any(isinstance(node, ast.Assert) for node in ast.walk(f))}
        for function in functions(path):
            if not function.name.startswith("test_"):
                continue
            asserts = any(isinstance(node, ast.Assert) for node in ast.walk(function))
            called = {name for node in ast.walk(function) if isinstance(node, ast.Call) for name in [_name(node)]}
            if not asserts and not called & helpers and not any(CHECKING.search(name) for name in called):
                found.append(f"{name_of(path)}:{function.name}")
    assert not found, f"only prose: {found}"


def _name(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
