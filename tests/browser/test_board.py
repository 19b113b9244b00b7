"""The national board as an administrator sees it: dots, a chart, the way down; and the same on a phone."""

from django.urls import reverse
from playwright.sync_api import expect

from apt.core.clock import now
from apt.wiring import FIGURES
from offices.models import User
from offices.services import roll_up
from tests.world import book, item

from .conftest import PHONE, shot

# How many dots of the map have been fetched and stand somewhere.
DOTS = "[...document.querySelectorAll('.fig-map use')].filter(one => one.getBBox().width).length"
# Points of a chart in the colour of its first line: the axes alone have none.
DRAWN = """() => [...document.querySelectorAll('.uplot canvas')].map(canvas => {
    const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    let found = 0;
    for (let at = 0; at < data.length; at += 4)
        found += data[at] === 0x17 && data[at + 1] === 0x4a && data[at + 2] === 0x8c && data[at + 3] === 255;
    return found;
})"""


def test_from_the_nation_to_a_circle(world, shift, sign_in):
    book(shift, item(), item(), now=now())
    roll_up(sources=FIGURES, now=now())
    page = sign_in(world.administrator)
    page.goto(reverse("figures:own"))
    page.wait_for_function(DOTS)
    page.wait_for_function(f"Math.max(0, ...({DRAWN})()) > 100")
    shot(page, "board")
    row = page.locator("#table-below tbody tr", has_text="Karnataka")
    expect(row.locator("td").first).to_have_text("2")
    row.locator("th a").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Karnataka Circle")
    page.locator("#table-below tbody tr", has_text="Mysuru Division").get_by_role("link", name="100.0 %").click()
    expect(page.locator(".fig-list tbody tr")).to_have_count(2)
    assert page.trouble == []


def test_what_is_seldom_opened_is_behind_one_key(world, sign_in):
    page = sign_in(world.administrator)
    page.goto(reverse("figures:own"))
    menu = page.get_by_role("link", name="Known defects")
    expect(menu).to_be_hidden()
    page.locator(".nav__more summary").focus()
    page.keyboard.press("Enter")
    expect(menu).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    one_line = page.evaluate("document.querySelector('.nav').offsetHeight < 60")
    assert one_line
    assert page.trouble == []


def test_a_phone_is_wide_enough(world, shift, sign_in):
    User.objects.filter(pk=world.administrator.pk).update(is_staff=True)
    book(shift, item(), now=now())
    roll_up(sources=FIGURES, now=now())
    page = sign_in(world.administrator, PHONE)
    for name in ("figures:own", "tree:home", "admin:index"):
        page.goto(reverse(name))
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], name
        if name == "figures:own":
            page.wait_for_selector(".uplot canvas")
            page.locator(".nav__more summary").click()
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], "with the menu open"
            shot(page, "board-small")
    assert page.trouble == []
