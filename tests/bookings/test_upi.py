"""A basket paid by UPI: QR, callback, sale; in cash and UPI; and everything that may come between."""

from datetime import timedelta

import pytest
from django.urls import reverse

from apt.core.clock import now as clock_now
from apt.core.services import serve_due
from apt.wiring import REACTIONS
from bookings.errors import BasketChanged, BasketGone, PriceChanged
from bookings.models import Article, BasketDraft, Sale
from bookings.services import (
    ask_to_cancel,
    ask_upi,
    book_paid_basket,
    cancel_article,
    open_basket,
    pay_basket,
    put_in_basket,
    take_out,
)
from offices.rules import Role
from payments.errors import AllInCash, UpiNotKnown, UpiReceived, UpiUnavailable
from payments.models import PaymentAttempt, PspHealth, Refund, UpiPayment
from payments.queries import drawer_paise
from payments.rules import Mode, Told
from payments.services import apply_notice, watch_upi
from tests.bookings.labels import allow
from tests.payments.upi import balances, notice, provider
from tests.world import NOW, give_post, item, nothing_changes, shift_of, statements


@pytest.fixture(autouse=True)
def psp(settings):
    settings.UPI_VPA = "indiapost@simulator"
    with provider() as running:
        settings.PSP_URL = running.url
        yield running


@pytest.fixture
def shift(world):
    return shift_of(world.clerk)


def filled(shift, count: int = 2) -> BasketDraft:
    for _ in range(count):
        put_in_basket(
            shift=shift,
            item=item(sender_mobile="9845000099"),
            kind="documents",
            declared=True,
            choice="",
            replacing="",
            by=shift.clerk,
            now=NOW,
        )
    return BasketDraft.objects.get(shift=shift)


def asked(shift, draft, cash: int = 0, **changes) -> PaymentAttempt:
    wanted = {
        "shift": shift, "request_id": draft.request_id, "version": draft.version, "shown_paise": draft.total_paise,
        "cash_paise": cash, "by": shift.clerk, "now": clock_now(),
    }  # fmt: skip
    return ask_upi(**(wanted | changes))


def pay_cash(shift, draft) -> Sale:
    return pay_basket(
        shift=shift, request_id=draft.request_id, version=draft.version, shown_paise=draft.total_paise,
        tendered_paise=None, by=shift.clerk, now=NOW,
    )  # fmt: skip


def workers() -> None:
    while serve_due(REACTIONS, now=clock_now() + timedelta(seconds=1)):
        pass


def test_a_basket_that_is_paid_books_itself_in_the_clerks_name(shift):
    draft = filled(shift)
    attempt = asked(shift, draft)
    apply_notice(notice=notice(attempt), now=clock_now())
    workers()
    sale = Sale.objects.get()
    assert (sale.request_id, sale.total_paise, sale.mode) == (draft.request_id, attempt.paise, Mode.UPI)
    assert (sale.made_by, sale.shift, Article.objects.count()) == (shift.clerk, shift, 2)
    assert sale.journal.made_by == shift.clerk
    assert drawer_paise(shift) == 0
    assert "upi_held" not in balances()
    draft.refresh_from_db()
    assert (draft.items, draft.upi, draft.last_sale) == ([], False, sale)
    attempt.refresh_from_db()
    assert attempt.state == "booked"
    with nothing_changes():
        assert book_paid_basket(attempt_id=attempt.pk, now=NOW) is None


def test_split_tender_is_one_sale_with_cash_in_the_drawer(shift):
    draft = filled(shift)
    attempt = asked(shift, draft, cash=4000)
    assert attempt.paise == draft.total_paise - 4000
    apply_notice(notice=notice(attempt), now=clock_now())
    workers()
    assert Sale.objects.get().mode == Mode.SPLIT
    assert drawer_paise(shift) == 4000
    assert balances()["upi_clearing"] == attempt.paise
    assert "upi_held" not in balances()


def test_a_basket_that_was_paid_in_cash_meanwhile_gives_the_money_back(shift):
    draft = filled(shift)
    attempt = asked(shift, draft)
    pay_cash(shift, draft)
    attempt.refresh_from_db()
    assert attempt.state == "cancelled", "cash ends the QR"
    apply_notice(notice=notice(attempt), now=clock_now())
    workers()
    attempt.refresh_from_db()
    assert attempt.state in ("refund_due", "refund_sent")
    assert Sale.objects.get().mode == Mode.CASH
    assert UpiPayment.objects.get().place == "returning"


def test_a_late_payment_of_a_basket_that_is_still_open_books_it(shift):
    draft = filled(shift)
    attempt = asked(shift, draft)
    apply_notice(notice=notice(attempt, Told.EXPIRED), now=clock_now())
    apply_notice(notice=notice(attempt), now=clock_now())
    workers()
    attempt.refresh_from_db()
    assert attempt.state == "booked"
    assert Sale.objects.get().mode == Mode.UPI


def test_a_basket_that_costs_something_else_by_now_gives_the_money_back(shift):
    draft = filled(shift)
    attempt = asked(shift, draft)
    take_out(shift=shift, item_id=draft.items[0]["id"], by=shift.clerk, now=NOW)
    apply_notice(notice=notice(attempt), now=clock_now())
    workers()
    attempt.refresh_from_db()
    assert attempt.state in ("refund_due", "refund_sent")
    assert not Sale.objects.exists()
    assert len(open_basket(shift=shift, by=shift.clerk, now=NOW).items) == 1


def test_money_that_is_here_keeps_cash_out(shift):
    draft = filled(shift)
    attempt = asked(shift, draft)
    apply_notice(notice=notice(attempt), now=clock_now())
    with nothing_changes(), pytest.raises(UpiReceived):
        pay_cash(shift, draft)


def test_p7_unknown_blocks_a_second_qr_and_not_cash(shift):
    draft = filled(shift)
    attempt = asked(shift, draft)
    watch_upi(now=attempt.expires_at + timedelta(minutes=5))  # nobody paid; the provider answers: expired
    attempt.refresh_from_db()
    assert attempt.state == "expired"
    attempt = asked(shift, draft)
    apply_notice(notice=notice(attempt, Told.PENDING), now=clock_now())
    with nothing_changes(), pytest.raises(UpiNotKnown):
        asked(shift, draft)
    assert pay_cash(shift, draft).mode == Mode.CASH


def test_p6_a_provider_that_is_away_is_said_within_two_seconds_and_cash_goes_on(shift, psp, settings):
    draft = filled(shift)
    psp.bank.slow_s = 4
    begun = clock_now()
    with pytest.raises(UpiUnavailable, match="take cash") as refusal:
        asked(shift, draft)
    assert clock_now() - begun < timedelta(seconds=3)
    assert settings.PSP_TIMEOUT_S < 2
    assert refusal.value.money_moved == "no"
    assert PaymentAttempt.objects.get().state == "cancelled"
    assert pay_cash(shift, draft).mode == Mode.CASH


def test_p6_at_the_counter_cash_is_taken_on_the_page_that_said_so(client, shift, psp):
    draft = filled(shift)
    psp.bank.down = True
    client.force_login(shift.clerk)
    form = {"request_id": draft.request_id, "version": draft.version, "shown_paise": draft.total_paise}
    answer = client.post(reverse("bookings:pay"), form | {"mode": "upi"})
    assert answer.status_code == 503
    assert "No money has moved: take cash" in answer.content.decode()
    draft.refresh_from_db()
    form = {"request_id": draft.request_id, "version": draft.version, "shown_paise": draft.total_paise}
    assert client.post(reverse("bookings:pay"), form | {"mode": "cash"}).status_code == 302
    assert (Sale.objects.get().mode, drawer_paise(shift)) == (Mode.CASH, draft.total_paise)


@pytest.mark.parametrize("name", ["pa", "payee", "vpa", "link", "am", "tr"])
def test_row_69_what_a_client_writes_of_the_payee_never_reaches_the_link(client, shift, psp, name):
    draft = filled(shift, 1)
    client.force_login(shift.clerk)
    form = {"request_id": draft.request_id, "version": draft.version, "shown_paise": draft.total_paise, "mode": "upi"}
    client.post(reverse("bookings:pay") + f"?{name}=thief@bank", form | {name: "thief@bank"})
    link = PaymentAttempt.objects.get().link
    assert "pa=indiapost%40simulator" in link or "pa=indiapost@simulator" in link
    assert "thief" not in link


def test_p6_after_five_failures_nobody_waits_and_one_call_in_thirty_seconds_finds_out(shift, psp):
    draft, moment = filled(shift), clock_now()
    psp.bank.down = True
    for _ in range(5):
        with pytest.raises(UpiUnavailable):
            asked(shift, draft, now=moment)
    assert PspHealth.objects.get().failures == 5
    psp.bank.down = False
    with pytest.raises(UpiUnavailable):  # not asked at all
        asked(shift, draft, now=moment + timedelta(seconds=29))
    assert asked(shift, draft, now=moment + timedelta(seconds=31)).state == "qr_shown"
    assert PspHealth.objects.get().failures == 0


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"version": 99}, BasketChanged), ({"shown_paise": 1}, PriceChanged),
        ({"request_id": "00000000-0000-4000-8000-000000000000"}, BasketGone), ({"cash_paise": 10**6}, AllInCash),
    ],
)  # fmt: skip
def test_what_was_not_shown_is_not_asked_for(shift, changes, refusal):
    draft = filled(shift)
    with nothing_changes(), pytest.raises(refusal) as caught:
        asked(shift, draft, **changes)
    assert caught.value.money_moved == "no"


def test_booking_for_cash_costs_nothing_more_while_no_qr_was_shown(shift):
    draft = filled(shift)
    pay_cash(shift, filled(shift, 0))
    draft = filled(shift)
    with statements() as counted:
        pay_cash(shift, draft)
    assert not [sql for sql in counted.sql if "paymentattempt" in sql]


# --- cancelled articles -----------------------------------------------------------------------------------------------


def cancelled(world, shift, number: str):
    supervisor = world.idle
    asked_for = ask_to_cancel(office=world.mysuru, number=number, reason="Wrong address", by=shift.clerk, now=NOW)
    allow(asked_for, supervisor)
    return cancel_article(shift=shift, number=number, by=shift.clerk, now=NOW)


@pytest.fixture
def supervised(world):
    give_post(world.idle, world.mysuru, Role.SUPERVISOR, number=90)


def test_cancelled_articles_go_back_by_upi_one_by_one(world, shift, supervised, psp):
    attempt = asked(shift, filled(shift))
    apply_notice(notice=notice(attempt), now=clock_now())
    workers()
    psp.bank.payments["100000000001"] = {"tr": attempt.tr, "amount": f"{attempt.paise / 100:.2f}", "event": "x"}
    first, second = Article.objects.order_by("id")
    done = [cancelled(world, shift, first.number), cancelled(world, shift, second.number)]
    assert [one.upi_paise for one in done] == [first.total_paise, second.total_paise]
    assert drawer_paise(shift) == 0
    with nothing_changes():
        assert cancel_article(shift=shift, number=first.number, by=shift.clerk, now=NOW) == done[0]
    assert balances() == {"upi_clearing": attempt.paise, "refunds_due": -attempt.paise}
    workers()
    attempt.refresh_from_db()
    assert (attempt.state, set(Refund.objects.values_list("state", flat=True))) == ("refund_sent", {"sent"})
    states = []
    for refund in Refund.objects.order_by("id"):
        word = notice(attempt, Told.REFUND_DONE, event_id=refund.ref)
        apply_notice(notice=word._replace(refund_ref=refund.ref, paise=refund.paise), now=NOW)
        attempt.refresh_from_db()
        states.append(attempt.state)
    assert states == ["refund_sent", "refunded"]
    assert UpiPayment.objects.get().place == "returned"
    assert balances() == {}


def test_of_a_split_sale_no_more_goes_back_by_upi_than_came_by_it(world, shift, supervised):
    draft = filled(shift)
    attempt = asked(shift, draft, cash=draft.total_paise - 6000)
    apply_notice(notice=notice(attempt), now=clock_now())
    workers()
    first, second = Article.objects.order_by("id")
    assert cancelled(world, shift, first.number).upi_paise == first.total_paise
    last = cancelled(world, shift, second.number)
    assert last.upi_paise == 6000 - first.total_paise
    assert drawer_paise(shift) == 0


def test_the_slip_says_which_way_the_money_goes(client, world, shift, supervised):
    attempt = asked(shift, filled(shift))
    apply_notice(notice=notice(attempt), now=clock_now())
    workers()
    number = Article.objects.order_by("id").first().number
    cancelled(world, shift, number)
    client.force_login(shift.clerk)
    slip = client.get(reverse("bookings:refund", args=[number])).text
    assert "Goes back by UPI" in slip
    assert "Paid back in cash" not in slip


# --- pages ------------------------------------------------------------------------------------------------------------


def form(draft, **changes):
    return {
        "request_id": str(draft.request_id), "version": draft.version, "shown_paise": draft.total_paise, "mode": "upi",
        "tendered": "", **changes,
    }  # fmt: skip


def test_the_payment_page_shows_a_qr_and_becomes_the_receipt(client, shift):
    draft = filled(shift)
    client.force_login(shift.clerk)
    assert 'value="upi"' in client.get(reverse("bookings:pay")).text
    answer = client.post(reverse("bookings:pay"), form(draft, tendered="20"))
    page = reverse("bookings:pay-upi", args=[draft.request_id])
    assert answer["Location"] == page
    attempt = PaymentAttempt.objects.get()
    assert attempt.beside_paise == 2000
    shown = client.get(page).text
    assert "<svg" in shown
    assert "₹20.00 in cash are in your hand" in shown
    fragment = client.get(reverse("upi:state", args=[attempt.tr]))
    assert 'data-face="scan"' in fragment.text
    again = client.get(reverse("upi:state", args=[attempt.tr]), headers={"If-None-Match": fragment["ETag"]})
    assert again.status_code == 304
    apply_notice(notice=notice(attempt), now=clock_now())
    assert "Received" in client.get(reverse("upi:state", args=[attempt.tr])).text
    workers()
    receipt = client.get(page)["Location"]
    assert "cash and UPI" in client.get(receipt).text or Sale.objects.get().receipt_number in receipt
    assert (
        client.get(reverse("bookings:outcome", args=[draft.request_id]), headers={"Accept": "application/json"}).json()[
            "receipt"
        ]
        == receipt
    )


def test_a_qr_is_given_up_for_cash(client, shift):
    draft = filled(shift)
    asked(shift, draft)
    client.force_login(shift.clerk)
    answer = client.post(reverse("bookings:give-up-upi", args=[draft.request_id]))
    assert answer["Location"] == reverse("bookings:pay")
    assert PaymentAttempt.objects.get().state == "cancelled"
    answer = client.post(reverse("bookings:pay"), form(draft, mode="cash"))
    assert Sale.objects.get().receipt_number in answer["Location"]


def test_a_refusal_is_said_on_the_payment_page(client, shift, psp):
    draft = filled(shift)
    psp.bank.down = True
    client.force_login(shift.clerk)
    answer = client.post(reverse("bookings:pay"), form(draft))
    assert answer.status_code == 503
    assert "UPI is unavailable at the moment. No money has moved: take cash." in answer.text
