"""Following an article in a real browser, at a desk and on a phone, in three languages; readiness and complaints."""

import itertools

import pytest
from playwright.sync_api import expect

from apt.core.clock import now
from bookings.models import Article
from deliveries.services import acknowledge_sheet, make_sheet
from tests.world import BENGALURU_PIN, attempt, book, item, shift_of
from tracking.access import link_token
from transit.queries import due_lists
from transit.services import begin_bag, close_bag, despatch_bags, open_bag, receive_bag, scan_into_bag

from .conftest import DESK, PHONE, shot


@pytest.fixture
def article(world):
    """All the way to the door."""
    sale = book(shift_of(world.clerk), item(BENGALURU_PIN), now=now())
    found = Article.objects.get(sale=sale)
    offices = [world.mysuru, world.mysuru_hub, world.bengaluru_hub, world.bengaluru]
    for here, there in itertools.pairwise(offices):
        due = next(due for due in due_lists(here)[0] if found.number in {one.number for one in due.articles})
        bag = begin_bag(office=here, destination=there, kind=due.kind, by=world.mails, now=now())
        scan_into_bag(office=here, bag_number=bag.number, article_numbers=[found.number], by=world.mails, now=now())
        close_bag(office=here, number=bag.number, by=world.mails, now=now())
        despatch_bags(office=here, numbers=[bag.number], by=world.mails, now=now())
        receive_bag(office=there, number=bag.number, by=world.mails, now=now())
        open_bag(office=there, number=bag.number, by=world.mails, now=now())
    sheet = make_sheet(
        office=world.bengaluru, beat=world.beat, postman=world.postman, article_numbers=[found.number],
        by=world.delivery, now=now(),
    )  # fmt: skip
    acknowledge_sheet(number=sheet.number, by=world.postman, now=now())
    attempt(world.postman, found, now=now())
    return found


@pytest.mark.parametrize(("size", "language"), [(DESK, "en"), (PHONE, "en"), (PHONE, "hi"), (PHONE, "kn")])
def test_the_journey_is_read_and_disputed(sign_in, world, article, size, language):
    page = sign_in(None, size=size, language=language)
    page.goto(f"/track/s/{link_token(article.number)}/")
    expect(page.locator(".timeline > li")).not_to_have_count(0)
    box = page.locator(".track-map").bounding_box()
    assert box["width"] > 200
    assert box["height"] > 150
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    shot(page, f"track-{language}-{size['width']}", full=True)
    page.locator("#words").fill("Nobody came")
    page.locator("form:has(#words) button").click()
    page.wait_for_load_state("load")
    expect(page.locator(".notice--ok")).to_be_visible()
    assert page.trouble == []


def test_several_numbers_readiness_and_complaints_are_looked_at(sign_in, world, article):
    page = sign_in(None, size=PHONE)
    page.goto(f"/track/?number={article.number}%0AEK999999990IN")
    expect(page.locator(".list__row")).to_have_count(2)
    shot(page, "track-several-phone", full=True)
    page.goto("/track/words/")
    shot(page, "track-words-phone", full=True)
    page = sign_in(world.mails)
    page.goto("/bags/readiness/")
    expect(page.locator(".table").first).to_be_visible()
    shot(page, "readiness", full=True)
    page = sign_in(world.supervisor)
    page.goto("/complaints/")
    shot(page, "complaints", full=True)
    assert page.trouble == []
