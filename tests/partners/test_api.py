"""The partner API over HTTP: keys, one and many, repeats, limits; every refusal under its own code."""

import json
from datetime import timedelta

import pytest
from django.test import Client

from apt.core.clock import now
from bookings.models import Article, PartnerBooking, Pickup, Sale
from bookings.rules import s10
from partners.models import ApiKey, Request, Usage
from partners.rules import KeyScope
from partners.services import revoke_key
from tests.partners.api import Partner, article
from tests.world import NOW, nothing_changes
from tracking.models import Feed, SandboxArticle, Subscription
from tracking.queries import timeline
from tracking.services import relay

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner(world) -> Partner:
    return Partner(world)


def code(answer) -> str:
    assert answer["Content-Type"] == "application/problem+json", answer.content
    body = answer.json()
    assert body["request_id"] == answer["X-Request-Id"]
    assert body["status"] == answer.status_code
    return body["code"]


def test_booking_one(partner):
    answer = partner.ask("post", "bookings/", {"article": article(reference="PO-1", otp=True)})
    assert answer.status_code == 201, answer.content
    body = answer.json()
    booked = Article.objects.select_related("parties", "sale").get()
    assert (body["number"], body["reference"], body["total_paise"]) == (booked.number, "PO-1", booked.total_paise)
    assert booked.services == ["OTP"]
    assert booked.parties.addressee_name == "K. Sharma"
    assert (booked.sale.contract, booked.sale.total_paise) == (partner.contract, booked.total_paise)
    assert [line.code for line in timeline(booked.number)] == ["ITEM_BOOK"]
    assert Subscription.objects.get().number == booked.number
    relay(now=now())
    assert Feed.objects.get(live=True).last_seq == 1  # the booking itself is the first event


def test_a_repeat_gets_the_first_answer_to_the_byte(partner):
    first = partner.ask("post", "bookings/", {"article": article()}, once="order-0001")
    with nothing_changes():
        again = partner.ask("post", "bookings/", {"article": article()}, once="order-0001")
    assert (again.content, again.status_code) == (first.content, first.status_code)
    assert again["Idempotent-Replayed"] == "true"
    with nothing_changes():
        other = partner.ask("post", "bookings/", {"article": article(weight_g=49)}, once="order-0001")
    assert (other.status_code, code(other)) == (422, "idempotency_key_reused")
    elsewhere = Partner(partner.world, contract=_second_contract(partner))
    assert elsewhere.ask("post", "bookings/", {"article": article(weight_g=49)}, once="order-0001").status_code == 201
    assert Article.objects.count() == 2


def _second_contract(partner: Partner):
    from tests.bookings.bulk import make_contract

    return make_contract(partner.world, first=50_000)


def test_a_request_under_way_is_said_to_be(partner):
    partner.ask("post", "bookings/", {"article": article()}, once="order-0001")
    Request.objects.update(status=None, begun_at=now())
    with nothing_changes():
        answer = partner.ask("post", "bookings/", {"article": article()}, once="order-0001")
    assert (answer.status_code, code(answer)) == (409, "request_in_flight")
    assert answer.json()["money_moved"] == "unknown"


def test_a_process_that_died_after_booking_is_followed_by_one_that_finds_it(partner):
    first = partner.ask("post", "bookings/", {"article": article()}, once="order-0001").json()
    Request.objects.update(status=None, begun_at=now() - timedelta(seconds=61))
    again = partner.ask("post", "bookings/", {"article": article()}, once="order-0001").json()
    assert again == first
    assert Article.objects.count() == Sale.objects.count() == 1


def test_a_refusal_is_kept_too_but_not_what_passes(partner):
    bad = {"article": article(weight_g=0)}
    first = partner.ask("post", "bookings/", bad, once="order-0002")
    again = partner.ask("post", "bookings/", bad, once="order-0002")
    assert first.status_code == 422
    assert first.content.replace(first["X-Request-Id"].encode(), b"") == again.content.replace(
        first["X-Request-Id"].encode(), b""
    )
    partner.contract.terms.update(valid=("2020-01-01", "2021-01-01"))
    no_terms = partner.ask("post", "bookings/", {"article": article()}, once="order-0003")
    assert code(no_terms) == "no_terms"
    assert not Request.objects.filter(idempotency_key="order-0003").exists()  # it may be tried again


FAULTY = {
    "weight as text": ({"weight_g": "48"}, "weight_g", "wrong_type"),
    "weight as a fraction": ({"weight_g": 48.5}, "weight_g", "wrong_type"),
    "weight true": ({"weight_g": True}, "weight_g", "wrong_type"),
    "no weight": ({"weight_g": None}, "weight_g", "missing"),
    "weight 0": ({"weight_g": 0}, "weight_g", "out_of_bounds"),
    "weight of a lorry": ({"weight_g": 10**9}, "weight_g", "not_whole"),
    "unknown field": ({"is_paid": True}, "is_paid", "row_unknown_field"),
    "no such shape": ({"shape": "BOX"}, "shape", "bad_choice"),
    "not agreed": ({"shape": "NROL"}, "shape", "product_not_agreed"),
    "half a rupee": ({"cod_paise": 150}, "cod_paise", "not_whole_rupees"),
    "negative": ({"insured_paise": -100}, "insured_paise", "wrong_type"),
    "life outside the sandbox": ({"life": "returned"}, "life", "only_in_sandbox"),
    "a number of nobody": ({"number": s10("EK", 1)}, "number", "not_in_range"),
    "a party that is none": ({"receiver": "K. Sharma"}, "receiver", "wrong_type"),
    "an unserved PIN": ({"receiver": article()["receiver"] | {"pincode": "999999"}}, "receiver.pincode", "unknown_pin"),
    "no mobile": ({"receiver": article()["receiver"] | {"mobile": "12345"}}, "receiver.mobile", "row_bad_mobile"),
    "a strange party": ({"sender": article()["sender"] | {"id": "1"}}, "sender.id", "row_unknown_field"),
    "control characters": ({"reference": "a\u0000b"}, "reference", "bad_character"),
    "direction overrides": ({"reference": "a\u202eb"}, "reference", "bad_character"),
}


@pytest.mark.parametrize("fault", FAULTY)
def test_each_fault_has_its_field_and_code(partner, fault):
    changes, field, fault_code = FAULTY[fault]
    with nothing_changes_but_requests():
        answer = partner.ask("post", "bookings/", {"article": article(**changes)})
    assert (answer.status_code, code(answer)) == (422, "article_refused")
    assert (field, fault_code) in {(one["field"], one["code"]) for one in answer.json()["errors"]}, answer.json()
    assert all(one["detail"].endswith((".", "?")) for one in answer.json()["errors"])


class nothing_changes_but_requests:  # noqa: N801  # reads like the one beside it
    """The refusal itself is kept, for a repeat of it."""

    def __enter__(self) -> None:
        from tests.world import everything

        self.before = everything()

    def __exit__(self, *_: object) -> None:
        from tests.world import everything

        after = everything()
        assert {name for name in after if after[name] != self.before[name]} <= {"Request"}


def test_many_each_with_its_own_result(partner):
    rows = [article(reference=f"r{place}") for place in range(6)]
    rows[2]["weight_g"] = -1
    rows[4] = "an article"
    answer = partner.ask("post", "bookings/bulk", {"articles": rows})
    assert answer.status_code == 200, answer.content
    body = answer.json()
    assert (body["booked"], body["refused"]) == (4, 2)
    assert [row["row"] for row in body["rows"] if row["number"]] == [0, 1, 3, 5]
    assert [row["errors"][0]["code"] for row in body["rows"] if not row["number"]] == [
        "wrong_type",
        "row_not_an_object",
    ]
    assert Article.objects.count() == 4
    assert Sale.objects.get().total_paise == body["total_paise"]
    again = partner.ask("post", "bookings/bulk", {"articles": rows[:2]})
    assert [row["errors"][0]["code"] for row in again.json()["rows"]] == ["reference_booked"] * 2
    assert body["rows"][0]["number"] in again.json()["rows"][0]["errors"][0]["detail"]
    twice = partner.ask("post", "bookings/bulk", {"articles": [article(reference="x"), article(reference="x")]}).json()
    assert (twice["booked"], twice["rows"][1]["errors"][0]["code"]) == (1, "reference_twice")


def test_ten_thousand_rows_and_one_more(partner):
    rows = [article() for _ in range(10_001)]
    with nothing_changes_but_requests():
        answer = partner.ask("post", "bookings/bulk", {"articles": rows})
    assert (answer.status_code, code(answer)) == (413, "too_many_articles")
    short = partner.ask("post", "bookings/bulk", {"articles": rows[:2_000]})
    assert short.json()["booked"] == 2_000
    assert short["RateLimit-Remaining"] == "18000"
    assert Sale.objects.count() == 4  # chunks of 500


def test_one_and_three_rows_cost_the_same(partner):
    from tests.world import statements

    partner.ask("post", "bookings/bulk", {"articles": [article()]})
    costs = []
    for count in (1, 3):
        with statements() as counted:
            partner.ask("post", "bookings/bulk", {"articles": [article() for _ in range(count)]})
        costs.append(counted.count)
    assert costs[0] == costs[1]
    assert costs[0] <= 22


def test_money_that_is_not_there_books_nothing(world):
    partner = Partner(world, limit_rupees=100)
    with nothing_changes():
        answer = partner.ask("post", "bookings/bulk", {"articles": [article() for _ in range(3)]})
    assert (answer.status_code, code(answer), answer.json()["money_moved"]) == (409, "over_credit_limit", "no")


# --- keys ------------------------------------------------------------------------------------------------------------


def test_keys_are_kept_as_hashes_and_shown_once(partner):
    secret = partner.live_key.rpartition("_")[2]
    row = ApiKey.objects.get(pk=partner.live.pk)
    assert partner.live_key.startswith(f"apt_live_{row.prefix}_")
    assert len(partner.live_key.split("_", 3)[3]) == 43
    assert not any(secret in str(value) for value in vars(row).values())


def test_refused_keys(partner):
    narrow, narrow_key = partner.key(live=True, scopes=[KeyScope.TRACK])
    _, over = partner.key(live=True, expires_at=NOW)
    revoked, revoked_key = partner.key(live=True)
    revoke_key(key=revoked, by=partner.world.clerk, now=NOW)
    other_half = partner.live_key[:-1] + ("A" if partner.live_key[-1] != "A" else "B")
    swapped = partner.live_key.replace("apt_live_", "apt_test_")
    for key, status, wanted in (
        ("nonsense", 401, "key_unknown"), (other_half, 401, "key_unknown"), (swapped, 401, "key_unknown"),
        (over, 401, "key_expired"), (revoked_key, 401, "key_revoked"), (narrow_key, 403, "key_scope_missing"),
    ):  # fmt: skip
        with nothing_changes():
            answer = partner.ask("post", "bookings/", {"article": article()}, key=key)
        assert (answer.status_code, code(answer)) == (status, wanted)
        assert (answer.get("WWW-Authenticate") == "Bearer") == (status == 401)
    assert narrow.prefix in answer.json()["detail"]
    bare = Client().get("/api/v1/events")
    assert (bare.status_code, code(bare)) == (401, "key_missing")


def test_a_key_in_the_address_is_refused_and_flagged(partner):
    answer = partner.ask("get", f"events?key={partner.live_key}")
    assert (answer.status_code, code(answer)) == (400, "key_in_url")
    assert ApiKey.objects.get(pk=partner.live.pk).shown_in_url_at
    assert not ApiKey.objects.get(pk=partner.sandbox.pk).shown_in_url_at


def test_the_idempotency_key_is_wanted(partner):
    with nothing_changes():
        assert code(partner.ask("post", "bookings/", {"article": article()}, once="-")) == "idempotency_key_missing"
        for bad in ("short", "x" * 81, "with blank s"):
            answer = partner.ask("post", "bookings/", {"article": article()}, once=bad)
            assert (answer.status_code, code(answer)) == (400, "bad_idempotency_key")


def test_other_customers_articles_are_not_there(partner):
    number = partner.ask("post", "bookings/", {"article": article()}).json()["number"]
    other = Partner(partner.world, contract=_second_contract(partner))
    with nothing_changes_but_requests():
        assert code(other.ask("post", "bookings/labels", {"numbers": [number]})) == "not_found"
        assert code(other.ask("post", f"bookings/{number}/cancel", {"reason": "mistake"})) == "unknown_article"
        wrong = other.ask("post", "bookings/", {"article": article(), "contract": partner.contract.code})
    assert code(wrong) == "not_found"


# --- what else a partner does ----------------------------------------------------------------------------------------


def test_labels_cancelling_and_pickups(partner):
    number = partner.ask("post", "bookings/", {"article": article()}).json()["number"]
    pdf = partner.ask("post", "bookings/labels", {"numbers": [number]})
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")
    assert code(partner.ask("post", "bookings/labels", {"numbers": [number, "EK000000011IN"]})) == "not_found"
    asked = partner.ask("post", f"bookings/{number}/cancel", {"reason": "ordered twice"})
    assert (asked.status_code, asked.json()) == (202, {"number": number, "state": "asked"})
    on = (now() + timedelta(days=2)).date().isoformat()
    wanted = {
        "on": on, "articles": 40, "address": "4, Sayyaji Rao Road", "contact_name": "P. Bhat",
        "contact_mobile": "9845000001",
    }  # fmt: skip
    made = partner.ask("post", "bookings/pickups", wanted)
    assert (made.status_code, made.json()["on"]) == (201, on)
    with nothing_changes_but_requests():
        assert code(partner.ask("post", "bookings/pickups", wanted | {"on": "2020-01-01"})) == "pickup_too_far"
        assert code(partner.ask("post", "bookings/pickups", wanted | {"by": "lorry"})) == "unknown_field"
    assert Pickup.objects.count() == 1


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
    assert code(partner.ask("post", "webhooks", {"url": "https://10.0.0.1/"})) == "webhook_private_address"
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
    usage = Usage.objects.get(live=True)
    assert (usage.calls, usage.articles, usage.refused) == (3, 3, 1)


def test_the_directory_and_serviceability(world):
    def get(path: str) -> dict:
        return Client().get(f"/api/v1/{path}").json()

    page = get("offices/?limit=4")
    assert len(page["offices"]) == 4
    assert len(get(f"offices/?limit=100&cursor={page['cursor']}")["offices"]) == 6
    assert get("offices/?cursor=forged")["code"] == "cursor_forged"
    assert get("offices/?rolled_out=yes")["offices"] == []
    assert get("offices/?rolled_out=perhaps")["code"] == "bad_roll_out"
    assert get("offices/search?q=mysuru")["offices"][0]["name"] == "Mysuru HO"
    assert get("offices/pins/560004")["delivered_by"]["name"] == "Basavanagudi HO"
    assert get("offices/pins/999999")["code"] == "unknown_pin"
    served = get("tariff/serviceability?origin=570001&pincode=560004")
    assert "SP_DOC" in {product["code"] for product in served["products"]}
    assert get("tariff/serviceability?origin=570001&pincode=999999")["code"] == "unknown_pin"


# --- the sandbox -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("life", "end"), [("delivered", "Delivered"), ("returned", "Delivered")])
def test_a_sandbox_article_lives_its_life_in_a_minute(partner, life, end):
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
            "BEAT_DISPATCH", "ITEM_NONDELIVER", "ITEM_ONHOLD", "ITEM_DELIVERY"} <= set(codes)  # fmt: skip
    assert ("ITEM_RETURN" in codes) == (life == "returned")
    assert events[-1]["data"]["status"] == end
    assert {event["data"]["articles"][0] for event in events} == {number}
    assert partner.ask("get", "events").json()["last"] == 0  # nothing of it is live
    tracked = partner.ask("get", f"tracking/articles/{number}", sandbox=True).json()
    assert tracked["events"][0]["event"] == "ITEM_BOOK"
    assert code(partner.ask("get", f"tracking/articles/{number}")) == "unknown_number"


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
