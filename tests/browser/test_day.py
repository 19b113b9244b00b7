"""A day of the office in Chromium: begun, sold in, counted, verified, ended; what stands behind its figures."""

from decimal import Decimal

import pytest
from django.urls import reverse

from apt.core.clock import ist_date, now
from bookings.models import BasketDraft, Sale
from bookings.services import put_in_basket
from payments.models import CashMove, OfficeDay, Shift
from payments.queries import drawer_paise, treasury_paise
from payments.services import begin_shift
from tests.payments.days import BROUGHT_IN, people
from tests.world import item

from .conftest import PHONE, paper_shot, shot


@pytest.fixture
def staff(world):
    return people(world)


@pytest.fixture
def office(world, staff):
    return world.mysuru


def test_a_day_begins_sells_counts_verifies_and_ends(world, staff, office, sign_in):
    clerk, supervisor, treasurer = sign_in(world.clerk), sign_in(staff.supervisor), sign_in(staff.treasurer)
    supervisor.goto(reverse("money:day"))
    shot(supervisor, "day-not-begun")
    supervisor.get_by_role("button", name="Begin the day").click()
    supervisor.get_by_text("No shift on this day.").wait_for()
    shift = begin_shift(office=office, counter_number=3, by=world.clerk, now=now())

    treasurer.goto(reverse("money:cash"))
    treasurer.locator("#rupees").fill("500")
    treasurer.get_by_role("button", name="Hand over").click()
    treasurer.get_by_text("handed over, not acknowledged").wait_for()
    shot(treasurer, "cash-treasury")
    clerk.goto(reverse("money:drawer"))
    shot(clerk, "cash-drawer")
    clerk.get_by_role("button", name="Acknowledge").click()
    clerk.locator("strong", has_text="₹500.00").wait_for()
    assert (drawer_paise(shift), CashMove.objects.get().state) == (50_000, "acknowledged")
    clerk.locator("#rupees").fill("200")
    clerk.get_by_role("button", name="Ask the treasury").click()
    clerk.get_by_text("asked for").wait_for()
    treasurer.reload()
    shot(treasurer, "cash-asked")
    treasurer.get_by_role("button", name="Hand over").first.click()
    treasurer.get_by_text("handed over, not acknowledged").wait_for()

    put_in_basket(
        shift=shift, item=item(sender_mobile="9845000099"), kind="documents", declared=True, choice="", replacing="",
        by=world.clerk, now=now(),
    )  # fmt: skip
    total = BasketDraft.objects.get().total_paise
    clerk.goto(reverse("bookings:pay"))
    clerk.locator("input[value=cash]").check()
    clerk.locator("#id_tendered").fill(str(Decimal(total + 10_000) / 100))
    clerk.keyboard.press("F4")
    clerk.wait_for_url("**/receipts/**")
    assert Sale.objects.get().mode == "cash"

    supervisor.reload()
    assert supervisor.get_by_text("The shift at counter 3 is running.").is_visible()
    assert supervisor.get_by_text("handed over and not acknowledged").is_visible()
    shot(supervisor, "day-blockers")
    supervisor.get_by_role("button", name="End the day").click()
    supervisor.get_by_text("The day has not ended").wait_for()
    shot(supervisor, "day-not-ended")
    assert OfficeDay.objects.get().ended_at is None

    clerk.goto(reverse("money:drawer"))
    clerk.get_by_role("button", name="Acknowledge").click()
    clerk.get_by_text("Nothing is on its way.").wait_for()
    clerk.goto(reverse("money:count", args=[shift.pk]))
    for name, pieces in (("50000", 1), ("20000", 1), ("2000", 2), ("1000", 1)):
        clerk.locator(f"#id_p{name}").fill(str(pieces))
    assert clerk.locator("[data-count-total]").inner_text() == "₹750.00"
    shot(clerk, "count", full=True)
    clerk.keyboard.press("F4")
    clerk.get_by_text("Another person verifies the count.").wait_for()
    shot(clerk, "counted")

    supervisor.goto(reverse("money:day"))
    supervisor.get_by_text("The count of counter 3 is not verified.").click()
    supervisor.get_by_text("It is nobody's debt.").wait_for()
    shot(supervisor, "verify", full=True)
    supervisor.keyboard.press("F4")
    supervisor.get_by_text("Verified. The cash is in the treasury.").wait_for()
    assert (drawer_paise(shift), treasury_paise(office)) == (0, BROUGHT_IN + 5_000)
    assert Shift.objects.get().verified_by == staff.supervisor

    supervisor.goto(reverse("money:day"))
    supervisor.get_by_text("Nothing is missing.").wait_for()
    supervisor.keyboard.press("F4")
    supervisor.get_by_text("The day has ended. Print its slip.").wait_for()
    shot(supervisor, "day-ended")
    assert OfficeDay.objects.get(business_date=ist_date(now())).ended_by == staff.supervisor

    supervisor.get_by_role("link", name="Daily account").click()
    supervisor.get_by_role("heading", name="Daily account").wait_for()
    shot(supervisor, "account", full=True)
    pdf = supervisor.request.get(f"{reverse('money:account', args=[office.code])}?format=pdf")
    assert pdf.body().startswith(b"%PDF")
    paper_shot(pdf.body(), "account-paper")
    supervisor.get_by_role("row", name="Cash in the office treasury").get_by_role("link").last.click()
    supervisor.get_by_role("heading", name="Behind the figure").wait_for()
    shot(supervisor, "explain", full=True)
    supervisor.goto(reverse("money:cash-book", args=[office.code]))
    shot(supervisor, "cash-book", full=True)
    supervisor.goto(reverse("upi:exceptions"))
    shot(supervisor, "exceptions", full=True)
    for page in (clerk, supervisor, treasurer):
        assert not page.trouble


def test_the_pages_of_the_day_fit_a_phone(world, staff, office, sign_in):
    shift = begin_shift(office=office, counter_number=3, by=world.clerk, now=now())
    clerk, supervisor = sign_in(world.clerk, PHONE), sign_in(staff.supervisor, PHONE)
    pages = {
        clerk: {"drawer": reverse("money:drawer"), "count": reverse("money:count", args=[shift.pk])},
        supervisor: {
            "day": reverse("money:day"),
            "verify": reverse("money:verify", args=[shift.pk]),
            "account": reverse("money:account", args=[office.code]),
            "explain": f"{reverse('money:explain', args=[office.code])}?account=treasury&whole=on",
            "cash-book": reverse("money:cash-book", args=[office.code]),
            "exceptions": reverse("upi:exceptions"),
            "cash": reverse("money:cash"),
        },
    }
    for page, addresses in pages.items():
        for name, address in addresses.items():
            page.goto(address)
            shot(page, f"phone-{name}", full=True)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
