"""The delivery office's table, over HTTP."""

import pytest

from deliveries.models import Sheet
from offices.models import Post
from tests.world import arrived, nothing_changes, numbers_of, sheet


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
