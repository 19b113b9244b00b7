"""The delivery office's table and the postman's round, over HTTP."""

import uuid

import pytest
from django.test import Client

from apt.core.clock import now
from bookings.models import Article
from deliveries.models import Attempt, Sheet
from deliveries.services import code_for
from offices.models import Post
from tests.world import arrived, nothing_changes, numbers_of, out, sheet, statements


def door(article):
    return f"/delivery/door/{article.number}/"


def at_door(**said):
    return {"client_uuid": str(uuid.uuid4()), "action": "deliver", "code": "", "received_by": "", "remark": ""} | said


@pytest.fixture
def postman(client: Client, world) -> Client:
    client.force_login(world.postman)
    return client


@pytest.fixture
def article(world):
    found = arrived(world, 1, "OTP", now=now())[0]
    out(world, [found], now=now())
    return found


def test_sheet_page_makes_a_sheet(client, world):
    client.force_login(world.delivery)
    articles = arrived(world, 2)
    page = client.get("/delivery/").content.decode()
    assert all(number in page for number in numbers_of(articles))
    form = {"beat": world.beat.pk, "postman": world.postman.pk, "articles": numbers_of(articles)}
    answer = client.post("/delivery/", form)
    made = Sheet.objects.get()
    assert answer["Location"] == f"/delivery/sheets/{made.number}/"
    assert "not acknowledged" in client.get(answer["Location"]).content.decode()


@pytest.mark.parametrize(
    "changed", [{"articles": []}, {"articles": ["EK999999995IN"]}, {"beat": "x"}, {"postman": "0"}, {"postman": ""}]
)
def test_sheet_page_refuses(client, world, changed):
    client.force_login(world.delivery)
    form = {"beat": world.beat.pk, "postman": world.postman.pk, "articles": numbers_of(arrived(world))}
    with nothing_changes():
        answer = client.post("/delivery/", form | changed)
    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()


def test_sheet_page_refuses_a_postman_of_another_office(client, world):
    client.force_login(world.delivery)
    form = {"beat": world.beat.pk, "postman": world.mandya_postman.pk, "articles": numbers_of(arrived(world))}
    with nothing_changes():
        assert client.post("/delivery/", form).status_code == 422


def test_round_page_acknowledges(postman, world):
    made = sheet(world, arrived(world, 1, "OTP", now=now()), now=now())
    assert "I have taken them over" in postman.get("/delivery/round/").content.decode()
    assert postman.post(f"/delivery/round/{made.number}/acknowledge/")["Location"] == "/delivery/round/"
    made.refresh_from_db()
    assert made.acknowledged_at
    with nothing_changes():
        postman.post(f"/delivery/round/{made.number}/acknowledge/")
    assert "acknowledged already" in postman.get("/delivery/round/").content.decode()


def test_door_page_delivers_against_the_code(postman, world, article):
    page = postman.get(door(article)).content.decode()
    assert "K. Sharma" in page
    right = code_for(article.number, 1)
    assert right not in page
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    answer = postman.post(door(article), at_door(code=wrong))
    assert answer.status_code == 422
    assert "Wrong code. 2 tries left." in answer.content.decode()
    assert Attempt.objects.count() == 1
    answer = postman.post(door(article), at_door(code=right))
    assert answer["Location"] == "/delivery/round/"
    article.refresh_from_db()
    assert article.status == "delivered"


def test_door_page_after_three_wrong_codes_leads_to_the_window(postman, world, article):
    right = int(code_for(article.number, 1))
    for step in (1, 2, 3):
        answer = postman.post(door(article), at_door(code=f"{(right + step) % 10**6:06d}"))
    assert "No tries left" in answer.content.decode()
    answer = postman.post(door(article), at_door(code=f"{right:06d}"))
    assert answer.status_code == 422
    assert "identity document" in answer.content.decode()


@pytest.mark.parametrize(
    ("said", "status", "says"),
    [
        ({}, 422, "only against the addressee"),
        ({"code": "12345"}, 422, "did not count as a try"),
        ({"code": "abcdef"}, 422, "did not count as a try"),
        ({"code": "1" * 13}, 422, "at most 12"),
        ({"code": "12\x0034"}, 422, "cannot be stored"),
        ({"action": "fail"}, 422, "Choose why"),
        ({"action": "fail", "remark": "nonsense"}, 422, "error-summary"),
        ({"action": "steal"}, 422, "error-summary"),
        ({"client_uuid": "1"}, 422, "error-summary"),
    ],
)
def test_door_page_refuses_and_costs_no_try(postman, article, said, status, says):
    with nothing_changes():
        answer = postman.post(door(article), at_door(**said))
    assert answer.status_code == status
    assert says in answer.content.decode()


def test_door_page_records_a_failure_once(postman, article):
    form = at_door(action="fail", remark="door_locked")
    assert postman.post(door(article), form)["Location"] == "/delivery/round/"
    with nothing_changes():
        assert postman.post(door(article), form)["Location"] == "/delivery/round/"
        assert postman.post(door(article), at_door(action="fail", remark="absent")).status_code == 409
    assert Article.objects.get().status == "held"


def test_item_of_another_postman_is_not_found(client, world, article):
    for who in ("second_postman", "mandya_postman"):
        client.force_login(getattr(world, who))
        with nothing_changes():
            assert client.get(door(article)).status_code == 404
            answer = client.post(door(article), at_door(code=code_for(article.number, 1)))
        assert answer.status_code == 404
        assert "Sharma" not in answer.content.decode()


@pytest.mark.parametrize("number", ["EK999999995IN", "x" * 3000, "%00", "\u202e"])
def test_door_page_survives_any_number(postman, number):
    answer = postman.get(f"/delivery/door/{number}/")
    assert answer.status_code in (404, 422)


def test_sheet_of_another_office_is_not_found(client, world):
    made = sheet(world, arrived(world))
    client.force_login(world.supervisor)
    assert client.get(f"/delivery/sheets/{made.number}/").status_code == 200
    Post.objects.filter(postings__user=world.supervisor).update(office=world.mandya)
    assert client.get(f"/delivery/sheets/{made.number}/").status_code == 404


@pytest.mark.parametrize(
    ("path", "allowed"),
    [("/delivery/", {"delivery", "supervisor"}), ("/delivery/round/", {"postman", "mandya_postman"})],
)
def test_delivery_pages_are_closed_to_other_duties(client, world, path, allowed):
    assert client.get(path)["Location"].startswith("/staff/sign-in/")
    for who in (
        "clerk",
        "mails",
        "sorter",
        "delivery",
        "supervisor",
        "postman",
        "mandya_postman",
        "administrator",
        "idle",
    ):
        client.force_login(getattr(world, who))
        assert client.get(path).status_code == (200 if who in allowed else 403), who


def test_round_page_costs_the_same_for_one_and_three(postman, world):
    counts = []
    for size in (1, 2):
        for _ in range(size):
            out(world, arrived(world, size, "OTP", now=now()), now=now())
        with statements() as asked:
            assert postman.get("/delivery/round/").status_code == 200
        counts.append(asked.count)
    assert counts[0] == counts[1]
