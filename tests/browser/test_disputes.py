"""Cases, corrections, defects and money orders in Chromium: by keyboard where a counter needs it, on desk and phone."""

import uuid

import pytest
from django.urls import reverse

from apt.core.clock import ist_date, now
from offices.models import Approval, Office
from payments.models import Case, Correction, CorrectionNotice, MoneyOrder
from payments.rules import Account, CaseKind, Line
from payments.services import ask_to_correct, begin_shift, end_shift, note_defect, verify_shift
from tests.payments.days import people, pieces, sell
from tests.world import BENGALURU_PIN

from .conftest import PHONE, shot


@pytest.fixture
def staff(world):
    return people(world)


@pytest.fixture
def case(world, staff):
    """₹24 short at Mysuru, and the same at four other offices; a defect that may be behind it."""
    shift = begin_shift(office=world.mysuru, counter_number=3, by=world.clerk, now=now())
    sell(shift, "a", 10_000, now())
    end_shift(shift=shift, pieces=pieces(7_600), by=world.clerk, now=now())
    verify_shift(shift=shift, by=staff.supervisor, now=now())
    for office in Office.objects.exclude(pk=world.mysuru.pk)[:4]:
        Case.objects.create(
            office=office, kind=CaseKind.SHORTAGE, about=office.code, paise=2_400, opened_at=now(), due_by=now()
        )
    note_defect(
        title="A count is added twice after a reload", words="Count again and compare before you verify.",
        kinds=["shortage"], offices=[], since=ist_date(now()), by=world.administrator, now=now(),
    )  # fmt: skip
    return Case.objects.get(office=world.mysuru)


def test_a_case_says_what_is_behind_it_and_a_correction_waits_for_the_office(world, staff, case, sign_in):
    supervisor, clerk = sign_in(staff.supervisor), sign_in(world.clerk)
    supervisor.goto(reverse("money:cases"))
    shot(supervisor, "cases")
    supervisor.get_by_role("link", name="Shortage").click()
    supervisor.get_by_text("4 other offices have the same difference").wait_for()
    shot(supervisor, "case", full=True)
    supervisor.get_by_role("button", name="Take it up").click()
    supervisor.get_by_role("link", name="Correct the books").click()
    supervisor.get_by_label("To account (debit)").select_option("suspense")
    supervisor.get_by_label("From account (credit)").select_option("shortage")
    supervisor.get_by_label("Rupees").fill("24")
    supervisor.get_by_label("Reason").fill("The count was added twice")
    supervisor.get_by_label("Evidence").set_input_files(
        files=[{"name": "slip.pdf", "mimeType": "application/pdf", "buffer": b"slip"}]
    )
    shot(supervisor, "correct", full=True)
    supervisor.get_by_role("button", name="Ask for the correction").click()
    supervisor.get_by_text("Asked for. No money moved").wait_for()
    correction = Correction.objects.get()
    Approval.objects.update(decision="approved", decided_by=staff.treasurer, decided_at=now())
    CorrectionNotice.objects.create(
        correction=correction, office=world.mysuru, approved_by=staff.treasurer, told_at=now()
    )
    clerk.goto(reverse("money:cases"))
    shot(clerk, "cases-told")
    clerk.get_by_role("link", name=str(correction)).click()
    shot(clerk, "correction", full=True)
    clerk.get_by_role("button", name="We have seen it and agree").click()
    clerk.get_by_text("Posted as journal").wait_for()
    correction.refresh_from_db()
    assert correction.state == "posted"
    administrator = sign_in(world.administrator)
    administrator.goto(reverse("money:defects"))
    shot(administrator, "defects", full=True)
    for page in (supervisor, clerk, administrator):
        assert page.trouble == []


def test_the_clerk_disputes_on_a_phone_and_nothing_is_wider_than_it(world, staff, case, sign_in):
    correction = ask_to_correct(
        office=world.mysuru, number=1, lines=[Line(Account.SUSPENSE, 5), Line(Account.SHORTAGE, -5)], reason="x",
        evidence=b"x", evidence_name="x.txt", request_id=uuid.uuid4(), by=staff.supervisor, now=now(),
    )  # fmt: skip
    clerk = sign_in(world.clerk, PHONE)
    for name, address in (
        ("cases", reverse("money:cases")), ("case", reverse("money:case", args=[case.pk])),
        ("correction", reverse("money:correction", args=[correction.pk])), ("defects", reverse("money:defects")),
        ("orders", reverse("money:orders")),
    ):  # fmt: skip
        clerk.goto(address)
        shot(clerk, f"phone-{name}", full=True)
        assert clerk.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], name
    clerk.goto(reverse("money:case", args=[case.pk]))
    clerk.get_by_role("button", name="I dispute it").click()
    clerk.get_by_text("disputed by the clerk").wait_for()


def test_a_money_order_by_keyboard_from_the_counter(world, staff, shift, sign_in):
    clerk = sign_in(world.clerk)
    clerk.goto(reverse("bookings:counter"))
    clerk.wait_for_load_state("load")
    clerk.keyboard.press("F1")
    clerk.wait_for_url("**/money/orders/")
    clerk.wait_for_load_state("load")
    typed = ("1000", "K. Sharma", "9845011111", "12, Gandhi Bazaar", BENGALURU_PIN, "A. Rao", "9845012345", "3, Road")
    for text in typed:
        clerk.keyboard.type(text)
        clerk.keyboard.press("Tab")
    shot(clerk, "orders")
    clerk.keyboard.press("F4")
    clerk.wait_for_url("**/money/orders/0*/")
    order = MoneyOrder.objects.get()
    assert (order.paise, order.commission_paise) == (100_000, 5_000)
    shot(clerk, "order", full=True)
    clerk.keyboard.press("Escape")
    clerk.wait_for_url("**/money/orders/")
    there = begin_shift(office=world.bengaluru, counter_number=1, by=world.supervisor, now=now())
    sell(there, "takings", 200_000, now())
    payer = sign_in(world.supervisor)
    payer.goto(reverse("money:orders"))
    payer.get_by_role("link", name="K. Sharma").click()
    payer.get_by_label("Its last four characters").fill("12ab")
    shot(payer, "order-to-pay", full=True)
    payer.keyboard.press("F4")
    payer.get_by_text("Received by the payee").wait_for()
    order.refresh_from_db()
    assert order.state == "paid"
    shot(payer, "order-paid", full=True)
    small = sign_in(world.clerk, PHONE)
    small.goto(reverse("money:order", args=[order.number]))
    shot(small, "phone-order", full=True)
    assert small.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    head = sign_in(staff.supervisor)
    head.goto(reverse("money:merged", args=[world.mysuru.code]))
    shot(head, "merged")
    head.goto(reverse("gst:return"))
    shot(head, "gst")
    assert clerk.trouble == payer.trouble == head.trouble == []
