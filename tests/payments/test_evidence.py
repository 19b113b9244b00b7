"""Evidence for the branch, and the accounts of a head office with its branches: the same rows for everybody."""

import csv
import io

import pypdfium2
from django.test import Client

from offices.models import Device, LiveSession
from offices.rules import Role
from payments.models import Entry
from payments.queries import merged_books
from payments.rules import Account
from payments.services import begin_shift, note_defect
from tests.world import NOW, TODAY, give_post, statements

from .days import begun, people, sell


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def printed(answer):
    document = pypdfium2.PdfDocument(answer.content)
    text = "".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return text.replace("\r", "").replace("\n", "")


def test_h20_a_figure_on_paper_names_person_machine_version_hash_and_open_defects(world):
    staff = people(world)
    shift, _ = begun(world)
    device = Device.objects.create(
        office=world.mysuru, label="Counter one", token_hash="x", registered_by=world.clerk, registered_at=NOW
    )
    LiveSession.objects.create(user=world.clerk, session_key="k", device=device, begun_at=NOW)
    journal = sell(shift, "a", 700)
    note_defect(title="Counts twice", words="x", kinds=["excess"], offices=[], since=TODAY, by=world.clerk, now=NOW)
    client, url = signed_in(staff.supervisor), f"/money/accounts/{world.mysuru.code}/explain/"
    given = {"on": TODAY.isoformat(), "account": "postage", "format": "pdf"}
    answer = client.get(url, given)
    text = printed(answer)
    for what in (
        "Counter one", world.clerk.employee_id, journal.hash, journal.version, "Counts twice", "7.00", "was proved",
    ):  # fmt: skip
        assert what in text, what
    assert printed(client.get(url, given)) == text
    assert client.get(url, {"account": "nonsense"}).status_code == 404
    assert "no registered machine" in printed(client.get(url, given | {"account": "treasury"}))


def test_h03_a_head_office_sees_its_branches_accounts_as_they_are(world):
    staff = people(world)
    give_post(world.idle, world.branch, Role.BRANCH_POSTMASTER, number=1)
    here, _ = begun(world)
    there = begin_shift(office=world.branch, counter_number=1, by=world.idle, now=NOW)
    elsewhere = begin_shift(office=world.hassan, counter_number=1, by=world.hassan_clerk, now=NOW)
    for shift, paise in ((here, 700), (there, 300), (elsewhere, 50)):
        sell(shift, f"s{shift.pk}", paise)
    with statements() as asked:
        books = merged_books(world.mysuru, on=TODAY)
    assert asked.count == 3
    assert [(one.office, one.moved.get(Account.POSTAGE)) for one in books] == [
        (world.mysuru, -700), (world.branch, -300),
    ]  # fmt: skip
    for one in books:
        rows = Entry.objects.filter(journal__office=one.office, account=Account.CASH)
        assert one.moved[Account.CASH] == sum(rows.values_list("paise", flat=True))
    client, url = signed_in(staff.supervisor), f"/money/accounts/{world.mysuru.code}/offices/"
    page = client.get(url, {"on": TODAY.isoformat()}).content.decode()
    assert "₹10.00" in page  # together
    assert world.hassan.name not in page
    answer = client.get(url, {"on": TODAY.isoformat(), "format": "csv"}).content.decode()
    rows = list(csv.DictReader(io.StringIO(answer)))
    assert sum(int(row["paise"]) for row in rows) == 0
    assert {row["office"] for row in rows} == {world.mysuru.code, world.branch.code}
    assert client.get(f"/money/accounts/{world.hassan.code}/offices/").status_code == 404
