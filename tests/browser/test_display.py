"""The customer's display beside the counter, on a phone; a cancelled receipt."""

import re

from playwright.sync_api import Page, expect

from apt.core.clock import ist_date, now
from apt.wiring import ON_APPROVAL
from offices.access import get_duty_for
from offices.models import Approval
from offices.services import decide
from tests.browser.conftest import PHONE, shot
from tests.browser.test_counter import add, type_article


def pair(clerk: Page, phone: Page) -> None:
    clerk.goto("/counter/display/")
    clerk.get_by_role("button", name="Pair a screen").click()
    expect(clerk.locator("svg.qr")).to_be_visible()
    shot(clerk, "displays")
    phone.goto(clerk.get_by_role("link", name="Or open it here").get_attribute("href"))
    shot(phone, "display-pair")
    phone.get_by_role("button").first.click()
    expect(phone.locator("#face")).to_contain_text("Welcome")


def test_the_phone_follows_the_counter(world, shift, sign_in):
    clerk, phone = sign_in(world.clerk), sign_in(None, PHONE)
    pair(clerk, phone)
    clerk.goto("/counter/")
    type_article(clerk, name="K. Sharma")
    expect(phone.locator("#face")).to_contain_text("12, Gandhi Bazaar")
    expect(phone.locator("#face")).to_contain_text("₹55.00")
    shot(phone, "display-address")
    assert "9845012345" not in phone.content()
    clerk.keyboard.press("F4")
    expect(phone.locator("#face")).to_contain_text("Please pay")
    shot(phone, "display-pay")
    phone.get_by_role("button", name="हिन्दी").click()
    expect(phone.locator("html")).to_have_attribute("lang", "hi")
    shot(phone, "display-pay-hi")
    expect(clerk.locator("html")).to_have_attribute("lang", "en")
    phone.get_by_role("button", name="English").click()
    clerk.keyboard.press("F4")
    expect(phone.locator("#face")).to_contain_text("Received, thank you")
    shot(phone, "display-thanks")
    expect(clerk.locator(".receipt")).to_be_visible()
    clerk.goto("/counter/display/")
    clerk.get_by_role("button", name="Unpair all").click()
    expect(phone.locator("#face")).to_contain_text("not paired")
    assert phone.trouble == []


def test_a_lost_connection_hides_the_old_price(world, shift, sign_in):
    clerk, phone = sign_in(world.clerk), sign_in(None, PHONE)
    pair(clerk, phone)
    clerk.goto("/counter/")
    add(clerk)
    expect(phone.locator("#face")).to_contain_text("₹55.00")
    phone.route("**/display/state/", lambda route: route.abort())
    expect(phone.locator("#lost")).to_be_visible(timeout=10_000)
    expect(phone.locator("#face")).to_be_empty()
    phone.unroute("**/display/state/")
    expect(phone.locator("#face")).to_contain_text("₹55.00")
    expect(phone.locator("#lost")).to_be_hidden()


def test_cancelled_from_the_receipt(world, shift, sign_in):
    page = sign_in(world.clerk)
    page.goto("/counter/")
    add(page)
    add(page, name="M. Lakshmi")
    page.keyboard.press("F4")
    expect(page.locator("#pay")).to_be_visible()
    page.keyboard.press("F4")
    page.get_by_text("Cancel it").first.click()
    page.get_by_label("Why it is cancelled").first.fill("The sender brought the wrong cover")
    page.get_by_role("button", name="Ask to cancel").first.click()
    expect(page.get_by_text("waits for another person")).to_be_visible()
    approval = Approval.objects.get()
    decide(
        approval_id=approval.pk, approve=True, reason="Seen", duty=get_duty_for(world.idle, on=ist_date(now())),
        by=world.idle, now=now(), topics=ON_APPROVAL,
    )  # fmt: skip
    page.reload()
    shot(page, "receipt-allowed", full=True)
    page.get_by_role("button", name=re.compile("Take it back and pay out")).click()
    expect(page.locator(".receipt")).to_contain_text("Paid back in cash")
    shot(page, "refund-slip", full=True)
    page.keyboard.press("Escape")
    expect(page.locator(".receipt")).to_contain_text("CANCELLED, paid back")
    shot(page, "receipt-cancelled", full=True)
    page.set_viewport_size(PHONE)
    shot(page, "receipt-cancelled-phone", full=True)
    page.goto("/counter/numbers/")
    shot(page, "numbers")
    page.goto("/counter/search/")
    shot(page, "search")
