"""Row, nudge, sweep: a fact is served at least once, whoever fails."""

import logging
import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from apt.core import services
from apt.core.db import use_case
from apt.core.models import OutboxMessage
from apt.core.services import MAX_TRIES, emit, nudge, oldest_due_seconds, serve_due
from tests.world import NOW

LATER = NOW + timedelta(hours=1)


class Served:
    """A reaction that remembers what it got, and fails as told."""

    def __init__(self, *failing):
        self.refs, self.failing = [], set(failing)

    def __call__(self, ref, now):
        self.refs.append(ref)
        if ref in self.failing:
            raise OSError(f"no answer for {ref}")


def write(*refs, topic="things.happened"):
    use_case(emit)(topic=topic, refs=refs, now=NOW)


@pytest.fixture
def served():
    return Served()


def test_emit_writes_one_row_a_ref_in_one_statement(db, django_assert_num_queries):
    with django_assert_num_queries(3):  # with the opening and closing of the transaction
        write("1", "2", "3")
    assert list(OutboxMessage.objects.order_by("id").values_list("ref", "tries", "done_at")) == [
        ("1", 0, None), ("2", 0, None), ("3", 0, None),
    ]  # fmt: skip


def test_emit_belongs_to_its_transaction(db):
    @use_case
    def fails():
        emit(topic="things.happened", refs=["1"], now=NOW)
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011
        fails()
    assert not OutboxMessage.objects.exists()
    with pytest.raises(RuntimeError, match="is a step"):
        _outside(lambda: emit(topic="x", refs=["1"], now=NOW))


def _outside(act):
    """Run in a thread of its own: there, no test has opened a transaction."""
    raised = []

    def run():
        try:
            act()
        except RuntimeError as error:
            raised.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    for error in raised:
        raise error


def test_emit_nudges_after_the_commit_only(db, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        write("1", "2")
    assert callbacks == [nudge]


def test_serve_due_serves_once(db, served):
    write("1", "2")
    assert serve_due({"things.happened": [served]}, now=NOW) == 2
    assert sorted(served.refs) == ["1", "2"]
    assert serve_due({"things.happened": [served]}, now=LATER) == 0
    assert OutboxMessage.objects.filter(done_at__isnull=False, dead_reason="").count() == 2


def test_serve_due_leaves_what_is_not_yet_due(db, served):
    write("1")
    assert serve_due({"things.happened": [served]}, now=NOW - timedelta(seconds=1)) == 0
    assert served.refs == []


def test_serve_due_takes_no_more_than_the_limit_oldest_first(db, served):
    write("1", "2", "3")
    assert serve_due({"things.happened": [served]}, now=NOW, limit=2) == 2
    assert sorted(served.refs) == ["1", "2"]


def test_serve_due_keeps_to_the_limit_when_the_planner_loops(db, served):
    """Seen once by chance: a plan that runs the choice anew for each row claims more than the limit."""
    write(*"123456")
    with connection.cursor() as cursor:
        for way in ("hashjoin", "mergejoin", "hashagg", "material", "sort", "memoize"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
    assert serve_due({"things.happened": [served]}, now=NOW, limit=2) == 2
    assert sorted(served.refs) == ["1", "2"]


def test_every_reaction_to_a_topic_is_called(db):
    first, second = Served(), Served()
    write("1")
    serve_due({"things.happened": [first, second]}, now=NOW)
    assert (first.refs, second.refs) == (["1"], ["1"])


def test_failing_message_does_not_stop_the_others(db):
    picky = Served("2")
    write("1", "2", "3")
    serve_due({"things.happened": [picky]}, now=NOW)
    assert sorted(picky.refs) == ["1", "2", "3"]
    assert list(OutboxMessage.objects.filter(done_at=None).values_list("ref", "tries")) == [("2", 1)]


def test_failing_message_waits_longer_each_time_up_to_ten_minutes(db):
    write("1")
    moment, waits = NOW, []
    for _ in range(13):
        assert serve_due({"things.happened": [Served("1")]}, now=moment) == 1
        due = OutboxMessage.objects.get().next_at
        waits.append((due - moment).total_seconds())
        moment = due
    assert 1.5 <= waits[0] <= 2.5
    assert all(min(2 * 2**n, 600) * 0.75 <= wait <= min(2 * 2**n, 600) * 1.25 for n, wait in enumerate(waits))


def test_failing_message_is_dead_after_the_last_try_and_says_why(db, served):
    write("1")
    OutboxMessage.objects.update(tries=MAX_TRIES - 1)
    serve_due({"things.happened": [Served("1")]}, now=NOW)
    dead = OutboxMessage.objects.get()
    assert dead.done_at
    assert dead.dead_reason == f"OSError after {MAX_TRIES} tries"
    assert serve_due({"things.happened": [served]}, now=LATER) == 0
    assert served.refs == []


def test_message_that_kills_its_worker_is_dead_in_the_end(db):
    """The worker never comes back from it: only the count of tries, written before the work, can tell."""

    def kill(ref, now):
        raise KeyboardInterrupt  # passes every `except Exception`, as the death of the process does

    write("1")
    moment = NOW
    for _ in range(MAX_TRIES):
        with pytest.raises(KeyboardInterrupt):
            serve_due({"things.happened": [kill]}, now=moment)
        moment = OutboxMessage.objects.get().next_at
    assert OutboxMessage.objects.get().done_at is None
    assert serve_due({"things.happened": [kill]}, now=moment) == 1
    assert OutboxMessage.objects.get().dead_reason == f"no answer in {MAX_TRIES} tries"


def test_unknown_topic_is_dead_lettered_with_a_reason(db, served):
    write("1", topic="nobody.listens")
    write("2")
    assert serve_due({"things.happened": [served]}, now=NOW) == 2
    assert OutboxMessage.objects.get(ref="1").dead_reason == "nothing reacts to this topic"
    assert served.refs == ["2"]


def test_nudge_is_silent_without_a_broker(db, settings, caplog):
    from celery import current_app

    write("1")
    broker = current_app.conf.broker_url
    current_app.conf.broker_url = "redis+socket:///nonexistent/valkey"
    _forget_connections(current_app)
    try:
        with caplog.at_level(logging.WARNING):
            nudge()
    finally:
        current_app.conf.broker_url = broker
        _forget_connections(current_app)
    assert "broker is away" in caplog.text
    assert OutboxMessage.objects.get().done_at is None  # the fact is safe: the sweep will find it


def _forget_connections(app):
    # Not closed: kombu keeps pools by address, and would hand the closed one out for ever.
    app._pool = None
    app.amqp._producer_pool = None


def test_nudge_reaches_a_broker(db):
    from celery import current_app

    with current_app.connection_for_read() as broker:
        queue = broker.SimpleQueue("sweeps")
        queue.clear()
        nudge()
        message = queue.get(timeout=5)
        message.ack()
        queue.close()
    assert message.headers["task"] == "apt.serve_outbox"


def test_sweep_task_serves_through_the_one_table(db):
    from apt.tasks import serve_outbox

    write("1", topic="nobody.listens")
    serve_outbox()
    assert OutboxMessage.objects.get().dead_reason


def test_oldest_due_seconds(db):
    assert oldest_due_seconds(now=NOW) == 0
    write("1")
    assert oldest_due_seconds(now=NOW + timedelta(seconds=90)) == 90
    serve_due({"things.happened": [Served()]}, now=NOW)
    assert oldest_due_seconds(now=LATER) == 0


@pytest.mark.django_db(transaction=True)
def test_two_workers_share_the_messages_and_neither_waits():
    """SKIP LOCKED: while one worker holds a claim open, another takes the rest at once."""
    write("1", "2", "3")
    second = Served()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(services._CLAIM_SQL, {"now": NOW, "limit": 2, "leased_until": NOW})
        held = {row[2] for row in cursor.fetchall()}

        def other_worker():
            try:
                serve_due({"things.happened": [second]}, now=NOW)
            finally:
                connection.close()

        thread = threading.Thread(target=other_worker)
        thread.start()
        thread.join(10)
        assert not thread.is_alive()
    assert held == {"1", "2"}
    assert second.refs == ["3"]


@pytest.mark.django_db(transaction=True)
def test_reactions_run_after_the_claim_is_committed():
    """A reaction may take its time: it holds no lock of the outbox meanwhile."""
    write("1")
    seen = []

    def look(ref, now):
        seen.append((connection.in_atomic_block, OutboxMessage.objects.get().tries))

    serve_due({"things.happened": [look]}, now=NOW)
    assert seen == [(False, 1)]
    with transaction.atomic(), pytest.raises(RuntimeError, match="after the commit"):
        serve_due({}, now=NOW)
