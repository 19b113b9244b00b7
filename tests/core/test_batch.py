"""Rows of several tables in one statement."""

import pytest
from django.db import IntegrityError, connection, transaction

from apt.core.batch import Batch, write_batch
from apt.core.models import OutboxMessage
from tests.world import NOW, statements

pytestmark = pytest.mark.django_db


def message(ref, **changed):
    return OutboxMessage(**{"topic": "t", "ref": ref, "created_at": NOW, "next_at": NOW} | changed)


@pytest.mark.parametrize("rows", [1, 20])
def test_any_number_of_rows_is_one_statement(rows):
    batch = Batch()
    batch.insert([message(f'é "quoted" {n} \'; --') for n in range(rows)])
    with statements() as counted, transaction.atomic():
        write_batch(batch=batch)
    assert counted.count == 1
    assert set(OutboxMessage.objects.values_list("ref", flat=True)) == {f'é "quoted" {n} \'; --' for n in range(rows)}
    assert OutboxMessage.objects.filter(created_at=NOW, tries=0, done_at=None).count() == rows


def test_changes_go_with_the_rows():
    standing = OutboxMessage.objects.bulk_create([message("old")])[0]
    batch = Batch()
    batch.insert([message("new")])
    batch.change("UPDATE core_outboxmessage SET tries = %s WHERE id = %s", [7, standing.pk])
    with transaction.atomic():
        write_batch(batch=batch)
    assert sorted(OutboxMessage.objects.values_list("ref", "tries")) == [("new", 0), ("old", 7)]


def test_nothing_collected_is_no_statement():
    with statements() as counted, transaction.atomic():
        write_batch(batch=Batch())
    assert counted.count == 0


def test_one_refused_row_leaves_nothing():
    batch = Batch()
    batch.insert([message("good"), message("bad", tries=-1)])
    with pytest.raises(IntegrityError), transaction.atomic():
        write_batch(batch=batch)
    assert not OutboxMessage.objects.exists()


def test_outside_a_transaction_it_refuses(transactional_db):
    assert not connection.in_atomic_block
    with pytest.raises(RuntimeError, match="is a step"):
        write_batch(batch=Batch())
