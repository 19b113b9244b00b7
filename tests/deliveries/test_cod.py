"""Cash on delivery: paid at the door by QR or in cash, brought home, paid to the sender, or given back."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from apt.core.clock import now as clock
from apt.core.services import serve_due
from apt.wiring import REACTIONS
from bookings.models import Article, Sale
from deliveries.errors import AttemptClosed, CodModeNeeded
from deliveries.models import Sheet
from deliveries.rules import Verdict
from deliveries.services import ask_qr_at_door, close_sheet
from partners.rules import Payment
from payments.errors import BadCodCount, CodNotPaid, CodTaken, MoveDecided, NothingCarried, OneHand, UpiReceived
from payments.models import Case, CodCollection, CodHandIn, MoneyOrder, PaymentAttempt, Refund
from payments.queries import carried_by, cod_paid_of, day_board
from payments.rules.cod import CodState
from payments.services import answer_hand_in, apply_notice, hand_in_cod, note_carried, return_stale_cod
from tests.bookings.bulk import make_contract
from tests.payments.test_services import triggers_off
from tests.payments.upi import SECRET, VPA, all_money_is_somewhere, balances, notice, provider
from tests.world import NOW, TODAY, arrived, attempt, nothing_changes, out, statements

DUE = 120_000


@pytest.fixture(autouse=True)
def _psp(settings):
    settings.PSP_CALLBACK_SECRET, settings.PSP_KEY, settings.UPI_VPA = SECRET, "key-of-the-tests", VPA


@pytest.fixture
def psp(settings):
    with provider() as running:
        settings.PSP_URL = running.url
        yield running


def due(world, count=1, *services, now=NOW):
    """Articles out with the postman, ₹1,200 due for each."""
    articles = arrived(world, count, *services, now=now)
    Article.objects.filter(pk__in=[one.pk for one in articles]).update(cod_paise=DUE)
    out(world, articles, now=now)
    return articles


def deliver(world, article, cod="cash", **said):
    return attempt(world.postman, article, cod=cod, **said)


def miss(world, article):
    return attempt(world.postman, article, remark="absent")


def paid(world, article, payment="500000000001"):
    """The QR was shown, the addressee paid, the provider said so."""
    asked = ask_qr_at_door(article_number=article.number, by=world.postman, now=NOW)
    apply_notice(notice=notice(asked, payment=payment), now=NOW)
    return asked


def react():
    while serve_due(REACTIONS, now=NOW + timedelta(seconds=5)):
        pass


def cod(article):
    return CodCollection.objects.exclude(state=CodState.GONE_BACK).get(article_number=article.number)


def of_doors():
    return {name: paise for name, paise in balances().items() if name not in ("cash", "postage", "cgst", "sgst")}


def test_paid_by_qr_it_is_handed_over_and_the_sender_gets_a_money_order(world, psp):
    (article,) = due(world)
    asked = paid(world, article)
    assert (asked.shift, asked.office, asked.ref) == (None, world.bengaluru, article.number)
    react()
    assert cod_paid_of([article.number])
    assert of_doors() == {"upi_clearing": DUE, "cod_payable": -DUE}
    assert deliver(world, article, "upi").verdict == Verdict.DELIVERED
    react()
    order = MoneyOrder.objects.get()
    assert (order.paise, order.commission_paise, order.parties.payee_name) == (DUE, 0, "A. Rao")
    assert of_doors() == {"upi_clearing": DUE, "emo_payable": -DUE}
    assert cod(article).state == CodState.SENT
    react()
    assert MoneyOrder.objects.count() == 1
    all_money_is_somewhere()


def test_of_a_contract_customer_it_goes_onto_the_account(world, psp):
    (article,) = due(world)
    contract = make_contract(world, payment=Payment.ADVANCE, limit_rupees=0)
    with triggers_off():
        Sale.objects.filter(pk=article.sale_id).update(contract=contract, mode="advance")
    paid(world, article)
    deliver(world, article, "upi")
    react()
    assert of_doors() == {"upi_clearing": DUE, "advance": -DUE}
    assert cod(article).end_journal.entries.get(account="advance").contract == contract
    assert not MoneyOrder.objects.exists()


def test_more_than_a_money_order_takes_is_a_case(world, psp):
    (article,) = due(world)
    Article.objects.filter(pk=article.pk).update(cod_paise=1_000_100)
    paid(world, article)
    deliver(world, article, "upi")
    react()
    react()
    assert Case.objects.get().kind == "cod_unsent"
    assert cod(article).state == CodState.OWED


def test_a_payment_that_no_worker_has_seen_yet_counts_at_the_door(world, psp):
    (article,) = due(world)
    paid(world, article)
    assert cod_paid_of([article.number])
    assert deliver(world, article, "upi").verdict == Verdict.DELIVERED
    react()
    assert not Refund.objects.exists()
    assert cod(article).state == CodState.SENT


def test_p7_nothing_is_handed_over_that_the_provider_has_not_called_paid(world, psp):
    (article,) = due(world)
    ask_qr_at_door(article_number=article.number, by=world.postman, now=NOW)
    assert not cod_paid_of([article.number])
    with nothing_changes(), pytest.raises(CodNotPaid):
        deliver(world, article, "upi")
    with nothing_changes(), pytest.raises(CodModeNeeded):
        deliver(world, article, "")


def test_paid_by_upi_no_cash_is_taken_and_no_second_qr_is_shown(world, psp):
    (article,) = due(world)
    paid(world, article)
    with nothing_changes(), pytest.raises(CodTaken):
        deliver(world, article, "cash")
    with nothing_changes(), pytest.raises(UpiReceived):
        ask_qr_at_door(article_number=article.number, by=world.postman, now=NOW)
    react()
    with nothing_changes(), pytest.raises(CodTaken):
        ask_qr_at_door(article_number=article.number, by=world.postman, now=NOW)


def test_not_delivered_the_money_goes_back_by_itself_and_it_may_be_paid_anew(world, psp):
    (article,) = due(world)
    paid(world, article)
    react()
    miss(world, article)
    assert Refund.objects.get().why == "undelivered"
    assert of_doors() == {"upi_clearing": DUE, "refunds_due": -DUE}
    Article.objects.filter(pk=article.pk).update(status="held")
    out(world, [article])
    paid(world, article, payment="500000000002")
    react()
    deliver(world, article, "upi")
    assert cod(article).state == CodState.OWED


def test_taken_back_by_the_office_the_money_goes_back_at_once(world, psp):
    (article,) = due(world)
    paid(world, article)
    react()
    sheet = Sheet.objects.get()
    close_sheet(office=world.bengaluru, number=sheet.number, with_postman=[], by=world.delivery, now=NOW)
    assert Refund.objects.get().why == "undelivered"
    assert of_doors() == {"upi_clearing": DUE, "refunds_due": -DUE}


def test_money_that_comes_when_the_article_is_no_longer_at_its_door_goes_back(world, psp):
    one, other = due(world, 2)
    asked = [ask_qr_at_door(article_number=article.number, by=world.postman, now=NOW) for article in (one, other)]
    miss(world, one)
    deliver(world, other, "cash")
    for number, one_asked in enumerate(asked):
        apply_notice(notice=notice(one_asked, payment=f"60000000000{number}"), now=NOW)
    react()
    assert [refund.paise for refund in Refund.objects.order_by("id")] == [DUE, DUE]
    assert of_doors() == {"upi_clearing": 2 * DUE, "refunds_due": -2 * DUE, "with_postmen": DUE, "cod_payable": -DUE}


def test_row_70_a_second_phone_gets_its_money_back(world, psp):
    (article,) = due(world)
    asked = paid(world, article)
    react()
    apply_notice(notice=notice(asked, payment="500000000009"), now=NOW)
    assert Refund.objects.get().why == "second"
    assert of_doors() == {"upi_clearing": 2 * DUE, "cod_payable": -DUE, "refunds_due": -DUE}


def test_paid_and_never_handed_over_it_goes_back_in_two_days(world, psp):
    (article,) = due(world)
    paid(world, article)
    react()
    assert return_stale_cod(now=NOW + timedelta(hours=47)) == 0
    assert return_stale_cod(now=NOW + timedelta(hours=49)) == 1
    assert return_stale_cod(now=NOW + timedelta(hours=49)) == 0
    assert of_doors() == {"upi_clearing": DUE, "refunds_due": -DUE}
    with pytest.raises(CodNotPaid):
        deliver(world, article, "upi")


def test_the_qr_is_the_postmans_own_and_of_an_open_door(world, psp):
    (article,) = due(world)
    deliver(world, article)
    with nothing_changes(), pytest.raises(AttemptClosed):
        ask_qr_at_door(article_number=article.number, by=world.postman, now=NOW)


# --- cash ------------------------------------------------------------------------------------------------------------


def test_cash_is_carried_handed_in_counted_and_then_owed(world):
    articles = due(world, 2)
    for article in articles:
        deliver(world, article)
    assert of_doors() == {"with_postmen": 2 * DUE, "cod_payable": -2 * DUE}
    react()
    assert not MoneyOrder.objects.exists(), "the department does not have it yet"
    made = hand_in_cod(office=world.bengaluru, by=world.postman, now=NOW)
    assert hand_in_cod(office=world.bengaluru, by=world.postman, now=NOW) == made
    answer_hand_in(hand_in=made, counted_paise=2 * DUE, by=world.supervisor, now=NOW)
    assert of_doors() == {"treasury": 2 * DUE, "cod_payable": -2 * DUE}
    assert not carried_by(world.postman).exists()
    answer_hand_in(hand_in=made, counted_paise=2 * DUE, by=world.supervisor, now=NOW)
    react()
    assert MoneyOrder.objects.count() == 2
    assert of_doors() == {"treasury": 2 * DUE, "emo_payable": -2 * DUE}
    assert not Case.objects.exists()


def test_h14_what_is_missing_of_it_is_a_case_and_nobodys_debt(world):
    (article,) = due(world)
    deliver(world, article)
    made = hand_in_cod(office=world.bengaluru, by=world.postman, now=NOW)
    answer_hand_in(hand_in=made, counted_paise=DUE - 5000, by=world.supervisor, now=NOW)
    assert of_doors() == {"treasury": DUE - 5000, "shortage": 5000, "cod_payable": -DUE}
    assert Case.objects.get().kind == "shortage"


def test_a_hand_in_takes_two_and_can_be_sent_back(world):
    (article,) = due(world)
    deliver(world, article)
    made = hand_in_cod(office=world.bengaluru, by=world.postman, now=NOW)
    for by, counted, refusal in ((world.postman, DUE, OneHand), (world.supervisor, -1, BadCodCount)):
        with nothing_changes(), pytest.raises(refusal):
            answer_hand_in(hand_in=made, counted_paise=counted, by=by, now=NOW)
    answer_hand_in(hand_in=made, counted_paise=None, by=world.supervisor, now=NOW)
    assert carried_by(world.postman).get().hand_in is None
    with nothing_changes(), pytest.raises(MoveDecided):
        answer_hand_in(hand_in=made, counted_paise=DUE, by=world.supervisor, now=NOW)
    assert CodHandIn.objects.count() == 1
    with nothing_changes(), pytest.raises(NothingCarried):
        hand_in_cod(office=world.bengaluru, by=world.second_postman, now=NOW)


def test_counting_costs_the_same_for_one_and_for_three(world):
    costs = []
    for count in (1, 3):
        for article in due(world, count):
            deliver(world, article)
        with statements() as asked:
            made = hand_in_cod(office=world.bengaluru, by=world.postman, now=NOW)
            answer_hand_in(hand_in=made, counted_paise=made.paise, by=world.supervisor, now=NOW)
        costs.append(asked.count)
    assert costs[0] == costs[1]


def test_h01_the_same_attempt_sent_again_collects_once(world):
    (article,) = due(world)
    uid = uuid.uuid4()
    assert deliver(world, article, client_uuid=uid) == deliver(world, article, client_uuid=uid)
    assert of_doors() == {"with_postmen": DUE, "cod_payable": -DUE}


def test_a_hand_in_that_nobody_counted_stops_the_day_and_what_is_carried_does_not(client, world):
    first, second = due(world, 2)
    deliver(world, first)
    hand_in_cod(office=world.bengaluru, by=world.postman, now=NOW)
    deliver(world, second)
    board = day_board(world.bengaluru, TODAY, now=NOW)
    assert [one.code for one in board.blockers if one.code == "hand_in_open"] == ["hand_in_open"]
    client.force_login(world.supervisor)
    page = client.get(f"/money/?on={TODAY}").content.decode()
    assert "is not counted" in page
    assert f'href="{reverse("cod:office")}"' in page
    assert "Postmen carry ₹1,200.00" in page
    answer_hand_in(hand_in=CodHandIn.objects.get(), counted_paise=DUE, by=world.supervisor, now=NOW)
    assert "hand_in_open" not in {one.code for one in day_board(world.bengaluru, TODAY, now=NOW).blockers}


def test_cash_that_is_carried_for_longer_than_a_day_is_a_case_once_and_nobodys_debt(world):
    for article in due(world, 2):
        deliver(world, article)
    assert note_carried(now=NOW + timedelta(hours=23)) == 0
    for _ in range(2):
        assert note_carried(now=NOW + timedelta(hours=25)) == 1
    case = Case.objects.get()
    assert (case.kind, case.paise, case.office) == ("cash_carried", 2 * DUE, world.bengaluru)
    assert case.about == f"{world.postman.employee_id}, {TODAY}"
    assert of_doors() == {"with_postmen": 2 * DUE, "cod_payable": -2 * DUE}


# --- by its pages ----------------------------------------------------------------------------------------------------


def said(client, key, article, cod):
    entry = {
        "id": str(uuid.uuid4()), "seq": 1, "number": article.number, "delivered": True, "at": clock().isoformat(),
        "received_by": "K", "relation": "self", "signature": "5" * 64, "cod": cod,
    }  # fmt: skip
    body = key | {"now": clock().isoformat(), "entries": [entry]}
    body.pop("label")
    return client.post(reverse("deliveries:sync"), body, content_type="application/json").json()["answers"][0]


def test_by_its_pages(client, world, psp):
    by_qr, in_cash = due(world, 2, now=clock())
    client.force_login(world.postman)
    asked = client.post(reverse("deliveries:qr", args=[by_qr.number]))
    shown_at, tried = asked.json()["shown_at"], PaymentAttempt.objects.get()
    assert shown_at == reverse("cod:attempt", args=[tried.tr])
    assert "<svg" in client.get(shown_at).content.decode()
    assert client.post(reverse("deliveries:qr", args=["EK999999995IN"])).json()["code"] == "unknown_item"
    key = {"key": str(uuid.uuid4()), "label": "x"}
    client.post(reverse("deliveries:meet"), key, content_type="application/json")
    assert said(client, key, by_qr, "upi")["code"] == "cod_not_paid"
    apply_notice(notice=notice(tried, payment="500000000001"), now=NOW)
    assert "Received" in client.get(reverse("cod:state", args=[tried.tr])).content.decode()
    assert said(client, key, by_qr, "upi")["verdict"] == "delivered"
    assert said(client, key, in_cash, "cash")["verdict"] == "delivered"
    carried = reverse("cod:carried")
    assert "1,200" in client.get(carried).content.decode()
    assert client.post(carried).status_code == 302
    client.force_login(world.supervisor)
    office = reverse("cod:office")
    assert "1,200" in client.get(office).content.decode()
    made = CodHandIn.objects.get()
    answer = reverse("cod:answer", args=[made.pk])
    assert client.post(answer, {"action": "count", "rupees": "nine"}).status_code == 422
    assert client.post(answer, {"action": "count", "rupees": "1200"}).status_code == 302
    assert of_doors() == {"upi_clearing": DUE, "cod_payable": -2 * DUE, "treasury": DUE}
