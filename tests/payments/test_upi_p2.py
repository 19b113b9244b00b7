"""P2, P3: in every order of what may be told, a case ends in its one state, and all money is somewhere."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import permutations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apt.core.db import use_case
from payments.errors import UpiGone
from payments.models import Case, PaymentAttempt, UpiPayment
from payments.rules import Account, AttemptState, Line, Place, Purpose, Source, Told, Why
from payments.services import apply_notice, cancel_attempt, give_back, mark_booked, post_journal, watch_upi
from tests.payments.upi import all_money_is_somewhere, attempt_of, balances, notice
from tests.world import NOW

S = AttemptState


@contextmanager
def undone() -> Iterator[None]:
    """A savepoint by hand: a use case refuses to run inside another `atomic`."""
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)


@use_case
def _book(attempt):
    taken = mark_booked(attempt=attempt, by=attempt.opened_by, now=NOW)
    lines = [Line(Account.UPI_HELD, taken.paise), Line(Account.POSTAGE, -taken.paise)]
    post_journal(office=taken.office, purpose=Purpose.SALE, ref=taken.tr, lines=lines, by=taken.opened_by, now=NOW)


def settle(attempt, *, bill_open: bool) -> None:
    """What the reactions do after the commit."""
    if bill_open:
        with suppress(UpiGone):
            _book(attempt)
    give_back(attempt=attempt, why=Why.LATE, by=None, now=NOW)


# What is told, by name. Each happens at most once in an order.
WORDS = {
    "success": {},
    "fail": {"told": Told.FAILED},
    "pending": {"told": Told.PENDING},
    "expired": {"told": Told.EXPIRED},
    "again": {},
    "by_poll": {"source": Source.POLL, "event_id": "poll-1"},
    "other_payer": {"payment": "100000000002"},
    "plus_a_paisa": {"payment": "100000000003", "paise": 5501},
    "minus_a_paisa": {"payment": "100000000004", "paise": 5499},
    "dollars": {"payment": "100000000005", "currency": "USD"},
    "other_payee": {"payment": "100000000006", "payee": "somebody@else"},
    "reversed": {"told": Told.REVERSED},
}
ACTS = {"cancel", "end"}  # the clerk gives up; the QR's time is over and the provider is silent


def play(world, order, *, bill_open: bool, ref: str) -> tuple[str, dict[str, int]]:
    """What the attempt and the accounts come to, the reactions served after each word."""
    attempt = attempt_of(world, ref)
    for name in order:
        if name == "cancel":
            if attempt.state not in (S.PAID, S.LATE_PAID):
                cancel_attempt(attempt=attempt, by=world.clerk, now=NOW)
        elif name == "end":
            watch_upi(now=attempt.expires_at.replace(hour=23))
        else:
            apply_notice(notice=notice(attempt, **WORDS[name]), now=NOW)
        settle(attempt, bill_open=bill_open)
        attempt.refresh_from_db()
        all_money_is_somewhere()
    return attempt.state, balances()


GOOD = {"success", "again", "by_poll"}


@pytest.mark.parametrize("bill_open", [True, False])
@pytest.mark.parametrize("words", [
    ("success", "fail", "pending"), ("success", "again", "by_poll"), ("success", "expired", "fail"),
    ("success", "cancel", "fail"), ("success", "end", "pending"), ("success", "cancel", "end"),
])  # fmt: skip
def test_p2_in_every_order_a_success_is_booked_while_the_bill_is_open_and_goes_back_else(world, words, bill_open):
    for number, order in enumerate(permutations(words)):
        with undone():
            state, sums = play(world, order, bill_open=bill_open, ref=f"bill-{number}")
            # In time, received and not booked by anybody goes back as well.
            assert state == (S.BOOKED if bill_open else S.REFUND_DUE), order
            held = "postage" if bill_open else "refunds_due"
            assert sums == {"upi_clearing": 5500, held: -5500}, order


@pytest.mark.parametrize("odd", ["other_payer", "plus_a_paisa", "minus_a_paisa", "dollars", "other_payee"])
def test_p2_money_that_does_not_fit_is_beside_the_bill_in_every_order(world, odd):
    for number, order in enumerate(permutations(("success", odd, "fail"))):
        with undone():
            state, sums = play(world, order, bill_open=True, ref=f"bill-{number}")
            assert state == S.BOOKED, order
            assert sums["postage"] == -5500, order
            assert Case.objects.count() == 1, order
            beside = sums.get("suspense", 0) + sums.get("refunds_due", 0)
            assert sums["upi_clearing"] == 5500 - beside, order


def test_p2_a_reversal_that_comes_first_is_remembered(world):
    assert play(world, ("reversed", "success"), bill_open=False, ref="a") == (S.REVERSED, {})


def test_a_reversal_of_money_that_is_booked_is_a_gap_that_somebody_must_see(world):
    state, sums = play(world, ("success", "reversed"), bill_open=True, ref="a")
    assert state == S.BOOKED
    assert sums == {"postage": -5500, "suspense": 5500}
    assert Case.objects.get().kind == "reversed"


def test_a_reversal_of_money_on_its_way_back_stops_the_refund(world):
    state, sums = play(world, ("success", "reversed"), bill_open=False, ref="a")
    assert (state, sums) == (S.REVERSED, {})
    assert UpiPayment.objects.get().place == Place.REVERSED


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.lists(st.sampled_from([*WORDS, *ACTS]), min_size=1, max_size=9, unique=True), bill_open=st.booleans())
def test_p2_no_order_of_anything_loses_a_paisa(world, order, bill_open):
    with undone():
        state, sums = play(world, order, bill_open=bill_open, ref="bill")
        paid = {WORDS[name].get("payment", "1") for name in order if name in WORDS and not WORDS[name].get("told")}
        assert UpiPayment.objects.count() == len(paid)
        if not paid:
            assert sums == {}
        if GOOD & set(order) and "reversed" not in order and "other_payer" not in order:
            assert state == (S.BOOKED if bill_open else S.REFUND_DUE)
        assert PaymentAttempt.objects.count() == 1
