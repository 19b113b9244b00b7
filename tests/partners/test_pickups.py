"""Pick-ups: asked for over the API, on the office's list, and what came of them told back."""

from datetime import timedelta

import pytest
from django.test import Client

from apt.core.clock import ist_date, now
from bookings.models import Pickup
from offices.models import Office, User
from offices.rules import Role
from partners.models import Request
from tests.partners.api import Partner, code, nothing_changes_but_requests, pickup, second_contract
from tests.world import give_post, nothing_changes, statements

pytestmark = pytest.mark.django_db
TODAY = {"on": ist_date(now()).isoformat()}


@pytest.fixture
def partner(world) -> Partner:
    return Partner(world)


@pytest.fixture
def staff(partner) -> Client:
    """Of the office where the contract books: who sends its postmen."""
    sender = User.objects.create_user("10000078", name="S. Gowda")
    give_post(sender, partner.world.mysuru, Role.DELIVERY, number=78)
    client = Client()
    client.force_login(sender)
    return client


def ask(partner: Partner, **changes) -> str:
    answer = partner.ask("post", "bookings/pickups", pickup(**changes))
    assert answer.status_code == 201, answer.content
    return answer.json()["code"]


def state(partner: Partner, asked: str) -> tuple[str, int | None]:
    told = partner.ask("get", f"bookings/pickups/{asked}").json()
    return told["state"], told["fetched"]


def test_asked_for_once(partner):
    made = partner.ask("post", "bookings/pickups", pickup(), once="pickup-0001")
    assert (made.status_code, made.json()["on"], made.json()["state"]) == (201, pickup()["on"], "asked")
    # A process that died after it had written: whoever takes the claim over finds the first.
    Request.objects.update(status=None, begun_at=now() - timedelta(seconds=61))
    assert partner.ask("post", "bookings/pickups", pickup(), once="pickup-0001").json() == made.json()
    with nothing_changes_but_requests():
        for refused, changes in (
            ("pickup_too_far", {"on": "2020-01-01"}), ("unknown_field", {"by": "lorry"}),
            ("bad_contact_mobile", {"contact_mobile": "12345"}),
        ):  # fmt: skip
            assert code(partner.ask("post", "bookings/pickups", pickup(**changes))) == refused
    assert Pickup.objects.count() == 1


def test_the_office_sees_it_and_says_what_came_of_it(partner, staff):
    first, second, later = ask(partner, **TODAY), ask(partner, **TODAY, contact_name="S. Rao"), ask(partner)
    partner.ask("post", "bookings/pickups", pickup(address="Sandbox Lane"), sandbox=True)
    page = staff.get("/pickups/").content.decode()
    assert all(one in page for one in (first, second, later, "S. Rao", "9845000001", "Chamundi Finance"))
    assert "Sandbox Lane" not in page
    assert f"/pickups/{first}/" in page
    assert f"/pickups/{later}/" not in page  # its day has not come
    assert 'href="/pickups/"' in page
    assert "2 pick-ups today" in staff.get("/delivery/").content.decode()
    for _ in range(2):  # a double press is one effect
        staff.post(f"/pickups/{first}/", {"state": "collected", "fetched": "38"})
    staff.post(f"/pickups/{second}/", {"state": "nothing", "fetched": "40"})
    assert (state(partner, first), state(partner, second)) == (("collected", 38), ("nothing", None))
    assert Pickup.objects.get(code=first).settled_by.name == "S. Gowda"
    assert "2 pick-ups today" not in staff.get("/delivery/").content.decode()
    with nothing_changes():
        refused = staff.post(f"/pickups/{first}/", {"state": "nothing"}, follow=True).content.decode()
        assert "already" in refused
        assert "how many" in staff.post(f"/pickups/{second}/", {"state": "collected"}, follow=True).content.decode()
        staff.post(f"/pickups/{later}/", {"state": "lost"})
        assert "how many" in staff.post(f"/pickups/{later}/", {"state": "collected", "fetched": "x"}, follow=True).text
    staff.post(f"/pickups/{second}/", {"state": "collected", "fetched": "40"})  # they went once more
    assert state(partner, second) == ("collected", 40)


def test_nobody_elses(partner, staff):
    asked = ask(partner, **TODAY)
    other = Partner(partner.world, contract=second_contract(partner))
    assert code(other.ask("get", f"bookings/pickups/{asked}")) == "not_found"
    assert code(partner.ask("get", f"bookings/pickups/{asked}", sandbox=True)) == "not_found"
    Pickup.objects.update(office=Office.objects.exclude(pk=partner.world.mysuru.pk).first())
    with nothing_changes():
        staff.post(f"/pickups/{asked}/", {"state": "nothing"})
    assert asked not in staff.get("/pickups/").content.decode()


def test_one_and_three_cost_the_same(partner, staff):
    costs = []
    for count in (1, 2):
        for _ in range(count):
            ask(partner, **TODAY)
        with statements() as counted:
            assert staff.get("/pickups/").content.decode().count("Sayyaji Rao") == 2 * len(costs) + 1
        costs.append(counted.count)
    assert costs[0] == costs[1]
