"""Keys: kept as hashes, shown once, refused each in its own words."""

import base64
import hmac
import json
import time
import uuid
from datetime import timedelta

import pytest
from django.test import Client

from apt.core.clock import now
from bookings.models import Article
from partners.models import ApiKey, Nonce, Request
from partners.rules import KeyScope
from partners.services import forget_answers, revoke_key
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
    guessed = partner.sandbox_key[:-1] + ("A" if partner.sandbox_key[-1] != "A" else "B")
    assert code(partner.ask("get", f"events?key={guessed}")) == "key_in_url"  # but nobody's key was shown
    assert not ApiKey.objects.get(pk=partner.sandbox.pk).shown_in_url_at


# --- signed requests (trust.md, row 80) ----------------------------------------------------------------------------


def signature(key: str, nonce: str, at: int, call: str, body: bytes, *, digest: str = "sha256") -> str:
    """As a partner's own program makes it, from docs/quickstart.md alone."""
    secret = key.split("_", 3)[3]
    signed = hmac.digest(secret.encode(), f"{nonce}.{at}.{call}.".encode() + body, digest)
    return "v1," + base64.b64encode(signed).decode()


class Signer:
    """Books one article with a signed request; what is given differs from what was signed."""

    def __init__(self, partner: Partner) -> None:
        self.row, self.key = partner.key(live=True, signs=True)
        self.body = json.dumps({"article": article()}).encode()

    def send(self, *, path: str = "/api/v1/bookings/", method: str = "post", body: bytes = b"", **given: str):
        at, nonce = int(time.time()), given.pop("nonce", uuid.uuid4().hex)
        at = int(given.get("at", at))
        made = signature(self.key, nonce, at, "POST /api/v1/bookings/", self.body)
        headers = {
            "Authorization": f"Signed apt_live_{self.row.prefix}",
            "Apt-Nonce": nonce, "Apt-Timestamp": str(at), "Apt-Signature": given.get("signature", made),
            "Idempotency-Key": given.get("once", uuid.uuid4().hex),
        }  # fmt: skip
        headers |= {name: value for name, value in given.items() if name in headers}
        return getattr(Client(), method)(path, body or self.body, content_type="application/json", headers=headers)


@pytest.fixture
def signer(partner) -> Signer:
    return Signer(partner)


def test_a_signed_request_is_taken_once(partner, signer):
    first = signer.send(nonce="n" * 16, once="order-0001")
    assert first.status_code == 201, first.content
    with nothing_changes():
        again = signer.send(nonce="n" * 16, once="order-0001")
    assert (again.status_code, code(again)) == (401, "nonce_used")
    repeat = signer.send(once="order-0001")  # a repeat is signed anew
    assert (repeat.content, repeat["Idempotent-Replayed"]) == (first.content, "true")
    with nothing_changes():
        sent = partner.ask("post", "bookings/", {"article": article()}, key=signer.key)
    assert (sent.status_code, code(sent)) == (401, "key_signs")
    revoke_key(key=signer.row, by=partner.world.clerk, now=NOW)
    assert code(signer.send()) == "key_revoked"
    forget_answers(now=now() + timedelta(minutes=11))
    assert not Nonce.objects.exists()


def test_what_was_not_signed_so_is_refused(partner, signer):
    at = int(time.time())
    plain, plain_key = partner.key(live=True)
    call = "POST /api/v1/bookings/"
    old = signature(signer.key, "n" * 16, at, call, signer.body, digest="sha1")
    empty = signature("___", "n" * 16, at, call, signer.body)
    by_another = signature(plain_key, "n" * 16, at, call, signer.body)
    for wanted, given in (
        ("signature_stale", {"at": str(at - 310)}), ("signature_stale", {"at": str(at + 310)}),
        ("signature_wrong", {"path": "/api/v1/bookings/bulk"}), ("signature_wrong", {"path": "/api/v1/bookings/?a=1"}),
        ("signature_wrong", {"method": "put"}), ("signature_wrong", {"body": signer.body + b" "}),
        ("signature_wrong", {"signature": old}), ("signature_wrong", {"signature": empty}),
        ("signature_wrong", {"signature": by_another, "nonce": "n" * 16}),
        ("signature_missing", {"signature": "sha1=00"}), ("signature_missing", {"nonce": "short"}),
        ("signature_missing", {"Apt-Timestamp": "now"}),
        ("signature_wrong", {"Authorization": f"Signed apt_live_{plain.prefix}"}),
        ("key_unknown", {"Authorization": "Signed apt_live_000000000000"}),
        ("key_missing", {"Authorization": f"Basic {signer.key}"}),
    ):  # fmt: skip
        with nothing_changes():
            answer = signer.send(**given)
        assert (answer.status_code, code(answer)) == (401, wanted), given


def test_the_secret_of_a_signing_key_is_kept_nowhere(partner, signer):
    secret = signer.key.split("_", 3)[3]
    assert len(secret) == 43
    assert not any(secret in str(value) for value in vars(ApiKey.objects.get(pk=signer.row.pk)).values())


def test_answers_are_kept_a_month_and_what_was_done_for_ever(partner):
    first = partner.ask("post", "bookings/", {"article": article()}, once="order-0001")
    forget_answers(now=now() + timedelta(days=29))
    assert Request.objects.get().body
    forget_answers(now=now() + timedelta(days=31))
    kept = Request.objects.get()
    assert (kept.status, kept.body) == (None, None)
    Request.objects.update(begun_at=now() - timedelta(days=31))
    other = partner.ask("post", "bookings/", {"article": article(weight_g=49)}, once="order-0001")
    assert code(other) == "idempotency_key_reused"
    again = partner.ask("post", "bookings/", {"article": article()}, once="order-0001")
    assert again.json() == first.json()
    assert Article.objects.count() == 1


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
