"""One statement that turns waiting rows into articles: taken out of one table and put into three, or none of it.

All was decided in the dry run but the number, so that what a person saw is what is booked.
"""

import functools
from collections.abc import Sequence
from typing import Any, Final

from django.db import connection, models

from apt.core.db import step
from bookings.models import Article, BulkBatch, BulkRow, Parties
from bookings.rules import Status

_ROW: Final = frozenset(field.column for field in BulkRow._meta.concrete_fields if field.column)
_GIVEN: Final = {
    Article: {
        "id": "article_id", "number": "final_number", "sale_id": "%(sale)s", "status": "%(status)s",
        "at_office_id": "%(office)s", "origin_id": "%(office)s",
    },
    Parties: {"article_id": "article_id"},
}  # fmt: skip


@functools.cache
def _move_sql() -> tuple[str, dict[str, Any]]:
    """The statement, and the values of columns that a file does not speak of: what the model gives them."""
    articles, article_values = _insert(Article)
    parties, party_values = _insert(Parties)
    sql = f"""
        WITH taken AS (
            DELETE FROM bookings_bulkrow WHERE batch_id = %(batch)s AND line <= %(last)s RETURNING *
        ), placed AS (
            SELECT *, row_number() OVER (PARTITION BY number = '' ORDER BY line) AS place FROM taken
        ), ready AS MATERIALIZED (
            SELECT nextval(pg_get_serial_sequence('bookings_article', 'id')) AS article_id, placed.*,
                coalesce(drawn.drawn_number, placed.number) AS final_number
            FROM placed LEFT JOIN unnest(%(drawn)s::text[]) WITH ORDINALITY AS drawn (drawn_number, drawn_place)
                ON placed.number = '' AND drawn_place = place
            ORDER BY line
        ), articles AS (
            {articles}
        ), parties AS (
            {parties}
        ), outcomes AS (
            INSERT INTO bookings_bulkbooked (article_id, batch_id, line, reference)
            SELECT article_id, batch_id, line, reference FROM ready
        )
        SELECT final_number FROM ready ORDER BY article_id
    """  # noqa: S608  # column names of ours
    return sql, article_values | party_values


def _insert(model: type[models.Model]) -> tuple[str, dict[str, Any]]:
    """Each column from what is given, from the row's column of the same name, or from the model's default."""
    table, columns, sources, defaults = model._meta.db_table, [], [], {}
    for field in model._meta.concrete_fields:
        name = str(field.column)
        source = _GIVEN[model].get(name) or (name if name in _ROW else "")
        if not source:
            if field.null:
                continue
            source, defaults[f"{table}.{name}"] = f"%({table}.{name})s", field.get_default()
        columns.append(name)
        sources.append(source)
    return f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(sources)} FROM ready", defaults  # noqa: S608


@step
def move_rows(*, batch: BulkBatch, last_line: int, drawn: Sequence[str], sale_id: int) -> list[str]:
    """Make articles of the waiting rows up to a line; their numbers in the order of the rows.

    Rows without a number take `drawn`, in order. The sale need not be there yet: its key is checked at commit.
    """
    sql, values = _move_sql()
    values = values | {
        "batch": batch.pk, "last": last_line, "drawn": list(drawn), "sale": sale_id, "status": Status.BOOKED.value,
        "office": batch.office_id,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [number for (number,) in cursor.fetchall()]
