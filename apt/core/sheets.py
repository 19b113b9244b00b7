"""Tables to take away: CSV that a spreadsheet opens without running it."""

import csv
from collections.abc import Iterable, Sequence

from django.http import HttpResponse


def csv_answer(
    name: str, columns: Sequence[str], rows: Iterable[Sequence[object]], *, marked: bool = False
) -> HttpResponse:
    """A download `name.csv` with one line of column names.

    `marked`: begins with the mark without which spreadsheets take Hindi for something else.
    """
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    if marked:
        answer.write("\ufeff")
    sheet = csv.writer(answer)
    sheet.writerow(columns)
    for row in rows:
        sheet.writerow([harmless(cell) for cell in row])
    return answer


def harmless(cell: object) -> str:
    """Text that begins like a formula would be run by a spreadsheet: an apostrophe stops it (OWASP). Numbers stay."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if not isinstance(cell, int) and text.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else text
