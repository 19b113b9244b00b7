"""What the database itself refuses, whoever asks. The only tests of the house that need one."""

from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from offices.models import Office, User
from offices.rules import Basis, Kind
from offices.rules.grants import APPEND_ONLY, NEVER_DELETED
from payments.models import Entry, Journal
from payments.rules import GENESIS, Account, Purpose

FINAL_ONCE = ("tracking_enclosure", "payments_correctionnotice", "payments_stockitem")
NOW = datetime(2026, 11, 22, 4, 30, tzinfo=UTC)

MODELS = {model._meta.db_table: model for model in apps.get_models()}


@pytest.mark.django_db
def test_the_triggers_stand_and_are_on():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid"
            " WHERE proname = 'apt_refuse_change' AND tgenabled = 'O'"
        )
        there = set(cursor.fetchall())
    named = {"append_only": APPEND_ONLY, "never_deleted": NEVER_DELETED, "final_once": FINAL_ONCE}
    wanted = {(table, name) for name, tables in named.items() for table in tables}
    assert not wanted - there, f"call {sorted(wanted - there)} of apt.core.append_only in a migration"
    assert not there - wanted, f"name in offices/rules/grants.py, or in FINAL_ONCE here: {sorted(there - wanted)}"


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0} CASCADE"])
@pytest.mark.parametrize("table", sorted(APPEND_ONLY))
def test_sql_cannot_rewrite_the_past(table, statement):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table, MODELS[table]._meta.pk.column))


@pytest.mark.django_db
@pytest.mark.parametrize("table", sorted(APPEND_ONLY))
def test_the_orm_cannot_rewrite_the_past(table):
    model = MODELS[table]
    field = next(field.attname for field in model._meta.concrete_fields if not field.primary_key)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        model.objects.update(**{field: F(field)})
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        model(pk=1).delete()


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "TRUNCATE {} CASCADE"])
@pytest.mark.parametrize("table", sorted(NEVER_DELETED))
def test_what_was_is_never_deleted(table, statement):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


@pytest.fixture
def journal(transactional_db):
    """Makes an unsaved journal of an office, as somebody would who goes past the service."""
    office = Office.objects.create(
        code="90000001", name="Test", kind=Kind.CIRCLE, reporting_basis=Basis.ASSUMED, path="90000001/",
        opened_on=NOW.date(), search_text="test",
    )  # fmt: skip
    user = User.objects.create_user("90000099", name="Test")

    def make(number: int = 1) -> Journal:
        return Journal(
            office=office, number=number, business_date=NOW.date(), purpose=Purpose.SALE, ref=f"r{number}",
            made_by=user, made_at=NOW, version="0", previous_hash=GENESIS, hash=GENESIS,
        )  # fmt: skip

    return make


def _post(made, lines):
    with transaction.atomic():
        made.save()
        Entry.objects.bulk_create(Entry(journal=made, account=account, paise=paise) for account, paise in lines)
    return made


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param([], id="no line"),
        pytest.param([(Account.POSTAGE, 100)], id="one line"),
        pytest.param([(Account.POSTAGE, 100), (Account.CGST, -99)], id="a paisa missing"),
    ],
)
def test_a_journal_that_does_not_balance_is_refused_at_commit(journal, lines):
    with pytest.raises(IntegrityError, match="does not balance"):
        _post(journal(), lines)
    assert not Journal.objects.exists()
    assert not Entry.objects.exists()


def test_a_journal_that_balances_stays_and_takes_no_line_more(journal):
    made = _post(journal(), [(Account.POSTAGE, 100), (Account.CGST, -100)])
    with pytest.raises(IntegrityError, match="does not balance"), transaction.atomic():
        Entry.objects.create(journal=made, account=Account.SGST, paise=1)
    assert Entry.objects.count() == 2
