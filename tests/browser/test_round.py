"""The postman's page in Chromium, without signal for real: service worker, closed tabs, an emptied line."""

import pytest
from playwright.sync_api import expect

from apt.core.clock import now
from bookings.models import Article
from deliveries.models import Attempt, Proof, SheetItem
from deliveries.services import code_for
from tests.world import arrived, out, sheet

from .conftest import PHONE, shot

HOME = {"latitude": 12.9430, "longitude": 77.5735, "accuracy": 12}


@pytest.fixture
def phone(sign_in, world):
    page = sign_in(world.postman, size=PHONE)
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation(HOME)
    return page


def opened(page):
    """The page with signal, until it is kept for the day."""
    page.goto("/delivery/round/")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    expect(page.locator(".list__row").first).to_be_visible()
    page.wait_for_function("async () => (await caches.keys()).length > 0 && !!(await caches.match('/delivery/round/'))")


def hand_over(page, article, code=""):
    page.goto(f"/delivery/round/#door/{article.number}")
    if code:
        page.get_by_label("The addressee's code").fill(code)
    else:
        glass = page.locator("canvas")
        expect(page.get_by_role("button", name="Clear")).to_be_enabled()  # the glass takes ink from then on
        for other in page.locator("fieldset input").all():  # the same addressee has more: not this time
            other.uncheck()
        box = glass.bounding_box()
        page.mouse.move(box["x"] + 20, box["y"] + 40)
        page.mouse.down()
        page.mouse.move(box["x"] + 120, box["y"] + 90, steps=6)
        page.mouse.move(box["x"] + 200, box["y"] + 30, steps=6)
        page.mouse.up()
    page.get_by_role("button", name="Delivered", exact=True).click()


def test_a_day_without_signal(phone, world, tmp_path):
    """Deliver three, fail two, kill the tab, come back, send twice: exactly five attempts, right states."""
    articles = arrived(world, 3, "OTP", now=now()) + arrived(world, 2, now=now())
    out(world, articles, now=now())
    opened(phone)
    shot(phone, "round-list")
    context = phone.context
    context.set_offline(True)
    phone.reload()
    expect(phone.locator("#strip")).to_contain_text("Offline - 0 kept")
    for article in articles[:2]:
        hand_over(phone, article, code_for(article.number, 1))
        expect(phone.locator("h1")).to_have_text("My round")
    hand_over(phone, articles[3])
    expect(phone.locator("#strip")).to_contain_text("Offline - 3 kept")
    phone.close()
    phone = context.new_page()
    for article, remark in ((articles[2], "Refused"), (articles[4], "Addressee moved")):
        phone.goto(f"/delivery/round/#door/{article.number}")
        phone.get_by_label("Why not").select_option(label=remark)
        expect(phone.get_by_text("The position of the phone goes with it.")).to_be_visible()
        phone.get_by_role("button", name="Record: not delivered").click()
        expect(phone.locator("h1")).to_have_text("My round")
    shot(phone, "round-offline")
    phone.get_by_role("link", name="Unsent (5)").click()
    expect(phone.locator("#view .list__row--unsent")).to_have_count(5)
    shot(phone, "round-unsent")
    assert Attempt.objects.count() == 0
    context.set_offline(False)
    expect(phone.get_by_text("Everything has been sent and answered.")).to_be_visible(timeout=20000)
    phone.reload()
    expect(phone.locator("#unsent")).to_have_text("Unsent (0)")
    phone.get_by_role("link", name="Unsent").click()
    phone.get_by_role("button", name="Send now").click()
    assert Attempt.objects.count() == 5
    assert sorted(SheetItem.objects.values_list("outcome", flat=True)) == ["delivered"] * 3 + ["not_delivered"] * 2
    assert sorted(Article.objects.values_list("status", flat=True)) == ["delivered"] * 3 + ["held"] * 2
    proof = Proof.objects.get()
    assert Attempt.objects.filter(signature=proof.sha256).count() == 1


def test_a_wrong_code_comes_back_as_a_task(phone, world):
    (article,) = arrived(world, 1, "OTP", now=now())
    out(world, [article], now=now())
    right = code_for(article.number, 1)
    opened(phone)
    phone.context.set_offline(True)
    hand_over(phone, article, f"{(int(right) + 1) % 10**6:06d}")
    expect(phone.locator(".list__row--unsent")).to_have_count(1)
    phone.context.set_offline(False)
    expect(phone.locator(".notice--bad").nth(1)).to_contain_text("The code was wrong; 2 tries are left")
    shot(phone, "round-wrong-code")
    hand_over(phone, article, right)
    expect(phone.locator(".badge--ok")).to_be_visible(timeout=20000)
    assert Article.objects.get().status == "delivered"


def test_a_sheet_is_taken_over_on_the_phone(phone, world):
    made = sheet(world, arrived(world, 2, "OTP", now=now()), now=now())
    opened(phone)
    phone.get_by_role("button", name="I have taken them over").click()
    expect(phone.locator("a.list__row")).to_have_count(2)
    made.refresh_from_db()
    assert made.acknowledged_at
