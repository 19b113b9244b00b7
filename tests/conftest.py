"""Fixtures that every test may use."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management.commands import flush
from django.db.backends.postgresql.operations import DatabaseOperations

import apt.celery  # noqa: F401
from tests.chromium import browser  # noqa: F401  # a fixture for all

if TYPE_CHECKING:
    from tests.world import World


@pytest.fixture(autouse=True)
def _english() -> None:
    from django.utils import translation

    translation.activate("en")


@pytest.fixture(autouse=True)
def _nobody_asked_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Questions are counted in the test's own process, from none."""
    from apt.core import limits

    limits.forget()
    monkeypatch.setattr(limits, "_away_until", float("inf"))


@pytest.fixture
def world(db: None) -> "World":
    """A small postal world (tests/world.py)."""
    from tests.world import make_world

    return make_world()


@pytest.fixture(autouse=True, scope="session")
def _force_login_begins_a_session() -> Iterator[None]:
    """`client.force_login(user)` signs in as the pages do: with a live session, without which nobody is let through."""
    from django.conf import settings
    from django.test import Client

    from apt.core.clock import now
    from offices.services import begin_session

    forced = Client.force_login

    def force_login(self: Client, user: Any, backend: str | None = None) -> None:
        forced(self, user, backend)
        key = self.cookies[settings.SESSION_COOKIE_NAME].value
        begin_session(session_key=key, device=None, with_code=True, by=user, now=now())

    Client.force_login = force_login  # type: ignore[method-assign]
    yield
    Client.force_login = forced  # type: ignore[method-assign]


WRITTEN_BY_MIGRATE = {"django_content_type", "auth_permission"}


@pytest.fixture(autouse=True, scope="session")
def _tests_may_empty_append_only_tables() -> Iterator[None]:
    """After tests that commit, Django empties every table; the append-only triggers would refuse even that.

    Only a superuser may switch them off, which the application's role is not in production. Most tables are empty then:
    DELETE finds that out in no time, where TRUNCATE makes new files for each. Rights and types of content stay, so
    nobody need write them anew each time.
    """

    def sql_flush(self: DatabaseOperations, style: Any, tables: list[str], **_: Any) -> list[str]:
        names = [self.quote_name(name) for name in tables if name not in WRITTEN_BY_MIGRATE]
        return ["SET LOCAL session_replication_role = replica", *(f"DELETE FROM {name}" for name in names)]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", sql_flush)
        patch.setattr(flush, "emit_post_migrate_signal", lambda *_args, **_named: None)
        yield
