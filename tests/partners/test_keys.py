"""Keys: kept as hashes, shown once, refused each in its own words."""

import pytest
from django.test import Client

from partners.models import ApiKey
from partners.rules import KeyScope
from partners.services import revoke_key
from tests.partners.api import Partner, article, code, nothing_changes_but_requests, second_contract
from tests.world import NOW, nothing_changes

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner(world) -> Partner:
    return Partner(world)


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
    other = Partner(partner.world, contract=second_contract(partner))
    with nothing_changes_but_requests():
        assert code(other.ask("post", "bookings/labels", {"numbers": [number]})) == "not_found"
        assert code(other.ask("post", f"bookings/{number}/cancel", {"reason": "mistake"})) == "unknown_article"
        wrong = other.ask("post", "bookings/", {"article": article(), "contract": partner.contract.code})
    assert code(wrong) == "not_found"
