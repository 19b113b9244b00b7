"""`manage.py digipin encode|decode`: a CSV of points or DIGIPINs in, the same CSV with the answers out."""

import csv
import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError, CommandParser

from digipin import columns
from digipin.errors import RowTooLong

CHUNK_ROWS = 50_000
USAGE_EXIT = 2

Answer = Callable[..., tuple[list[str], ...]]

# What each action reads, what it adds, and who knows the answer.
ACTIONS: dict[str, tuple[tuple[str, ...], tuple[str, ...], Answer]] = {
    "encode": (("lat", "lon"), ("digipin", "error"), columns.encode),
    "decode": (("digipin",), ("lat", "lon", "error"), columns.decode),
}


class Command(BaseCommand):
    help = (
        "Read a CSV with the columns lat,lon (encode) or digipin (decode) from FILE or standard input; write it to "
        "standard output with the answer and an error column added. Degrees are decimal, WGS 84; decode gives the "
        "cell's centre. A row that is refused says why in its error column and the command still exits 0; it exits 2 "
        "if the input cannot be read as such a CSV."
    )
    requires_system_checks: list[str] = []  # needs neither database nor configuration

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=sorted(ACTIONS))
        parser.add_argument("file", nargs="?", default="-", metavar="FILE", help="default: standard input")

    def handle(self, *, action: str, file: str, **options: Any) -> None:
        if isinstance(sys.stdout, io.TextIOWrapper):
            # Bytes that are no UTF-8 in columns that are not ours leave as they came.
            sys.stdout.reconfigure(encoding="utf-8", errors="surrogateescape", newline="")
        try:
            with _opened(file) as source:
                for rows in _answered(source, action):
                    self._write(rows)
            self.stdout.flush()
        except BrokenPipeError:
            # The reader (`head`, say) has enough. Python would complain again when it flushes at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def _write(self, rows: Iterable[Sequence[str]]) -> None:
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(rows)
        self.stdout.write(text.getvalue(), ending="")


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


def _answered(source: TextIO, action: str) -> Iterator[Iterable[Sequence[str]]]:
    """The header, then chunks of rows, each with its answer."""
    needed, added, answer = ACTIONS[action]
    reader = csv.reader(source)
    try:
        header = next(reader, [])
        places = [_place_of(name, header) for name in needed]
        yield [[*header, *added]]
        while rows := list(islice(reader, CHUNK_ROWS)):
            yield _answered_rows(rows, len(header), places, len(added), answer)
    except csv.Error as error:
        raise CommandError(f"Line {reader.line_num} is not CSV: {error}.", returncode=USAGE_EXIT) from error


def _place_of(name: str, header: list[str]) -> int:
    names = [title.strip().lower() for title in header]
    if names.count(name) == 1:
        return names.index(name)
    found = f"The header is: {','.join(header)}" if header else "The input is empty."
    problem = "two columns named" if name in names else "no column named"
    raise CommandError(f"There is {problem} {name!r}. {found}", returncode=USAGE_EXIT)


def _answered_rows(
    rows: list[list[str]], width: int, places: list[int], added: int, answer: Answer
) -> Iterable[Sequence[str]]:
    too_long = {}
    if set(map(len, rows)) != {width}:
        # A blank line is a row without a value in a CSV of one column, and nothing at all in any other.
        rows = [row for row in rows if row or width == 1]
        too_long = {index: len(row) for index, row in enumerate(rows) if len(row) > width}
        rows = [(row + [""] * width)[:width] for row in rows]
    given = list(zip(*rows, strict=True)) or [()] * width
    answers = answer(*(given[place] for place in places))
    for index, fields in too_long.items():
        refusal = columns.explain(RowTooLong(fields=fields, columns=width))
        for column, value in zip(answers, [""] * (added - 1) + [refusal], strict=True):
            column[index] = value
    return zip(*given, *answers, strict=True)
