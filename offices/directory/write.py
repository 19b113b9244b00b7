"""The writes of an import: COPY and a few set-based statements, all in the caller's transaction."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import connection

from apt.core.db import step
from offices.models import DirectoryLoad

from .clean import Row
from .diff import Plan
from .standing import COLUMNS
from .tree import NONE

LOCK: Final = 0x0FF1CE  # one import at a time


@step
def begin_import() -> None:
    """Take the import lock and lift the timeouts meant for short transactions, until this one ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")


def last_codes() -> dict[int, int]:
    """The highest code given in each series, closed offices included."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT left(code, 1)::int, max(code)::int FROM offices_office GROUP BY 1")
        return dict(cursor.fetchall())


def next_id() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) + 1 FROM offices_office")
        return int(cursor.fetchone()[0])


def served_pins() -> dict[str, int]:
    """PIN -> id of the office that delivers there from today on, without end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pincode, office_id FROM offices_pincodeservice WHERE upper_inf(valid)")
        return dict(cursor.fetchall())


@step
def write_offices(plan: Plan) -> None:
    """Open, change and close offices."""
    nodes = plan.tree.nodes
    fresh = ((plan.ids[i], *plan.rows[i], nodes[i].single_handed, plan.day) for i in plan.opened)
    _copy("offices_office", ("id", *COLUMNS, "single_handed", "opened_on"), fresh)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('offices_office', 'id'), (SELECT max(id) FROM offices_office))"
        )
        if plan.changed:
            columns = ", ".join(COLUMNS)
            cursor.execute(
                f"CREATE TEMP TABLE offices_changed ON COMMIT DROP AS SELECT id, {columns} FROM offices_office LIMIT 0"  # noqa: S608
            )
            _copy("offices_changed", ("id", *COLUMNS), ((plan.ids[i], *plan.rows[i]) for i in plan.changed))
            sets = ", ".join(f"{column} = new.{column}" for column in COLUMNS)
            cursor.execute(f"UPDATE offices_office old SET {sets} FROM offices_changed new WHERE old.id = new.id")  # noqa: S608
            cursor.execute("DROP TABLE offices_changed")
        cursor.execute(
            "UPDATE offices_office SET closed_on = %s WHERE id = ANY(%s)", [plan.day, [one.id for one in plan.closed]]
        )


@step
def write_pins(plan: Plan) -> None:
    """End the service of PINs that get another office or none, and begin the new ones, both on the plan's day."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM offices_pincodeservice WHERE upper_inf(valid) AND lower(valid) >= %s AND pincode = ANY(%s)",
            [plan.day, plan.services_ended],
        )
        cursor.execute(
            "UPDATE offices_pincodeservice SET valid = daterange(lower(valid), %s)"
            " WHERE upper_inf(valid) AND pincode = ANY(%s)",
            [plan.day, plan.services_ended],
        )
    begun = ((one.pincode, plan.ids[one.office], f"[{plan.day},)", one.basis) for one in plan.services_begun)
    _copy("offices_pincodeservice", ("pincode", "office_id", "valid", "basis"), begun)


@step
def write_load(
    plan: Plan, rows: Sequence[Row], *, sha256: str, source: str, report: dict[str, Any], now: datetime
) -> DirectoryLoad:
    """Keep the raw lines with their faults, each with the office it became."""
    load = DirectoryLoad.objects.create(sha256=sha256, source=source, loaded_at=now, report=report)
    became = {node.row: plan.ids[index] for index, node in enumerate(plan.tree.nodes) if node.row != NONE}
    lines = ((load.pk, row.line, became.get(i), row.raw, row.faults) for i, row in enumerate(rows))
    _copy("offices_directoryrow", ("load_id", "line", "office_id", "raw", "faults"), lines)
    return load


def refresh_statistics() -> None:
    """Tell the planner what came in, and merge what the search index keeps aside: until then searches are slow."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('offices_office_search')")
        cursor.execute("ANALYZE offices_office, offices_pincodeservice, offices_directoryrow")


def _copy(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
