"""From the QR to the journal: the simulator pays, its signed word arrives, the money is held, booked or given back."""

from datetime import timedelta

import pytest

from apt.core.db import use_case
from apt.core.models import OutboxMessage
from payments.models import Case, PaymentAttempt, PspNotice, Refund, UpiPayment
from payments.rules import Account, AttemptState, Line, Place, Purpose, Why
from payments.rules.upi import parse_upi_link
from payments.services import give_back, mark_booked, post_journal, request_upi
from tests.payments.upi import VPA, all_money_is_somewhere, balances, serve
from tests.world import NOW, shift_of


def asked(world, ref="bill-1", paise=5500, now=NOW):
    shift = shift_of(world.clerk)
    return request_upi(shift=shift, purpose="sale", ref=ref, paise=paise, note="Articles", by=shift.clerk, now=now)


@use_case
def book(attempt, now=NOW):
    """What the bill's own app does."""
    taken = mark_booked(attempt=attempt, by=attempt.opened_by, now=now)
    post_journal(
        office=taken.office, purpose=Purpose.SALE, ref=taken.ref, shift=taken.shift, by=taken.opened_by, now=now,
        lines=[Line(Account.UPI_HELD, taken.paise), Line(Account.POSTAGE, -taken.paise)],
    )  # fmt: skip
    return taken


def test_a_qr_is_paid_told_journalled_and_booked(world, psp):
    attempt = asked(world)
    assert attempt.state == AttemptState.QR_SHOWN
    link = parse_upi_link(attempt.link)
    assert (link.payee, link.paise, link.tr) == (VPA, 5500, attempt.tr)
    [payment_id] = psp.bank.pay(attempt.link, "good")
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.PAID
    payment = UpiPayment.objects.get()
    assert (payment.payment_id, payment.place, payment.payer) == (payment_id, Place.HELD, "98***45@okbank")
    assert balances() == {"upi_clearing": 5500, "upi_held": -5500}
    assert payment.journal.made_by.name == "UPI provider (machine)", "no entry under a name that did not make it"
    assert list(OutboxMessage.objects.values_list("topic", "ref")) == [("payments.settled", str(attempt.pk))]
    assert book(attempt).state == AttemptState.BOOKED
    assert balances() == {"upi_clearing": 5500, "postage": -5500}
    all_money_is_somewhere()


def test_p3_told_three_times_is_one_payment(world, psp):
    attempt = asked(world)
    psp.bank.pay(attempt.link, "twice")
    assert [line.rsplit(" ", 1)[1] for line in psp.bank.log] == ["200"] * 3
    assert UpiPayment.objects.count() == PspNotice.objects.count() == OutboxMessage.objects.count() == 1
    assert balances() == {"upi_clearing": 5500, "upi_held": -5500}


def test_money_that_is_not_wanted_any_more_goes_all_the_way_back(world, psp):
    attempt = asked(world)
    psp.bank.pay(attempt.link, "good")
    refund = give_back(attempt=attempt, why=Why.UNCLAIMED, by=None, now=NOW)
    assert balances() == {"upi_clearing": 5500, "refunds_due": -5500}
    assert refund.due_by - UpiPayment.objects.get().paid_at == timedelta(days=5), "RBI's T+5"
    serve(psp.bank)
    refund.refresh_from_db()
    attempt.refresh_from_db()
    assert (refund.state, attempt.state) == ("done", AttemptState.REFUNDED)
    assert UpiPayment.objects.get().place == Place.RETURNED
    assert balances() == {}
    assert give_back(attempt=attempt, why=Why.UNCLAIMED, by=None, now=NOW) is None
    assert Refund.objects.count() == 1


@pytest.mark.parametrize(
    ("how", "finding", "place"),
    [
        ("short", "wrong_amount", Place.SUSPENSE),
        ("over", "wrong_amount", Place.SUSPENSE),
        ("paisa", "wrong_amount", Place.SUSPENSE),
        ("currency", "wrong_currency", Place.SUSPENSE),
        ("payee", "wrong_payee", Place.SUSPENSE),
    ],
)
def test_row_65_money_that_does_not_fit_waits_in_suspense_with_a_case(world, psp, how, finding, place):
    attempt = asked(world)
    psp.bank.pay(attempt.link, how)
    payment, case = UpiPayment.objects.get(), Case.objects.get()
    assert (payment.finding, payment.place) == (finding, place)
    assert (case.kind, case.office, case.paise, case.closed_at) == (finding, world.mysuru, payment.paise, None)
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.FAILED, "the bill is unpaid, and another QR may be shown"
    assert balances() == {"upi_clearing": payment.paise, "suspense": -payment.paise}
    assert asked(world).tr != attempt.tr


def test_row_64_money_for_a_reference_that_is_not_ours_is_kept_at_the_nodal_office(world, psp):
    attempt = asked(world)
    psp.bank.pay(attempt.link.replace(attempt.tr, "IP-of-nobody"), "good")
    payment, case = UpiPayment.objects.get(), Case.objects.get()
    assert (payment.attempt, payment.office, payment.place) == (None, world.directorate, Place.SUSPENSE)
    assert (case.kind, case.tr, case.office) == ("unknown_tr", "IP-of-nobody", world.directorate)
    assert balances() == {"upi_clearing": 5500, "suspense": -5500}


def test_row_70_the_second_phone_gets_its_money_back(world, psp):
    attempt = asked(world)
    psp.bank.pay(attempt.link, "two_payers")
    assert sorted(UpiPayment.objects.values_list("place", flat=True)) == [Place.HELD, Place.RETURNING]
    assert Case.objects.get().kind == "second"
    assert book(attempt).state == AttemptState.BOOKED
    serve(psp.bank)
    assert sorted(UpiPayment.objects.values_list("place", flat=True)) == [Place.BOOKED, Place.RETURNED]
    assert Case.objects.get().closed_at
    assert PaymentAttempt.objects.get().state == AttemptState.BOOKED
    assert balances() == {"upi_clearing": 5500, "postage": -5500}


def test_a_payment_that_the_bank_takes_back_is_not_ours_any_more(world, psp):
    attempt = asked(world)
    psp.bank.pay(attempt.link, "reversed")
    assert balances() == {"upi_clearing": 5500, "upi_held": -5500}
    psp.bank.go_on()
    attempt.refresh_from_db()
    assert (attempt.state, UpiPayment.objects.get().place) == (AttemptState.REVERSED, Place.REVERSED)
    assert balances() == {}
    assert give_back(attempt=attempt, why=Why.UNCLAIMED, by=None, now=NOW) is None
