"""The month's bills: one for each GSTIN and circle, made once, with the volume discount credited."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from apt.core.clock import next_month
from bookings.errors import MonthNotOver, NothingToBill, StillBooking
from bookings.models import Article, Bill, BulkBatch
from bookings.queries import tariff
from bookings.queries.bills import bill_with_number
from bookings.rules import BatchStatus
from bookings.rules.tariff.facts import Volume
from bookings.services import bill_contract, bill_due
from offices.models import Office
from offices.rules import Role
from partners.models import BookingPlace
from partners.rules import Payment
from payments.models import Entry, Journal
from payments.queries import first_broken_number, standing_of
from payments.rules import Account, Purpose
from tests.bookings.bulk import as_csv, booked_batch, make_contract, rows
from tests.bookings.test_bulk_money import _deposit
from tests.bookings.test_paper import pages
from tests.world import BENGALURU_PIN, MYSURU_PIN, NOW, TODAY, give_post, nothing_changes, statements

NOVEMBER = date(2026, 11, 1)
DECEMBER = NOW + timedelta(days=14)


def bills(world, contract, *, month=NOVEMBER, now=DECEMBER):
    return bill_contract(contract=contract, month=month, by=world.supervisor, now=now)


def test_a_bill_adds_up_to_what_was_booked(world):
    contract = make_contract(world)
    first = booked_batch(contract, as_csv(rows(20)), by=world.supervisor)
    second = booked_batch(contract, as_csv(rows(5, seed=2)), by=world.supervisor, now=NOW + timedelta(days=1))
    (bill,) = bills(world, contract)
    assert (bill.number, bill.circle, bill.gstin) == (f"B{contract.code}261101", world.circle, "29AAGCB7383J1Z4")
    assert (bill.made_on, bill.due_on) == (date(2026, 12, 4), date(2026, 12, 31))
    assert bill.total_paise == first.booked_paise + second.booked_paise
    lines = list(bill.lines.order_by("number"))
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))
    assert {line.day for line in lines} == {TODAY, TODAY + timedelta(days=1)}
    assert sum(line.articles for line in lines) == 25
    assert sum(line.total_paise for line in lines) == bill.total_paise
    assert bill.journal is None, "no volume discount was agreed"
    assert bill_with_number(bill.number, _everywhere()) == bill


def _everywhere():
    from django.db.models import Q

    return Q()


def test_a_month_is_billed_once_and_only_when_it_is_over(world):
    contract = make_contract(world)
    booked_batch(contract, as_csv(rows(3)), by=world.supervisor)
    with nothing_changes(), pytest.raises(MonthNotOver):
        bills(world, contract, now=NOW)
    made = bills(world, contract)
    with nothing_changes():
        assert bills(world, contract) == made
    with nothing_changes(), pytest.raises(NothingToBill):
        bills(world, contract, month=date(2026, 10, 1))


def test_next_month():
    assert [next_month(date(2026, month, 1)) for month in (1, 2, 12)] == [
        date(2026, 2, 1), date(2026, 3, 1), date(2027, 1, 1),
    ]  # fmt: skip


@pytest.fixture
def small_slabs(monkeypatch):
    """A table that a small file reaches: 10 % elsewhere, 20 % in town, from the first rupee on."""
    sheet = tariff()
    (found,) = sheet.discounts["BNPL_DOC"]
    small = replace(found, volume=(Volume(None, 1000, 2000),))
    monkeypatch.setattr(
        "bookings.services.bills.tariff", lambda: replace(sheet, discounts={**sheet.discounts, "BNPL_DOC": (small,)})
    )


def test_the_volume_discount_is_credited_on_the_bill(world, small_slabs):
    contract = make_contract(world, volume=True)
    batch = booked_batch(contract, as_csv(rows(30, pins=[BENGALURU_PIN, MYSURU_PIN])), by=world.supervisor)
    (bill,) = bills(world, contract)
    off = [line for line in bill.lines.all() if line.discount_bp]
    elsewhere, in_town = (
        sum(one.postage_paise for one in Article.objects.filter(distance_km__isnull=local)) for local in (False, True)
    )
    assert {line.discount_bp: -line.postage_paise for line in off} == {1000: elsewhere // 10, 2000: in_town // 5}
    assert all(line.cgst_paise == line.sgst_paise < 0 and line.services_paise == 0 for line in off)
    credit = sum(line.total_paise for line in off)
    assert bill.total_paise == batch.booked_paise + credit
    assert standing_of(contract, limit_paise=0).balance_paise == bill.total_paise, "what is owed is what is billed"
    entries = {entry.account: entry.paise for entry in Entry.objects.filter(journal=bill.journal)}
    assert entries[Account.BNPL] == credit
    assert entries[Account.POSTAGE] == elsewhere // 10 + in_town // 5
    assert bill.journal.purpose == Purpose.VOLUME_DISCOUNT
    assert first_broken_number(world.mysuru) is None


def test_paying_in_advance_saves_one_per_cent_more(world):
    contract = make_contract(world, payment=Payment.ADVANCE, limit_rupees=0, volume=True)
    _deposit(world, contract, 10_000_00)
    batch = booked_batch(contract, as_csv(rows(10)), by=world.supervisor)
    (bill,) = bills(world, contract)
    assert {line.discount_bp for line in bill.lines.all() if line.discount_bp} == {100}
    assert standing_of(contract, limit_paise=0).balance_paise == 10_000_00 - bill.total_paise
    assert bill.total_paise < batch.booked_paise


def test_each_gstin_and_circle_has_a_bill_of_its_own(world):
    """Complaint 39: one GST invoice for a customer of several circles."""
    contract = make_contract(world)
    booked_batch(contract, as_csv(rows(3)), by=world.supervisor)
    circle = Office.objects.get(pk=world.circle.pk)
    circle.pk, circle.code, circle.path, circle.name = None, "00000099", "00000001/00000099/", "Kerala Circle"
    circle.save()
    Office.objects.filter(pk=world.hassan.pk).update(path=f"{circle.path}{world.hassan.code}/")
    place = BookingPlace.objects.create(contract=contract, office=world.hassan, gstin="27AAPFU0939F1ZV")
    _book_at(world, contract, place)
    first, second = bills(world, contract)
    assert {(bill.gstin, bill.circle.name) for bill in (first, second)} == {
        ("29AAGCB7383J1Z4", "Karnataka Circle"), ("27AAPFU0939F1ZV", "Kerala Circle"),
    }  # fmt: skip
    assert first.number != second.number
    assert first.total_paise + second.total_paise == standing_of(contract, limit_paise=0).balance_paise


def _book_at(world, contract, place):
    import io

    from bookings.services import book_batch, upload_batch
    from tests.bookings.bulk import work

    lines = rows(4, seed=5)
    for line in lines:
        line[34] = int(place.office.pincode)
    batch, _ = upload_batch(
        place=place, file_name="k.csv", content=io.BytesIO(as_csv(lines)), by=world.supervisor, now=NOW
    )
    work()
    book_batch(batch=batch, meant_again=False, by=world.supervisor, now=NOW)
    work()


def test_billing_costs_the_same_statements_for_three_articles_and_for_three_hundred(world):
    counted = []
    for count, first in ((3, 0), (300, 50_000)):
        contract = make_contract(world, first=first, volume=True)
        booked_batch(contract, as_csv(rows(count, pins=[BENGALURU_PIN], seed=count)), by=world.supervisor)
        with statements() as asked:
            bills(world, contract)
        counted.append(asked.count)
    assert counted[0] == counted[1] < 16
    assert Bill.objects.count() == 2
    assert Journal.objects.filter(purpose=Purpose.VOLUME_DISCOUNT).count() == 0, "no slab was reached"


# --- by themselves -------------------------------------------------------------------------------------------------


def test_the_beat_makes_last_months_bills_once(world):
    contract, other = make_contract(world), make_contract(world, first=50_000)
    booked_batch(contract, as_csv(rows(3)), by=world.supervisor)
    make_contract(world, first=90_000)  # booked nothing
    booked_batch(other, as_csv(rows(4)), by=world.supervisor)
    with nothing_changes():
        assert bill_due(now=DECEMBER.replace(day=1)) == 0, "too early"
    assert bill_due(now=DECEMBER) == 2
    assert {(bill.contract, bill.month, bill.made_by.employee_id) for bill in Bill.objects.all()} == {
        (contract, NOVEMBER, "00000001"), (other, NOVEMBER, "00000001"),
    }  # fmt: skip
    with nothing_changes():
        assert bill_due(now=DECEMBER) == 0
        assert bill_due(now=DECEMBER + timedelta(days=60)) == 0, "nothing was booked in January"


def test_a_contract_that_fails_does_not_stop_the_others(world, monkeypatch, caplog):
    contracts = [make_contract(world, first=first) for first in (0, 50_000)]
    for count, contract in enumerate(contracts, start=3):
        booked_batch(contract, as_csv(rows(count)), by=world.supervisor)
    made = bill_contract

    def broken(*, contract, **rest):
        if contract == contracts[0]:
            raise RuntimeError("a fault")
        return made(contract=contract, **rest)

    monkeypatch.setattr("bookings.services.bills.bill_contract", broken)
    assert bill_due(now=DECEMBER) == 1
    assert "is not billed" in caplog.text
    monkeypatch.undo()
    assert bill_due(now=DECEMBER) == 1


def test_nothing_is_billed_while_rows_at_its_prices_are_being_booked(world):
    contract = make_contract(world)
    batch = booked_batch(contract, as_csv(rows(3)), by=world.supervisor)
    BulkBatch.objects.filter(pk=batch.pk).update(status=BatchStatus.BOOKING)
    with nothing_changes(), pytest.raises(StillBooking):
        bills(world, contract)
    BulkBatch.objects.filter(pk=batch.pk).update(status=BatchStatus.BOOKED)
    assert bills(world, contract)


# --- on paper ------------------------------------------------------------------------------------------------------


def test_a_bill_on_paper_says_what_its_page_says(world, client, small_slabs):
    contract = make_contract(world, volume=True)
    for day in range(20):  # no article between: as if each day of the month had some
        booked_batch(contract, as_csv(rows(4, seed=day)), by=world.supervisor, now=NOW - timedelta(days=day - 5))
    (bill,) = bills(world, contract)
    give_post(world.idle, world.mysuru, Role.PARTNER_MANAGER, number=90)
    client.force_login(world.idle)
    with statements() as counted:
        answer = client.get(f"/contracts/bills/{bill.number}/pdf/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert counted.count < 12
    texts = [text for text, _, _ in pages(answer.content, "bill")]
    text = re.sub(r"\s+", " ", " ".join(texts))
    lines = list(bill.lines.order_by("number"))
    for words in (
        bill.number, "29AAGCB7383J1Z4", "Chamundi Finance", "November 2026", "31 December 2026",
        f"To pay ₹{bill.total_paise / 100:,.2f}", "SP DOC, less 10 %",
        *(f"₹{line.total_paise / 100:.2f}" for line in lines if line.day),
    ):  # fmt: skip
        assert words in text, words
    page = client.get(f"/contracts/bills/{bill.number}/").content.decode()
    assert f"/contracts/bills/{bill.number}/pdf/" in page
