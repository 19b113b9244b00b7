"""Money orders: commission and limits of tariff.md, section 8; paid once, to somebody; nothing lost on the way back."""

import uuid
from datetime import date, timedelta

import pytest
from django.test import Client

from apt.wiring import ON_APPROVAL
from offices.access import get_duty_for
from offices.errors import NotRolledOut
from offices.models import Approval, Office, Posting, User
from offices.rules import Role
from offices.services import decide
from payments import errors
from payments.models import Entry, Journal, MoneyOrder, OrderParties
from payments.queries import drawer_paise, first_broken_number, sent_this_month
from payments.rules import Account
from payments.rules.orders import Identity, OrderState, Unpaid, commission_of, current_until, forfeited_on
from payments.services import (
    Payee,
    Payer,
    begin_shift,
    book_order,
    end_shift,
    lapse_orders,
    pay_order,
    refund_order,
    return_order,
)
from tests.world import BENGALURU_PIN, NOW, TODAY, give_post, nothing_changes, shift_of, statements

from .days import begun, sell

PAYER = Payer("A. Rao", "9845012345", "3, Ramanuja Road")
PAYEE = Payee("K. Sharma", "12, Gandhi Bazaar", BENGALURU_PIN)


def book(shift, rupees=1_000, *, payer=PAYER, payee=PAYEE, request_id=None, now=NOW):
    request_id = request_id or uuid.uuid4()
    return book_order(
        shift=shift, paise=rupees * 100, payer=payer, payee=payee, request_id=request_id, by=shift.clerk, now=now
    )


def pay(order, shift, *, now=NOW, last4="12ab"):
    return pay_order(order=order, shift=shift, identity=Identity.VOTER, last4=last4, by=shift.clerk, now=now)


def balance(account):
    return sum(Entry.objects.filter(account=account).values_list("paise", flat=True))


@pytest.fixture
def one_person(settings):
    """No order is so large that a second person decides."""
    settings.SECOND_PERSON = settings.SECOND_PERSON | {"order_paise": 10**9}


@pytest.fixture
def here(world):
    return begun(world)[0]


@pytest.fixture
def there(world):
    """A counter at Basavanagudi with ₹5,000 in its drawer."""
    shift = shift_of(world.supervisor)
    sell(shift, "takings", 500_000)
    return shift


@pytest.mark.parametrize(
    ("rupees", "commission"), [(1, 1), (20, 1), (21, 2), (40, 2), (999, 50), (1_000, 50), (10_000, 500)]
)
def test_commission_is_a_rupee_for_each_twenty_or_part(rupees, commission):
    assert commission_of(rupees * 100) == commission * 100


@pytest.mark.parametrize(
    ("booked", "last"), [(date(2026, 1, 31), date(2026, 3, 31)), (date(2026, 11, 1), date(2027, 1, 31)),
                         (date(2026, 12, 31), date(2027, 2, 28))]
)  # fmt: skip
def test_an_order_is_current_to_the_end_of_the_second_month_after_its_own(booked, last):
    assert current_until(booked) == last


def test_booked_and_paid_each_side_in_its_own_books(world, here, there):
    order = book(here)
    assert (order.paying_office, order.state, len(order.number)) == (world.bengaluru, OrderState.BOOKED, 18)
    assert order.number.startswith(world.mysuru.code)
    assert dict(order.journal.entries.values_list("account", "paise")) == {
        "cash": 105_000, "emo_payable": -100_000, "emo_charges": -5_000,
    }  # fmt: skip
    assert drawer_paise(here) == 105_000
    paid = pay(order, there)
    assert (paid.state, paid.identity_last4, paid.end_journal.office) == (OrderState.PAID, "12AB", world.bengaluru)
    assert (drawer_paise(there), balance(Account.EMO_PAYABLE), balance(Account.EMO_COMMISSION)) == (400_000, 0, -5_000)
    assert [first_broken_number(office) for office in (world.mysuru, world.bengaluru)] == [None, None]


@pytest.mark.parametrize("paise", [0, -100, 150, 1_000_100])
def test_an_order_is_of_whole_rupees_up_to_ten_thousand(here, paise):
    with nothing_changes(), pytest.raises(errors.BadOrderAmount) as refused:
        book_order(shift=here, paise=paise, payer=PAYER, payee=PAYEE, request_id=uuid.uuid4(), by=here.clerk, now=NOW)
    assert refused.value.money_moved == "no"


def test_a_person_sends_twenty_five_thousand_a_month_wherever_they_stand(world, here, there, one_person):
    for rupees in (10_000, 10_000, 4_000):
        book(here, rupees)
    with nothing_changes(), pytest.raises(errors.OrderLimit) as refused:
        book(there, 1_001)
    assert "1,000.00" in refused.value.sentence()
    book(there, 1_000)
    assert sent_this_month(PAYER.mobile, on=NOW.date()) == 2_500_000
    book(here, 10_000, payer=PAYER._replace(mobile="9845099999"))  # another person


def test_h01_the_same_form_twice_is_one_order_and_another_amount_is_refused(here):
    form = uuid.uuid4()
    first = book(here, request_id=form)
    with nothing_changes():
        assert book(here, request_id=form) == first
    with nothing_changes(), pytest.raises(errors.OrderReused):
        book(here, 999, request_id=form)


def test_h01_paid_once_however_often_it_is_pressed(world, here, there):
    order = book(here)
    pay(order, there)
    with nothing_changes():
        assert pay(order, there).state == OrderState.PAID
    colleague = User.objects.create(employee_id="12000001", name="Colleague", password="!")
    give_post(colleague, world.bengaluru, Role.CLERK, number=77)
    second = begin_shift(office=world.bengaluru, counter_number=2, by=colleague, now=NOW)
    with nothing_changes(), pytest.raises(errors.OrderDecided) as refused:
        pay(order, second)
    assert refused.value.money_moved == "no"


def test_not_paid_without_a_document_or_from_an_empty_or_ended_drawer(world, here, there, one_person):
    order = book(here, 6_000)
    for last4 in ("", "12", "12 4", "12-4"):
        with nothing_changes(), pytest.raises(errors.NoIdentity):
            pay(order, there, last4=last4)
    with nothing_changes(), pytest.raises(errors.NotEnoughCash) as refused:
        pay(order, there)
    assert "5,000.00" in refused.value.sentence()
    end_shift(shift=there, pieces={}, by=there.clerk, now=NOW)
    with nothing_changes(), pytest.raises(errors.NoShift):
        pay(order, there)


def test_a_payee_not_found_is_waited_for_a_week_then_the_payer_gets_the_amount_not_the_commission(world, here):
    order = book(here)
    with nothing_changes(), pytest.raises(errors.OrderKept):
        return_order(order=order, why=Unpaid.NOT_FOUND, by=world.supervisor, now=NOW + timedelta(days=6))
    with nothing_changes(), pytest.raises(errors.OrderStillCurrent):
        refund_order(order=order, shift=here, by=here.clerk, now=NOW)
    return_order(order=order, why=Unpaid.NOT_FOUND, by=world.supervisor, now=NOW + timedelta(days=7))
    elsewhere = shift_of(world.supervisor)
    with nothing_changes(), pytest.raises(errors.OrderDecided):
        pay(order, elsewhere)
    refund_order(order=order, shift=here, by=here.clerk, now=NOW)
    with nothing_changes():
        refund_order(order=order, shift=here, by=here.clerk, now=NOW)
    assert (drawer_paise(here), balance(Account.EMO_PAYABLE)) == (5_000, 0)


def test_after_its_two_months_it_is_no_longer_paid_but_given_back(world, here, there):
    order = book(here)
    late = NOW.replace(year=2027, month=2, day=1)
    with nothing_changes(), pytest.raises(errors.OrderNotCurrent):
        pay(order, there, now=late)
    assert refund_order(order=order, shift=here, by=here.clerk, now=late).state == OrderState.REFUNDED


def test_nobody_claimed_it_for_three_years(here):
    order = book(here)
    day = forfeited_on(order.booked_on)
    assert lapse_orders(now=NOW.replace(year=day.year) - timedelta(days=1)) == 0
    assert lapse_orders(now=NOW.replace(year=day.year) + timedelta(days=1)) == 1
    with nothing_changes():
        assert lapse_orders(now=NOW.replace(year=day.year) + timedelta(days=1)) == 0
    assert (balance(Account.EMO_PAYABLE), balance(Account.EMO_LAPSED)) == (0, -100_000)


def test_what_an_order_costs_does_not_grow(world, here, there):
    booking, paying = [], []
    for _ in range(3):
        with statements() as asked:
            order = book(here, 100)
        booking.append(asked.count)
        with statements() as asked:
            pay(order, there)
        paying.append(asked.count)
    assert len(set(booking[1:])) == len(set(paying[1:])) == 1
    assert max(booking) <= 9
    assert max(paying) <= 6


# --- a second person --------------------------------------------------------------------------------------------------


def decided(world, approve=True):
    """Mysuru's or Basavanagudi's second supervisor says yes or no to what waits."""
    asked = Approval.objects.filter(decision="").latest("id")
    checker, _ = User.objects.get_or_create(employee_id="11000077", defaults={"name": "Checker", "password": "!"})
    Posting.objects.filter(user=checker).delete()
    give_post(checker, asked.office, Role.SUPERVISOR, number=70 + asked.pk)
    return decide(
        approval_id=asked.pk, approve=approve, reason="Seen", duty=get_duty_for(checker, on=TODAY), by=checker, now=NOW,
        topics=ON_APPROVAL,
    )  # fmt: skip


def test_p9_a_large_order_is_booked_and_paid_when_a_second_person_agreed(world, here, there):
    request_id = uuid.uuid4()
    asked = book(here, 5_000, request_id=request_id)
    assert isinstance(asked, Approval)
    assert book(here, 5_000, request_id=request_id) == asked
    assert not MoneyOrder.objects.exists()
    decided(world)
    order = book(here, 5_000, request_id=request_id)
    assert order.paise == 500_000
    with nothing_changes():
        assert book(here, 5_000, request_id=request_id) == order
    sell(there, "more", 500_000)
    asked = pay(order, there)
    assert isinstance(asked, Approval)
    decided(world)
    assert pay(order, there).state == OrderState.PAID


def test_p9_a_large_order_that_was_not_authorised_moves_nothing(world, here):
    request_id = uuid.uuid4()
    book(here, 7_000, request_id=request_id)
    decided(world, approve=False)
    with nothing_changes(), pytest.raises(errors.OrderNotAllowed):
        book(here, 7_000, request_id=request_id)


def test_where_nobody_else_stands_a_large_order_is_booked_by_one(world):
    alone = User.objects.create(employee_id="11000088", name="Alone", password="!")
    give_post(alone, world.mandya, Role.SUPERVISOR, number=80)
    Posting.objects.filter(post__office=world.mandya).exclude(user=alone).delete()
    shift = begin_shift(office=world.mandya, counter_number=1, by=alone, now=NOW)
    assert isinstance(book(shift, 9_000), MoneyOrder)


def test_by_its_pages(world, there):
    from apt.core.clock import now as clock_now

    clerk, payer = Client(), Client()
    clerk.force_login(world.clerk)
    payer.force_login(world.supervisor)
    form = {
        "request_id": str(uuid.uuid4()), "rupees": "100", "payee_name": "K. Sharma", "payee_address": "12, Bazaar",
        "payee_pincode": BENGALURU_PIN, "payer_name": "A. Rao", "payer_mobile": "9845012345", "payer_address": "3, Rd",
    }  # fmt: skip
    with nothing_changes():
        refused = clerk.post("/money/orders/", form)
        assert (refused.status_code, "Begin your shift first" in refused.content.decode()) == (409, True)
    begin_shift(office=world.mysuru, counter_number=1, by=world.clerk, now=clock_now())
    with nothing_changes():
        assert clerk.post("/money/orders/", form | {"payer_mobile": "12"}).status_code == 422
        assert "No money moved" in clerk.post("/money/orders/", form | {"rupees": "10001"}).content.decode()
        assert clerk.post("/money/orders/", form | {"payee_pincode": "999999"}).status_code in (404, 422)
    answer = clerk.post("/money/orders/", form)
    assert clerk.post("/money/orders/", form)["Location"] == answer["Location"]
    order = MoneyOrder.objects.get()
    receipt = clerk.get(answer["Location"]).content.decode()
    for what in (order.number, "₹100.00", "₹5.00", "₹105.00", "A. Rao", "K. Sharma"):
        assert what in receipt
    assert "Pay it" not in receipt  # it is another office's to pay
    with nothing_changes():
        assert clerk.post(f"{answer['Location']}pay/", {"identity": "voter", "last4": "1234"}).status_code == 404
    assert order.number in payer.get("/money/orders/").content.decode()
    assert payer.get("/money/orders/find/", {"number": order.number})["Location"] == answer["Location"]
    with nothing_changes():
        assert payer.post(f"{answer['Location']}pay/", {"identity": "voter", "last4": "1"}).status_code == 422
    payer.post(f"{answer['Location']}pay/", {"identity": "voter", "last4": "1234"})
    order.refresh_from_db()
    assert (order.state, OrderParties.objects.count(), Journal.objects.filter(purpose="emo_paid").count()) == (
        "paid", 1, 1,
    )  # fmt: skip


def test_the_counter_reaches_money_orders_by_a_key(world):
    client = Client()
    client.force_login(world.clerk)
    assert 'href="/money/orders/" data-key="F1"' in client.get("/counter/").content.decode()


# --- an office that is not rolled out -------------------------------------------------------------------------------


def test_before_its_day_an_office_neither_books_nor_pays(world, here):
    shift, order = shift_of(world.clerk), book(here)
    Office.objects.update(rolled_out_on=TODAY + timedelta(days=7))
    for one in (here, shift):
        one.office.refresh_from_db()
    with nothing_changes(), pytest.raises(NotRolledOut):
        book(here)
    with nothing_changes(), pytest.raises(NotRolledOut):
        pay(order, shift)
