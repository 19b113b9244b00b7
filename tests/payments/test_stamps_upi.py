"""Stamps paid by UPI: the money sells them, or goes back by itself; the receipt of any sale of stamps."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client

from apt.core.clock import now as clock_now
from apt.core.services import serve_due
from apt.wiring import REACTIONS
from bookings.services import make_display_code
from payments import errors
from payments.models import Journal, PaymentAttempt, Refund, StampBill
from payments.queries import drawer_paise, drawer_stock
from payments.rules import Purpose
from payments.services import apply_notice, ask_stamps_upi, begin_shift, end_shift, sell_paid_stamps, sell_stamps
from tests.world import NOW, nothing_changes, statements

from .days import people, pieces
from .stamps import bring, hand, two_items
from .upi import all_money_is_somewhere, balances, notice


@pytest.fixture
def items(world):
    return two_items(world.administrator)


@pytest.fixture
def shift(world, items):
    staff, moment = people(world), clock_now()
    shift = begin_shift(office=world.mysuru, counter_number=1, by=world.clerk, now=moment)
    bring(world.mysuru, {items.five.pk: 20, items.card.pk: 20}, staff.treasurer)
    hand(shift, {items.five.pk: 10, items.card.pk: 10}, staff.treasurer, moment)
    return shift


def ask(shift, wanted, request_id=None):
    return ask_stamps_upi(
        shift=shift, pieces=wanted, request_id=request_id or uuid.uuid4(), by=shift.clerk, now=clock_now()
    )


def react():
    while serve_due(REACTIONS, now=clock_now() + timedelta(seconds=5)):
        pass


def test_what_is_paid_is_sold_in_the_clerks_name_and_no_cash_is_in_the_drawer(shift, items, psp):
    attempt = ask(shift, {items.five.pk: 3, items.card.pk: 2})
    assert (attempt.paise, attempt.purpose) == (1_600, "stamps")
    apply_notice(notice=notice(attempt), now=clock_now())
    react()
    sale = Journal.objects.get(purpose=Purpose.STAMPS_SOLD)
    assert (sale.made_by, sale.shift, sale.ref) == (shift.clerk, shift, attempt.ref)
    assert drawer_stock(shift) == {items.five.pk: 7, items.card.pk: 8}
    assert drawer_paise(shift) == 0
    attempt.refresh_from_db()
    assert attempt.state == "booked"
    all_money_is_somewhere()
    with nothing_changes():
        assert sell_paid_stamps(attempt_id=attempt.pk, now=NOW) is None
    with nothing_changes(), pytest.raises(errors.StampsSold) as refused:
        ask(shift, {items.five.pk: 3, items.card.pk: 2}, uuid.UUID(attempt.ref))
    assert refused.value.money_moved == "yes"


def test_h01_the_same_form_is_the_same_qr_and_other_stamps_are_refused(shift, items, psp):
    request_id = uuid.uuid4()
    first = ask(shift, {items.five.pk: 3}, request_id)
    with nothing_changes():
        assert ask(shift, {items.five.pk: 3}, request_id) == first
        with pytest.raises(errors.StampsReused):
            ask(shift, {items.five.pk: 4}, request_id)


def test_cash_ends_the_qr_and_money_that_comes_all_the_same_goes_back(shift, items, psp):
    request_id = uuid.uuid4()
    attempt = ask(shift, {items.five.pk: 3}, request_id)
    sell_stamps(shift=shift, pieces={items.five.pk: 3}, request_id=request_id, by=shift.clerk, now=clock_now())
    attempt.refresh_from_db()
    assert (attempt.state, drawer_paise(shift)) == ("cancelled", 1_500)
    apply_notice(notice=notice(attempt), now=clock_now())
    react()
    assert Refund.objects.get().paise == 1_500
    assert drawer_stock(shift) == {items.five.pk: 7, items.card.pk: 10}
    all_money_is_somewhere()


def test_paid_is_never_collected_again_in_cash(shift, items, psp):
    request_id = uuid.uuid4()
    apply_notice(notice=notice(ask(shift, {items.five.pk: 3}, request_id)), now=clock_now())
    with nothing_changes(), pytest.raises(errors.UpiReceived):
        sell_stamps(shift=shift, pieces={items.five.pk: 3}, request_id=request_id, by=shift.clerk, now=clock_now())


@pytest.mark.parametrize("meanwhile", ["sold to another", "shift ended"])
def test_what_cannot_be_sold_any_more_gives_the_money_back(shift, items, psp, meanwhile):
    attempt = ask(shift, {items.five.pk: 8})
    if meanwhile == "shift ended":
        counted = {items.five.pk: 10, items.card.pk: 10}
        end_shift(shift=shift, pieces=pieces(0), stamps=counted, by=shift.clerk, now=clock_now())
    else:
        sell_stamps(shift=shift, pieces={items.five.pk: 5}, request_id=uuid.uuid4(), by=shift.clerk, now=clock_now())
    before = drawer_stock(shift)
    apply_notice(notice=notice(attempt), now=clock_now())
    react()
    assert drawer_stock(shift) == before
    assert Refund.objects.get().paise == 4_000
    assert "upi_held" not in balances()
    all_money_is_somewhere()


def test_more_than_the_drawer_holds_or_anothers_drawer_is_refused(world, shift, items, psp):
    with nothing_changes(), pytest.raises(errors.NotEnoughPieces):
        ask(shift, {items.five.pk: 11})
    with nothing_changes(), pytest.raises(errors.NoShift):
        ask_stamps_upi(
            shift=shift, pieces={items.five.pk: 1}, request_id=uuid.uuid4(), by=world.second_clerk, now=clock_now()
        )
    assert not StampBill.objects.exists()


def test_two_kinds_of_stamps_cost_what_one_costs(shift, items, psp):
    one, two = (ask(shift, wanted) for wanted in ({items.five.pk: 1}, {items.five.pk: 1, items.card.pk: 1}))
    for number, attempt in enumerate((one, two), start=1):
        apply_notice(notice=notice(attempt, payment=f"{number:012d}"), now=clock_now())
    with statements() as first:
        sell_paid_stamps(attempt_id=one.pk, now=clock_now())
    with statements() as second:
        sell_paid_stamps(attempt_id=two.pk, now=clock_now())
    assert first.count == second.count


def test_by_the_pages_from_the_qr_to_the_receipt(world, shift, items, psp):
    client, request_id, box = Client(), uuid.uuid4(), f"i{items.five.pk}"
    client.force_login(world.clerk)
    form = {"action": "upi", box: "3", "request_id": request_id}
    page = client.post("/money/stamps/", form, follow=True)
    assert page.redirect_chain[-1][0] == f"/money/stamps/bills/{request_id}/"
    assert 'data-face="scan"' in page.content.decode()
    with nothing_changes():
        client.post("/money/stamps/", form)
    outcome = f"/money/stamps/bills/{request_id}/outcome/"
    assert client.get(outcome).json() == {"receipt": ""}
    apply_notice(notice=notice(PaymentAttempt.objects.get()), now=clock_now())
    react()
    receipt = client.get(outcome).json()["receipt"]
    assert client.get(f"/money/stamps/bills/{request_id}/").headers["Location"] == receipt
    said = client.get(receipt).content.decode()
    assert "3 × Stamp of 5 rupees" in said
    assert "Paid: UPI" in said
    assert receipt in client.get("/money/stamps/").content.decode()


def test_a_qr_is_given_up_on_its_page_and_paid_in_cash_there(world, shift, items, psp):
    client, request_id, box = Client(), uuid.uuid4(), f"i{items.five.pk}"
    client.force_login(world.clerk)
    client.post("/money/stamps/", {"action": "upi", box: "3", "request_id": request_id})
    bill = f"/money/stamps/bills/{request_id}/"
    assert "Take the cash" not in client.get(bill).content.decode()
    client.post(bill, {"action": "cancel"})
    assert "Take the cash" in client.get(bill).content.decode()
    client.post(bill, {"action": "upi"})
    assert PaymentAttempt.objects.filter(state="qr_shown").count() == 1
    said = client.post(bill, {"action": "cash"}, follow=True).content.decode()
    assert "Take <strong>₹15.00</strong> in cash" in said
    with nothing_changes():
        client.post(bill, {"action": "cash"})
    assert drawer_paise(shift) == 1_500


def test_with_the_provider_away_cash_is_taken_on_the_same_page(world, shift, items):
    client, request_id = Client(), uuid.uuid4()
    client.force_login(world.clerk)
    said = client.post(
        "/money/stamps/", {"action": "upi", f"i{items.five.pk}": "3", "request_id": request_id}, follow=True
    )
    assert "UPI is unavailable" in said.content.decode()
    client.post(f"/money/stamps/bills/{request_id}/", {"action": "cash"})
    assert drawer_paise(shift) == 1_500


def test_the_customers_screen_shows_the_qr_and_says_received(world, shift, items, psp):
    code = make_display_code(shift=shift, by=shift.clerk, now=clock_now())
    screen = Client()
    screen.post(f"/display/pair/{code}/")
    attempt = ask(shift, {items.five.pk: 3})
    assert "Please pay ₹15.00 by UPI" in screen.get("/display/state/").content.decode()
    apply_notice(notice=notice(attempt, happened_at=clock_now()), now=clock_now())
    react()
    assert "Received, thank you" in screen.get("/display/state/").content.decode()
    PaymentAttempt.objects.update(paid_at=clock_now() - timedelta(minutes=2))
    assert "Welcome" in screen.get("/display/state/").content.decode()
