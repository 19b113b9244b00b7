"""Races about UPI money: callback twice at once, callback against the end, two refunds, cash against UPI."""

import time
from datetime import timedelta

import pytest

from apt.core.db import use_case
from bookings.models import BasketDraft, Sale
from bookings.services import ask_upi, book_paid_basket, pay_basket, put_in_basket
from payments.models import PaymentAttempt, Refund, UpiPayment
from payments.rules import AttemptState, Why
from payments.services import apply_notice, raise_refund, watch
from tests.payments.upi import attempt_of, balances, notice, provider
from tests.races.conftest import slowly, without_constraints
from tests.world import NOW, at_once, item, shift_of

S = AttemptState


@pytest.fixture(autouse=True)
def _psp(settings):
    settings.UPI_VPA = "indiapost@simulator"


# --- the same callback twice at once ----------------------------------------------------------------------------------


def twice(world, ref):
    # The office's chain and the machine's name are there already: making them would keep the others waiting.
    apply_notice(notice=notice(attempt_of(world, "earlier"), payment="1"), now=NOW)
    attempt = attempt_of(world, ref)
    # By two ways: another event each, the same payment.
    words = [notice(attempt, payment=f"9{ref}", event_id=f"{ref}-{way}") for way in range(4)]
    return attempt, at_once(4, lambda place: apply_notice(notice=words[place], now=NOW))


def test_control_without_lock_and_promises_a_payment_told_twice_is_credited_twice(world, without_locks):
    promises = ("payments_upipayment_payment_id_key", "payments_journal_purpose_once", "payments_journal_number_once")
    with without_constraints(*promises), without_locks(), slowly("payments_journal"):
        twice(world, "100")
        assert UpiPayment.objects.count() > 2
        assert balances()["upi_clearing"] > 2 * 5500


def test_p3_a_payment_told_four_times_at_once_is_one_credit(world):
    with slowly("payments_journal"):
        attempt, answers = twice(world, "100")
    assert all(isinstance(answer, bool) for answer in answers), answers
    assert UpiPayment.objects.count() == 2
    assert balances() == {"upi_clearing": 2 * 5500, "upi_held": -2 * 5500}
    attempt.refresh_from_db()
    assert attempt.state == S.PAID


def test_p3_money_without_an_attempt_told_at_once_is_kept_once_though_nothing_is_there_to_lock(world):
    words = [notice(None, event_id=f"e{way}", payment="777") for way in range(4)]
    with slowly("payments_journal"):
        answers = at_once(4, lambda place: apply_notice(notice=words[place], now=NOW))
    assert all(isinstance(answer, bool) for answer in answers), answers
    assert balances() == {"upi_clearing": 5500, "suspense": -5500}


# --- callback against the end of the QR -------------------------------------------------------------------------------


@pytest.fixture
def slow_end(monkeypatch):
    """The end of a QR is written a while after its attempt was read: the money comes in between."""
    moved = watch.move_attempt

    def later(**words):
        time.sleep(0.15)
        moved(**words)

    monkeypatch.setattr(watch, "move_attempt", later)


def against_the_end(world, ref):
    attempt = attempt_of(world, ref)
    acts = [
        lambda: apply_notice(notice=notice(attempt, payment=f"8{ref}"), now=NOW),
        lambda: watch.close_overdue(now=attempt.expires_at + timedelta(minutes=1)),
    ]
    answers = at_once(2, lambda place: acts[place]())
    attempt.refresh_from_db()
    return attempt.state, answers


def test_control_without_locks_the_end_forgets_that_money_came(world, without_locks, slow_end):
    with without_locks():
        states = {against_the_end(world, f"20{number}")[0] for number in range(6)}
    assert S.UNKNOWN in states, "money is here, and the attempt says that nothing is known"


def test_p2_money_at_the_last_moment_is_never_forgotten(world, slow_end):
    outcomes = [against_the_end(world, f"20{number}") for number in range(6)]
    assert {state for state, _ in outcomes} <= {S.PAID, S.LATE_PAID}, outcomes
    assert balances() == {"upi_clearing": 6 * 5500, "upi_held": -6 * 5500}


# --- refunds ----------------------------------------------------------------------------------------------------------

refund = use_case(raise_refund)


def test_p9_twenty_refunds_of_one_payment_at_once_are_one(world):
    attempt = attempt_of(world)
    apply_notice(notice=notice(attempt), now=NOW)
    payment = UpiPayment.objects.get()
    at_once(20, lambda _place: refund(payment=payment, why=Why.LATE, paise=5500, by=world.clerk, now=NOW))
    assert Refund.objects.count() == 1
    assert balances() == {"upi_clearing": 5500, "refunds_due": -5500}


def test_control_without_locks_and_promises_several_refunds_of_one_payment_are_raised(world, without_locks):
    attempt = attempt_of(world)
    apply_notice(notice=notice(attempt), now=NOW)
    payment = UpiPayment.objects.get()
    promises = ("payments_one_refund_a_reason", "payments_journal_number_once")
    with without_constraints(*promises), without_locks(), slowly("payments_refund"):
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE payments_refund DISABLE TRIGGER refunds_within_payment")
        try:
            at_once(4, lambda _place: refund(payment=payment, why=Why.LATE, paise=5500, by=world.clerk, now=NOW))
            assert Refund.objects.count() > 1
        finally:
            with connection.cursor() as cursor:
                cursor.execute("ALTER TABLE payments_refund ENABLE TRIGGER refunds_within_payment")


# --- cash against UPI -------------------------------------------------------------------------------------------------


def test_a_basket_paid_in_cash_and_by_upi_at_once_is_one_sale_and_the_upi_money_is_booked_or_left_to_go_back(
    world, settings
):
    shift = shift_of(world.clerk)
    with provider() as running:
        settings.PSP_URL = running.url
        for number in range(6):
            put_in_basket(
                shift=shift, item=item(sender_mobile="9845000099"), kind="documents", declared=True, choice="",
                replacing="", by=shift.clerk, now=NOW,
            )  # fmt: skip
            draft = BasketDraft.objects.get(shift=shift)
            seen = {"request_id": draft.request_id, "version": draft.version, "shown_paise": draft.total_paise}
            attempt = ask_upi(shift=shift, cash_paise=0, by=shift.clerk, now=NOW, **seen)
            word = notice(attempt, payment=f"70{number}")

            def by_upi(attempt=attempt, word=word):
                apply_notice(notice=word, now=NOW)
                return book_paid_basket(attempt_id=attempt.pk, now=NOW)

            def by_cash(seen=seen):
                return pay_basket(shift=shift, tendered_paise=None, by=shift.clerk, now=NOW, **seen)

            at_once(2, lambda place, acts=(by_upi, by_cash): acts[place]())
            sale = Sale.objects.get(request_id=draft.request_id)
            held = UpiPayment.objects.get(payment_id=f"70{number}")
            attempt.refresh_from_db()
            if sale.mode == "upi":
                assert (attempt.state, held.place) == (S.BOOKED, "booked")
            else:
                assert attempt.state in (S.PAID, S.LATE_PAID)
                assert held.place == "held", "the next reaction gives it back"
    assert PaymentAttempt.objects.count() == 6
