"""The slice, as people use it: Chromium at the counter, at the bag table and on the postman's phone."""

import json
import os
import re
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.stack

DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
MOBILE = "9880011223"


class Person:
    """Somebody signed in with one press of the demonstration."""

    def __init__(self, browser: Browser, url: str, who: str, size: dict[str, int]) -> None:
        self.context = browser.new_context(viewport=size, base_url=url, locale="en-IN")
        self.page = self.context.new_page()
        self.trouble: list[str] = []
        self.page.on("console", lambda message: self.trouble.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.trouble.append(str(error)))
        self.page.goto("/staff/sign-in/")
        with self.page.expect_navigation(wait_until="load"):
            self.page.get_by_role("button", name=who).first.click()


def type_lines(page: Page, *lines: str) -> None:
    """Each line and Enter. Not key by key: at this speed that would be a scanner."""
    for line in lines:
        page.keyboard.insert_text(line)
        page.keyboard.press("Enter")


def shot(page: Page, name: str) -> None:
    """Keep a picture for people to look at, where SHOTS says."""
    if folder := os.environ.get("SHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def sms_code(sms_url: str, number: str) -> str:
    with urllib.request.urlopen(f"{sms_url}/messages?to={MOBILE}", timeout=5) as answer:
        texts = [message["text"] for message in json.load(answer)]
    return next((text.split()[0] for text in texts if number in text and text.split()[0].isdecimal()), "")


def test_an_article_from_the_counter_to_the_door(stack, browser):
    public = browser.new_page(base_url=stack.url, viewport=DESK)
    public.goto("/")
    expect(public.get_by_role("heading", name="Where is my article?")).to_be_visible()
    shot(public, "home")

    # Booked, by keyboard alone.
    clerk = Person(browser, stack.url, "Counter clerk", DESK)
    page = clerk.page
    page.keyboard.press("F4")
    expect(page.get_by_label("PIN", exact=True)).to_be_focused()
    type_lines(page, "560004", "48")
    page.get_by_label("OTP delivery").check()
    expect(page.locator("#place")).to_contain_text("Basavanagudi HO")
    page.get_by_label("Addressee", exact=True).focus()
    type_lines(page, "K. Sharma", "12, Gandhi Bazaar", MOBILE, "A. Rao", "9880011224")
    page.keyboard.press("F9")
    expect(page.locator("#price .price__total")).to_contain_text("₹62.00")  # 47 + 5, GST 9 % a head rounded to a rupee
    shot(page, "counter")
    page.keyboard.press("F4")
    expect(page.get_by_role("heading", name="Payment")).to_be_visible()
    page.keyboard.press("F4")
    number = page.locator(".receipt h2").inner_text()
    assert re.fullmatch(r"EK\d{9}IN", number)
    expect(page.locator(".receipt svg")).to_be_visible()
    shot(page, "receipt")
    page.keyboard.press("F2")
    expect(page.locator(".bar")).to_contain_text("₹62.00")

    # Bagged and despatched, received and opened, hop by hop.
    for who, onwards in (
        ("Mails and despatch clerk, Mysuru HO", "NSH Mysuru"),
        ("Sorting assistant, NSH Mysuru", "ICH Basavanagudi"),
        ("Sorting assistant, ICH Basavanagudi", "Basavanagudi HO"),
    ):
        mails = Person(browser, stack.url, who, DESK)
        _receive_all(mails.page)
        mails.page.get_by_role("row", name=onwards).get_by_role("button", name="Fill a bag").click()
        expect(mails.page.get_by_label("Scan what goes in")).to_be_focused()
        mails.page.wait_for_load_state("load")
        mails.page.keyboard.type(f"{number}\n")
        expect(mails.page.locator("#last")).to_contain_text("in the bag")
        mails.page.keyboard.type("EK123456785IN\n")
        expect(mails.page.locator("#wrong")).to_contain_text("There is no article EK123456785IN")
        shot(mails.page, "bag")
        mails.page.get_by_role("button", name="Close the bag").click()
        mails.page.get_by_role("button", name="Despatch").click()
        expect(mails.page.get_by_text("1 bag despatched.")).to_be_visible()
        shot(mails.page, "bags")
        assert [text for text in mails.trouble if "409" not in text] == []
        mails.context.close()

    # On a sheet.
    delivery = Person(browser, stack.url, "Delivery clerk", DESK)
    delivery.page.goto("/bags/")
    _receive_all(delivery.page)
    delivery.page.goto("/delivery/")
    shot(delivery.page, "delivery")
    delivery.page.get_by_role("button", name="Make the sheet").click()
    expect(delivery.page.get_by_text("not acknowledged")).to_be_visible()
    shot(delivery.page, "sheet")

    # Out, and at the door: a wrong code is refused and counted, the right one delivers.
    postman = Person(browser, stack.url, "Postman", PHONE)
    page = postman.page
    page.get_by_role("button", name="I have taken them over").click()
    expect(page.get_by_role("link", name="K. Sharma")).to_be_visible()
    shot(page, "round")
    for _ in range(100):
        if code := sms_code(stack.sms_url, number):
            break
        page.wait_for_timeout(200)
    assert re.fullmatch(r"\d{6}", code)
    page.get_by_role("link", name="K. Sharma").click()
    page.get_by_label("The addressee's code").fill(f"{(int(code) + 1) % 1000000:06d}")
    page.get_by_role("button", name="Delivered", exact=True).click()
    expect(page.get_by_text("The code was wrong; 2 tries are left.")).to_be_visible()
    shot(page, "door")
    page.get_by_label("The addressee's code").fill(code)
    page.get_by_role("button", name="Delivered", exact=True).click()
    expect(page.locator(".badge--ok")).to_have_text("Delivered")
    shot(page, "round-after")

    # The public sees every step, and no name.
    public.goto("/")
    public.get_by_label("Article number").fill(number.lower())
    public.get_by_role("button", name="Track").click()
    expect(public.get_by_text("Item Delivered(Addressee)").first).to_be_visible()
    journey = public.locator(".timeline").inner_text()
    for step in (
        "Item Booked",
        "Item Bagged",
        "Item Dispatched",
        "Bag Received",
        "Item Received",
        "Item Invoiced",
        "Out for Delivery",
    ):
        assert step in journey
    assert "Sharma" not in public.content()
    shot(public, "track")
    public.set_viewport_size(PHONE)
    shot(public, "track-phone")
    public.goto("/")
    shot(public, "home-phone")
    public.get_by_role("button", name="हिन्दी").click()
    expect(public.locator("html")).to_have_attribute("lang", "hi")
    shot(public, "home-phone-hindi")
    # A price that is still being asked for when the clerk goes on is given up; htmx notes that.
    given_up = ("htmx:afterRequest", "htmx:sendAbort")
    assert [text for text in clerk.trouble if not text.startswith(given_up)] == []
    assert [text for text in postman.trouble if "422" not in text] == []


def _receive_all(page: Page) -> None:
    while (button := page.get_by_role("button", name="Receive")).count():
        button.first.click()
        expect(page.get_by_text("received.")).to_be_visible()
    while (link := page.get_by_role("link", name="Open", exact=True)).count():
        link.first.click()
        page.get_by_role("button", name="Take over as listed").click()
        expect(page.get_by_text("opened: 1 article")).to_be_visible()


def test_walk_through_prints_the_journey(stack):
    done = stack.manage("walk_through")
    assert done.returncode == 0, done.stderr
    assert done.stdout.rstrip().endswith("Item Delivered(Addressee)")


def test_the_runner_prints_addresses_and_logins(stack):
    assert stack.url in stack.output
    for employee_id in ("90000001", "90000006", "90000009"):
        assert employee_id in stack.output
