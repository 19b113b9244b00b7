"""The scanning pages in a real browser: a fast scanner loses nothing, repeats are told, wrong codes beep."""

import pytest
from playwright.sync_api import expect

from apt.core.clock import now
from bookings.models import Article
from tests.world import MYSURU_PIN, book, item, numbers_of, shift_of
from transit.models import BagScan, OpenScan
from transit.services import begin_bag, close_bag, despatch_bags, receive_bag, scan_into_bag

from .conftest import PHONE, shot


def waiting(world, count, pincode="560004"):
    sales = [book(shift_of(world.clerk), *[item(pincode)] * 10, now=now()) for _ in range((count + 9) // 10)]
    return numbers_of(Article.objects.filter(sale__in=sales).order_by("id"))[:count]


def fire(page, codes, *, a_second=10):
    """As a scanner does: keys a few milliseconds apart, then Enter, and at once the next code."""
    for code in codes:
        page.keyboard.type(code, delay=2)
        page.keyboard.press("Enter")
        page.wait_for_timeout(max(0, 1000 / a_second - 2 * len(code) - 10))


@pytest.fixture
def bag(world):
    return begin_bag(office=world.mysuru, destination=world.mysuru_hub, by=world.mails, now=now())


def opened(sign_in, user, bag, **more):
    page = sign_in(user, **more)
    page.goto(f"/bags/{bag.number}/")
    page.wait_for_load_state("load")
    return page


def test_a_scanner_at_ten_a_second_loses_none(sign_in, world, bag):
    codes = waiting(world, 60)
    page = opened(sign_in, world.mails, bag)
    fire(page, codes)
    expect(page.locator("#count")).to_have_text("60")
    expect(page.locator("#waiting")).to_have_text("")
    assert set(BagScan.objects.values_list("inner_number", flat=True)) == set(codes)
    assert page.trouble == []
    shot(page, "scan-fast")


def test_a_repeat_is_harmless_and_told_and_a_wrong_code_beeps_and_explains(sign_in, world, bag):
    code, other = waiting(world, 1)[0], waiting(world, 1, MYSURU_PIN)[0]
    page = opened(sign_in, world.mails, bag)
    fire(page, [code, code])
    expect(page.locator("#last")).to_contain_text("scanned already")
    assert page.locator("#scanner").get_attribute("data-beeped") == "repeat"
    fire(page, ["EK999999990IN"])
    expect(page.locator("#last")).to_contain_text("check digit")
    assert page.locator("#scanner").get_attribute("data-beeped") == "refused"
    fire(page, [other])
    expect(page.locator("#wrong li")).to_have_count(2)
    expect(page.locator("#count")).to_have_text("1")
    assert [scan.inner_number for scan in BagScan.objects.all()] == [code]
    shot(page, "scan-wrong")


def test_codes_wait_on_the_page_while_the_server_is_away_even_over_a_reload(sign_in, world, bag):
    codes = waiting(world, 12)
    page = opened(sign_in, world.mails, bag)
    page.route("**/codes/", lambda route: route.abort())
    page.reload()  # what is sent just after interception began may pass it
    fire(page, codes)
    expect(page.locator("#waiting")).to_contain_text("12")
    expect(page.locator("#last")).to_contain_text("kept on this page")
    assert not BagScan.objects.exists()
    page.on("dialog", lambda dialog: dialog.accept())
    page.unroute("**/codes/")
    page.reload()
    expect(page.locator("#count")).to_have_text("12")
    assert BagScan.objects.count() == 12


def test_closing_waits_for_the_codes_that_are_still_on_their_way(sign_in, world, bag):
    codes = waiting(world, 8)
    page = opened(sign_in, world.mails, bag)
    away = True
    page.route("**/codes/", lambda route: route.abort() if away else route.continue_())
    page.reload()  # what is sent just after interception began may pass it
    fire(page, codes)
    page.keyboard.press("F4")
    page.wait_for_timeout(300)
    bag.refresh_from_db()
    assert bag.status == "filling"
    away = False
    expect(page.locator("h1 .badge")).to_have_text("closed")
    assert page.locator("#contents .list__row").count() == 8
    shot(page, "bag-closed")


def test_opening_with_a_discrepancy(sign_in, world, bag):
    codes = waiting(world, 6)
    astray = waiting(world, 1, MYSURU_PIN)[0]
    scan_into_bag(office=world.mysuru, bag_number=bag.number, article_numbers=codes, by=world.mails, now=now())
    close_bag(office=world.mysuru, number=bag.number, by=world.mails, now=now())
    despatch_bags(office=world.mysuru, numbers=[bag.number], by=world.mails, now=now())
    receive_bag(office=world.mysuru_hub, number=bag.number, by=world.sorter, now=now())
    page = opened(sign_in, world.sorter, bag)
    fire(page, codes[:3])
    page.keyboard.press("F7")
    fire(page, [codes[3], astray])
    expect(page.locator("#scanned li")).to_have_count(5)
    expect(page.locator("#count")).to_have_text("4")  # of the list; what is too many is no part of it
    expect(page.locator("#left")).to_have_text("2")
    expect(page.locator("#scanned .badge--bad")).to_have_count(1)
    assert OpenScan.objects.get(damaged=True).inner_number == codes[3]
    shot(page, "open-scanning", full=True)
    page.keyboard.press("F4")
    expect(page.locator("#contents .table tbody tr")).to_have_count(4)
    expect(page.locator("#contents")).to_contain_text("missent")
    expect(page.locator("#contents")).to_contain_text("when the bag was closed")
    shot(page, "open-errors", full=True)
    page.set_viewport_size(PHONE)
    shot(page, "open-errors-phone", full=True)
    assert page.trouble == []
