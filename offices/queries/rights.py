"""What the database lets this connection do, against what is declared."""

from dataclasses import dataclass

from django.db import connection

from offices.rules.grants import Verb, declared_verbs


@dataclass(frozen=True)
class TableRights:
    """What this connection's role can do to a table: by grant, less what a trigger refuses; and what is declared."""

    table: str
    can: frozenset[Verb]
    by_trigger: frozenset[Verb]  # refused although granted

    @property
    def declared(self) -> frozenset[Verb]:
        return declared_verbs(self.table)

    @property
    def drift(self) -> frozenset[Verb]:
        return self.can ^ self.declared


# The bits of pg_trigger.tgtype: 8 DELETE, 16 UPDATE, 32 TRUNCATE. A trigger with a condition (tgqual) refuses some
# rows, not the verb. A superuser is granted everything without a line in relacl, which has_table_privilege knows.
_RIGHTS = """
SELECT c.relname, v.verb, has_table_privilege(c.oid, v.verb), EXISTS (
    SELECT 1 FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
    WHERE t.tgrelid = c.oid AND p.proname = 'apt_refuse_change' AND t.tgenabled IN ('O', 'A') AND t.tgqual IS NULL
      AND t.tgtype & v.bit <> 0)
FROM pg_class c
CROSS JOIN (VALUES ('SELECT', 0), ('INSERT', 4), ('UPDATE', 16), ('DELETE', 8), ('TRUNCATE', 32)) v(verb, bit)
WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace ORDER BY c.relname, v.verb
"""


def rights_of_this_role() -> list[TableRights]:
    """What this connection's role can do to every table of the application, by name. One query."""
    granted: dict[str, set[Verb]] = {}
    refused: dict[str, set[Verb]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_RIGHTS)
        for table, verb, may, stopped in cursor.fetchall():
            granted.setdefault(table, set()).update([Verb(verb)] if may else [])
            refused.setdefault(table, set()).update([Verb(verb)] if stopped else [])
    return [
        TableRights(table, frozenset(verbs - refused[table]), frozenset(verbs & refused[table]))
        for table, verbs in granted.items()
    ]


def database_role() -> tuple[str, bool]:
    """The role of this connection, and whether it is a superuser, who can switch triggers off. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user::text, rolsuper FROM pg_roles WHERE rolname = current_user")
        name, is_superuser = cursor.fetchone()
    return name, is_superuser
