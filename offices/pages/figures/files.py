"""A table of the board as CSV, XLSX or PDF: the same columns and rows."""

import io
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from django.http import HttpResponse

from apt.core.clock import day_in_words
from apt.core.paper import Paper
from apt.core.sheets import csv_answer
from apt.core.workbook import write_workbook
from offices.models import Office

from .tables import Table

_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WIDE, _TALL, _MARGIN = 297.0, 210.0, 10.0  # A4 on its side, in mm


def written(table: Table, kind: str, *, office: Office, day: date) -> HttpResponse:
    return FILES[kind](table, office, day)


def _name(table: Table, office: Office, day: date) -> str:
    return f"{table.key}-{office.code}-{day:%Y-%m-%d}"


def _csv(table: Table, office: Office, day: date) -> HttpResponse:
    """Numbers as a program reads them: rupees with a point, shares of one."""
    rows = ([cell.value for cell in row] for row in table.rows)
    return csv_answer(_name(table, office, day), [column.label for column in table.columns], rows, marked=True)


def _xlsx(table: Table, office: Office, day: date) -> HttpResponse:
    file = io.BytesIO()
    kinds = [cell.kind for cell in table.rows[0]] if table.rows else []
    rows = ([cell.value for cell in row] for row in table.rows)
    write_workbook(file, table.key, [column.label for column in table.columns], rows, kinds=kinds)
    return _download(file.getvalue(), _XLSX, f"{_name(table, office, day)}.xlsx")


def _pdf(table: Table, office: Office, day: date) -> HttpResponse:
    """As it is read on the page."""
    paper = Paper(_WIDE, _TALL, _MARGIN)
    paper.add_page()
    paper.put(table.title, 14, "B")
    paper.put(f"{office.name} · {day_in_words(day)}", 10)
    paper.rule(2)
    # A name wants three times what a number does.
    parts = [1 if column.numeric else 3 for column in table.columns]
    widths = [(_WIDE - 2 * _MARGIN) * part / sum(parts) for part in parts]
    rows = [[column.label for column in table.columns], *([cell.text for cell in row] for row in table.rows)]
    for place, row in enumerate(rows):
        paper.set_type(" ".join(row), "" if place else "B", 9)
        height = paper.line_height(9) * 1.35
        if paper.get_y() + height > _TALL - _MARGIN:
            paper.add_page()
        for text, column, width in zip(row, table.columns, widths, strict=True):
            paper.cell(width, height, paper.cut(text, width - 2), align="R" if column.numeric else "L")
        paper.ln(height)
    return _download(paper.finish(), "application/pdf", f"{_name(table, office, day)}.pdf")


def _download(content: bytes, media_type: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


FILES: Final[Mapping[str, Callable[[Table, Office, date], HttpResponse]]] = {"csv": _csv, "xlsx": _xlsx, "pdf": _pdf}
