"""The counter as a person without JavaScript uses it, and what it refuses."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from apt.core.clock import now
from bookings.models import Article, BasketDraft, Parties, Sale
from payments.models import Shift
from payments.services import begin_shift
from tests.bookings.typing import COUNTER, PAY, book_by_hand, hidden, payment, typed
from tests.world import BENGALURU_PIN, MOBILE, book, item, nothing_changes, shift_of, statements


@pytest.fixture
def shift(world):
    return begin_shift(office=world.mysuru, counter_number=1, by=world.clerk, now=now())


@pytest.fixture
def clerk(client: Client, world) -> Client:
    client.force_login(world.clerk)
    return client


def text_of(client, path):
    return client.get(path).content.decode()


def test_counter_without_a_shift_offers_the_counters(clerk):
    page = clerk.get(COUNTER)
    assert page.status_code == 200
    assert "bookings/begin_shift.html" in {template.name for template in page.templates}
    with nothing_changes():
        assert clerk.post(COUNTER, typed()).status_code == 200  # no drawer, no booking: the same page


def test_begin_shift_page_opens_the_drawer(clerk, world):
    answer = clerk.post("/counter/shift/", {"counter_number": "2"})
    assert answer["Location"] == COUNTER
    assert Shift.objects.get().counter_number == 2
    with nothing_changes():
        clerk.post("/counter/shift/", {"counter_number": "3"})
    assert "open shift at counter 2" in text_of(clerk, COUNTER)


@pytest.mark.parametrize("number", ["0", "-1", "100", "1e3", "٢x", ""])
def test_begin_shift_page_takes_no_nonsense(clerk, number):
    with nothing_changes():
        assert clerk.post("/counter/shift/", {"counter_number": number}).status_code == 302


def test_three_articles_one_payment_one_receipt(clerk, shift):
    with nothing_changes():
        for weight in ("48", "20", "300"):
            assert clerk.post(COUNTER, typed(weight=weight, otp="on"))["Location"] == COUNTER
        assert text_of(clerk, COUNTER).count("take out") >= 3
        assert clerk.post(COUNTER, {"do": "pay"})["Location"] == PAY
    form = payment(clerk, tendered="500")
    answer = clerk.post(PAY, form)
    sale = Sale.objects.get()
    assert answer["Location"] == reverse("bookings:receipt", args=[sale.receipt_number]) + "?tendered=50000"
    receipt = text_of(clerk, answer["Location"])
    assert "give back" in receipt
    for article in sale.articles.all():
        assert article.number in receipt
    assert Article.objects.count() == 3
    assert sale.total_paise == int(form["shown_paise"]) == sum(one.total_paise for one in sale.articles.all())
    page = text_of(clerk, COUNTER)
    assert "The basket is empty" in page
    assert "K. Sharma" not in page
    assert sale.receipt_number in page


def test_f4_books_one_typed_article_without_adding_it_first(clerk, shift):
    assert clerk.post(COUNTER, typed(do="pay"))["Location"] == PAY
    assert "₹55.00" in text_of(clerk, PAY)
    clerk.post(PAY, payment(clerk))
    assert Article.objects.count() == 1
    assert Parties.objects.get().addressee_city == "Basavanagudi"  # the PIN says so


def test_payment_of_an_empty_basket_leads_back(clerk, shift):
    with nothing_changes():
        assert clerk.post(COUNTER, {"do": "pay"})["Location"] == COUNTER
        assert clerk.get(PAY)["Location"] == COUNTER
    assert "nothing in the basket" in text_of(clerk, COUNTER)


def test_five_presses_lead_to_the_same_receipt(clerk, shift):
    clerk.post(COUNTER, typed(do="pay"))
    form = payment(clerk)
    answers = {clerk.post(PAY, form)["Location"] for _ in range(5)}
    assert answers == {reverse("bookings:receipt", args=[Sale.objects.get().receipt_number])}
    assert clerk.post(PAY, form, headers={"HX-Request": "true"})["HX-Redirect"] in answers


def test_exact_cash_is_booked_in_one_press(clerk, shift):
    clerk.get(COUNTER)
    with nothing_changes():
        page = clerk.post(COUNTER, typed(do="book")).content.decode()
    assert "Press again to book" in page
    form = typed(do="book") | {name: hidden(page, name) for name in ("request_id", "shown_paise")}
    with nothing_changes():
        assert clerk.post(COUNTER, form | {"shown_paise": "5499"}).status_code == 409
        assert clerk.post(COUNTER, form | {"not_prohibited": ""}).status_code == 422
    clerk.post("/counter/price/", typed())
    answers = {clerk.post(COUNTER, form)["Location"] for _ in range(5)}
    assert answers == {reverse("bookings:receipt", args=[Sale.objects.get().receipt_number])}
    assert BasketDraft.objects.get().typed == {}
    assert clerk.get(reverse("bookings:outcome", args=[form["request_id"]]))["Location"] in answers


def test_exact_cash_leaves_the_basket_of_another_tab_alone(clerk, shift):
    page = text_of(clerk, COUNTER)
    clerk.post(COUNTER, typed(addressee_name="In The Basket"))
    form = typed(do="book", shown_paise="5500", request_id=hidden(page, "request_id"))
    assert "/receipts/" in clerk.post(COUNTER, form)["Location"]
    assert [one["item"]["addressee"]["name"] for one in BasketDraft.objects.get().items] == ["In The Basket"]
    assert Sale.objects.get().articles.get().parties.addressee_name == "K. Sharma"


def test_outcome_knows_the_receipt_or_says_that_nothing_is_booked(clerk, client, shift, world):
    clerk.post(COUNTER, typed(do="pay"))
    form = payment(clerk)
    where = reverse("bookings:outcome", args=[form["request_id"]])
    asked = {"Accept": "application/json"}
    with nothing_changes():
        before = clerk.get(where, headers=asked).json()
        assert clerk.get(where)["Location"] == COUNTER
    assert (before["receipt"], "no money has moved" in before["sentence"]) == ("", True)
    receipt = clerk.post(PAY, form)["Location"]
    assert clerk.get(where, headers=asked).json()["receipt"] == receipt
    assert clerk.get(where)["Location"] == receipt
    foreign = Client()
    foreign.force_login(world.hassan_clerk)
    assert foreign.get(where, headers=asked).json()["receipt"] == ""


def test_two_tabs_show_one_basket_and_the_older_one_cannot_pay(clerk, shift):
    clerk.post(COUNTER, typed())
    clerk.post(COUNTER, {"do": "pay"})
    old = payment(clerk)
    clerk.post(COUNTER, typed(addressee_name="Second Tab"))
    with nothing_changes():
        answer = clerk.post(PAY, old)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "changed in another window" in page
    assert "Second Tab" in page
    assert "no money has moved" in page
    clerk.post(PAY, payment(clerk))
    assert Article.objects.count() == 2


def test_basket_is_taken_over_by_a_fresh_browser(clerk, shift, world):
    clerk.post(COUNTER, typed(addressee_name="Kept On The Server"))
    clerk.post("/counter/price/", typed(addressee_name="Half Typed", weight=""))
    fresh = Client()
    fresh.force_login(world.clerk)
    page = text_of(fresh, COUNTER)
    assert "Kept On The Server" in page
    assert 'value="Half Typed"' in page


def test_an_article_is_taken_out_and_put_back(clerk, shift):
    for name in ("One", "Two"):
        clerk.post(COUNTER, typed(addressee_name=name))
    gone = BasketDraft.objects.get().items[0]["id"]
    for _ in range(2):  # a repeat is harmless
        clerk.post(reverse("bookings:remove", args=[gone]))
    assert [one["item"]["addressee"]["name"] for one in BasketDraft.objects.get().items] == ["Two"]
    for _ in range(2):
        clerk.post("/counter/basket/undo/")
    assert [one["item"]["addressee"]["name"] for one in BasketDraft.objects.get().items] == ["Two", "One"]


def test_an_article_is_changed_in_its_place(clerk, shift):
    for name in ("One", "Two"):
        clerk.post(COUNTER, typed(addressee_name=name))
    key = BasketDraft.objects.get().items[0]["id"]
    page = text_of(clerk, f"{COUNTER}?edit={key}")
    assert 'value="One"' in page
    clerk.post(COUNTER, typed(addressee_name="Uno", item=key))
    assert [one["item"]["addressee"]["name"] for one in BasketDraft.objects.get().items] == ["Uno", "Two"]


def test_sender_stays_for_the_next_article(clerk, shift):
    clerk.post("/counter/price/", typed())
    clerk.post(COUNTER, typed())
    page = text_of(clerk, COUNTER)
    assert 'value="A. Rao"' in page
    assert "The basket is empty" not in page
    assert 'value="12, Gandhi Bazaar"' not in page


def test_one_more_of_the_same_sender(clerk, shift):
    receipt = book_by_hand(clerk, typed(otp="on"))
    assert clerk.post(f"{receipt}again/")["Location"] == COUNTER
    page = text_of(clerk, COUNTER)
    for value in ("A. Rao", "K. Sharma", "12, Gandhi Bazaar", BENGALURU_PIN, MOBILE, "9000000001"):
        assert f'value="{value}"' in page
    draft = BasketDraft.objects.get()
    assert draft.items == []
    assert not {"weight", "number", "not_prohibited"} & draft.typed.keys()


REFUSED = [
    ({"pincode": ""}, 422, "six digits"),
    ({"pincode": "000000"}, 422, "six digits"),
    ({"pincode": "1100O1"}, 422, "six digits"),
    ({"pincode": "999999"}, 422, "No post office delivers"),
    ({"weight": ""}, 422, "required"),
    ({"weight": "0"}, 422, "greater than or equal"),
    ({"weight": "-5"}, 422, "greater than or equal"),
    ({"weight": "NaN"}, 422, "whole number"),
    ({"weight": "1e309"}, 422, "whole number"),
    ({"weight": "²"}, 422, "whole number"),
    ({"weight": "9" * 5000}, 422, "error-summary"),
    ({"weight": "501"}, 422, "500 g"),
    ({"weight": str(2**63)}, 422, "500 g"),
    ({"otp": "on", "addressee_mobile": "", "addressee_mobile_declined": "on"}, 422, "OTP delivery needs"),
    ({"addressee_mobile": ""}, 422, "Ask for the mobile number"),
    ({"sender_mobile": ""}, 422, "Ask for the mobile number"),
    ({"addressee_mobile": "12345"}, 422, "ten digits"),
    ({"addressee_mobile": "9999999999"}, 422, "ten digits"),
    ({"addressee_mobile": "९८४५०१२३४५"}, 422, "ten digits"),
    ({"addressee_name": "x" * 81}, 422, "80"),
    ({"addressee_name": "x" * 1_000_000}, 422, "80"),
    ({"addressee_address": ""}, 422, "required"),
    ({"sender_name": " \t "}, 422, "required"),
    ({"not_prohibited": ""}, 422, "nothing prohibited"),
    ({"contents_kind": "currency"}, 422, "must be insured"),
    ({"contents_kind": "jewellery", "product": "IPP_RETAIL"}, 422, "offers no insurance"),
    ({"contents_kind": "currency", "ins": "on", "declared": "20001"}, 422, "up to a value of ₹20,000.00"),
    ({"ins": "on"}, 422, "needs the value"),
    ({"ins": "on", "declared": "500001"}, 422, "at most ₹5,00,000.00"),
    ({"product": "IPP_RETAIL", "otp": "on", "length": "20", "breadth": "20", "height": "9"}, 422, "not offered"),
    ({"length": "43", "breadth": "29", "height": "2"}, 422, "420 × 290 × 20 mm"),
    ({"length": "20"}, 422, "length, breadth and height"),
    ({"product": "SP_PARCEL"}, 422, "length, breadth and height"),
    ({"product": "SP_PARCEL", "length": "151", "breadth": "20", "height": "9"}, 422, "1500 × 1500 × 1500 mm"),
    ({"product": "SP_PARCEL", "length": "13", "breadth": "8", "height": "1"}, 422, "140 × 90 × 10 mm"),
    ({"product": "LETTER"}, 422, "valid choice"),
    ({"student": "on"}, 422, "institution, number and validity"),
    ({"digipin": "4P3"}, 422, "10 characters"),
    ({"number": "EK12345"}, 422, "not an article number"),
    ({"number": "EK000000010IN"}, 409, "no roll of labels"),
    ({"number": "CK000000010IN"}, 422, "begin with E, R"),
    ({"addressee_city": "Kolkata"}, 409, "does not agree with itself"),
    ({"addressee_name": "a\0b"}, 422, "cannot be stored"),
    ({"a\0b": "x"}, 422, "cannot be stored"),
]  # fmt: skip


@pytest.mark.parametrize(("changed", "status", "says"), REFUSED)
def test_counter_refuses_and_says_why(clerk, shift, changed, status, says):
    with nothing_changes():
        answer = clerk.post(COUNTER, typed(**changed))
    assert answer.status_code == status
    page = answer.content.decode()
    assert says in page
    assert "no money has moved" in page or "was not done" in page
    assert not BasketDraft.objects.exclude(items=[]).exists()


@pytest.mark.parametrize(
    ("changed", "status", "says"),
    [
        ({"shown_paise": "5499"}, 409, "The price is ₹55.00 now"),
        ({"shown_paise": "-5500"}, 409, "The price is ₹55.00 now"),
        ({"shown_paise": str(2**63)}, 409, "The price is ₹55.00 now"),
        ({"shown_paise": "55.5"}, 422, "error-summary"),
        ({"shown_paise": "₹10"}, 422, "error-summary"),
        ({"request_id": "1"}, 422, "error-summary"),
        ({"request_id": "x" * 4096}, 422, "error-summary"),
        ({"version": "0"}, 409, "changed in another window"),
        ({"tendered": "54.99"}, 422, "₹54.99 is less than ₹55.00"),
        ({"tendered": "abc"}, 422, "error-summary"),
        ({"tendered": "1e400"}, 422, "error-summary"),
    ],
)
def test_payment_refuses_and_says_that_no_money_moved(clerk, shift, changed, status, says):
    clerk.post(COUNTER, typed(do="pay"))
    form = payment(clerk, **changed)
    with nothing_changes():
        answer = clerk.post(PAY, form)
    assert answer.status_code == status
    page = answer.content.decode()
    assert says in page
    assert "no money has moved" in page


def test_payment_of_a_basket_that_is_gone_leads_back(clerk, shift):
    clerk.post(COUNTER, typed(do="pay"))
    with nothing_changes():
        assert clerk.post(PAY, payment(clerk, request_id=str(uuid.uuid4())))["Location"] == COUNTER
    assert "no longer there" in text_of(clerk, COUNTER)


def test_counter_says_the_fault_beside_the_field_and_keeps_what_was_typed(clerk, shift):
    page = clerk.post(COUNTER, typed(weight="501")).content.decode()
    assert 'class="error-summary"' in page
    assert '<a href="#id_weight">' in page
    assert 'value="501"' in page
    assert 'value="K. Sharma"' in page


def test_a_declined_mobile_is_recorded(clerk, shift):
    book_by_hand(clerk, typed(sender_mobile="", sender_mobile_declined="on"))
    parties = Parties.objects.get()
    assert (parties.sender_mobile, parties.sender_mobile_declined) == ("", True)
    assert (parties.addressee_mobile, parties.addressee_mobile_declined) == (MOBILE, False)


def test_counter_shows_markup_and_bidi_as_text(clerk, shift):
    name = "<script>alert(1)</script>\u202e'\"&"
    receipt = book_by_hand(clerk, typed(addressee_name=name))
    assert Parties.objects.get().addressee_name == name
    for path in (receipt, COUNTER):
        assert "<script>alert" not in text_of(clerk, path)
    assert "&lt;script&gt;" in text_of(clerk, receipt)


@pytest.mark.parametrize("path", [COUNTER, PAY, "/counter/receipts/X/", "/counter/search/", "/counter/numbers/"])
def test_counter_sends_strangers_to_the_sign_in_page(client, world, path):
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/staff/sign-in/?next=/counter/")


@pytest.mark.parametrize("who", ["mails", "postman", "delivery", "sorter", "administrator", "idle"])
def test_counter_is_closed_to_other_duties(client, world, who):
    client.force_login(getattr(world, who))
    with nothing_changes():
        assert client.get(COUNTER).status_code == 403
        assert client.post(COUNTER, typed()).status_code == 403
        assert client.post(PAY, {}).status_code == 403
        assert client.post("/counter/shift/", {"counter_number": "1"}).status_code == 403


def test_counter_needs_the_csrf_token(world, shift):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(world.clerk)
    with nothing_changes():
        assert strict.post(COUNTER, typed()).status_code == 403
        assert strict.post(PAY, {}).status_code == 403


def test_counter_page_costs_the_same_for_one_and_many(clerk, world, shift):
    counts = []
    for size in (1, 3):
        book(shift_of(world.clerk), item())
        for _ in range(size):
            clerk.post(COUNTER, typed())
        with statements() as asked:
            clerk.get(COUNTER)
        counts.append(asked.count)
    assert counts[0] == counts[1]


def test_a_booking_in_one_press_is_seven_statements(clerk, world, shift):
    """Who (1), duty (1), shift (1), who delivers (1), numbers, chain and keys, rows (3)."""
    book(shift_of(world.clerk), item())  # the chain of the office exists
    form = typed(do="book", request_id=hidden(text_of(clerk, COUNTER), "request_id"), shown_paise="5500")
    with statements() as asked:
        assert "/receipts/" in clerk.post(COUNTER, form)["Location"]
    assert asked.count == 7


def test_payment_costs_the_same_for_one_and_many(clerk, world, shift):
    counts = []
    book(shift_of(world.clerk), item())  # the chain of the office exists
    for size in (1, 4):
        for _ in range(size):
            clerk.post(COUNTER, typed(otp="on"))
        clerk.post(COUNTER, {"do": "pay"})
        form = payment(clerk)
        with statements() as asked:
            clerk.post(PAY, form)
        counts.append(asked.count)
    assert counts[0] == counts[1]
