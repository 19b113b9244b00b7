"""Rows of several tables in one statement: what a hot use case writes, it writes with one round trip.

A booking writes eight tables. As eight statements, most of its time goes into building and sending them; as one (`WITH
a AS (INSERT ...), b AS (...) ...`) the database sees the same rows under the same constraints for a fraction of it.
Foreign keys are checked at commit, so the order of the tables does not matter.
"""

import functools
from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import AutoField, Field, Model

from .db import step


class Batch:
    """Collects rows, and changes of rows that stand, until `write_batch` sends them."""

    def __init__(self) -> None:
        self.rows: dict[type[Model], list[Model]] = {}
        self.changes: list[tuple[str, Sequence[Any]]] = []

    def insert(self, rows: Sequence[Model]) -> None:
        """Unsaved rows. What others point to has its key already (`next_key_sql`); the database numbers the rest."""
        for row in rows:
            self.rows.setdefault(type(row), []).append(row)

    def change(self, sql: str, parameters: Sequence[Any]) -> None:
        """An UPDATE with `%s` for its parameters."""
        self.changes.append((sql, parameters))


@step
def write_batch(batch: Batch) -> None:
    """Write everything that was collected: one statement, whatever the number of rows and tables."""
    parts, parameters = [], list[Any]()
    for model, rows in batch.rows.items():
        keyed = rows[0].pk is not None
        names = [field.attname for field in _columns(model, keyed=keyed)]
        parts.append(_insert_sql(model, keyed=keyed, count=len(rows)))
        parameters += [_plain(getattr(row, name)) for row in rows for name in names]
    for sql, values in batch.changes:
        parts.append(sql)
        parameters += values
    if not parts:
        return
    *before, last = parts
    common = ", ".join(f"part_{place} AS ({part})" for place, part in enumerate(before))
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {common} {last}" if common else last, parameters)


@functools.cache
def _columns(model: type[Model], *, keyed: bool) -> list["Field[Any, Any]"]:
    fields = model._meta.concrete_fields
    return [field for field in fields if keyed or not isinstance(field, AutoField)]


@functools.cache
def next_key_sql(model: type[Model]) -> str:
    """SQL of the next key of a table, to be selected along with something else: it costs no statement of its own."""
    return f"nextval(pg_get_serial_sequence('{model._meta.db_table}', '{model._meta.pk.column}'))"


@functools.lru_cache(maxsize=512)
def _insert_sql(model: type[Model], *, keyed: bool, count: int) -> str:
    names = ", ".join(f'"{field.column}"' for field in _columns(model, keyed=keyed))
    row = f"({', '.join(['%s'] * len(_columns(model, keyed=keyed)))})"
    return f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES {", ".join([row] * count)}'  # noqa: S608


def _plain(value: Any) -> Any:
    """Choices are strings with a class of their own; the driver is quicker with plain ones."""
    return str(value) if isinstance(value, str) and type(value) is not str else value
