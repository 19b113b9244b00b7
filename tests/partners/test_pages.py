"""The partner manager's pages, from the first customer to the first bill, and the counter's deposit."""

import csv
import io
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apt.core.clock import ist_date, now
from bookings.models import Article, Bill, BulkBatch, NumberBlock
from bookings.services import work_on_due
from offices.models import User
from offices.rules import Role
from partners.models import Contract, Customer, Terms
from partners.rules import Payment
from payments.queries import drawer_paise, standing_of
from tests.bookings.bulk import as_csv, booked_batch, make_contract, place_of, row, rows
from tests.world import NOW, give_post, nothing_changes, shift_of, statements


@pytest.fixture
def manager(world):
    user = User.objects.create(employee_id="10000071", name="The Manager", password="!")
    give_post(user, world.mysuru, Role.PARTNER_MANAGER, number=90)
    return user


@pytest.fixture
def pages(client, manager):
    client.force_login(manager)
    return client


@pytest.fixture
def contract(world):
    return make_contract(world)


def text(response, status=200):
    assert response.status_code == status
    return response.content.decode()


def work_now():
    while work_on_due(now=now()):
        pass


# --- customers and contracts -----------------------------------------------------------------------------------------


def test_from_nothing_to_a_contract_with_a_range(world, pages):
    assert "Make the first one" in text(pages.get("/partners/"))
    made = pages.post(
        "/partners/new/",
        {"name": "Chamundi", "gstin": "29aagcb7383j1z4", "contact_name": "P. Bhat", "contact_mobile": "9845000001"},
    )
    customer = Customer.objects.get()
    assert made["Location"] == f"/partners/{customer.code}/"
    assert customer.gstin == "29AAGCB7383J1Z4"
    form = {
        "scope": "office", "offices": world.mysuru.code, "payment": "bnpl", "document_product": "SP_DOC",
        "parcel_product": "", "begins_on": f"{ist_date(now())}", "ends_on": "",
    }  # fmt: skip
    made = pages.post(f"/partners/{customer.code}/contract/", form)
    contract = Contract.objects.get()
    assert made["Location"] == f"/contracts/{contract.code}/"
    page = text(pages.get(made["Location"]))
    assert "No terms are in force" in page
    assert "issue a range before the first file" in page
    terms = {"begins_on": f"{ist_date(now())}", "credit_limit": "5000", "volume_discount": "on", "reason": "New"}
    assert pages.post(f"/partners/contracts/{contract.code}/terms/", terms).status_code == 302
    assert "waits for another person" in text(pages.get(f"/contracts/{contract.code}/"))
    assert not Terms.objects.exists()
    issued = {"series": "aw", "first_serial": "100", "last_serial": "199"}
    assert pages.post(f"/contracts/{contract.code}/range/", issued).status_code == 302
    assert NumberBlock.objects.get(contract=contract).left == 100
    with nothing_changes():
        assert "are issued already" in text(pages.post(f"/contracts/{contract.code}/range/", issued), 409)
    assert "Chamundi" in text(pages.get("/partners/"))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"offices": "99999999"}, "not yours to see"),
        ({"offices": ""}, "This field is required"),
        ({"offices": "1 2 3"}, "Each line holds a code"),
        ({"scope": "caf", "offices": ""}, "This field is required"),
        ({"document_product": ""}, "Choose at least one product"),
        ({"ends_on": "2020-01-01"}, "The last day lies before the first"),
    ],
)
def test_a_contract_that_cannot_be_says_why_beside_its_field(world, pages, contract, change, says):
    form = {
        "scope": "office", "offices": world.mysuru.code, "payment": "bnpl", "document_product": "SP_DOC",
        "parcel_product": "", "begins_on": "2026-11-01", "ends_on": "",
    }  # fmt: skip
    with nothing_changes():
        answer = pages.post(f"/partners/{contract.customer.code}/contract/", form | change)
    assert answer.status_code in (404, 422)
    assert says in answer.content.decode()


def test_a_wrong_gstin_is_refused_beside_its_field(pages):
    form = {"name": "C", "gstin": "29AAGCB7383J1Z5", "contact_name": "P", "contact_mobile": "9845000001"}
    with nothing_changes():
        assert "is not a GSTIN" in text(pages.post("/partners/new/", form), 422)


# --- bulk files ------------------------------------------------------------------------------------------------------


def hand_in(pages, contract, content, name="june.csv"):
    file = SimpleUploadedFile(name, content)
    return pages.post("/bulk/", {"place": place_of(contract).pk, "file": file})


def test_a_file_from_the_upload_to_the_error_file(world, pages, contract):
    assert "No file has come in yet" in text(pages.get("/bulk/"))
    answer = hand_in(pages, contract, as_csv(rows(20, faulty_every=10)))
    batch = BulkBatch.objects.get()
    assert answer["Location"] == f"/bulk/{batch.number}/"
    page = text(pages.get(answer["Location"]))
    assert f'hx-get="/bulk/{batch.number}/progress/"' in page
    assert "Waiting for a worker" in page
    work_now()
    page = text(pages.get(answer["Location"]))
    assert "Book the 18 good rows" in page
    assert "hx-trigger" not in page
    assert "40" in page
    assert pages.post(f"/bulk/{batch.number}/book/")["Location"] == answer["Location"]
    progress = pages.get(f"/bulk/{batch.number}/progress/")
    assert "0 of 18 rows, 0 %" in text(progress)
    assert "HX-Refresh" not in progress
    work_now()
    done = pages.get(f"/bulk/{batch.number}/progress/")
    assert done["HX-Refresh"] == "true"
    page = text(pages.get(answer["Location"]))
    assert Article.objects.order_by("id").first().number in page
    errors = pages.get(f"/bulk/{batch.number}/errors.csv")
    assert errors["Content-Disposition"] == f'attachment; filename="errors-{batch.number}.csv"'
    lines = list(csv.reader(io.StringIO(errors.content.decode("utf-8-sig"))))
    assert lines[0] == ["Row", "Column", "Code", "What is wrong"]
    assert lines[1] == [
        "11",
        "PHYSICAL WEIGHT",
        "not_whole",
        "“about 40” is not a whole number; decimals and words are not taken.",
    ]
    assert len(lines) == 3
    assert "20" in text(pages.get("/bulk/"))


def test_the_error_file_speaks_hindi_too(world, pages, contract):
    hand_in(pages, contract, as_csv([row(**{"PHYSICAL WEIGHT": ""})]))
    work_now()
    pages.cookies["apt_language"] = "hi"
    (_, line) = csv.reader(
        io.StringIO(pages.get(f"/bulk/{BulkBatch.objects.get().number}/errors.csv").content.decode("utf-8-sig"))
    )
    assert line[:3] == ["2", "PHYSICAL WEIGHT", "missing"]
    assert any("\u0900" <= character <= "\u097f" for character in line[3])


def test_the_same_file_again_leads_to_the_first_batch_and_says_so(pages, contract):
    content = as_csv(rows(3))
    first = hand_in(pages, contract, content)
    with nothing_changes():
        again = hand_in(pages, contract, content)
    assert again["Location"] == first["Location"]
    assert "This very file came in on" in text(pages.get(again["Location"]))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"place": "1", "file": b"x"}, "Select a valid choice"),
        ({}, "This field is required"),
        ({"file": b""}, "The submitted file is empty"),
    ],
)
def test_an_upload_that_cannot_be_says_why(pages, contract, data, says):
    form = {"place": str(place_of(contract).pk)} | data
    if "file" in data:
        form["file"] = SimpleUploadedFile("a.csv", data["file"])
    with nothing_changes():
        assert says in text(pages.post("/bulk/", form), 422)


def test_what_cannot_be_booked_is_said_on_the_page_with_nothing_booked(world, pages):
    contract = make_contract(world, limit_rupees=10)
    hand_in(pages, contract, as_csv(rows(3)))
    work_now()
    with nothing_changes():
        page = text(pages.post(f"/bulk/{BulkBatch.objects.get().number}/book/"), 409)
    assert "may owe ₹10.00 more" in page
    assert "Nothing was booked" in page


def test_rows_booked_before_need_a_tick(pages, contract):
    lines = rows(3)
    for content in (as_csv(lines), as_csv(lines[::-1])):
        hand_in(pages, contract, content)
        work_now()
        batch = BulkBatch.objects.latest("id")
        answer = pages.post(f"/bulk/{batch.number}/book/")
        work_now()
    assert "booked the very same rows" in text(answer, 409)
    assert "They are meant once more" in text(pages.get(f"/bulk/{batch.number}/"))
    assert Article.objects.count() == 3
    assert pages.post(f"/bulk/{batch.number}/book/", {"meant_again": "on"}).status_code == 302
    work_now()
    assert Article.objects.count() == 6


def test_check_again_and_give_up(pages, contract):
    hand_in(pages, contract, as_csv(rows(3)))
    work_now()
    number = BulkBatch.objects.get().number
    BulkBatch.objects.update(priced_on=NOW - timedelta(days=1))
    assert "Check again before booking" in text(pages.get(f"/bulk/{number}/"))
    assert "Check it again, then book" in text(pages.post(f"/bulk/{number}/book/"), 409)
    assert pages.post(f"/bulk/{number}/check/").status_code == 302
    work_now()
    assert "Book the 3 good rows" in text(pages.get(f"/bulk/{number}/"))
    assert pages.post(f"/bulk/{number}/cancel/").status_code == 302
    page = text(pages.get(f"/bulk/{number}/"))
    assert "cancelled" in page
    for act in ("cancel", "check", "book"):
        with nothing_changes():
            assert "it cannot become" in text(pages.post(f"/bulk/{number}/{act}/"), 409)


def test_a_file_that_is_not_readable_says_why(pages, contract):
    hand_in(pages, contract, b"A,B\n1,2\n")
    work_now()
    page = text(pages.get(f"/bulk/{BulkBatch.objects.get().number}/"))
    assert "The header row is of no known layout" in page
    assert "not readable" in page


def test_pages_cost_the_same_statements_for_three_rows_and_for_a_hundred(pages, contract):
    counted = []
    for count in (12, 100):
        hand_in(pages, contract, as_csv(rows(count, seed=count, faulty_every=5)))
        work_now()
        number = BulkBatch.objects.latest("id").number
        pages.post(f"/bulk/{number}/book/")
        work_now()
        with statements() as asked:
            text(pages.get(f"/bulk/{number}/"))
        counted.append(asked.count)
    assert counted[0] == counted[1] < 14


# --- bills and deposits ----------------------------------------------------------------------------------------------


def test_a_bill_is_made_shown_and_taken_away_as_csv(world, pages, contract):
    batch = booked_batch(contract, as_csv(rows(5)), by=world.supervisor, now=now() - timedelta(days=62))
    month = f"{batch.priced_on:%Y-%m}"
    assert pages.post(f"/contracts/{contract.code}/bills/", {"month": month}).status_code == 302
    bill = Bill.objects.get()
    assert bill.number in text(pages.get(f"/contracts/{contract.code}/"))
    page = text(pages.get(f"/contracts/bills/{bill.number}/"))
    assert "29AAGCB7383J1Z4" in page
    lines = list(csv.DictReader(io.StringIO(pages.get(f"/contracts/bills/{bill.number}/csv/").content.decode())))
    assert sum(int(line["total_paise"]) for line in lines) == bill.total_paise == batch.booked_paise
    with nothing_changes():
        pages.post(f"/contracts/{contract.code}/bills/", {"month": f"{now():%Y-%m}"})
    assert "is not over yet" in text(pages.get(f"/contracts/{contract.code}/"))
    assert "a month is written as" in text(pages.post(f"/contracts/{contract.code}/bills/", {"month": "x"}), 422)


def test_a_clerk_takes_a_deposit_and_prints_its_receipt(world, client):
    contract = make_contract(world, payment=Payment.ADVANCE, limit_rupees=0)
    client.force_login(world.clerk)
    assert "Eight digits" in text(client.get("/contracts/deposit/"))
    assert "Begin your shift first" in text(client.get(f"/contracts/deposit/?contract={contract.code}"), 409)
    shift = shift_of(world.clerk)
    assert "Chamundi Finance" in text(client.get(f"/contracts/deposit/?contract={contract.code}"))
    form = {"contract": contract.code, "rupees": "1500", "request_id": uuid.uuid4()}
    for _press in range(2):
        answer = client.post("/contracts/deposit/", form)
    assert answer["Location"] == f"/contracts/deposit/{world.mysuru.code}-000001/"
    receipt = text(client.get(answer["Location"]))
    assert "₹1,500.00" in receipt
    assert drawer_paise(shift) == standing_of(contract, limit_paise=0).balance_paise == 150_000
    with nothing_changes():
        assert text(client.post("/contracts/deposit/", form | {"rupees": "0"}), 422)
        assert "took a deposit already" in text(client.post("/contracts/deposit/", form | {"rupees": "2"}), 409)


def test_a_counter_takes_deposits_of_contracts_that_book_there(world, client):
    contract = make_contract(world, office=world.hassan)
    client.force_login(world.clerk)
    shift_of(world.clerk)
    with nothing_changes():
        assert client.get(f"/contracts/deposit/?contract={contract.code}").status_code == 404
        form = {"contract": contract.code, "rupees": "5", "request_id": uuid.uuid4()}
        assert client.post("/contracts/deposit/", form).status_code == 404


@pytest.mark.parametrize("number", ["x", "00000006-000099", "00000006-x", "00000006-٣", "00000009-000001"])
def test_a_receipt_that_is_not_there_is_not_found(world, client, number):
    client.force_login(world.clerk)
    assert client.get(f"/contracts/deposit/{number}/").status_code == 404
