"""After the booking: copies are counted, earlier receipts found, the shift as a table."""

import csv

import pytest
from django.test import Client
from django.urls import reverse

from bookings.models import Reprint
from bookings.queries import find_receipts
from bookings.services import count_print
from tests.world import BENGALURU_PIN, MOBILE, NOW, TODAY, book, item, nothing_changes, shift_of, statements


@pytest.fixture
def clerk(client: Client, world) -> Client:
    client.force_login(world.clerk)
    return client


@pytest.fixture
def sale(world):
    return book(shift_of(world.clerk), item(sender_mobile="9000000001"), item())


def page_of(clerk, sale, query=""):
    return clerk.get(reverse("bookings:receipt", args=[sale.receipt_number]) + query).content.decode()


def test_copies_are_counted_and_say_so(clerk, world, sale):
    assert "Copy" not in page_of(clerk, sale)
    path = reverse("bookings:print", args=[sale.receipt_number])
    first = clerk.post(path)["Location"]
    page = clerk.get(first).content.decode()
    assert "data-print-now" in page
    assert "Copy" not in page  # the first is the original
    second = clerk.post(path)["Location"]
    page = clerk.get(second).content.decode()
    assert "<strong>Copy 2</strong>" in page
    assert "printed 2 times" in page
    assert "data-print-now" not in clerk.get(first).content.decode()  # a reload of the old page prints nothing
    assert [(one.copy_number, one.printed_by) for one in Reprint.objects.order_by("id")] == [
        (1, world.clerk), (2, world.clerk),
    ]  # fmt: skip


def test_print_of_another_office_is_not_found(client, world, sale):
    client.force_login(world.hassan_clerk)
    with nothing_changes():
        for name in ("print", "again", "receipt"):
            assert client.post(reverse(f"bookings:{name}", args=[sale.receipt_number])).status_code in (302, 404, 405)
    assert not Reprint.objects.exists()


def test_count_print_counts_each_sale_for_itself(world, sale):
    other = book(shift_of(world.clerk), item())
    copies = [count_print(sale=one, by=world.clerk, now=NOW).copy_number for one in (sale, sale, other, sale)]
    assert copies == [1, 2, 1, 3]


def test_receipt_of_another_office_is_not_found(clerk, world, sale):
    foreign = book(shift_of(world.hassan_clerk), item())
    assert "K. Sharma" in page_of(clerk, sale)
    for number in (foreign.receipt_number, "nothing", "x" * 3000, "a\0b", "\u202e"):
        answer = clerk.get(reverse("bookings:receipt", args=[number]))
        assert answer.status_code in (404, 422)
        assert "K. Sharma" not in answer.content.decode()


@pytest.mark.parametrize("query", ["?tendered=x", "?tendered=²", "?tendered=" + "9" * 5000, "?print=1", "?print=x"])
def test_receipt_survives_any_query(clerk, sale, query):
    assert "give back" not in page_of(clerk, sale, query)


def test_find_by_number_receipt_and_mobile_of_the_day(world, sale):
    number = sale.articles.order_by("id").first().number

    def found(text, office=world.mysuru, on=TODAY):
        return find_receipts(text, office=office, on=on)

    for text in (number, number.lower(), f" {number[:2]} {number[2:]} ", sale.receipt_number, "9000000001", MOBILE):
        assert found(text) == [sale], text
        assert found(text, office=world.hassan) == []
    assert found(MOBILE, on=TODAY.replace(day=19)) == []
    for text in ("", "x", "EK", "9845", "%", "' OR 1=1"):
        assert found(text) == []


def test_find_costs_the_same_for_one_and_many(world, sale):
    with statements() as one:
        find_receipts(MOBILE, office=world.mysuru, on=TODAY)
    for _ in range(4):
        book(shift_of(world.clerk), item(), item())
    with statements() as many:
        assert len(find_receipts(MOBILE, office=world.mysuru, on=TODAY)) == 5
    assert one.count == many.count


def test_search_page_goes_straight_to_the_only_one(clerk, world, sale):
    where = clerk.post("/counter/search/", {"q": sale.receipt_number})
    assert where["Location"] == reverse("bookings:receipt", args=[sale.receipt_number])
    book(shift_of(world.clerk), item())
    page = clerk.post("/counter/search/", {"q": MOBILE}).content.decode()
    assert page.count(reverse("bookings:receipt", args=[sale.receipt_number])) == 1
    assert "Nothing of this office" in clerk.post("/counter/search/", {"q": "EK999999990IN"}).content.decode()
    assert sale.receipt_number in clerk.get("/counter/search/").content.decode()


def test_the_shift_as_a_table(clerk, world, sale):
    book(shift_of(world.second_clerk, counter=2), item())
    answer = clerk.get("/counter/shift.csv")
    rows = list(csv.DictReader(answer.content.decode().splitlines()))
    assert [row["number"] for row in rows] == [one.number for one in sale.articles.order_by("id")]
    assert (rows[0]["total"], rows[0]["pin"], rows[0]["mode"]) == ("55.00", BENGALURU_PIN, "cash")
    assert "K. Sharma" not in answer.content.decode()
    assert "attachment" in answer["Content-Disposition"]
