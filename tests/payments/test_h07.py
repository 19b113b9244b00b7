"""H7: after a machine died, its drawer says of each thing pressed last: done, not done, or not known."""

from datetime import timedelta

import pytest
from django.test import Client

from apt.core.clock import now
from payments.models import PaymentAttempt
from payments.queries import last_operations
from payments.rules import Purpose
from payments.services import end_shift
from tests.world import shift_of, statements

from .days import sell
from .upi import attempt_of


def outcomes(shift):
    return [(one.purpose, one.paise, one.outcome) for one in last_operations(shift, now=now())]


def test_h07_the_drawer_says_done_not_done_or_unknown(world):
    shift = shift_of(world.clerk)
    assert outcomes(shift) == []
    sell(shift, "a", 5_500, now() - timedelta(minutes=3))
    attempt = attempt_of(world, now=now() - timedelta(minutes=2))
    assert outcomes(shift) == [(None, 5_500, "unknown"), (Purpose.SALE, 5_500, "done")]
    client = Client()
    client.force_login(world.clerk)
    page = client.get("/money/drawer/").content.decode()
    assert "not known yet: do not collect again" in page
    assert attempt.tr in page
    PaymentAttempt.objects.filter(pk=attempt.pk).update(state="cancelled")
    assert outcomes(shift)[0] == (None, 5_500, "not done")
    assert "not known yet" not in client.get("/money/drawer/").content.decode()
    PaymentAttempt.objects.filter(pk=attempt.pk).update(state="booked")  # its sale is a journal, and listed as one
    assert outcomes(shift) == [(Purpose.SALE, 5_500, "done")]
    end_shift(shift=shift, pieces={}, by=world.clerk, now=now())
    assert "SALE" in client.get("/money/drawer/").content.decode().upper()  # the last shift is still looked up
    other = Client()
    other.force_login(world.second_clerk)
    assert attempt.tr not in other.get("/money/drawer/").content.decode()


@pytest.mark.parametrize(
    ("state", "outcome"),
    [
        ("created", "unknown"), ("qr_shown", "unknown"), ("pending", "unknown"), ("unknown", "unknown"),
        ("paid", "unknown"), ("late_paid", "unknown"), ("failed", "not done"), ("expired", "not done"),
        ("cancelled", "not done"), ("refund_due", "not done"), ("refunded", "not done"), ("reversed", "not done"),
    ],
)  # fmt: skip
def test_h07_no_state_of_a_payment_is_said_to_be_done_before_it_is_booked(world, state, outcome):
    attempt = attempt_of(world)
    PaymentAttempt.objects.filter(pk=attempt.pk).update(state=state, paid_at=now())
    assert [one.outcome for one in last_operations(attempt.shift, now=now())] == [outcome]


def test_h07_one_operation_costs_what_three_cost(world):
    shift, costs = shift_of(world.clerk), []
    for number in range(3):
        sell(shift, str(number), 500)
        with statements() as asked:
            assert len(last_operations(shift, now=now())) == number + 1
        costs.append(asked.count)
    assert costs == [2, 2, 2]
