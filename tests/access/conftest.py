"""The tree of tests/access/world.py, made once a module: making it costs more than most that is asked of it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from tests.access.world import Tree, make_tree


@pytest.fixture(scope="module")
def kept_tree(django_db_setup: None, django_db_blocker: Any) -> Iterator[Tree]:
    with django_db_blocker.unblock(), transaction.atomic():
        connection.atomic_blocks[-1]._from_testcase = True  # as TestCase does: a use case, durable, may begin inside
        with connection.cursor() as cursor:  # one transaction holds it all, and a page may take its time
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        yield make_tree()
        transaction.set_rollback(True)


@pytest.fixture
def tree(kept_tree: Tree, db: None) -> Tree:
    """Each test is undone by itself."""
    return kept_tree
