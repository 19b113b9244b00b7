"""Two files of one contract, two presses of one deposit, one file twice - and a counter beside a file being booked."""

import io
import threading
import time
import uuid

import pytest
from django.db import connection

from bookings.models import Article, BulkBatch, Sale
from bookings.services import book_batch, upload_batch, work_on_due
from partners.access import _HOLD as HOLD_CONTRACT
from partners.rules import Payment
from payments.models import Entry, Journal
from payments.queries import drawer_paise, first_broken_number, standing_of
from payments.services import take_deposit
from tests.bookings.bulk import as_csv, checked, chunks_of, make_contract, place_of, rows, work
from tests.world import NOW, at_once, book, item, shift_of

from .conftest import slowly, without_constraints

RUPEES = 100


def two_batches(world, payment):
    """Each alone is covered, both together are not."""
    contract = make_contract(world, payment=payment, limit_rupees=10**6)
    batches = [checked(contract, as_csv(rows(10, seed=seed)), by=world.supervisor) for seed in (1, 2)]
    enough = max(batch.good_paise for batch in batches)
    if payment == Payment.ADVANCE:
        deposit(world, contract, enough)
    else:
        contract.terms.update(credit_limit_paise=enough)
    for batch in batches:
        book_batch(batch=batch, meant_again=False, by=world.supervisor, now=NOW)
    return contract, batches, enough


def deposit(world, contract, paise, request_id=None):
    return take_deposit(
        contract=contract, paise=paise, shift=shift_of(world.clerk), request_id=request_id or uuid.uuid4(),
        by=world.clerk, now=NOW,
    )  # fmt: skip


@pytest.mark.parametrize("payment", [Payment.BNPL, Payment.ADVANCE])
def test_two_files_at_once_overrun_the_limit_without_the_lock(world, monkeypatch, payment):
    contract, _, enough = two_batches(world, payment)
    monkeypatch.setattr("partners.access._HOLD", HOLD_CONTRACT.replace("FOR NO KEY UPDATE", ""))
    with slowly("tracking_trackingevent", 200):
        at_once(2, lambda _: work_on_due(now=NOW))
    assert standing_of(contract, limit_paise=enough).available_paise < 0


@pytest.mark.parametrize("payment", [Payment.BNPL, Payment.ADVANCE])
def test_two_files_at_once_never_overrun_the_limit(world, payment):
    contract, batches, enough = two_batches(world, payment)
    with slowly("tracking_trackingevent", 200):
        at_once(2, lambda _: work_on_due(now=NOW))
    work()
    assert standing_of(contract, limit_paise=enough).available_paise >= 0
    assert sorted(BulkBatch.objects.values_list("status", flat=True)) == ["booked", "stopped"]
    assert Article.objects.count() == 10
    assert first_broken_number(world.mysuru) is None
    assert len(batches) == 2


def test_workers_never_take_up_the_same_file_together(world):
    contract = make_contract(world)
    with chunks_of(5):
        batch = checked(contract, as_csv(rows(40)), by=world.supervisor)
        book_batch(batch=batch, meant_again=False, by=world.supervisor, now=NOW)

        def until_nothing_is_due(_):
            deadline = time.monotonic() + 20
            while BulkBatch.objects.get().status == "booking":
                work_on_due(now=NOW)
                assert time.monotonic() < deadline

        answers = at_once(4, until_nothing_is_due)
    assert answers == [None] * 4
    assert Article.objects.count() == 40
    assert Sale.objects.count() == 8
    assert sum(Entry.objects.values_list("paise", flat=True)) == 0


def test_a_deposit_pressed_twice_is_taken_twice_without_the_guards(world, without_locks):
    contract, request_id = make_contract(world), uuid.uuid4()
    shift_of(world.clerk)
    # The chain of the office would make them wait too: its number must be free to be given twice.
    with without_constraints("payments_journal_purpose_once", "payments_journal_number_once"):
        with slowly("payments_entry"), without_locks():
            at_once(2, lambda _: deposit(world, contract, 500 * RUPEES, request_id))
        assert Journal.objects.filter(ref=request_id.hex).count() == 2
        _empty("payments_entry")


def test_a_deposit_pressed_twice_is_taken_once(world):
    contract, request_id = make_contract(world), uuid.uuid4()
    shift = shift_of(world.clerk)
    with slowly("payments_entry"):
        answers = at_once(8, lambda _: deposit(world, contract, 500 * RUPEES, request_id))
    assert answers == [Journal.objects.get()] * 8
    assert drawer_paise(shift) == 500 * RUPEES
    assert standing_of(contract, limit_paise=0).balance_paise == -500 * RUPEES


def hand_in(world, contract, content):
    return upload_batch(
        place=place_of(contract), file_name="june.csv", content=io.BytesIO(content), by=world.supervisor, now=NOW
    )


def test_one_file_handed_in_twice_at_once_is_two_batches_without_the_guards(world, without_locks):
    contract, content = make_contract(world), as_csv(rows(3))
    unique = [_unique("bookings_bulkbatch", "number"), "bookings_bulk_file_once"]
    with without_constraints(*unique):
        with slowly("bookings_bulkpart"), without_locks():
            at_once(2, lambda _: hand_in(world, contract, content))
        assert BulkBatch.objects.count() == 2
        _empty("bookings_bulkpart")


def test_one_file_handed_in_twice_at_once_is_one_batch(world):
    contract, content = make_contract(world), as_csv(rows(3))
    with slowly("bookings_bulkpart"):
        answers = at_once(6, lambda _: hand_in(world, contract, content))
    batch = BulkBatch.objects.get()
    assert [answer[0] for answer in answers] == [batch] * 6
    assert sorted(answer[1] for answer in answers) == [False] * 5 + [True]


def test_a_counter_does_not_wait_for_a_file_that_is_being_booked_at_its_office(world):
    batch = checked(make_contract(world), as_csv(rows(20)), by=world.supervisor)
    book_batch(batch=batch, meant_again=False, by=world.supervisor, now=NOW)
    shift = shift_of(world.clerk)
    with slowly("bookings_bulkbooked", 4_000):
        worker = threading.Thread(target=_work_in_a_thread)
        worker.start()
        _wait_for_sleep()
        sale = book(shift, item())
        assert not Article.objects.exclude(sale=sale).exists(), "the chunk is still at it"
        worker.join(20)
    assert Article.objects.count() == 21
    assert first_broken_number(world.mysuru) is None


def _work_in_a_thread() -> None:
    try:
        work_on_due(now=NOW)
    finally:
        connection.close()


def _wait_for_sleep() -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()"
            )
            if cursor.fetchone()[0]:
                return
    raise AssertionError("nobody sleeps")


def _unique(table: str, column: str) -> str:
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, table)
    return next(name for name, what in found.items() if what["columns"] == [column] and what["unique"])


def _empty(table: str) -> None:
    """What hangs on rows that break a promise goes first."""
    with connection.cursor() as cursor:
        cursor.execute(f"BEGIN; SET LOCAL session_replication_role = replica; DELETE FROM {table}; COMMIT")
