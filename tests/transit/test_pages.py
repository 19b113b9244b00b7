"""The bag table, without JavaScript and with htmx."""

import pytest
from django.test import Client

from tests.world import NOW, booked, close_bag, filled_bag, nothing_changes, received_bag
from transit.models import Bag, BagScan
from transit.rules import BagStatus


@pytest.fixture
def mails(client: Client, world) -> Client:
    client.force_login(world.mails)
    return client


def said(client, answer):
    return client.get(answer["Location"]).content.decode()


def test_bags_page_leads_an_article_out_of_the_office(mails, world):
    number = booked(world)[0].number
    assert "NSH Mysuru" in mails.get("/bags/").content.decode()
    answer = mails.post("/bags/begin/", {"destination": world.mysuru_hub.code})
    bag = Bag.objects.get()
    assert answer["Location"] == f"/bags/{bag.number}/"
    page = mails.post(f"/bags/{bag.number}/scan/", {"code": f" {number.lower()} "})
    assert f"{number} is in the bag" in page.content.decode()
    with nothing_changes():
        again = mails.post(f"/bags/{bag.number}/scan/", {"code": number}, headers={"HX-Request": "true"})
    assert "was scanned already" in again.content.decode()
    assert "<html" not in again.content.decode()
    assert number in said(mails, mails.post(f"/bags/{bag.number}/close/"))
    assert "1 bag despatched." in said(mails, mails.post("/bags/despatch/", {"bag": [bag.number]}))
    client = Client()
    client.force_login(world.sorter)
    assert "received." in said(client, client.post(f"/bags/{bag.number}/receive/"))
    assert "opened: 1 article." in said(client, client.post(f"/bags/{bag.number}/open/"))
    bag.refresh_from_db()
    assert bag.status == BagStatus.EMPTIED


def test_scan_all_page(mails, world):
    booked(world, 3)
    mails.post("/bags/begin/", {"destination": world.mysuru_hub.code})
    bag = Bag.objects.get()
    assert '<span id="count">3</span>' in said(mails, mails.post(f"/bags/{bag.number}/scan-all/"))
    assert BagScan.objects.count() == 3


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("", "is no number"),
        ("EK999999995IN", "There is no article"),
        ("EK999999990IN", "check digit"),
        ("x" * 5000, "is no number"),
        ("\u202e", "is no number"),
        ("<b>", "is no number"),
        ("https://example.org/?a=EK1", "is no number"),
        ("EBK9999999999", "There is no bag"),
    ],
)
def test_scan_page_refuses_an_unknown_code(mails, world, code, says):
    bag = filled_bag(world, booked(world))
    for headers, status in (({}, 404), ({"HX-Request": "true"}, 409)):
        with nothing_changes():
            answer = mails.post(f"/bags/{bag.number}/scan/", {"code": code}, headers=headers)
        assert answer.status_code == status
        assert says in answer.content.decode()
        assert "<b>" not in answer.content.decode()


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/bags/{bag}/scan/", {"code": "a\0b"}),
        ("/bags/%00/scan/", {"code": "a"}),
        ("/bags/begin/", {"destination": "\0"}),
        ("/bags/despatch/", {"bag": ["\0"]}),
        ("/bags/%00/close/", {}),
    ],
)
def test_bag_pages_refuse_nul_bytes(mails, world, path, data):
    bag = filled_bag(world, booked(world))
    with nothing_changes():
        answer = mails.post(path.format(bag=bag.number), data)
    assert answer.status_code == 422
    assert "cannot be stored" in answer.content.decode()


@pytest.mark.parametrize(
    ("destination", "says"),
    [("", "nothing here"), ("99999999", "nothing here"), ("x" * 5000, "nothing here"), ("00000006", "no mapping")],
)
def test_begin_page_refuses_an_office_that_cannot_be(mails, world, destination, says):
    with nothing_changes():
        answer = mails.post("/bags/begin/", {"destination": destination})
    assert answer["Location"] == "/bags/"
    assert says in said(mails, answer)


def test_refused_button_says_why_on_the_page(mails, world):
    bag = filled_bag(world, booked(world))
    close_bag(office=world.mysuru, number=bag.number, by=world.mails, now=NOW)
    with nothing_changes():
        answer = mails.post(f"/bags/{bag.number}/close/")
    assert "it cannot become" in said(mails, answer)


def test_despatch_page_with_nothing_chosen_changes_nothing(mails, world):
    with nothing_changes():
        answer = mails.post("/bags/despatch/")
    assert "Choose at least one bag" in said(mails, answer)


def test_foreign_bag_is_not_found(client, world):
    bag = received_bag(world, booked(world))
    client.force_login(world.hassan_mails)
    assert client.get(f"/bags/{bag.number}/").status_code == 404
    for act in ("close", "receive", "open", "scan-all"):
        with nothing_changes():
            assert client.post(f"/bags/{bag.number}/{act}/").status_code == 302
        assert bag.number in client.get("/bags/").content.decode()  # the refusal, once
        assert bag.number not in client.get("/bags/").content.decode()
    with nothing_changes():
        assert client.post(f"/bags/{bag.number}/scan/", {"code": "x"}).status_code == 404


@pytest.mark.parametrize("act", ["begin", "despatch", "X/scan", "X/scan-all", "X/close", "X/receive", "X/open"])
def test_bag_buttons_are_posts_by_people_on_duty(client, world, act):
    assert client.post(f"/bags/{act}/")["Location"].startswith("/staff/sign-in/")
    client.force_login(world.clerk)
    assert client.post(f"/bags/{act}/").status_code == 403
    client.force_login(world.mails)
    assert client.get(f"/bags/{act}/").status_code == 405


def test_bags_page_is_closed_to_other_duties(client, world):
    assert client.get("/bags/")["Location"].startswith("/staff/sign-in/")
    for who, status in (("clerk", 403), ("postman", 403), ("idle", 403), ("sorter", 200), ("supervisor", 200)):
        client.force_login(getattr(world, who))
        assert client.get("/bags/").status_code == status
