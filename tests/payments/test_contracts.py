"""Contract accounts in the journal: deposits, balances, and a hash that names the contract."""

import uuid
from datetime import date

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from apt.core.db import use_case
from partners.rules import Payment
from payments.errors import BadAmount, DepositReused, NoShift, NotEnoughDeposit, OverCreditLimit
from payments.models import ContractBalance, Entry, Journal
from payments.queries import (
    bad_contract_balance,
    debits_of,
    deposit_with_number,
    drawer_paise,
    entries_of,
    first_broken_number,
    standing_of,
)
from payments.rules import Account, Line, Purpose, journal_body, journal_hash
from payments.services import check_funds, post_journal, take_deposit
from tests.bookings.bulk import make_contract
from tests.payments.test_services import triggers_off
from tests.world import NOW, TODAY, nothing_changes, shift_of, statements


@pytest.fixture
def advance(world):
    return make_contract(world, payment=Payment.ADVANCE, limit_rupees=0)


def deposit(world, contract, paise, **changes):
    values = {"shift": shift_of(world.clerk), "request_id": uuid.uuid4(), "by": world.clerk, "now": NOW}
    return take_deposit(contract=contract, paise=paise, **values | changes)


@use_case
def charge(office, contract, paise, *, ref, by, account):
    return post_journal(
        office=office, purpose=Purpose.SALE, ref=ref, contract=contract, by=by, now=NOW,
        lines=[Line(account, paise), Line(Account.POSTAGE, -paise)],
    )  # fmt: skip


def test_a_deposit_goes_into_the_drawer_and_onto_the_account(world, advance):
    journal = deposit(world, advance, 50_000)
    shift = shift_of(world.clerk)
    assert (journal.shift, journal.business_date, journal.purpose) == (shift, TODAY, "deposit")
    assert drawer_paise(shift) == 50_000
    assert standing_of(advance, limit_paise=0) == (50_000, 50_000)
    assert [(one.account, one.contract, one.shift, one.paise) for one in journal.entries.order_by("id")] == [
        ("cash", None, shift, 50_000), ("advance", advance, None, -50_000),
    ]  # fmt: skip
    assert deposit_with_number(world.mysuru, journal.number).contract == advance
    assert deposit_with_number(world.hassan, journal.number) is None
    assert [entry.paise for entry in entries_of(advance)] == [-50_000]


def test_money_for_what_is_owed_lowers_it(world):
    contract = make_contract(world, payment=Payment.BNPL, limit_rupees=1_000)
    charge(world.mysuru, contract, 30_000, ref="a", by=world.clerk, account=Account.BNPL)
    assert standing_of(contract, limit_paise=100_000) == (30_000, 70_000)
    deposit(world, contract, 20_000)
    assert standing_of(contract, limit_paise=100_000) == (10_000, 90_000)


def test_a_deposit_pressed_again_is_the_first_and_another_amount_is_refused(world, advance):
    request_id = uuid.uuid4()
    first = deposit(world, advance, 500, request_id=request_id)
    with nothing_changes():
        assert deposit(world, advance, 500, request_id=request_id) == first
    other = make_contract(world, payment=Payment.ADVANCE, numbers=0)
    for contract, paise in ((advance, 600), (other, 500)):
        with nothing_changes(), pytest.raises(DepositReused) as refused:
            deposit(world, contract, paise, request_id=request_id)
        assert refused.value.money_moved == "no"


def test_a_deposit_needs_ones_own_open_shift_and_an_amount(world, advance):
    shift = shift_of(world.clerk)
    with nothing_changes(), pytest.raises(NoShift):
        deposit(world, advance, 500, by=world.second_clerk, shift=shift)
    with nothing_changes(), pytest.raises(BadAmount):
        deposit(world, advance, 0)


@pytest.mark.parametrize(
    ("payment", "limit", "held", "refusal"),
    [(Payment.ADVANCE, 0, 500, NotEnoughDeposit), (Payment.BNPL, 500, 0, OverCreditLimit)],
)
def test_check_funds_to_the_paisa(world, payment, limit, held, refusal):
    contract = make_contract(world, payment=payment)
    if held:
        deposit(world, contract, held)
    use_case(check_funds)(contract=contract, limit_paise=limit, paise=500)
    with nothing_changes(), pytest.raises(refusal) as refused:
        use_case(check_funds)(contract=contract, limit_paise=limit, paise=501)
    assert refused.value.values == {"contract": contract.code, "available": "₹5.00", "wanted": "₹5.01"}


def test_a_journal_without_a_shift_has_the_day_it_is_given_or_indias(world, advance):
    assert charge(world.mysuru, advance, 5, ref="a", by=world.clerk, account=Account.ADVANCE).business_date == TODAY
    given = use_case(post_journal)(
        office=world.mysuru, purpose=Purpose.SALE, ref="b", contract=advance, by=world.clerk, now=NOW,
        business_date=date(2026, 11, 1), lines=[Line(Account.ADVANCE, 5), Line(Account.POSTAGE, -5)],
    )  # fmt: skip
    assert given.business_date == date(2026, 11, 1)


@pytest.mark.parametrize(
    ("account", "with_contract"), [(Account.ADVANCE, False), (Account.BNPL, False), (Account.POSTAGE, True)]
)
def test_a_contracts_account_names_its_contract_and_no_other_does(world, advance, account, with_contract):
    journal = deposit(world, advance, 500)
    with pytest.raises(IntegrityError, match="payments_account_of_a_contract"), transaction.atomic():
        Entry.objects.create(
            journal=journal, account=account, paise=1, contract=advance if with_contract else None
        )  # fmt: skip


def test_the_hash_covers_the_contract(world, advance):
    other = make_contract(world, payment=Payment.ADVANCE, numbers=0)
    first = deposit(world, advance, 500)
    deposit(world, other, 700)
    assert first_broken_number(world.mysuru) is None
    with triggers_off() as cursor:
        cursor.execute(
            "UPDATE payments_entry SET contract_id = %s WHERE journal_id = %s AND contract_id IS NOT NULL",
            [other.pk, first.pk],
        )
    assert first_broken_number(world.mysuru) == first.number


def test_journals_without_a_contract_keep_the_hash_that_they_had():
    """The shape of a line without a contract: journals written before contracts must still prove themselves."""
    digest = journal_hash(journal_body(
        previous="0" * 64, office_code="00000006", number=1, business_date=TODAY, purpose="sale", ref="r",
        made_by="10000001", made_at=NOW, version="0.1.0", lines=[("cash", 5500, 7), ("postage", -5500, None)],
    ))  # fmt: skip
    assert digest == "c05c7566d4e3c0a66ae51f833f545c883a81545709058b68f9f3428a1ffc51c4"


def test_a_balance_is_one_statement_answered_from_its_index(world, advance):
    for serial in range(30):
        charge(world.mysuru, advance, 5, ref=str(serial), by=world.clerk, account=Account.ADVANCE)
    with statements() as asked:
        assert standing_of(advance, limit_paise=0).balance_paise == -150
    assert asked.count == 1
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        cursor.execute("EXPLAIN " + asked.sql[0])
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Index Only Scan using payments_entry_of_contract" in plan
    assert Journal.objects.count() == 30


def test_a_thousand_bookings_later_a_booking_reads_no_more_of_them(world, monkeypatch):
    monkeypatch.setattr("payments.services.contracts.SUMMED_UP_AFTER", 3)
    contract = make_contract(world, payment=Payment.BNPL, limit_rupees=1_000)
    read = []
    for number in range(1, 11):
        charge(world.mysuru, contract, 100, ref=f"n{number}", by=world.clerk, account=Account.BNPL)
        read.append(debits_of(contract).entries)
        use_case(check_funds)(contract=contract, limit_paise=100_000, paise=1)
        assert standing_of(contract, limit_paise=100_000) == (100 * number, 100_000 - 100 * number)
    assert read == [1, 2, 3, 1, 2, 3, 1, 2, 3, 1]
    assert [one.debits for one in ContractBalance.objects.order_by("id")] == [300, 600, 900]
    assert bad_contract_balance(contract.office) is None
    ContractBalance.objects.create(contract=contract, account=Account.BNPL, last_entry=10**9, debits=999)
    assert bad_contract_balance(contract.office) == contract.code
    with pytest.raises(SystemExit):
        call_command("audit_journal", office=contract.office.code)
