"""What the public sees: the journey, no names, no bags."""

import pytest

from bookings.models import Parties
from tests.world import NOW, arrived, booked, filled_bag, out, received_bag
from transit.services import open_bag


def test_track_redirects_to_the_article(client):
    assert client.get("/track/", {"number": " ek 123456785 in "})["Location"] == "/track/EK123456785IN/"


@pytest.mark.parametrize("number", ["", "   ", "///", "..", "%", "\u202e", "शून्य"])
def test_track_without_a_number_shows_the_form(client, number):
    answer = client.get("/track/", {"number": number})
    assert answer.status_code == 200
    assert 'name="number"' in answer.content.decode()


@pytest.mark.parametrize(
    "number", ["a/b", "../../etc", "EK/123", "'; DROP TABLE", "<script>", "x" * 5000, "EK123\t456785IN"]
)
def test_track_survives_any_number(client, db, number):
    answer = client.get("/track/", {"number": number}, follow=True)
    assert answer.status_code == 404
    assert "We know of no article" in answer.content.decode()


@pytest.mark.parametrize("path", ["/track/%00/", "/track/EK123456785IN%00/", "/track/?number=%00", "/track/?%00=1"])
def test_track_refuses_nul_bytes(client, db, path):
    answer = client.get(path)
    assert 400 <= answer.status_code < 500
    assert "cannot be stored" in answer.content.decode()


def test_article_page_tells_the_journey_and_no_person(client, world):
    article = booked(world)[0]
    bag = received_bag(world, [article])
    open_bag(office=world.mysuru_hub, number=bag.number, by=world.sorter, now=NOW)
    page = client.get(f"/track/{article.number}/").content.decode()
    for step in ("Item Booked", "Item Bagged", "Item Dispatched", "Bag Received", "Item Received", "NSH Mysuru"):
        assert step in page
    parties = Parties.objects.get()
    for person in (parties.sender_name, parties.addressee_name, parties.addressee_address, parties.addressee_mobile):
        assert person not in page
    for user in (world.clerk, world.mails, world.sorter):
        assert user.employee_id not in page
        assert user.name not in page
    assert bag.number not in page


def test_article_page_accepts_small_letters(client, world):
    number = booked(world)[0].number
    assert client.get(f"/track/{number.lower()}/").status_code == 200


@pytest.mark.parametrize("state", ["filling", "received"])
def test_bag_number_is_unknown_to_the_public(client, world, state):
    bag = (filled_bag if state == "filling" else received_bag)(world, booked(world))
    for answer in (client.get(f"/track/{bag.number}/"), client.get("/track/", {"number": bag.number}, follow=True)):
        assert answer.status_code == 404
        assert "We know of no article" in answer.content.decode()
        assert "Mysuru" not in answer.content.decode()


def test_article_page_costs_the_same_for_a_short_and_a_long_journey(client, world, django_assert_num_queries):
    short, long = booked(world)[0], arrived(world, 1, "OTP")[0]
    out(world, [long])
    with django_assert_num_queries(2):  # the history, and what the booking says
        client.get(f"/track/{short.number}/")
    with django_assert_num_queries(2):
        assert "Out for Delivery" in client.get(f"/track/{long.number}/").content.decode()


def test_public_pages_need_no_sign_in_and_set_no_cookie(client, db):
    for path in ("/", "/track/"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "apt_session" not in answer.cookies
