"""The delivery office at its desk, and what a postman sees at a door, in Chromium."""

import io

import pytest
from django.urls import reverse
from PIL import Image
from playwright.sync_api import expect

from apt.core.clock import now
from bookings.models import Article, Parties
from deliveries.models import Attempt, DeliveryCode, Hold, WindowDelivery
from deliveries.rules import Channel
from deliveries.services import begin_sheet, code_for, hold_article
from tests.payments.upi import SECRET, VPA, provider
from tests.world import arrived, attempt, out

from .conftest import PHONE, shot
from .test_round import HOME, opened


@pytest.fixture
def phone(sign_in, world):
    page = sign_in(world.postman, size=PHONE)
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation(HOME)
    return page


def doors(world, count, *services):
    """Articles at doors that differ, as an office has them."""
    names = ("K. Sharma", "Lakshmi Bhat", "Imran Pasha", "Sandalwood Traders", "Meena Rao", "Joseph Pinto")
    found = arrived(world, count, *services, now=now())
    cells = ("4P3JK852C9", "4P3JK8F2C9", "4P3JK7C2F9", "4P3JK8L2C7", "4P3JK8M9C9", "4P3JK7J2C6")
    for place, article in enumerate(found):
        Parties.objects.filter(article=article).update(
            addressee_name=names[place % 6], addressee_address=f"{place + 3}, Gandhi Bazaar"
        )
        Article.objects.filter(pk=article.pk).update(digipin=cells[place % 6])
    return found


@pytest.fixture
def psp(settings):
    settings.PSP_CALLBACK_SECRET, settings.PSP_KEY, settings.UPI_VPA = SECRET, "key", VPA
    with provider() as running:
        settings.PSP_URL = running.url
        yield running


def test_a_door_as_the_phone_shows_it(phone, world, psp):
    otp, plain, due, _more = *doors(world, 1, "OTP"), *doors(world, 3)
    Article.objects.filter(pk=due.pk).update(cod_paise=120_000)
    out(world, [otp, plain, due], now=now())
    opened(phone)
    phone.get_by_role("link", name="Map").click()
    expect(phone.locator("svg")).to_be_visible()
    shot(phone, "round-map")
    phone.goto(f"/delivery/round/#door/{otp.number}")
    phone.get_by_label("The addressee's code").fill("12 34 5")
    shot(phone, "round-otp")
    DeliveryCode.objects.update(issued_at=now().replace(hour=0, minute=0))
    phone.get_by_role("button", name="Send the code again").click()
    expect(phone.get_by_text("A new code was sent. The one before holds no more.")).to_be_visible()
    assert DeliveryCode.objects.latest("id").issue_number == 2
    phone.goto(f"/delivery/round/#door/{plain.number}")
    phone.get_by_label("Why not").select_option(label="Door locked")
    picture = io.BytesIO()
    Image.new("RGB", (640, 480), "sienna").save(picture, "JPEG")
    phone.get_by_label("Take a photo at the door").set_input_files(
        {"name": "door.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}
    )
    phone.get_by_label("Why not").scroll_into_view_if_needed()
    shot(phone, "round-remark")
    phone.get_by_role("button", name="Record: not delivered").click()
    expect(phone.locator("h1")).to_have_text("My round")
    phone.goto(f"/delivery/round/#door/{due.number}")
    phone.get_by_role("button", name="Show the QR").click()
    expect(phone.locator("svg, img").first).to_be_visible()
    phone.wait_for_url("**/cod/**")
    shot(phone, "round-cod-qr")


def test_a_sheet_by_scanning_and_the_window(sign_in, world):
    page = sign_in(world.delivery)
    articles = doors(world, 4)
    (otp,) = doors(world, 1, "OTP")
    made = begin_sheet(
        office=world.bengaluru, channel=Channel.POSTMAN, beat=world.beat, taker=world.postman, by=world.delivery,
        now=now(),
    )  # fmt: skip
    page.goto(reverse("deliveries:sheet", args=[made.number]))
    for code in (articles[0].number, articles[1].number, "EK999999990IN", articles[0].number):
        page.get_by_label("Scan what goes onto the sheet").fill(code)
        page.keyboard.press("Enter")
    expect(page.locator("#count")).to_have_text("2")
    expect(page.locator("#wrong li")).to_have_count(1)
    shot(page, "sheet-scan")
    hold_article(office=world.bengaluru, number=otp.number, remark="poste_restante", by=world.delivery, now=now())
    assert Hold.objects.count() == 1
    page.goto(reverse("deliveries:held", args=[otp.number]))
    page.get_by_role("button", name="Send a code to the addressee").click()
    page.get_by_label("Received by").fill("K. Sharma")
    page.get_by_label("The addressee's code").fill(code_for(otp.number, 1))
    page.locator("canvas").scroll_into_view_if_needed()
    glass = page.locator("canvas").bounding_box()
    page.mouse.move(glass["x"] + 20, glass["y"] + 60)
    page.mouse.down()
    page.mouse.move(glass["x"] + 120, glass["y"] + 20, steps=5)
    page.mouse.move(glass["x"] + 200, glass["y"] + 90, steps=5)
    page.mouse.up()
    shot(page, "window", full=True)
    page.get_by_role("button", name="Hand out F4").click()
    expect(page.get_by_text(f"{otp.number} was handed out.")).to_be_visible()
    assert WindowDelivery.objects.get().signature
    assert page.trouble == []


def test_what_the_office_looks_at(sign_in, world):
    page = sign_in(world.supervisor)
    articles = doors(world, 5)
    made = out(world, articles, now=now())
    for place, article in enumerate(articles[:3]):
        attempt(world.postman, article, remark=("door_locked", "refused", "absent")[place], now=now())
    attempt(world.postman, articles[3], now=now())
    assert Attempt.objects.exclude(flags=[]).exists()
    for name, path in (
        ("sheet", reverse("deliveries:sheet", args=[made.number])),
        ("undelivered", reverse("deliveries:undelivered")),
        ("suspicious", reverse("deliveries:watch")),
        ("delivery", reverse("deliveries:sheets")),
        ("verify", reverse("deliveries:verify")),
    ):
        page.goto(path)
        assert articles[0].number in page.content()
        assert name != "delivery" or articles[1].number not in page.content()  # refused: it goes out with nobody
        shot(page, name)
    page.set_viewport_size(PHONE)
    for name in ("undelivered", "watch", "sheets"):
        page.goto(reverse(f"deliveries:{name}"))
        wide = page.evaluate("document.documentElement.scrollWidth")
        shot(page, f"narrow-{name}", full=True)
        assert wide <= PHONE["width"], name
    assert page.trouble == []
