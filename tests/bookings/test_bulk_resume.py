"""A worker that is killed (SIGKILL, no chance to tidy up) in the middle of a chunk: each row is booked once."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter

import pytest
from django.db import connection

from bookings.models import Article, BulkBooked, BulkRow, NumberBlock, Sale
from bookings.services import book_batch, bulk, bulk_book
from payments.models import Chain, Entry, Journal
from payments.queries import first_broken_number, standing_of
from tests.bookings.bulk import as_csv, checked, chunks_of, make_contract, rows, upload, work
from tests.house.sources import ROOT
from tests.races.conftest import slowly, without_constraints
from tests.world import NOW, World, make_world
from tracking.models import TrackingEvent

pytestmark = pytest.mark.django_db(transaction=True)
ROWS, CHUNK = 60, 20
LATER = NOW + bulk.LEASE


@pytest.fixture
def world(transactional_db) -> World:
    return make_world()


def worker() -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.bookings.kill_me", connection.settings_dict["NAME"], str(CHUNK)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=dict(os.environ))


def killed_in_chunk(number: int, table: str) -> None:
    """Let a worker book `number - 1` chunks and kill it in the next, while it inserts into `table`."""
    with slowly(table, 1_500):
        process = worker()
        assert process.stdout
        steps = [process.stdout.readline().strip() for _ in range(number)]
        assert steps == ["ready", *["step"] * (number - 1)]
        _wait_until_it_sleeps()
        process.send_signal(signal.SIGKILL)
        process.wait(10)
        process.stdout.close()
        _wait_until_nobody_sleeps()


def _sleepers() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()"
        )
        return int(cursor.fetchone()[0])


def _wait_until_it_sleeps() -> None:
    deadline = time.monotonic() + 20
    while not _sleepers():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def _wait_until_nobody_sleeps() -> None:
    deadline = time.monotonic() + 20
    while _sleepers():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def being_booked(world):
    contract = make_contract(world)
    with chunks_of(CHUNK):
        batch = checked(contract, as_csv(rows(ROWS)), by=world.supervisor)
        return contract, book_batch(batch=batch, meant_again=False, by=world.supervisor, now=NOW)


@pytest.mark.parametrize("table", ["tracking_trackingevent", "payments_journal", "bookings_sale"])
def test_a_killed_chunk_is_as_if_it_had_never_begun_and_the_next_worker_goes_on(world, table):
    contract, batch = being_booked(world)
    killed_in_chunk(2, table)
    batch.refresh_from_db()
    assert (batch.status, batch.rows_booked, batch.tries) == ("booking", CHUNK, 1)
    assert Article.objects.count() == BulkBooked.objects.count() == TrackingEvent.objects.count() == CHUNK
    assert BulkRow.objects.count() == ROWS - CHUNK
    with chunks_of(CHUNK):
        assert work(now=NOW) == 0, "its lease keeps others away"
        work(now=LATER)  # the sweep
    batch.refresh_from_db()
    assert (batch.status, batch.rows_booked) == ("booked", ROWS)
    assert Counter(BulkBooked.objects.values_list("line", flat=True)) == Counter(range(2, ROWS + 2))
    assert Article.objects.count() == TrackingEvent.objects.count() == ROWS
    assert Sale.objects.count() == Journal.objects.count() == ROWS // CHUNK
    assert sum(Entry.objects.values_list("paise", flat=True)) == 0
    assert standing_of(contract, limit_paise=0).balance_paise == batch.good_paise == batch.booked_paise
    assert NumberBlock.objects.get(contract=contract).next_serial == ROWS, "no number was lost either"
    assert first_broken_number(world.mysuru) is None


def test_without_one_transaction_a_chunk_a_killed_worker_leaves_rows_booked_twice(world, monkeypatch):
    """The control: articles committed before the waiting rows are taken away, as a loop over services would do it."""
    contract, batch = being_booked(world)
    kept = bulk_book.move_rows

    def and_keep_the_rows(**arguments):
        waiting = list(BulkRow.objects.filter(batch_id=batch.pk, line__lte=arguments["last_line"]))
        numbers = kept(**arguments)
        BulkRow.objects.bulk_create(waiting)
        return numbers

    with without_constraints("bookings_bulk_row_once", "payments_journal_purpose_once", _unique("request_id")):
        monkeypatch.setattr(bulk_book, "move_rows", and_keep_the_rows)
        with chunks_of(CHUNK):
            bulk.work_on_due(now=NOW)  # committed; killed before the rows were taken away
            monkeypatch.undo()
            work(now=LATER)
        lines = Counter(BulkBooked.objects.values_list("line", flat=True))
        assert max(lines.values()) == 2
        assert standing_of(contract, limit_paise=0).balance_paise > batch.good_paise
        _forget()


def test_the_database_itself_refuses_a_row_twice(world, monkeypatch, caplog):
    """The same, with the constraint in its place: the second time fails, and nothing of it is written."""
    _, batch = being_booked(world)
    kept = bulk_book.move_rows

    def and_keep_the_rows(**arguments):
        waiting = list(BulkRow.objects.filter(batch_id=batch.pk, line__lte=arguments["last_line"]))
        numbers = kept(**arguments)
        BulkRow.objects.bulk_create(waiting)
        return numbers

    monkeypatch.setattr(bulk_book, "move_rows", and_keep_the_rows)
    with chunks_of(CHUNK):
        bulk.work_on_due(now=NOW)
        monkeypatch.undo()
        bulk.work_on_due(now=LATER)
    assert "bookings_bulk_row_once" in caplog.text
    assert BulkBooked.objects.count() == Article.objects.count() == CHUNK
    assert Journal.objects.count() == Chain.objects.get(office=world.mysuru).last_number == 1


def _unique(column: str) -> str:
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, "bookings_sale")
    return next(name for name, what in found.items() if what["columns"] == [column] and what["unique"])


def _forget() -> None:
    """Rows that break a promise must be gone before it stands again."""
    with connection.cursor() as cursor:
        cursor.execute("BEGIN; SET LOCAL session_replication_role = replica")
        for table in ("bookings_bulkbooked", "bookings_sale", "payments_journal"):
            cursor.execute(f"DELETE FROM {table}")
        cursor.execute("COMMIT")


def test_a_worker_killed_in_the_dry_run_reads_no_row_twice(world):
    batch = upload(make_contract(world), as_csv(rows(ROWS, faulty_every=7)), by=world.supervisor)
    # Every chunk of this file has a fault; the second is cut off while its faults are written.
    with slowly("bookings_bulkfault", 1_500):
        process = worker()
        _wait_until_it_sleeps()
        time.sleep(1.6)
        _wait_until_it_sleeps()
        process.kill()
        process.wait(10)
        process.stdout.close()
        _wait_until_nobody_sleeps()
    batch.refresh_from_db()
    assert batch.status == "checking"
    assert batch.rows_read in (CHUNK, 2 * CHUNK)
    with chunks_of(CHUNK):
        work(now=LATER)
    batch.refresh_from_db()
    assert (batch.status, batch.rows_read, batch.rows_good) == ("checked", ROWS, ROWS - ROWS // 7)
    assert BulkRow.objects.count() == batch.rows_good
    assert sorted(batch.faults.values_list("line", flat=True)) == [line + 1 for line in range(7, ROWS + 1, 7)]
