"""Rows of several tables in one statement: what a hot use case writes, it writes with one round trip.

A booking writes eight tables. As eight statements, most of its time goes into building and sending them; as one (`WITH
a AS (INSERT ...), b AS (...) ...`) the database sees the same rows under the same constraints for a fraction of it. The
rows of a table travel as one JSON document, so that the statement reads the same for one row and for twenty and keeps
its plan. Foreign keys are checked at commit, so the order of the tables does not matter.
"""

import functools
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import AutoField, Field, Model

from .db import step

_NAMED = re.compile(r"%\((\w+)\)s")
_encode = json.JSONEncoder(default=str, separators=(",", ":")).encode


class Batch:
    """Collects rows, and changes of rows that stand, until `write_batch` sends them."""

    def __init__(self) -> None:
        self.rows: dict[type[Model], list[Model]] = {}
        self.changes: list[tuple[str, Sequence[Any]]] = []
        self.wanted: dict[type[Model], int] = {}
        self.keys: dict[type[Model], list[int]] = {}

    def reserve(self, model: type[Model], count: int) -> None:
        """Want keys for rows that others point to. The statement that draws keys next brings them along, in `keys`."""
        self.wanted[model] = count

    def insert(self, rows: Sequence[Model]) -> None:
        """Unsaved rows. What others point to has its key already (`next_key_sql`); the database numbers the rest."""
        for row in rows:
            self.rows.setdefault(type(row), []).append(row)

    def change(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any]) -> None:
        """An UPDATE, or an INSERT out of a SELECT, with `%s` or `%(name)s` for its parameters."""
        if isinstance(parameters, Mapping):
            sql, named = _in_order(sql)
            parameters = [parameters[name] for name in named]
        self.changes.append((sql, parameters))


@step
def write_batch(*, batch: Batch) -> None:
    """Write everything that was collected: one statement, whatever the number of rows and tables."""
    parts, parameters = [], list[Any]()
    for model, rows in batch.rows.items():
        keyed = rows[0].pk is not None
        names = _names(model, keyed=keyed)
        parts.append(_insert_sql(model, keyed=keyed))
        documents = [{column: getattr(row, attribute) for column, attribute in names} for row in rows]
        parameters.append(_encode(documents))
    for sql, values in batch.changes:
        parts.append(sql)
        parameters += values
    if not parts:
        return
    *before, last = parts
    common = ", ".join(f"part_{place} AS ({part})" for place, part in enumerate(before))
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {common} {last}" if common else last, parameters)


@step
def draw_keys(*, model: type[Model], count: int) -> list[int]:
    """Keys for rows that others of the same batch point to. One statement, none for nothing."""
    if not count:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT NULL{next_keys_sql((model,))}", [count])
        keys: list[int] = cursor.fetchone()[1]
    return keys


@functools.cache
def _in_order(sql: str) -> tuple[str, list[str]]:
    """The statement with `%s` for each name, and the names in the order of their places."""
    return _NAMED.sub("%s", sql), _NAMED.findall(sql)


@functools.cache
def next_key_sql(model: type[Model]) -> str:
    """SQL of the next key of a table, to be selected along with something else: it costs no statement of its own."""
    return f"nextval(pg_get_serial_sequence('{model._meta.db_table}', '{model._meta.pk.column}'))"


@functools.cache
def next_keys_sql(models: tuple[type[Model], ...]) -> str:
    """One array of keys for each model, each with a `%s` for how many; each begins with a comma.

    The number stands in a query of its own: known to the planner, it would make the statement be planned every time.
    """
    count = "generate_series(1, (SELECT %s::int))"
    return "".join(f", ARRAY(SELECT {next_key_sql(model)} FROM {count})" for model in models)  # noqa: S608


@functools.cache
def _names(model: type[Model], *, keyed: bool) -> list[tuple[str, str]]:
    """Column and attribute of each field that is written."""
    fields: list[Field[Any, Any]] = list(model._meta.concrete_fields)
    return [(str(field.column), field.attname) for field in fields if keyed or not isinstance(field, AutoField)]


@functools.cache
def _insert_sql(model: type[Model], *, keyed: bool) -> str:
    """Short where it can be: psycopg takes a statement of more than 4,096 characters apart anew at each execution."""
    table = model._meta.db_table
    rows = f'json_populate_recordset(NULL::"{table}", %s::json)'
    if keyed:  # every column, as the table has them
        return f'INSERT INTO "{table}" SELECT * FROM {rows}'  # noqa: S608
    names = ", ".join(f'"{column}"' for column, _ in _names(model, keyed=keyed))
    return f'INSERT INTO "{table}" ({names}) SELECT {names} FROM {rows}'  # noqa: S608
