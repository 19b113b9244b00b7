"""WCAG 2.1 AA on every page of the access table, every control by key, zoom to 200 %: one browser session."""

import logging
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Page, Route

from apt.core import vendor
from tests.access.matrix import Matrix
from tests.access.world import make_tree

HERE = Path(__file__).resolve().parent.parent
DESK, ZOOMED = {"width": 1366, "height": 768}, {"width": 683, "height": 384}
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SITE = "http://pages.test"
RUN = """() => axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], resultTypes: ["violations"],
}).then((found) => found.violations.flatMap(
    (one) => one.nodes.map((node) => `${one.id}: ${node.target} ${node.html.slice(0, 160)}`)))"""

# Every control takes the focus, in the order in which it stands, and is seen to have it.
BY_KEYS = """() => {
    const look = (one) => {
        const s = getComputedStyle(one);
        return [s.outlineStyle, s.outlineWidth, s.outlineColor, s.boxShadow, s.backgroundColor].join();
    };
    const found = [];
    const controls = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex], [role=button]";
    for (const one of document.querySelectorAll(controls)) {
        if (one.disabled || !one.checkVisibility({visibilityProperty: true}) || one.closest("[inert]")) continue;
        const name = one.outerHTML.slice(0, 120), told = one.matches("main, [role=alert], .error-summary, h1");
        if (one.tabIndex > 0) found.push(`jumps the order: ${name}`);
        if (one.tabIndex < 0 && !told) found.push(`only by mouse: ${name}`);
        document.activeElement?.blur();
        const before = look(one);
        one.focus();
        if (document.activeElement !== one) found.push(`takes no focus: ${name}`);
        else if (one.tabIndex >= 0 && look(one) === before) found.push(`focus is not seen: ${name}`);
    }
    return found;
}"""


class Looker:
    """A page of the browser into which answers are put as a server would send them; nothing else answers."""

    def __init__(self, browser: Browser) -> None:
        self.page: Page = browser.new_page(viewport=DESK)
        self.page.route("**/*", self._answer)
        self.page.add_init_script(path=HERE / "vendor" / "axe-core" / "axe.min.js")
        self.text = ""

    def _answer(self, route: Route) -> None:
        path = urlsplit(route.request.url).path
        if route.request.resource_type in ("font", "image"):
            route.abort()  # nothing that is looked for depends on them
        elif path == "/page":
            route.fulfill(body=self.text, content_type="text/html; charset=utf-8")
        elif found := path.startswith("/static/") and finders.find(path.removeprefix("/static/")):
            route.fulfill(path=found)
        else:
            route.abort()

    def faults(self, text: str) -> list[str]:
        self.text = text
        self.page.goto(f"{SITE}/page")
        found: list[str] = self.page.evaluate(RUN)
        found += self.page.evaluate(BY_KEYS)
        self.page.set_viewport_size(ZOOMED)
        if wide := self.page.evaluate(TOO_WIDE):
            found.append(f"{wide} px too wide when zoomed to 200 %")
        self.page.set_viewport_size(DESK)
        return found


@pytest.fixture
def looker(browser):
    made = Looker(browser)
    yield made
    made.page.close()


def test_no_page_has_a_fault(looker, db, caplog):
    caplog.set_level(logging.CRITICAL, logger="django.request")
    seen, faults = 0, []
    for name, text in Matrix(make_tree()).pages():
        seen += 1
        faults += [f"{name}: {fault}" for fault in looker.faults(text)]
    assert not faults, f"{len(faults)} on {seen} pages:\n" + "\n".join(faults)
    assert seen > 80


def test_a_fault_is_found(looker):
    bad = (
        '<title>x</title><main><input name="weight"><p style="color:#aaa">Pale</p><a href="/" tabindex="-1">Away</a>'
        '<a href="/" tabindex="2">First</a><button style="outline: none">Go</button></main>'
    )
    found = " ".join(looker.faults(f"<!doctype html><html>{bad}</html>"))
    assert all(rule in found for rule in ("html-has-lang", "label", "color-contrast"))
    assert all(fault in found for fault in ("only by mouse", "jumps the order", "focus is not seen"))


def test_axe_is_as_it_was_fetched():
    assert vendor.check(HERE) == []
