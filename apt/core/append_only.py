"""Tables that the database itself keeps from being rewritten: whoever asks, the ORM, the admin or a shell.

For migrations: put `append_only("app_table")` after the table is made. Only a superuser who switches triggers off can
get past it, which is why the application's own role should not be one (docs/operate.md).
"""

from django.db.migrations import RunSQL

REFUSE_CHANGE = RunSQL(
    """
    CREATE FUNCTION apt_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'append-only: % on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END $$
    """,
    "DROP FUNCTION apt_refuse_change()",
)


def append_only(table: str) -> RunSQL:
    """Refuse UPDATE, DELETE and TRUNCATE."""
    return _refuse(table, "append_only", "UPDATE OR DELETE OR TRUNCATE", "FOR EACH STATEMENT")


def never_deleted(table: str) -> RunSQL:
    """Refuse DELETE and TRUNCATE."""
    return _refuse(table, "never_deleted", "DELETE OR TRUNCATE", "FOR EACH STATEMENT")


def final_once(table: str, condition: str) -> RunSQL:
    """Refuse the UPDATE of rows for which `condition` (SQL over OLD) holds already."""
    return _refuse(table, "final_once", "UPDATE", f"FOR EACH ROW WHEN ({condition})")


def _refuse(table: str, name: str, operations: str, scope: str) -> RunSQL:
    return RunSQL(
        f"CREATE TRIGGER {name} BEFORE {operations} ON {table} {scope} EXECUTE FUNCTION apt_refuse_change()",
        f"DROP TRIGGER {name} ON {table}",
    )
