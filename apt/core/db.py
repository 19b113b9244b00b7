"""Who owns the transaction: three decorators, and the one door to "after commit".

`@use_case` owns it and refuses to be nested; `@step` must run inside one; `@outside_transaction` is for talking to
the world. A lock that cannot be had in `lock_timeout` (settings) becomes the refusal `busy`.
"""

import functools
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from django.db import OperationalError, transaction
from psycopg import errors as pg

from .errors import Busy

P = ParamSpec("P")
R = TypeVar("R")


def use_case(function: Callable[P, R]) -> Callable[P, R]:
    """Run `function` in a transaction of its own: everything it wrote is committed, or nothing is."""

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            with transaction.atomic(durable=True):
                return function(*args, **kwargs)
        except OperationalError as error:
            if isinstance(error.__cause__, (pg.LockNotAvailable, pg.DeadlockDetected, pg.SerializationFailure)):
                raise Busy() from error
            raise

    run.owns_transaction = True  # type: ignore[attr-defined]  # tests/house reads it
    return run


def step(function: Callable[P, R]) -> Callable[P, R]:
    """Mark a write that is only ever part of a use case; outside a transaction it raises."""

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if not transaction.get_connection().in_atomic_block:
            raise RuntimeError(f"{function.__qualname__} is a step: call it from a @use_case.")
        return function(*args, **kwargs)

    run.needs_transaction = True  # type: ignore[attr-defined]
    return run


def outside_transaction(function: Callable[P, R]) -> Callable[P, R]:
    """Mark a call to the outside world; inside a transaction it raises, since it would hold locks while waiting."""

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        connection = transaction.get_connection()
        # Django's TestCase wraps each test in a transaction of its own; that one holds nobody's locks.
        blocks = [block for block in connection.atomic_blocks if not block._from_testcase]
        if connection.in_atomic_block and blocks:
            raise RuntimeError(f"{function.__qualname__} talks to the world: call it after the commit.")
        return function(*args, **kwargs)

    run.outside_transaction = True  # type: ignore[attr-defined]
    return run


def after_commit(function: Callable[[], Any]) -> None:
    """Call `function` once the present transaction is committed; a failure of it is logged, never raised."""
    transaction.on_commit(function, robust=True)
