"""Shifts and journals: balanced, chained, never rewritten."""

from contextlib import contextmanager

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from apt.core.db import use_case
from payments.errors import CounterTaken, ShiftOpen, Unbalanced
from payments.models import Chain, Entry, Journal, Shift
from payments.queries import drawer_paise, first_broken_number, free_counters, open_shift_of
from payments.rules import Account, Line, Purpose
from payments.services import begin_shift, post_journal
from tests.world import NOW, TODAY, nothing_changes, shift_of


@use_case
def post(shift, ref, *lines):
    return post_journal(
        office=shift.office, purpose=Purpose.SALE, ref=ref, lines=lines, shift=shift, by=shift.clerk, now=NOW
    )


@contextmanager
def triggers_off():
    """What only a superuser can do: write past the append-only triggers."""
    with connection.cursor() as cursor:
        # Checks that wait for the commit are made now, as they would be in real life long before.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield cursor
        cursor.execute("SET LOCAL session_replication_role = origin")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@pytest.fixture
def three_journals(world):
    shift = shift_of(world.clerk)
    return [post(shift, str(n), Line(Account.CASH, 100 * n), Line(Account.POSTAGE, -100 * n)) for n in (1, 2, 3)]


def test_begin_shift_opens_a_drawer_on_the_indian_date(world):
    shift = begin_shift(office=world.mysuru, counter_number=3, by=world.clerk, now=NOW)
    assert (shift.business_date, shift.counter_number, shift.ended_at) == (TODAY, 3, None)
    assert open_shift_of(world.clerk) == shift
    assert 3 not in free_counters(world.mysuru)
    assert 3 in free_counters(world.hassan)
    assert drawer_paise(shift) == 0


def test_begin_shift_business_date_is_the_indian_one_late_in_the_utc_evening(world):
    late = NOW.replace(hour=19)  # 00:30 of the next day in India
    assert (
        begin_shift(office=world.mysuru, counter_number=1, by=world.clerk, now=late).business_date.day == TODAY.day + 1
    )


def test_begin_shift_refuses_a_counter_that_is_taken(world):
    shift_of(world.clerk, counter=1)
    with nothing_changes(), pytest.raises(CounterTaken):
        begin_shift(office=world.mysuru, counter_number=1, by=world.second_clerk, now=NOW)


def test_begin_shift_refuses_a_second_shift_of_the_same_clerk(world):
    shift_of(world.clerk, counter=1)
    with nothing_changes(), pytest.raises(ShiftOpen) as refused:
        begin_shift(office=world.mysuru, counter_number=2, by=world.clerk, now=NOW)
    assert refused.value.values == {"counter": 1}
    assert refused.value.money_moved == "no"


def test_begin_shift_same_counter_number_at_another_office_is_free(world):
    shift_of(world.clerk, counter=1)
    assert begin_shift(office=world.hassan, counter_number=1, by=world.hassan_clerk, now=NOW).pk
    assert Shift.objects.count() == 2


def test_post_journal_chains_and_numbers(three_journals, world):
    assert [journal.number for journal in three_journals] == [1, 2, 3]
    assert three_journals[1].previous_hash == three_journals[0].hash
    chain = Chain.objects.get(office=world.mysuru)
    assert (chain.last_number, chain.head) == (3, three_journals[2].hash)
    assert first_broken_number(world.mysuru) is None
    assert first_broken_number(world.hassan) is None
    assert drawer_paise(three_journals[0].shift) == 600


def test_post_journal_leaves_zero_lines_out(world):
    journal = post(
        shift_of(world.clerk), "x", Line(Account.CASH, 5), Line(Account.SERVICES, 0), Line(Account.POSTAGE, -5)
    )
    assert [entry.account for entry in journal.entries.order_by("id")] == ["cash", "postage"]


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [Line(Account.CASH, 0), Line(Account.POSTAGE, 0)],
        [Line(Account.CASH, 5)],
        [Line(Account.CASH, 5), Line(Account.POSTAGE, -4)],
    ],
)
def test_post_journal_refuses_what_does_not_balance(world, lines):
    shift = shift_of(world.clerk)
    with nothing_changes(), pytest.raises(Unbalanced) as refused:
        post(shift, "x", *lines)
    assert refused.value.money_moved == "no"


def test_unbalanced_journal_is_refused_by_the_database_at_commit(three_journals):
    first = three_journals[0]
    with pytest.raises(IntegrityError, match="does not balance"), transaction.atomic():  # noqa: PT012
        Entry.objects.create(journal=first, account=Account.POSTAGE, paise=-1)
        transaction.get_connection().check_constraints()
    assert first.entries.count() == 2


def test_journal_without_lines_is_refused_by_the_database_at_commit(three_journals):
    first = three_journals[0]
    with pytest.raises(IntegrityError, match="does not balance"), transaction.atomic():  # noqa: PT012
        Journal.objects.create(
            office=first.office, number=99, business_date=TODAY, purpose="sale", ref="y", made_by=first.made_by,
            made_at=NOW, version="0", previous_hash="0", hash="0",
        )  # fmt: skip
        transaction.get_connection().check_constraints()
    assert Journal.objects.count() == 3


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE payments_entry SET paise = paise + 1",
        "UPDATE payments_journal SET made_at = now()",
        "DELETE FROM payments_entry",
        "DELETE FROM payments_journal",
        "TRUNCATE payments_entry",
        "DELETE FROM payments_shift",
        "DELETE FROM bookings_sale",
        "UPDATE bookings_sale SET total_paise = 1",
        "DELETE FROM tracking_trackingevent",
        "UPDATE deliveries_attempt SET verdict = 'delivered'",
    ],
)
def test_posted_rows_are_append_only(three_journals, sql):
    connection.check_constraints()  # what waits for the commit would otherwise be refused first
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(sql)
    assert (Journal.objects.count(), Entry.objects.count()) == (3, 6)


@pytest.mark.parametrize(
    ("sql", "broken"),
    [
        ("UPDATE payments_journal SET made_by_id = %(other)s WHERE number = 2", 2),
        ("UPDATE payments_journal SET version = 'x' WHERE number = 1", 1),
        ("UPDATE payments_journal SET business_date = business_date + 1 WHERE number = 3", 3),
        ("UPDATE payments_journal SET ref = 'z' WHERE number = 3", 3),
        ("UPDATE payments_entry SET paise = paise * 2 WHERE journal_id = %(second)s", 2),
        ("UPDATE payments_entry SET account = 'services' WHERE account = 'postage' AND journal_id = %(second)s", 2),
        ("UPDATE payments_entry SET shift_id = %(other_shift)s WHERE account = 'cash' AND journal_id = %(second)s", 2),
        ("DELETE FROM payments_journal WHERE number = 1", 1),
        ("DELETE FROM payments_journal WHERE number = 2", 2),
        ("DELETE FROM payments_journal WHERE number = 3", 3),
    ],
)
def test_chain_proof_finds_a_tampered_row(three_journals, world, sql, broken):
    other_shift = shift_of(world.second_clerk, counter=2)
    with triggers_off() as cursor:
        cursor.execute(
            sql, {"other": world.hassan_clerk.pk, "second": three_journals[1].pk, "other_shift": other_shift.pk}
        )
        assert cursor.rowcount > 0
    assert first_broken_number(world.mysuru) == broken
