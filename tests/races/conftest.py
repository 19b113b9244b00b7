"""Races: real commits, real threads. Each test first takes the guard away and shows the harm, then shows the guard."""

import contextlib
from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.db.models import QuerySet

from bookings.access import _IN_HAND as IN_HAND
from bookings.services.ranges import _RANGES as RANGES
from partners.access import _HOLD as HOLD_CONTRACT
from payments.services.journal import _LOCK_CHAIN as LOCK_CHAIN
from payments.services.journal import _LOCK_CHAIN_AND_SHIFT as LOCK_BOTH
from tests.world import World, make_world


def pytest_collection_modifyitems(items):
    for item in items:
        if "/races/" in str(item.path):
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture
def world(transactional_db) -> World:
    """As everywhere, but committed: threads must see it."""
    return make_world()


@pytest.fixture
def without_locks(monkeypatch) -> Callable[[], contextlib.AbstractContextManager[None]]:
    """The same code without one `SELECT ... FOR UPDATE`, written by Django or by hand."""

    @contextlib.contextmanager
    def off() -> Iterator[None]:
        with monkeypatch.context() as patch:
            patch.setattr(QuerySet, "select_for_update", lambda self, **_: self._chain())
            patch.setattr("bookings.access._IN_HAND", IN_HAND.replace("FOR UPDATE", ""))
            patch.setattr("partners.access._HOLD", HOLD_CONTRACT.replace("FOR NO KEY UPDATE", ""))
            patch.setattr("bookings.services.ranges._RANGES", RANGES.replace("FOR NO KEY UPDATE", ""))
            patch.setattr("payments.services.journal._LOCK_CHAIN", LOCK_CHAIN.replace("FOR UPDATE", ""))
            unlocked = LOCK_BOTH.replace("FOR UPDATE OF c FOR SHARE OF s", "")
            patch.setattr("payments.services.journal._LOCK_CHAIN_AND_SHIFT", unlocked)
            yield

    return off


@contextlib.contextmanager
def slowly(table: str, milliseconds: int = 60, *, verb: str = "INSERT", also: tuple[str, ...] = ()) -> Iterator[None]:
    """Every insert into `table` (or another `verb`), and into those `also` named, takes a while, so that what can
    overlap does, on any machine.
    """
    trigger = "CREATE TRIGGER test_wait BEFORE {verb} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION test_wait();"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            CREATE FUNCTION test_wait() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN PERFORM pg_sleep({milliseconds / 1000}); RETURN NEW; END $$;
            {"".join(trigger.format(verb=verb, table=one) for one in (table, *also))}
            """
        )
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            drop = "".join(f"DROP TRIGGER test_wait ON {one};" for one in (table, *also))
            cursor.execute(f"{drop} DROP FUNCTION test_wait()")


@contextlib.contextmanager
def without_constraints(*names: str) -> Iterator[None]:
    """The database without these promises; afterwards its tables are emptied and the promises stand again."""
    with connection.cursor() as cursor:
        back = []
        for name in names:
            cursor.execute(
                "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s",
                [name],
            )
            if found := cursor.fetchone():
                table, definition = found
                cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
                back.append((table, f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}"))
            else:
                cursor.execute("SELECT tablename, indexdef FROM pg_indexes WHERE indexname = %s", [name])
                table, definition = cursor.fetchone()
                cursor.execute(f"DROP INDEX {name}")
                back.append((table, definition))
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN; SET LOCAL session_replication_role = replica")
            for table in dict.fromkeys(table for table, _ in back):
                cursor.execute(f"DELETE FROM {table}")
            cursor.execute("COMMIT")
            for _, sql in back:
                cursor.execute(sql)
