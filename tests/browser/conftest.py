"""Chromium against Django's own live server and the small world of tests/world.py; one worker runs all of it."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdfium2
import pytest
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test import Client
from django.test.testcases import LiveServerThread
from playwright.sync_api import Page

from apt.core.clock import now
from offices.models import User
from offices.rules import Role
from payments.models import Shift
from payments.services import begin_shift
from tests.world import World, give_post, make_world

DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}


def pytest_collection_modifyitems(items):
    for item in items:
        if "/browser/" in str(item.path):
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """Django's own test server. pytest-django's `live_server` would serve no static files, which are an app of ours."""
    thread = LiveServerThread("localhost", StaticFilesHandler)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait(20)
    assert thread.error is None
    yield f"http://localhost:{thread.port}"
    thread.terminate()


@pytest.fixture
def world(transactional_db) -> World:
    made = make_world()
    give_post(made.idle, made.mysuru, Role.SUPERVISOR, number=90)
    return made


@pytest.fixture
def shift(world) -> Shift:
    return begin_shift(office=world.mysuru, counter_number=3, by=world.clerk, now=now())


@pytest.fixture
def sign_in(browser, server_url) -> Iterator[Callable[..., Page]]:
    """A page of somebody's own browser; nobody signs in for None. What the console says is kept in `page.trouble`."""
    contexts = []

    def page_of(user: User | None = None, size: dict[str, int] = DESK, language: str = "") -> Page:
        context = browser.new_context(viewport=size, base_url=server_url, locale="en-IN")
        contexts.append(context)
        cookies = {settings.LANGUAGE_COOKIE_NAME: language} if language else {}
        if user:
            client = Client()
            client.force_login(user)
            cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
        if cookies:
            context.add_cookies([{"name": n, "value": v, "url": server_url} for n, v in cookies.items()])
        page = context.new_page()
        page.trouble = []
        page.on("console", lambda message: page.trouble.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: page.trouble.append(str(error)))
        return page

    yield page_of
    for context in contexts:
        context.close()


def paper_shot(pdf: bytes, name: str) -> None:
    """The same of the first page of a PDF."""
    if folder := os.environ.get("SHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        pypdfium2.PdfDocument(pdf)[0].render(scale=1.3).to_pil().save(f"{folder}/{name}.png")


def shot(page: Page, name: str, *, full: bool = False) -> None:
    """Keep a picture for people to look at, where SHOTS says."""
    if folder := os.environ.get("SHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{folder}/{name}.png", full_page=full)
