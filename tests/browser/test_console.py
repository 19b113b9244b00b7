"""The console and the API's documents as a partner sees them, on a desk and on a phone."""

import json

import pytest
from playwright.sync_api import expect

from apt.core.clock import now
from offices.models import User
from partners.models import ApiKey
from partners.rules import MemberRole
from partners.services import add_member
from tests.partners.api import Partner, article
from tests.webhooks import receiving, say
from tests.world import NOW
from tracking.models import Endpoint
from tracking.services import make_endpoint, relay, send_webhooks

from .conftest import DESK, PHONE, shot


@pytest.fixture
def partner(world) -> Partner:
    return Partner(world)


@pytest.fixture
def owner(partner) -> User:
    made, _ = add_member(
        customer=partner.customer, name="Meera Pai", mobile="9845000002", role=MemberRole.OWNER,
        by=partner.world.supervisor, now=NOW,
    )  # fmt: skip
    User.objects.filter(pk=made.user_id).update(must_change_password=False)
    return User.objects.get(pk=made.user_id)


def look(page, address, name):
    """The page on both sizes: it fits its width, and the browser's console is silent."""
    for kind, size in (("phone", PHONE), ("desk", DESK)):
        page.set_viewport_size(size)
        page.goto(address)
        page.wait_for_load_state("load")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{address} is too wide: {kind}"
        assert page.trouble == []
        shot(page, f"{name}-{kind}", full=True)


def test_from_the_key_to_the_log_of_webhooks(sign_in, partner, owner, settings):
    settings.WEBHOOKS = {"answer_within_s": 1.0, "to_this_machine": True}
    page = sign_in(owner)
    page.goto("/console/keys/")
    page.fill("#id_name", "Shop in Mysuru")
    page.click("text=Make the key")
    expect(page.locator("code", has_text="apt_test_").first).to_be_visible()
    assert ApiKey.objects.filter(name="Shop in Mysuru").count() == 1
    shot(page, "console-key", full=True)
    with receiving() as receiver:
        to, _ = make_endpoint(customer=partner.customer, live=True, url=receiver.url, by=owner, now=now())
        for place in range(4):
            partner.ask("post", "bookings/", {"article": article(reference=f"order-{place}")})
        relay(now=now())
        send_webhooks(endpoint_id=to.pk, clock=now)
        partner.ask("post", "bookings/", {"article": article(reference="order-9")})
        receiver.answer = lambda handler: say(handler, 503, b"closed for stock-taking")
        relay(now=now())
        send_webhooks(endpoint_id=to.pk, clock=now)
    partner.ask("post", "bookings/", {"article": article(life="returned", reference="try-1")}, sandbox=True)
    where = f"/console/webhooks/{Endpoint.objects.get().code}/"
    look(page, where, "console-webhook")
    page.locator("button", has_text="Send again").first.click()
    expect(page.get_by_text("Being sent again: 1.")).to_be_visible()
    for address, name in (
        ("/console/", "console"), ("/console/keys/", "console-keys"), ("/console/webhooks/", "console-webhooks"),
        ("/console/sandbox/", "console-sandbox"), ("/console/money/", "console-money"),
        ("/console/people/", "console-people"),
    ):  # fmt: skip
        look(page, address, name)


def test_an_operation_is_tried_from_the_documents(sign_in, partner, owner):
    page = sign_in(owner)
    page.goto("/api/docs/")
    page.fill("#key", partner.sandbox_key)
    card = page.locator("#book_article")
    card.locator("summary").click()
    body = card.locator("textarea")
    assert "receiver" in body.input_value()
    body.fill(json.dumps({"article": article()}))
    card.get_by_role("button", name="Send").click()
    expect(card.locator("output")).to_contain_text("201 application/json")
    expect(card.locator("output")).to_contain_text("ZX")
    assert partner.sandbox_key not in page.url
    shot(page, "api-docs-tried")
    look(page, "/api/docs/", "api-docs")
