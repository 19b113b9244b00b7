"""What a clerk types, as the pages' tests send it."""

import re
from typing import Any

from django.test import Client

from tests.world import BENGALURU_PIN, MOBILE

COUNTER, PAY = "/counter/", "/counter/pay/"


def typed(**changed: Any) -> dict[str, Any]:
    """One article as the form sends it; `name=""` empties a field, `otp="on"` ticks one."""
    return {
        "item": "",
        "product": "SP_DOC",
        "number": "",
        "pincode": BENGALURU_PIN,
        "digipin": "",
        "weight": "48",
        "addressee_name": "K. Sharma",
        "addressee_address": "12, Gandhi Bazaar",
        "addressee_city": "",
        "addressee_mobile": MOBILE,
        "sender_name": "A. Rao",
        "sender_mobile": "9000000001",
        "contents_kind": "documents",
        "contents": "",
        "not_prohibited": "on",
        "do": "add",
    } | changed


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, f"no field {name}"
    return found[1]


def payment(client: Client, **changed: Any) -> dict[str, Any]:
    """What the payment page would send now."""
    page = client.get(PAY).content.decode()
    names = ("request_id", "version", "shown_paise")
    return {**{name: hidden(page, name) for name in names}, "mode": "cash", "tendered": ""} | changed


def book_by_hand(client: Client, *articles: dict[str, Any]) -> str:
    """Add the articles, pay; the address of the receipt."""
    for article in articles or (typed(),):
        answer = client.post(COUNTER, article)
        assert answer.status_code == 302, answer.content.decode()
    client.post(COUNTER, {"do": "pay"})
    return client.post(PAY, payment(client))["Location"]
