"""A basket paid by UPI in Chromium: the QR on both screens, paid at the simulator, received and booked by itself."""

import re
import threading
import time

import pytest
import zxingcpp
from django.db import connection
from django.urls import reverse
from PIL import Image

from apt.core.clock import now
from apt.core.services import serve_due
from apt.simulators.psp_bank import post_to
from apt.wiring import REACTIONS
from bookings.models import BasketDraft, Sale
from bookings.services import make_display_code, put_in_basket
from payments.models import PaymentAttempt
from payments.services import apply_notice
from tests.payments.days import people
from tests.payments.stamps import bring, hand, two_items
from tests.payments.upi import SECRET, notice, provider
from tests.world import item

from .conftest import PHONE, shot


@pytest.fixture
def psp(settings, server_url):
    settings.PSP_CALLBACK_SECRET = SECRET
    with provider(post_to(server_url + "/api/v1/payments/psp/callback")) as running:
        settings.PSP_URL = running.url
        yield running


@pytest.fixture
def workers():
    """What Celery does."""
    over = threading.Event()

    def work():
        while not over.wait(0.1):
            serve_due(REACTIONS, now=now())
        connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    yield
    over.set()
    thread.join(10)


@pytest.fixture
def draft(shift) -> BasketDraft:
    put_in_basket(
        shift=shift, item=item(sender_mobile="9845000099"), kind="documents", declared=True, choice="", replacing="",
        by=shift.clerk, now=now(),
    )  # fmt: skip
    return BasketDraft.objects.get()


@pytest.mark.usefixtures("draft", "workers")
def test_p7_scanned_paid_received_booked(shift, sign_in, psp, tmp_path):
    clerk, screen = sign_in(shift.clerk), sign_in(None, PHONE)
    screen.goto(reverse("display:pair", args=[make_display_code(shift=shift, by=shift.clerk, now=now())]))
    screen.locator("main button").click()
    clerk.goto(reverse("bookings:pay"))
    clerk.locator("input[value=upi]").check()
    clerk.get_by_role("button", name=re.compile("Show the QR")).click()
    clerk.locator("[data-face=scan]").wait_for()
    screen.locator(".display__qr svg").wait_for()
    clerk.wait_for_timeout(1200)
    assert re.search(r"Still valid for (9|10):\d\d", clerk.locator(".upi__left").inner_text())
    shot(clerk, "upi-qr")
    shot(screen, "upi-qr-customer")
    attempt = PaymentAttempt.objects.get()
    for page, part in ((clerk, ".upi__qr svg"), (screen, ".display__qr svg")):
        picture = tmp_path / "qr.png"
        page.locator(part).screenshot(path=picture)
        assert zxingcpp.read_barcode(Image.open(picture)).text == attempt.link, "a phone reads it off the screen"
    begun = time.monotonic()
    psp.bank.pay(attempt.link, "good")
    clerk.wait_for_url("**/receipts/**")
    seconds = time.monotonic() - begun
    print(f"\npaid to receipt on the screen: {seconds:.1f} s")
    assert Sale.objects.get().mode == "upi"
    screen.get_by_text("Received, thank you").wait_for()
    shot(screen, "upi-received-customer")
    assert not [line for line in clerk.trouble if "AudioContext" not in line]


def test_received_is_said_wall_size_until_it_is_booked(shift, draft, sign_in, psp):
    clerk = sign_in(shift.clerk)
    clerk.goto(reverse("bookings:pay"))
    clerk.locator("input[value=upi]").check()
    clerk.locator("#id_tendered").fill("20")
    clerk.get_by_role("button", name=re.compile("Show the QR")).click()
    clerk.locator("[data-face=scan]").wait_for()
    psp.bank.pay(PaymentAttempt.objects.get().link, "good")
    clerk.locator("[data-face=received]").wait_for()
    assert clerk.locator(".upi__received").is_visible()
    shot(clerk, "upi-received")


@pytest.mark.usefixtures("workers")
def test_stamps_are_paid_by_qr_and_the_receipt_comes_by_itself(world, shift, sign_in, psp):
    items = two_items(world.administrator)
    treasurer = people(world).treasurer
    bring(world.mysuru, {items.five.pk: 50, items.card.pk: 50}, treasurer)
    hand(shift, {items.five.pk: 20, items.card.pk: 20}, treasurer, now())
    clerk = sign_in(shift.clerk)
    clerk.goto(reverse("money:stamps"))
    clerk.locator(f"[name=i{items.five.pk}]").fill("3")
    shot(clerk, "stamps")
    clerk.keyboard.press("F6")
    clerk.locator("[data-face=scan]").wait_for()
    shot(clerk, "stamps-qr")
    psp.bank.pay(PaymentAttempt.objects.get().link, "good")
    clerk.wait_for_url("**/stamps/receipts/**")
    assert clerk.get_by_text("Paid: UPI").is_visible()
    shot(clerk, "stamps-receipt")
    supervisor = sign_in(world.idle, PHONE)
    for name in ("stamps", "stock", "pouches", "indents", "alone"):
        page = clerk if name == "stamps" else supervisor
        page.set_viewport_size(PHONE)
        page.goto(reverse(f"money:{name}"))
        shot(page, f"phone-{name}", full=True)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    assert not [line for line in clerk.trouble if "AudioContext" not in line]


def test_what_waits_is_read_by_the_supervisor(world, shift, draft, sign_in, psp):
    clerk, supervisor = sign_in(shift.clerk), sign_in(world.idle)
    clerk.goto(reverse("bookings:pay"))
    clerk.locator("input[value=upi]").check()
    clerk.get_by_role("button", name=re.compile("Show the QR")).click()
    clerk.locator("[data-face=scan]").wait_for()
    attempt = PaymentAttempt.objects.get()
    psp.bank.pay(attempt.link, "short")
    apply_notice(notice=notice(attempt, payment="5", payee="somebody@else"), now=now())
    supervisor.goto(reverse("upi:exceptions"))
    shot(supervisor, "upi-exceptions", full=True)
    supervisor.get_by_role("button", name="Give the money back").first.click()
    supervisor.get_by_text("The money goes back").wait_for()
    assert supervisor.get_by_text("due").first.is_visible()
    shot(supervisor, "upi-exceptions-after", full=True)
    phone = sign_in(None, PHONE)
    phone.goto(psp.url)
    shot(phone, "upi-simulator", full=True)
    assert not supervisor.trouble
