"""`manage.py quote`: a CSV of articles in, their prices out, in the same order."""

import csv
import io
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, Final, TextIO

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from apt.core.errors import Refusal
from bookings.queries import packaged, tariff
from bookings.rules import Tariff, price
from bookings.rules.tariff.typed import COLUMNS, NEEDED, quote_of
from digipin.errors import RowTooLong

CHUNK_ROWS: Final = 10_000
USAGE_EXIT: Final = 2
ANSWERS: Final = (
    "chargeable_g", "base_paise", "discount_paise", "vas_paise", "taxable_paise", "gst_paise", "total_paise", "error",
)  # fmt: skip


class Command(BaseCommand):
    help = (
        f"Read a CSV with the columns {','.join(COLUMNS)} in any order (others are ignored) from FILE or standard "
        f"input; write id,{','.join(ANSWERS)} to standard output, in the same order. Money is in paise. A row that "
        "cannot be priced says why in its error column, and the command still exits 0; it exits 2 if the input cannot "
        "be read as such a CSV. Uses the packaged tariff and no database, unless --database is given."
    )
    requires_system_checks: list[str] = []  # needs neither database nor configuration

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", default="-", metavar="FILE", help="default: standard input")
        parser.add_argument("--database", action="store_true", help="by the tariff sheet in force, from its tables")

    def handle(self, *, file: str, database: bool, **options: Any) -> None:
        if isinstance(sys.stdout, io.TextIOWrapper):
            # Bytes of an id that are no UTF-8 leave as they came.
            sys.stdout.reconfigure(encoding="utf-8", errors="surrogateescape", newline="")
        try:
            with _opened(file) as source:
                for rows in _answered(source, _from_tables() if database else packaged()):
                    self._write(rows)
            self.stdout.flush()
        except BrokenPipeError:
            # The reader (`head`, say) has enough. Python would complain again when it flushes at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def _write(self, rows: Sequence[Sequence[object]]) -> None:
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(rows)
        self.stdout.write(text.getvalue(), ending="")


def _from_tables() -> Tariff:
    try:
        return tariff()
    except DatabaseError as error:
        raise CommandError(f"The database does not answer: {error}", returncode=USAGE_EXIT) from error


@contextmanager
def _opened(name: str) -> Iterator[TextIO]:
    reading: dict[str, Any] = {"encoding": "utf-8-sig", "errors": "surrogateescape", "newline": ""}
    with ExitStack() as stack:
        if name != "-":
            try:
                source: TextIO = stack.enter_context(Path(name).open(**reading))
            except OSError as error:
                raise CommandError(f"{name}: {error.strerror}", returncode=USAGE_EXIT) from error
        elif isinstance(sys.stdin, io.TextIOWrapper):
            source = io.TextIOWrapper(sys.stdin.buffer, **reading)
            stack.callback(source.detach)
        else:
            source = sys.stdin
        yield source


def _answered(source: TextIO, by: Tariff) -> Iterator[list[Sequence[object]]]:
    """The header, then chunks of answers."""
    reader = csv.reader(source)
    try:
        header = next(reader, [])
        places, width = _places(header), len(header)
        yield [("id", *ANSWERS)]
        while rows := list(islice(reader, CHUNK_ROWS)):
            yield [_answer(row, places, width, by) for row in rows if any(field.strip() for field in row)]
    except csv.Error as error:
        raise CommandError(f"Line {reader.line_num} is not CSV: {error}.", returncode=USAGE_EXIT) from error


def _places(header: list[str]) -> dict[str, int]:
    """Where each column of ours stands."""
    names = [title.strip().lower() for title in header]
    for name in COLUMNS:
        if names.count(name) > 1 or (name in NEEDED and name not in names):
            problem = "two columns named" if name in names else "no column named"
            found = f"The header is: {','.join(header)}" if header else "The input is empty."
            raise CommandError(f"There is {problem} {name!r}. {found}", returncode=USAGE_EXIT)
    return {name: names.index(name) for name in COLUMNS if name in names}


def _answer(row: list[str], places: Mapping[str, int], width: int, by: Tariff) -> Sequence[object]:
    fields = {name: row[place] if place < len(row) else "" for name, place in places.items()}
    try:
        if len(row) > width:
            raise RowTooLong(fields=len(row), columns=width)
        found = price(by, quote_of(fields))
    except Refusal as refusal:
        return (fields["id"], *[""] * (len(ANSWERS) - 1), refusal.code)
    return (
        fields["id"],
        found.chargeable_grams,
        found.postage_paise,
        found.discount_paise,
        found.services_paise,
        found.taxable_paise,
        found.gst_paise,
        found.total_paise,
        "",
    )
