"""The office tree by keys alone, from the country to a request; what an administrator sees in Django's admin."""

from django.urls import reverse
from playwright.sync_api import Page

from apt.core.clock import now
from offices.models import AccessRecord, Approval, Office, User
from offices.rules import Kind, Role
from tests.world import LONG_AGO, booked, give_post

from .conftest import PHONE, shot

MOST_TABS = 80
NAME = "document.activeElement ? (document.activeElement.textContent || document.activeElement.id || '') : ''"


def tab_to(page: Page, name: str) -> None:
    """Press Tab until something of that name has the focus."""
    for _press in range(MOST_TABS):
        page.keyboard.press("Tab")
        if name in page.evaluate(NAME):
            return
    raise AssertionError(f"{name} is not reached by {MOST_TABS} tabs")


def test_an_office_is_moved_by_keys_alone(world, sign_in):
    new = Office.objects.create(
        code="10000077", name="Hassan Division", kind=Kind.DIVISION, reports_to=world.circle, reporting_basis="source",
        path=f"{world.circle.path}10000077/", opened_on=LONG_AGO, search_text="hassan division",
    )  # fmt: skip
    asker = User.objects.create(employee_id="10000095", name="Circle Administrator", password="!")
    give_post(asker, world.circle, Role.CIRCLE_ADMINISTRATOR, number=95)
    page = sign_in(asker)
    page.goto(reverse("tree:home"))
    for above in (world.circle, world.division):
        tab_to(page, f"below {above.name}")
        page.keyboard.press("Enter")
        page.get_by_role("link", name=world.hassan.name if above == world.division else world.division.name).wait_for()
    shot(page, "office-tree")
    tab_to(page, world.hassan.name)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name=world.hassan.name).wait_for()
    shot(page, "office-place", full=True)
    tab_to(page, "Move it under another office")
    page.keyboard.press("Enter")
    tab_to(page, "move_other")
    page.keyboard.type(new.code)
    tab_to(page, "move_reason")
    page.keyboard.type("Order 7 of the circle")
    page.keyboard.press("Enter")
    page.get_by_text("Asked. Another person decides.").wait_for()
    assert Approval.objects.get().payload == {"office": world.hassan.code, "under": new.code}
    decider = sign_in(world.administrator)
    decider.goto(reverse("approvals:inbox"))
    shot(decider, "office-decide")
    tab_to(decider, "reason-")
    decider.keyboard.type("As ordered")
    tab_to(decider, "Approve")
    decider.keyboard.press("Enter")
    decider.get_by_text("Nothing waits for your decision.").wait_for()
    assert Office.objects.get(pk=world.hassan.pk).reports_to == new
    assert page.trouble == decider.trouble == []
    small = sign_in(asker, PHONE)
    small.goto(reverse("tree:place", args=[world.hassan.code]))
    shot(small, "office-place-small", full=True)


def test_an_administrator_looks_and_leaves_a_trace(world, sign_in):
    User.objects.filter(pk=world.administrator.pk).update(is_staff=True)
    booked(world, 3)
    page = sign_in(world.administrator)
    page.goto(reverse("admin:index"))
    shot(page, "admin-index")
    page.goto(reverse("admin:bookings_article_changelist"))
    shot(page, "admin-articles")
    page.goto(reverse("admin:bookings_parties_changelist"))
    page.locator("#result_list th a").first.click()
    page.get_by_text("A…").first.wait_for()
    shot(page, "admin-masked")
    page.get_by_role("link", name="Show personal data").click()
    page.get_by_text("A. Rao").wait_for()
    record = AccessRecord.objects.get()
    assert (record.act, record.user, record.at <= now()) == ("admin:bookings_parties_change", world.administrator, True)
    page.goto(reverse("offices:audit-within") + f"?subject={record.subject}")
    page.get_by_text("admin:bookings_parties_change").wait_for()
    shot(page, "audit")
    assert page.trouble == []
    small = sign_in(world.administrator, PHONE)
    small.goto(reverse("admin:bookings_article_changelist"))
    shot(small, "admin-articles-small")
