"""The counter as a person without JavaScript uses it, and what it refuses."""

import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from apt.core.clock import now
from bookings.models import Article, Parties, Sale
from payments.models import Shift
from payments.services import begin_shift
from tests.world import BENGALURU_PIN, MOBILE, book, item, nothing_changes, shift_of, statements

COUNTER = "/counter/"


@pytest.fixture
def shift(world):
    return begin_shift(office=world.mysuru, counter_number=1, by=world.clerk, now=now())


@pytest.fixture
def clerk(client: Client, world) -> Client:
    client.force_login(world.clerk)
    return client


def typed(**changed):
    return {
        "request_id": str(uuid.uuid4()),
        "shown_paise": "5500",
        "pincode": BENGALURU_PIN,
        "weight": "48",
        "addressee_name": "K. Sharma",
        "addressee_address": "12, Gandhi Bazaar",
        "addressee_mobile": "",
        "sender_name": "A. Rao",
        "sender_mobile": "",
    } | changed


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
    assert "open shift at counter 2" in clerk.get(COUNTER).content.decode()


@pytest.mark.parametrize("number", ["0", "-1", "100", "1e3", "٢x", ""])
def test_begin_shift_page_takes_no_nonsense(clerk, number):
    with nothing_changes():
        assert clerk.post("/counter/shift/", {"counter_number": number}).status_code == 302


def test_counter_shows_the_price_first_and_books_with_the_second_press(clerk, shift):
    with nothing_changes():
        page = clerk.post(COUNTER, typed(shown_paise="")).content.decode()
    assert "Press again to book" in page
    assert re.search(r'name="shown_paise" value="5500"', page)
    answer = clerk.post(COUNTER, typed(otp="on", addressee_mobile=MOBILE, shown_paise="6200"))
    sale = Sale.objects.get()
    assert answer["Location"] == reverse("bookings:receipt", args=[sale.receipt_number])
    receipt = clerk.get(answer["Location"]).content.decode()
    number = Article.objects.get().number
    for text in (number, sale.receipt_number, "₹62.00", "Basavanagudi HO", "K. Sharma"):
        assert text in receipt
    assert number in clerk.get(COUNTER).content.decode()


def test_counter_double_press_leads_to_the_same_receipt(clerk, shift):
    form = typed()
    assert clerk.post(COUNTER, form)["Location"] == clerk.post(COUNTER, form)["Location"]
    assert Sale.objects.count() == 1


def test_counter_old_form_with_the_next_customer_is_refused(clerk, shift):
    form = typed()
    clerk.post(COUNTER, form)
    with nothing_changes():
        answer = clerk.post(COUNTER, form | {"addressee_name": "Somebody Else"})
    assert answer.status_code == 409
    assert "already, for something else" in answer.content.decode()


@pytest.mark.parametrize(
    ("changed", "status", "says"),
    [
        ({"pincode": ""}, 422, "required"),
        ({"pincode": "000000"}, 422, "six digits"),
        ({"pincode": "1100O1"}, 422, "six digits"),
        ({"pincode": "999999"}, 422, "No post office delivers"),
        ({"weight": "0"}, 422, "greater than or equal"),
        ({"weight": "-5"}, 422, "greater than or equal"),
        ({"weight": "NaN"}, 422, "whole number"),
        ({"weight": "1e309"}, 422, "whole number"),
        ({"weight": "²"}, 422, "whole number"),
        ({"weight": "9" * 5000}, 422, "error-summary"),
        ({"weight": "501"}, 422, "500 g"),
        ({"weight": "1000000000"}, 422, "500 g"),
        ({"weight": str(2**63)}, 422, "500 g"),
        ({"shown_paise": "5499"}, 409, "The price is ₹55.00 now"),
        ({"shown_paise": "-5500"}, 409, "The price is ₹55.00 now"),
        ({"shown_paise": str(2**63)}, 409, "The price is ₹55.00 now"),
        ({"shown_paise": "55.5"}, 422, "error-summary"),
        ({"shown_paise": "₹10"}, 422, "error-summary"),
        ({"shown_paise": "1e2"}, 422, "error-summary"),
        ({"otp": "on"}, 422, "mobile number"),
        ({"addressee_mobile": "12345"}, 422, "ten digits"),
        ({"addressee_mobile": "९८४५०१२३४५"}, 422, "ten digits"),
        ({"addressee_name": "x" * 81}, 422, "80"),
        ({"addressee_name": "x" * 1_000_000}, 422, "80"),
        ({"addressee_address": ""}, 422, "required"),
        ({"sender_name": " \t "}, 422, "required"),
        ({"request_id": "1"}, 422, "error-summary"),
        ({"request_id": "x" * 4096}, 422, "error-summary"),
        ({"addressee_name": "a\0b"}, 422, "cannot be stored"),
        ({"a\0b": "x"}, 422, "cannot be stored"),
        ({"pincode": "560004\0"}, 422, "cannot be stored"),
    ],
)
def test_counter_refuses_and_says_why(clerk, shift, changed, status, says):
    with nothing_changes():
        answer = clerk.post(COUNTER, typed(**changed))
    assert answer.status_code == status
    page = answer.content.decode()
    assert says in page
    assert "error-summary" in page or "was not done" in page


def test_counter_says_the_fault_beside_the_field_and_keeps_what_was_typed(clerk, shift):
    page = clerk.post(COUNTER, typed(weight="501")).content.decode()
    assert 'class="error-summary"' in page
    assert '<a href="#id_weight">' in page
    assert 'value="501"' in page
    assert 'value="K. Sharma"' in page


def test_counter_shows_markup_and_bidi_as_text(clerk, shift):
    name = "<script>alert(1)</script>\u202e'\"&"
    location = clerk.post(COUNTER, typed(addressee_name=name))["Location"]
    page = clerk.get(location).content.decode()
    assert Parties.objects.get().addressee_name == name
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_price_fragment(clerk, shift):
    def price(**asked):
        return clerk.get("/counter/price/", asked)

    page = price(pincode=BENGALURU_PIN, weight="48", otp="on")
    assert page.status_code == 200
    assert "<html" not in page.content.decode()
    assert "₹62.00" in page.content.decode()
    assert "Type PIN" in price(pincode="5600", weight="48").content.decode()
    assert "Type PIN" in price().content.decode()
    assert "500 g" in price(pincode=BENGALURU_PIN, weight="501").content.decode()
    assert "₹55.00" in price(pincode="५६०००४", weight="४८").content.decode()


@pytest.mark.parametrize("weight", ["²", "٣²", "9" * 5000, "-1", "1e9", "48\0", "½"])
def test_price_fragment_survives_any_weight(clerk, shift, weight):
    answer = clerk.get("/counter/price/", {"pincode": BENGALURU_PIN, "weight": weight})
    assert answer.status_code in (200, 422)
    assert "₹" not in answer.content.decode()


def test_price_fragment_without_a_shift_is_refused(clerk):
    assert clerk.get("/counter/price/", {"pincode": BENGALURU_PIN, "weight": "48"}).status_code == 409


@pytest.mark.parametrize("path", [COUNTER, "/counter/price/", "/counter/receipts/X/"])
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
        assert client.post("/counter/shift/", {"counter_number": "1"}).status_code == 403


def test_counter_needs_the_csrf_token(world, shift):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(world.clerk)
    with nothing_changes():
        assert strict.post(COUNTER, typed()).status_code == 403


def test_receipt_of_another_office_is_not_found(clerk, client, world):
    foreign = book(shift_of(world.hassan_clerk), item())
    own = book(shift_of(world.clerk), item())
    assert clerk.get(reverse("bookings:receipt", args=[own.receipt_number])).status_code == 200
    for number in (foreign.receipt_number, "nothing", "x" * 3000, "a\0b", "\u202e"):
        answer = clerk.get(reverse("bookings:receipt", args=[number]))
        assert answer.status_code in (404, 422)
        assert "K. Sharma" not in answer.content.decode()


def test_counter_page_costs_the_same_for_one_and_three_sales(clerk, world):
    shift, counts = shift_of(world.clerk), []
    for sales in (1, 2):
        for _ in range(sales):
            book(shift, item())
        with statements() as asked:
            clerk.get(COUNTER)
        counts.append(asked.count)
    assert counts[0] == counts[1]
