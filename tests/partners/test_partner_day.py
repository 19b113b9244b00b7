"""What else a partner does in a day: labels, cancelling, tracking, the feed, webhooks, the sandbox."""

import json
from datetime import timedelta

import pytest
from django.test import Client

from apt.core.clock import now
from bookings.models import Article, PartnerBooking, Sale
from partners.models import Usage
from tests.deliveries.test_held import kept
from tests.partners.api import Partner, article, code, second_contract
from tests.world import arrived, attempt, nothing_changes, out, statements
from tracking.models import Feed, SandboxArticle
from tracking.rules import LIVES, Event, Life
from tracking.services import relay

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner(world) -> Partner:
    return Partner(world)


def test_labels_and_cancelling(partner):
    number = partner.ask("post", "bookings/", {"article": article()}).json()["number"]
    pdf = partner.ask("post", "bookings/labels", {"numbers": [number]})
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")
    assert code(partner.ask("post", "bookings/labels", {"numbers": [number, "EK000000011IN"]})) == "not_found"
    asked = partner.ask("post", f"bookings/{number}/cancel", {"reason": "ordered twice"})
    assert (asked.status_code, asked.json()) == (202, {"number": number, "state": "asked"})


def test_a_cancelled_article_is_credited(partner):
    """Asked over the API, decided by the booking office, credited to the contract."""
    from apt.core.db import use_case
    from bookings.services import cancel_booked_as_decided
    from offices.models import Approval

    number = partner.ask("post", "bookings/", {"article": article()}).json()["number"]
    partner.ask("post", f"bookings/{number}/cancel", {"reason": "ordered twice"})
    use_case(cancel_booked_as_decided)(approval=Approval.objects.get(), by=partner.world.clerk, now=now())
    assert Article.objects.get().status == "cancelled"
    again = partner.ask("post", f"bookings/{number}/cancel", {"reason": "ordered twice"})
    assert again.json()["state"] == "cancelled"


def test_the_proof_is_for_whose_article_it_is(partner):
    number = partner.ask("post", "bookings/", {"article": article()}).json()["number"]
    found, photo = Article.objects.get(), kept(partner.world)
    Article.objects.update(at_office=partner.world.bengaluru, destination=partner.world.bengaluru)
    assert code(partner.ask("get", f"deliveries/{number}/proof")) == "not_found"
    out(partner.world, [found], now=now())
    attempt(partner.world.postman, found, signature=photo, now=now())
    answer = partner.ask("get", f"deliveries/{number}/proof")
    assert (answer.status_code, answer["Content-Type"], answer["ETag"]) == (200, "image/jpeg", f'"{photo}"')
    (other,) = arrived(partner.world)
    out(partner.world, [other], now=now())
    attempt(partner.world.postman, other, signature=photo, now=now())
    assert code(partner.ask("get", f"deliveries/{other.number}/proof")) == "not_found"
    assert code(partner.ask("get", f"deliveries/{number}/proof", sandbox=True)) == "not_found"


def test_tracking_one_and_many(partner):
    number = partner.ask("post", "bookings/", {"article": article()}).json()["number"]
    one = partner.ask("get", f"tracking/articles/{number}").json()
    assert (one["known"], one["status"], one["events"][0]["event"]) == (True, "InTransit", "ITEM_BOOK")
    many = partner.ask("post", "tracking/bulk", {"numbers": [number, "EK999999999IN"]}).json()["articles"]
    assert [row["known"] for row in many] == [True, False]
    assert code(partner.ask("get", "tracking/articles/EK999999999IN")) == "unknown_number"
    assert partner.ask("post", "tracking/bulk", {"numbers": [number] * 501}).status_code == 400
    body = json.dumps(one)
    assert "Sharma" not in body
    assert "9845012345" not in body


def test_the_feed_pages_by_its_numbers(partner):
    for _ in range(5):
        partner.ask("post", "bookings/", {"article": article()})
    relay(now=now())
    seen, after = [], 0
    while True:
        page = partner.ask("get", f"events?after={after}&limit=2").json()
        seen += [event["data"]["sequence"] for event in page["events"]]
        after = page["after"]
        if after == page["last"]:
            break
    assert seen == [1, 2, 3, 4, 5]
    for bad in ("6", "-1", "x", "9" * 40, "1e3"):
        answer = partner.ask("get", f"events?after={bad}")
        assert (answer.status_code, code(answer)) == (422, "sequence_unknown")
    assert code(partner.ask("get", "events?limit=1000000")) == "page_too_large"
    assert code(partner.ask("get", "events?offset=5")) == "unknown_field"
    assert code(partner.ask("get", "events?limit=1&limit=2")) == "repeated_field"


def test_webhooks_are_managed_over_the_api(partner, settings):
    settings.WEBHOOKS = {"answer_within_s": 1.0, "to_this_machine": True}
    made = partner.ask("post", "webhooks", {"url": "http://127.0.0.1:9/hook"})
    assert made.status_code == 201, made.content
    endpoint = made.json()
    assert endpoint["secret"].startswith("whsec_")
    listed = partner.ask("get", "webhooks").json()
    assert "secret" not in listed["endpoints"][0]
    assert sum(listed["retry_seconds"]) == 5 + 300 + 1800 + 3600 * (2 + 5 + 10 + 14 + 20 + 24)
    where = f"webhooks/{endpoint['code']}"
    assert partner.ask("patch", where, {"on": False}).json()["state"] == "off"
    assert partner.ask("patch", where, {"on": True}).json()["state"] == "on"
    assert partner.ask("post", f"{where}/secret").json()["secret"] != endpoint["secret"]
    for _ in range(3):
        partner.ask("post", "bookings/", {"article": article()})
    relay(now=now())
    calls = partner.ask("get", f"{where}/calls?limit=2").json()
    assert [one["sequence"] for one in calls["calls"]] == [3, 2]
    rest = partner.ask("get", f"{where}/calls?limit=2&cursor={calls['cursor']}").json()
    assert ([one["sequence"] for one in rest["calls"]], rest["cursor"]) == ([1], "")
    forged = calls["cursor"][:-2] + "xx"
    for cursor in (forged, "999999", "MQ:1"):
        answer = partner.ask("get", f"{where}/calls?cursor={cursor}")
        assert (answer.status_code, code(answer)) == (400, "cursor_forged")
    assert partner.ask("post", f"{where}/replay", {"first": 1, "last": 2}).json() == {"calls": 2}
    assert code(partner.ask("post", f"{where}/replay", {"first": 1, "last": 99})) == "sequence_unknown"
    assert code(partner.ask("get", f"{where}/calls", sandbox=True)) == "not_found"
    assert partner.ask("delete", where).status_code == 204
    assert code(partner.ask("patch", where, {"on": True})) == "endpoint_move_refused"
    assert code(partner.ask("post", "webhooks", {"url": "https://10.0.0.1/"})) == "webhook_private_address"
    assert code(partner.ask("post", "webhooks", {"url": "gopher://example.com/"})) == "webhook_not_https"
    assert code(partner.ask("post", "webhooks", {"url": "https://169.254.169.254/"})) == "webhook_link_local_address"


def test_limits_are_told_and_kept(partner, settings):
    settings.PARTNER_API = settings.PARTNER_API | {"articles_a_minute": 3}
    first = partner.ask("post", "bookings/bulk", {"articles": [article(), article()]})
    assert (first["RateLimit-Limit"], first["RateLimit-Remaining"]) == ("3", "1")
    with nothing_changes():
        over = partner.ask("post", "bookings/bulk", {"articles": [article(), article()]})
    assert (over.status_code, code(over)) == (429, "limit_reached")
    assert 0 < int(over["Retry-After"]) <= 60
    assert partner.ask("post", "bookings/", {"article": article()}).status_code == 201
    assert partner.ask("post", "bookings/bulk", {"articles": [article()] * 3}, sandbox=True).status_code == 200
    other = Partner(partner.world, contract=second_contract(partner))
    assert other.ask("post", "bookings/", {"article": article()}).status_code == 201  # its minute is its own
    usage = Usage.objects.get(live=True, customer=partner.customer)
    assert (usage.calls, usage.articles, usage.refused) == (3, 3, 1)


def test_the_directory_and_serviceability(world):
    def get(path: str) -> dict:
        return Client().get(f"/api/v1/{path}").json()

    page = get("offices/?limit=4")
    assert len(page["offices"]) == 4
    assert len(get(f"offices/?limit=100&cursor={page['cursor']}")["offices"]) == 6
    assert get("offices/?cursor=forged")["code"] == "cursor_forged"
    assert len(get("offices/?rolled_out=yes")["offices"]) == 10
    assert get("offices/?rolled_out=no")["offices"] == []
    assert get("offices/?rolled_out=perhaps")["code"] == "bad_roll_out"
    assert get("offices/search?q=mysuru")["offices"][0]["name"] == "Mysuru HO"
    assert get("offices/pins/560004")["delivered_by"]["name"] == "Basavanagudi HO"
    assert get("offices/pins/999999")["code"] == "unknown_pin"
    served = get("tariff/serviceability?origin=570001&pincode=560004")
    assert "SP_DOC" in {product["code"] for product in served["products"]}
    assert get("tariff/serviceability?origin=570001&pincode=999999")["code"] == "unknown_pin"


# What of each life no other has.
LIVED = {
    Life.DELIVERED: {"ITEM_NONDELIVER", "ITEM_ONHOLD"},
    Life.RETURNED: {"ITEM_NONDELIVER", "ITEM_RETURN"},
    Life.REDIRECTED: {"ITEM_NONDELIVER", "ITEM_REDIRECT"},
    Life.MISSING: {"BAG_REOPEN", "BAG_RECALL", "ITEM_MISSING"},
}


def test_the_lives_together_have_every_event():
    acted = {act.event for life in LIVES.values() for act in life}
    assert acted | {Event.ITEM_CANCEL} == set(Event)
    for acts in LIVES.values():
        moments = [act.after_s for act in acts]
        assert moments == sorted(moments)
        assert moments[0] == 0
        assert moments[-1] < 60


@pytest.mark.parametrize("life", Life)
def test_a_sandbox_article_lives_its_life_in_a_minute(partner, life):
    begun = now()
    booked = partner.ask("post", "bookings/", {"article": article(life=life, reference="try")}, sandbox=True)
    assert booked.status_code == 201, booked.content
    number = booked.json()["number"]
    assert number.startswith("ZX")
    assert not Article.objects.exists()
    assert not Sale.objects.exists()
    relay(now=begun + timedelta(seconds=20))
    part = Feed.objects.get(live=False).last_seq
    relay(now=begun + timedelta(seconds=61))
    feed = Feed.objects.get(live=False)
    events = partner.ask("get", "events", sandbox=True).json()["events"]
    codes = [event["data"]["event"] for event in events]
    assert 3 <= part < feed.last_seq == len(codes)
    assert {"ITEM_BOOK", "BAG_CLOSE", "BAG_DISPATCH", "TMO_RECEIVE", "BAG_OPEN", "ITEM_RECEIVE", "ITEM_INVOICE",
            "BEAT_DISPATCH", "ITEM_DELIVERY"} | LIVED[life] <= set(codes)  # fmt: skip
    assert events[-1]["data"]["status"] == "Delivered"
    assert {event["data"]["articles"][0] for event in events} == {number}
    assert partner.ask("get", "events").json()["last"] == 0  # nothing of it is live
    tracked = partner.ask("get", f"tracking/articles/{number}", sandbox=True).json()
    assert tracked["events"][0]["event"] == "ITEM_BOOK"
    assert code(partner.ask("get", f"tracking/articles/{number}")) == "unknown_number"


def test_many_are_tracked_at_the_cost_of_one(partner):
    booked = partner.ask("post", "bookings/bulk", {"articles": [article()] * 3}, sandbox=True).json()
    numbers, costs = [row["number"] for row in booked["rows"]], []
    for asked in (numbers[:1], [*numbers, "ZX000000000IN"]):
        with statements() as counted:
            told = partner.ask("post", "tracking/bulk", {"numbers": asked}, sandbox=True).json()["articles"]
        assert [one["known"] for one in told] == [number in numbers for number in asked]
        costs.append(counted.count)
    assert costs[0] == costs[1]


def test_the_sandbox_refuses_and_prints_as_in_earnest(partner):
    bad = partner.ask("post", "bookings/", {"article": article(weight_g=0)}, sandbox=True)
    assert code(bad) == "article_refused"
    number = partner.ask("post", "bookings/", {"article": article(reference="a")}, sandbox=True).json()["number"]
    again = partner.ask("post", "bookings/bulk", {"articles": [article(reference="a")]}, sandbox=True).json()
    assert again["rows"][0]["errors"][0]["code"] == "reference_booked"
    assert partner.ask("post", "bookings/labels", {"numbers": [number]}, sandbox=True).content.startswith(b"%PDF")
    gone = partner.ask("post", f"bookings/{number}/cancel", {"reason": "enough"}, sandbox=True)
    assert gone.json()["state"] == "cancelled"
    relay(now=now() + timedelta(minutes=2))
    codes = [event["data"]["event"] for event in partner.ask("get", "events", sandbox=True).json()["events"]]
    assert codes[-1] == "Cancelled"
    assert "ITEM_DELIVERY" not in codes
    assert SandboxArticle.objects.count() == 1
    assert PartnerBooking.objects.count() == 0
