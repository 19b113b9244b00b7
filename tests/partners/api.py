"""A partner's program: a customer with a contract, its keys, and calls as it makes them."""

import json
import uuid
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.test import Client

from apt.core.clock import ist_date, now
from partners.models import ApiKey, Contract, Customer
from partners.rules import KeyScope
from partners.services import make_key
from tests.bookings.bulk import make_contract
from tests.world import BENGALURU_PIN, MYSURU_PIN, NOW, World, everything


class Partner:
    """`ask("post", "bookings/", {...})` with the live key; `sandbox=True` with the other."""

    def __init__(self, world: World, *, contract: Contract | None = None, **terms: Any) -> None:
        self.world = world
        self.contract = contract or make_contract(world, **terms)
        self.customer: Customer = self.contract.customer
        self.live, self.live_key = self.key(live=True)
        self.sandbox, self.sandbox_key = self.key(live=False)

    def key(self, *, live: bool, scopes: list[KeyScope] | None = None, **more: Any) -> tuple[ApiKey, str]:
        return make_key(
            customer=self.customer, live=live, name="shop", scopes=scopes or list(KeyScope),
            expires_at=more.get("expires_at"), signs=more.get("signs", False), by=self.world.supervisor, now=NOW,
        )  # fmt: skip

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        sandbox: bool = False,
        key: str = "",
        once: str = "",
        **headers: str,
    ) -> HttpResponse:
        """`once` is the Idempotency-Key; a fresh one if none is given; "-" for none at all."""
        written = key or (self.sandbox_key if sandbox else self.live_key)
        sent = {"Authorization": f"Bearer {written}", **headers}
        if once != "-" and method == "post":
            sent["Idempotency-Key"] = once or uuid.uuid4().hex
        data = json.dumps(body) if body is not None and not isinstance(body, str | bytes) else body
        extra = {"data": data, "content_type": "application/json"} if data is not None else {}
        return getattr(Client(), method)(f"/api/v1/{path}", headers=sent, **extra)


def article(**changes: Any) -> dict[str, Any]:
    """One good article; a field given as None is left out."""
    sender = {
        "name": "Chamundi Finance", "line_1": "4, Sayyaji Rao Road", "city": "Mysuru", "pincode": MYSURU_PIN,
        "mobile": "9845000001",
    }  # fmt: skip
    receiver = {
        "name": "K. Sharma", "line_1": "12, Gandhi Bazaar", "city": "Bengaluru", "pincode": BENGALURU_PIN,
        "mobile": "9845012345",
    }  # fmt: skip
    whole = {"shape": "DOC", "weight_g": 48, "sender": sender, "receiver": receiver} | changes
    return {name: value for name, value in whole.items() if value is not None}


def pickup(**changes: Any) -> dict[str, Any]:
    """A wish that articles be fetched, in two days."""
    return {
        "on": (ist_date(now()) + timedelta(days=2)).isoformat(), "articles": 40, "address": "4, Sayyaji Rao Road",
        "contact_name": "P. Bhat", "contact_mobile": "9845000001",
    } | changes  # fmt: skip


def code(answer: HttpResponse) -> str:
    """Of a problem, which is what it must be."""
    assert answer["Content-Type"] == "application/problem+json", answer.content
    body = answer.json()
    assert body["request_id"] == answer["X-Request-Id"]
    assert body["status"] == answer.status_code
    return body["code"]


def second_contract(partner: Partner) -> Contract:
    """Of another customer."""
    return make_contract(partner.world, first=50_000)


class nothing_changes_but_requests:  # noqa: N801  # reads like the one beside it
    """The refusal itself is kept, for a repeat of it."""

    def __enter__(self) -> None:
        self.before = everything()

    def __exit__(self, *_: object) -> None:
        after = everything()
        assert {name for name in after if after[name] != self.before[name]} <= {"Request"}
