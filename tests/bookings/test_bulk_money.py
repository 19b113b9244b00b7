"""Booking a bulk file against a contract: limits, deposits, batches that stop and go on."""

from datetime import timedelta

import pytest

from bookings.models import (
    Article,
    BulkBooked,
    Sale,
)
from bookings.services import book_batch, cancel_batch, check_again, work_on_due
from partners.errors import ContractEnded, NoTerms
from partners.models import Contract, Terms
from partners.rules import Payment
from payments.errors import NotEnoughDeposit, OverCreditLimit
from payments.queries import first_broken_number, standing_of
from payments.services import take_deposit
from tests.bookings.bulk import (
    as_csv,
    checked,
    chunks_of,
    make_contract,
    rows,
    upload,
    work,
)
from tests.world import NOW, TODAY, nothing_changes, shift_of

TOMORROW = NOW + timedelta(days=1)


# --- money -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("payment", "refusal"), [(Payment.BNPL, OverCreditLimit), (Payment.ADVANCE, NotEnoughDeposit)])
def test_what_is_not_covered_is_refused_before_anything_is_booked(world, payment, refusal):
    contract = make_contract(world, payment=payment, limit_rupees=100)
    batch = checked(contract, as_csv(rows(3)), by=world.supervisor)
    with nothing_changes(), pytest.raises(refusal) as refused:
        book_batch(batch=batch, meant_again=False, by=world.supervisor, now=NOW)
    assert refused.value.money_moved == "no"
    assert refused.value.values["available"] == ("₹100.00" if payment == Payment.BNPL else "₹0.00")


def test_an_advance_deposit_is_spent_to_the_last_paisa_and_no_further(world):
    contract = make_contract(world, payment=Payment.ADVANCE, limit_rupees=0)
    batch = checked(contract, as_csv(rows(3)), by=world.supervisor)
    _deposit(world, contract, batch.good_paise)
    book_batch(batch=batch, meant_again=False, by=world.supervisor, now=NOW)
    work()
    assert standing_of(contract, limit_paise=0) == (0, 0)
    assert Sale.objects.get(contract=contract).mode == "advance"
    assert first_broken_number(world.mysuru) is None


def _deposit(world, contract, paise):
    import uuid

    return take_deposit(
        contract=contract, paise=paise, shift=shift_of(world.clerk), request_id=uuid.uuid4(), by=world.clerk, now=NOW
    )


def test_money_that_runs_out_half_way_stops_the_batch_which_then_goes_on(world):
    contract = make_contract(world, payment=Payment.ADVANCE, limit_rupees=0)
    with chunks_of(2):
        batch = checked(contract, as_csv(rows(6)), by=world.supervisor)
        _deposit(world, contract, batch.good_paise)
        book_batch(batch=batch, meant_again=False, by=world.supervisor, now=NOW)
        work_on_due(now=NOW)
        _spend(world, contract)
        work()
        batch.refresh_from_db()
        assert (batch.status, batch.why, batch.rows_booked) == ("stopped", "not_enough_deposit", 2)
        assert Article.objects.filter(sale__contract=contract).count() == 2
        _deposit(world, contract, 100_000)
        book_batch(batch=batch, meant_again=False, by=world.supervisor, now=NOW)
        work()
    batch.refresh_from_db()
    assert (batch.status, batch.why, batch.rows_booked) == ("booked", "", 6)
    assert BulkBooked.objects.filter(batch=batch).count() == 6
    assert first_broken_number(world.mysuru) is None


def _spend(world, contract):
    """Something else is charged to the contract: all of what its deposit holds."""
    from apt.core.db import use_case
    from payments.rules import Account, Line, Purpose
    from payments.services import post_journal

    held = standing_of(contract, limit_paise=0).available_paise
    use_case(post_journal)(
        office=world.mysuru, purpose=Purpose.SALE, ref="elsewhere", contract=contract, by=world.clerk, now=NOW,
        lines=[Line(Account.ADVANCE, held), Line(Account.POSTAGE, -held)],
    )  # fmt: skip


def test_a_stopped_batch_is_checked_again_without_its_booked_rows(world):
    contract = make_contract(world, payment=Payment.ADVANCE, limit_rupees=0)
    with chunks_of(2):
        batch = checked(contract, as_csv(rows(6, faulty_every=5)), by=world.supervisor)
        _deposit(world, contract, batch.good_paise)
        book_batch(batch=batch, meant_again=False, by=world.supervisor, now=NOW)
        work_on_due(now=NOW)
        _spend(world, contract)
        work()
        check_again(batch=batch, by=world.supervisor, now=TOMORROW)
        work(now=TOMORROW)
        batch.refresh_from_db()
        assert (batch.status, batch.rows_read, batch.rows_good, batch.rows_booked) == ("checked", 6, 5, 2)
        _deposit(world, contract, 100_000)
        book_batch(batch=batch, meant_again=False, by=world.supervisor, now=TOMORROW)
        work(now=TOMORROW)
    batch.refresh_from_db()
    assert (batch.status, batch.rows_booked, Article.objects.filter(bulk__batch=batch).count()) == ("booked", 5, 5)


def test_a_stopped_batch_that_is_given_up_keeps_its_file_from_coming_again(world):
    contract = make_contract(world, payment=Payment.ADVANCE, limit_rupees=0)
    content = as_csv(rows(4))
    with chunks_of(2):
        batch = checked(contract, content, by=world.supervisor)
        _deposit(world, contract, batch.good_paise)
        book_batch(batch=batch, meant_again=False, by=world.supervisor, now=NOW)
        work_on_due(now=NOW)
        _spend(world, contract)
        work()
    cancel_batch(batch=batch, by=world.supervisor, now=NOW)
    with nothing_changes():
        assert upload(contract, content, by=world.supervisor) == batch


@pytest.mark.parametrize("change", ["contract", "terms"])
def test_a_contract_that_ended_books_nothing(world, contract, change):
    batch = checked(contract, as_csv(rows(2)), by=world.supervisor)
    past = (TODAY - timedelta(days=9), TODAY)
    (Contract if change == "contract" else Terms).objects.update(valid=past)
    with nothing_changes(), pytest.raises((ContractEnded, NoTerms)):
        book_batch(batch=batch, meant_again=False, by=world.supervisor, now=NOW)
