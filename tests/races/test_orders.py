"""A money order paid twice at once; a payer at two counters at once."""

import uuid

import pytest

from offices.models import User
from offices.rules import Role
from payments.errors import OrderDecided, OrderLimit
from payments.models import Entry, Journal, MoneyOrder
from payments.rules.orders import Identity
from payments.services import Payee, Payer, begin_shift, book_order, pay_order
from tests.payments.days import begun, sell
from tests.races.conftest import slowly, without_constraints
from tests.world import BENGALURU_PIN, NOW, at_once, give_post, shift_of

PAYER = Payer("A. Rao", "9845012345", "3, Ramanuja Road")
PAYEE = Payee("K. Sharma", "12, Gandhi Bazaar", BENGALURU_PIN)


def order_and_two_counters(world):
    here, _ = begun(world)
    colleague = User.objects.create(employee_id="12000001", name="Colleague", password="!")
    give_post(colleague, world.bengaluru, Role.CLERK, number=77)
    shifts = [
        shift_of(world.supervisor),
        begin_shift(office=world.bengaluru, counter_number=2, by=colleague, now=NOW),
    ]
    for shift in shifts:
        sell(shift, f"takings {shift.pk}", 500_000)
    return send(here, 1_000), shifts


@pytest.fixture(autouse=True)
def _one_person(settings):
    settings.SECOND_PERSON = settings.SECOND_PERSON | {"order_paise": 10**9}


def send(shift, rupees):
    return book_order(
        shift=shift, paise=rupees * 100, payer=PAYER, payee=PAYEE, request_id=uuid.uuid4(), by=shift.clerk, now=NOW
    )


def paid_by_both(order, shifts):
    def act(place):
        shift = shifts[place]
        return pay_order(order=order, shift=shift, identity=Identity.VOTER, last4="1234", by=shift.clerk, now=NOW)

    with slowly("payments_journal", 150):
        return at_once(2, act)


def owed():
    return sum(Entry.objects.filter(account="emo_payable").values_list("paise", flat=True))


def test_control_without_lock_and_promise_an_order_is_paid_twice(world, without_locks):
    order, shifts = order_and_two_counters(world)
    promises = ("payments_journal_purpose_once", "payments_journal_number_once")
    with without_constraints(*promises), without_locks():
        paid_by_both(order, shifts)
        assert (Journal.objects.filter(purpose="emo_paid").count(), owed()) == (2, 100_000)


def test_an_order_paid_at_two_counters_at_once_is_paid_once(world):
    order, shifts = order_and_two_counters(world)
    answers = paid_by_both(order, shifts)
    refused = [one for one in answers if not isinstance(one, MoneyOrder)]
    assert [type(one) for one in refused] == [OrderDecided]
    assert (Journal.objects.filter(purpose="emo_paid").count(), owed()) == (1, 0)


def both_send(world):
    shifts = [begun(world)[0], shift_of(world.supervisor)]
    for shift in shifts:  # the chains are there, the month is nearly full
        send(shift, 10_000 if shift is shifts[0] else 5_000)
    with slowly("payments_moneyorder", 150):
        return at_once(2, lambda place: send(shifts[place], 8_000))


def test_control_without_the_lock_a_payer_at_two_counters_passes_the_limit(world, monkeypatch):
    monkeypatch.setattr("payments.services.orders._hold_payer", lambda mobile: None)
    answers = both_send(world)
    assert all(isinstance(one, MoneyOrder) for one in answers), answers


def test_a_payer_at_two_counters_at_once_keeps_the_limit(world):
    answers = both_send(world)
    assert sorted(type(one).__name__ for one in answers) == ["MoneyOrder", OrderLimit.__name__]
