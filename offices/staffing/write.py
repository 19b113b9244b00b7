"""The writes of invented staff: COPY of whole columns, in the caller's transaction."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.db import connection

from apt.core.db import step

LOCK: Final = 0x57AFF  # one load of staff at a time


@step
def begin_staffing() -> None:
    """Take the lock and lift the timeouts meant for short transactions, until this one ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")


def offices_without_staff(circle_path: str) -> list[tuple[Any, ...]]:
    """Open offices where nobody holds a post but the demonstration's people, parents first, with the last number given.

    (id, kind, delivers, single-handed, state or name of the circle, last post number)
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT o.id, o.kind, o.delivers, o.single_handed,
                   coalesce(nullif(o.state, ''), nullif(circle.state, ''), circle.name, ''), coalesce(last.number, 0)
            FROM offices_office o
            LEFT JOIN offices_office circle ON circle.kind = 'CO' AND circle.code = split_part(o.path, '/', 2)
            LEFT JOIN (SELECT office_id, max(number) AS number FROM offices_post GROUP BY office_id) last
                ON last.office_id = o.id
            WHERE o.closed_on IS NULL AND o.path LIKE %s AND NOT EXISTS (
                SELECT 1 FROM offices_post p JOIN offices_posting h ON h.post_id = p.id
                JOIN offices_user u ON u.id = h.user_id
                WHERE p.office_id = o.id AND NOT u.is_demonstration)
            ORDER BY o.path
            """,
            [f"{circle_path}%"],
        )
        return cursor.fetchall()


def next_ids() -> dict[str, int]:
    """The next free id of each table, and the next employee id below those of the demonstration (9.......)."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT (SELECT coalesce(max(id), 0) + 1 FROM offices_user),
                   (SELECT coalesce(max(id), 0) + 1 FROM offices_post),
                   (SELECT coalesce(max(employee_id)::int, 9999999) + 1 FROM offices_user
                    WHERE employee_id >= '10000000' AND employee_id < '90000000')
            """
        )
        user, post, employee = cursor.fetchone()
    return {"user": user, "post": post, "employee": employee}


@step
def copy_rows(*, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """COPY, then set the table's sequence past what came in."""
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")  # noqa: S608


def refresh_statistics() -> None:
    """Tell the planner what came in."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE offices_user, offices_post, offices_posting")
