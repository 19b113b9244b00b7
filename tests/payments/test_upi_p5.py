"""P5, P6: no callback at all, and a provider that is away: the ration holds, and everything settles by itself."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.models import PaymentAttempt, PspHealth, PspPoll, UpiPayment
from payments.rules import AttemptState, Told
from payments.rules.upi import next_question
from payments.services import apply_notice, open_attempt, watch_upi
from tests.payments.upi import all_money_is_somewhere, attempt_of, notice
from tests.world import NOW, nothing_changes, shift_of, statements

FIRST, LIFE, WITHIN = timedelta(seconds=90), timedelta(minutes=10), timedelta(hours=2)


@given(st.integers(0, 6), st.integers(1, 5))
def test_p5_the_ration(asked, at_most):
    due = next_question(asked=asked, shown_at=NOW, expires_at=NOW + LIFE, first=FIRST, at_most=at_most, within=WITHIN)
    if asked >= min(at_most, 3):
        assert due is None
    else:
        assert NOW + FIRST <= due < NOW + WITHIN


def run(attempts, *, minutes: int, step: int = 15) -> None:
    """The beat, every fifteen seconds of so many minutes."""
    for second in range(0, minutes * 60, step):
        watch_upi(now=NOW + timedelta(seconds=second))


def test_p5_without_any_callback_all_is_resolved_within_the_ration(world, psp):
    psp.bank.mute = True
    attempts = [attempt_of(world, f"bill-{number}") for number in range(6)]
    for attempt in attempts:
        psp.bank.register({"link": attempt.link, "tr": attempt.tr, "amount": "55.00", "expires_at": "x"})
    for attempt in attempts[:4]:
        psp.bank.pay(attempt.link, "never")
    run(attempts, minutes=12)
    assert sorted(PaymentAttempt.objects.values_list("state", flat=True)) == (
        [AttemptState.EXPIRED] * 2 + [AttemptState.PAID] * 4
    )
    assert UpiPayment.objects.filter(source="poll").count() == 4
    for attempt in attempts:
        polls = PspPoll.objects.filter(attempt=attempt).order_by("at")
        assert polls[0].at - attempt.opened_at >= FIRST, "no question before 90 seconds"
        assert polls.count() <= 3
        assert polls.count() == len([tr for tr, _at in psp.bank.checks if tr == attempt.tr]), "counted as asked"
    all_money_is_somewhere()


def test_p5_a_payment_that_stays_pending_is_asked_three_times_in_two_hours_and_is_not_known_then(world, psp):
    attempt = attempt_of(world)
    psp.bank.mute = True
    psp.bank.pay(attempt.link, "pending")
    run([attempt], minutes=150, step=60)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.asked, attempt.ask_at) == (AttemptState.UNKNOWN, 3, None)
    assert len(psp.bank.checks) == 3
    assert PspPoll.objects.latest("at").at < NOW + WITHIN


def test_p6_what_is_pending_while_the_provider_is_away_settles_when_it_is_back(world, psp):
    attempt = attempt_of(world)
    psp.bank.pay(attempt.link, "never")
    psp.bank.down = True
    run([attempt], minutes=60, step=60)
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.UNKNOWN, "the end of a QR alone does not say that nobody paid"
    psp.bank.down = False
    for minute in (117, 119, 121):
        watch_upi(now=NOW + timedelta(minutes=minute))
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.PAID
    assert PspHealth.objects.get().failures == 0


@pytest.mark.parametrize("switch", ["down", "garbage"])
def test_p6_an_answer_that_is_none_changes_nothing_but_the_count_of_questions(world, psp, switch):
    attempt = attempt_of(world)
    psp.bank.pay(attempt.link, "never")
    setattr(psp.bank, switch, True)
    assert watch_upi(now=NOW + FIRST) == 1
    attempt.refresh_from_db()
    assert (attempt.state, attempt.asked) == (AttemptState.QR_SHOWN, 1)
    assert not UpiPayment.objects.exists()
    assert PspHealth.objects.get().failures == 1


def test_a_qr_that_was_never_shown_expires(world):
    shift = shift_of(world.clerk)
    attempt = open_attempt(shift=shift, purpose="sale", ref="r", paise=1, note="x", by=world.clerk, now=NOW)
    watch_upi(now=attempt.expires_at + timedelta(minutes=1))
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.EXPIRED


def test_money_that_nobody_books_goes_back_by_itself_late_money_within_a_minute(world):
    paid, late = attempt_of(world, "a"), attempt_of(world, "b")
    apply_notice(notice=notice(paid), now=NOW)
    apply_notice(notice=notice(late, Told.FAILED, "100000000002"), now=NOW)
    apply_notice(notice=notice(late, payment="100000000002"), now=NOW)
    watch_upi(now=NOW + timedelta(seconds=50))
    states = dict(PaymentAttempt.objects.values_list("ref", "state"))
    assert states == {"a": AttemptState.PAID, "b": AttemptState.REFUND_DUE}
    watch_upi(now=NOW + timedelta(minutes=31))
    paid.refresh_from_db()
    assert paid.state == AttemptState.REFUND_DUE
    all_money_is_somewhere()


def test_a_round_with_nothing_to_do_costs_the_same_whatever_the_past(world):
    with statements() as before:
        watch_upi(now=NOW)
    for number in range(5):
        attempt = attempt_of(world, f"bill-{number}")
        apply_notice(notice=notice(attempt, payment=f"10000000000{number}"), now=NOW)
    with nothing_changes(), statements() as after:
        watch_upi(now=NOW)
    assert after.count == before.count
