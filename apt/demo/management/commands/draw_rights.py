"""`manage.py draw_rights`: who can do what, as tables in docs/rights.md."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from offices.rules import ROLES, WORK_NAMES, Kind, Reach, Role, Work
from offices.rules.grants import APPEND_ONLY, NEVER_DELETED, declared_verbs


class Command(BaseCommand):
    help = "Draw the tables of roles and grants into docs/rights.md; with --check, only say whether it is as drawn."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, **options: Any) -> None:
        path = Path(settings.BASE_DIR) / "docs" / "rights.md"
        with translation.override("en"):
            drawn = page()
        if options["check"]:
            if not path.is_file() or path.read_text(encoding="utf-8") != drawn:
                raise CommandError("docs/rights.md is not what the tables say: make fix")
        else:
            path.write_text(drawn, encoding="utf-8")


def page() -> str:
    works = list(Work)
    roles = [
        [
            str(role.label),
            ", ".join(kind.value for kind in Kind if kind in ROLES[role].kinds),
            "it and all below" if ROLES[role].reach == Reach.SUBTREE else "the office",
            *("yes" if work in ROLES[role].works else "" for work in works),
        ]
        for role in Role
    ]
    tables = [[f"`{table}`", ", ".join(sorted(declared_verbs(table)))] for table in sorted(APPEND_ONLY | NEVER_DELETED)]
    return "\n".join([
        "# Who can do what\n",
        "Drawn by `manage.py draw_rights` (`make fix`) from `offices/rules/roles.py` and `offices/rules/grants.py`;",
        "edit those. `/staff/rights/` shows the same beside what the database really grants.\n",
        _table(["role", "at", "reach", *(str(WORK_NAMES[work]) for work in works)], roles),
        "\n## What the application can do to rows\n",
        "To every table not named here: SELECT, INSERT, UPDATE, DELETE, TRUNCATE (the role owns the tables). Triggers",
        "take away the rest; the embedded stack of `make run` connects as a superuser, who could switch them off.\n",
        _table(["table", "can"], tables),
        "",
    ])  # fmt: skip


def _table(heads: list[str], rows: list[list[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
