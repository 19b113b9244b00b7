"""Who saw and did what: one row each, nothing for strangers, and a CSV that no spreadsheet runs."""

import csv
import io
from datetime import UTC, date, datetime

import pytest

from offices.models import AccessRecord
from offices.services import record_access
from tests.offices.people import joiner
from tests.world import NOW, booked, make_world


@pytest.fixture
def world(transactional_db):
    return make_world()


def note(world, *, by=None, act="x:y", subject="EK1", now=NOW, request_id="r"):
    record = AccessRecord(office=world.bengaluru, act=act, subject=subject, request_id=request_id)
    return record_access(record=record, by=by or world.postman, now=now)


def test_a_marked_page_and_a_write_leave_one_row_each(world, client):
    number = booked(world)[0].sale.receipt_number
    client.force_login(world.clerk)
    answer = client.get(f"/counter/receipts/{number}/", headers={"X-Request-Id": "abcdefgh-1"})
    assert answer.status_code == 200
    row = AccessRecord.objects.get()
    assert (row.user, row.office, row.act, row.subject) == (
        world.clerk, world.mysuru, "bookings:receipt", number,
    )  # fmt: skip
    assert row.request_id == "abcdefgh-1"
    client.force_login(world.mails)
    client.post("/bags/begin/", {"destination": world.mysuru_hub.code})
    assert AccessRecord.objects.filter(user=world.mails, act="transit:begin").count() == 1


def test_nothing_else_leaves_a_row(world, client):
    client.get("/")
    client.post("/staff/sign-in/", {"username": "x", "password": "y"})
    client.force_login(world.mails)
    client.get("/bags/")
    client.get("/counter/receipts/none/")
    client.post("/bags/begin/", {"destination": "x"})  # refused, and said on the page it leads back to
    client.post("/bags/scan/none/")
    assert not AccessRecord.objects.exists()


def test_no_page_with_personal_data_is_shown_unrecorded(world, client, monkeypatch):
    number = booked(world)[0].sale.receipt_number
    client.force_login(world.clerk)
    client.raise_request_exception = False

    def broken(**_values):
        raise RuntimeError("no space left")

    monkeypatch.setattr("offices.middleware.record_access", broken)
    assert client.get(f"/counter/receipts/{number}/").status_code == 500
    client.force_login(world.mails)
    assert client.post("/bags/begin/", {"destination": world.mysuru_hub.code}).status_code == 302


def test_the_branch_reads_its_own_and_no_other(world, client):
    note(world, subject="EK1", now=datetime(2026, 8, 5, 18, 29, tzinfo=UTC))  # 23:59 in India
    note(world, subject="EK2", by=world.delivery, now=datetime(2026, 8, 5, 18, 31, tzinfo=UTC))
    client.force_login(world.supervisor)
    page = client.get("/staff/audit/").content.decode()
    assert page.index("EK2") < page.index("EK1")
    assert "EK2" not in client.get("/staff/audit/", {"day": date(2026, 8, 5)}).content.decode()
    assert "EK1" not in client.get("/staff/audit/", {"employee_id": world.delivery.employee_id}).content.decode()
    assert client.get("/staff/audit/", {"day": "x"}).status_code == 422
    assert client.get(f"/staff/audit/{world.bengaluru.code}/").status_code == 403
    client.force_login(world.administrator)
    assert "EK1" in client.get(f"/staff/audit/{world.bengaluru.code}/").content.decode()
    assert client.get("/staff/audit/nowhere/").status_code == 404
    client.force_login(world.clerk)
    assert client.get("/staff/audit/").status_code == 403


def test_csv_holds_no_formula(world, client):
    person = joiner()
    person.name = '=HYPERLINK("http://x")'
    person.save()
    for subject in ("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "EK1"):
        note(world, by=person, subject=subject)
    client.force_login(world.supervisor)
    answer = client.get("/staff/audit/", {"format": "csv"})
    assert answer["Content-Type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode(), newline="")))
    assert len(rows) == 7
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t"))]
    assert rows[1][5] == "EK1"
