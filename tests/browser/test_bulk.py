"""A bulk file from the upload to the bill, as its manager sees it on a desk and on a phone."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from apt.core.clock import ist_date, now
from bookings.models import Article
from bookings.services import bill_contract, work_on_due
from offices.models import User
from offices.rules import Role
from tests.bookings.bulk import as_csv, booked_batch, chunks_of, make_contract, rows, work
from tests.bookings.labels import allow
from tests.bookings.sheets import draft, installed
from tests.bookings.test_cancel_booked import ask
from tests.world import give_post

from .conftest import DESK, PHONE, shot


@pytest.fixture
def manager(world):
    user = User.objects.create(employee_id="10000078", name="Nagaraj Bhat", password="!")
    give_post(user, world.mysuru, Role.PARTNER_MANAGER, number=96)
    return user


def look(page, address, name):
    """The page on both sizes: it fits its width, and the console is silent."""
    for kind, size in (("phone", PHONE), ("desk", DESK)):
        page.set_viewport_size(size)
        page.goto(address)
        page.wait_for_load_state("load")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{address} is too wide: {kind}"
        assert page.trouble == []
        shot(page, f"{name}-{kind}", full=True)


def test_a_file_from_the_upload_to_the_bill(sign_in, world, manager, tmp_path):
    contract = make_contract(world, now=now())
    path = Path(tmp_path) / "june.csv"
    path.write_bytes(as_csv(rows(60, faulty_every=12)))
    page = sign_in(manager)
    page.goto("/bulk/")
    page.set_input_files("input[type=file]", path)
    page.click("text=Upload and check")
    expect(page.get_by_text("being checked")).to_be_visible()
    with chunks_of(20):
        while work_on_due(now=now()):
            pass
        expect(page.get_by_text("checked, not booked")).to_be_visible()
        batch = contract.batches.get()
        look(page, f"/bulk/{batch.number}/", "bulk-checked")
        page.click("text=Book the 55 good rows")
        expect(page.get_by_text("being booked")).to_be_visible()
        work_on_due(now=now())
        look(page, f"/bulk/{batch.number}/", "bulk-half")
        work(now=now())
    expect(page.get_by_role("link", name="All labels (PDF)")).to_be_visible()
    with page.expect_download() as download:
        page.click("text=All labels (PDF)")
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")
    with page.expect_download() as download:
        page.click("text=Error file (CSV)")
    assert "PHYSICAL WEIGHT" in Path(download.value.path()).read_text()
    one, two = Article.objects.filter(bulk__batch=batch).order_by("bulk__line")[:2]
    page.fill("#id_number", one.number)
    page.fill("#id_reason", "Posted twice")
    page.click("text=Ask to cancel")
    expect(page.get_by_text("waits for another person")).to_be_visible()
    allow(ask(batch, two, manager, now=now()), world.idle, now=now())  # a supervisor of the office
    look(page, f"/bulk/{batch.number}/", "bulk-booked")
    look(page, "/bulk/", "bulk-files")
    look(page, f"/contracts/{contract.code}/", "contract")


def test_a_bill_on_the_screen(sign_in, world, manager):
    contract = make_contract(world, now=now())
    booked_batch(contract, as_csv(rows(9)), by=manager, now=now())
    later = now() + timedelta(days=40)
    (bill,) = bill_contract(contract=contract, month=ist_date(now()), by=manager, now=later)
    look(sign_in(manager), f"/contracts/bills/{bill.number}/", "bill")


def test_the_sheets_of_the_tariff(sign_in, world):
    installed()
    sheet, page = draft(), sign_in(world.administrator)
    look(page, "/tariff/sheets/", "sheets")
    look(page, f"/tariff/sheets/{sheet.pk}/", "sheet")
