"""The circuit to the provider closes again: its one call a while is not spent by those who do not call."""

from datetime import timedelta

import pytest

from payments.models import PspHealth, Refund, UpiPayment
from payments.queries import upi_answers
from payments.rules import Why
from payments.services import apply_notice, send_refund, watch_upi
from payments.services.circuit import circuit_closed
from payments.services.refunds import give_back
from tests.world import NOW

from .upi import VPA, attempt_of, notice, provider

LATER = NOW + timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _psp(settings):
    settings.UPI_VPA = VPA


@pytest.fixture
def open_circuit(world):
    PspHealth.objects.create(pk=1, failures=5, probe_at=NOW)
    return world


def test_a_round_with_nothing_to_ask_leaves_the_call_to_the_counter(open_circuit):
    assert watch_upi(now=LATER) == 0
    assert circuit_closed(now=LATER), "the next QR finds out whether the provider is back"
    assert not circuit_closed(now=LATER), "and only that one"


def test_a_refund_that_is_declined_is_an_answer(open_circuit, settings):
    attempt = attempt_of(open_circuit)
    apply_notice(notice=notice(attempt), now=NOW)
    give_back(attempt=attempt, why=Why.UNCLAIMED, by=None, now=NOW)
    with provider() as running:
        settings.PSP_URL = running.url
        send_refund(refund_id=Refund.objects.get().pk, now=LATER)
    assert Refund.objects.get().state == "failed"
    assert UpiPayment.objects.get().place == "returning"
    assert upi_answers()
