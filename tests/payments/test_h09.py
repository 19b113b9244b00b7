"""H9: a migration that touches money proves that every office has what it had before."""

import re
from types import SimpleNamespace

import pytest
from django.db import connection

from payments.migrating import BalancesMoved, keeping_balances, trial_balances
from payments.rules import Account
from payments.services import begin_shift
from tests.house.sources import ROOT
from tests.world import NOW

from .days import BROUGHT_IN, begun, people, sell
from .test_services import triggers_off

TABLES = r"payments_(journal|entry|stockmovement)|\"payments\", *\"(Journal|Entry|StockMovement)\""
WRITES = re.compile(
    rf"RunPython\(.*({TABLES})|(INSERT INTO|UPDATE|DELETE FROM) ({TABLES})|({TABLES}).*RunPython\(", re.S
)


def unproved(source):
    return bool(WRITES.search(source)) and "keeping_balances(" not in source


def migrate(sql):
    def work(_apps, editor):
        with triggers_off() as cursor:
            cursor.execute(sql)
            assert cursor.rowcount

    keeping_balances(work)(None, SimpleNamespace(connection=connection))


@pytest.fixture
def books(world):
    people(world)
    shift, _ = begun(world)
    other = begin_shift(office=world.mysuru, counter_number=2, by=world.second_clerk, now=NOW)
    sell(shift, "a", 700)
    return SimpleNamespace(mysuru=world.mysuru, hassan=world.hassan, shift=shift, other=other)


def test_h09_what_moves_no_balance_passes(books):
    before = trial_balances(connection)
    assert before[books.mysuru.code, Account.CASH, books.shift.pk, None] == 700
    assert before[books.mysuru.code, Account.TREASURY, None, None] == BROUGHT_IN
    migrate("UPDATE payments_journal SET version = 'migrated'")
    assert trial_balances(connection) == before


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        (
            "UPDATE payments_entry SET paise = paise - sign(paise) WHERE account IN ('cash', 'postage')",
            "700 became 699",
        ),
        ("UPDATE payments_entry SET account = 'services' WHERE account = 'postage'", "postage: -700 became 0"),
        ("DELETE FROM payments_entry WHERE account IN ('cash', 'postage')", "cash: 700 became 0"),
        ("UPDATE payments_journal SET office_id = {hassan}, number = 99 WHERE ref = 'a'", "cash: 700 became 0"),
        ("UPDATE payments_entry SET shift_id = {other} WHERE account = 'cash'", "cash: "),
    ],
)
def test_h09_what_moves_one_is_refused_though_the_whole_still_sums_to_zero(books, sql, said):
    with pytest.raises(BalancesMoved) as refused:
        migrate(sql.format(hassan=books.hassan.pk, other=books.other.pk))
    assert said in str(refused.value)


def test_h09_no_migration_writes_money_without_the_proof():
    found = [path for path in ROOT.glob("*/migrations/0*.py") if unproved(path.read_text(encoding="utf-8"))]
    assert not found, "wrap it: payments.migrating.keeping_balances"


@pytest.mark.parametrize(
    ("source", "bad"),
    [
        ('m = apps.get_model("payments", "Entry")\nRunPython(f)', True),
        ('m = apps.get_model("payments", "Entry")\nRunPython(keeping_balances(f))', False),
        ('RunSQL("UPDATE payments_entry SET paise = 1")', True),
        ('m = apps.get_model("payments", "Shift")\nRunPython(f)', False),
    ],
)
def test_h09_the_search_sees_them(source, bad):
    assert unproved(source) is bad
