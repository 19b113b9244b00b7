"""Booking a bulk file: what becomes of a good row, and workers that fail."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from bookings.errors import ContractNumbersShort, RefundElsewhere
from bookings.models import (
    Article,
    BulkPart,
    BulkRow,
    Notice,
    Parties,
    Sale,
)
from bookings.queries import find_receipts, sale_with_articles
from bookings.queries.bulk import articles_of_batch, numbers_left
from bookings.rules import is_article_number
from bookings.services import ask_to_cancel, book_batch, bulk, issue_range, work_on_due
from offices.models import Office
from payments.models import Entry, Journal
from payments.queries import first_broken_number, standing_of
from tests.bookings.bulk import (
    as_csv,
    as_workbook,
    booked_batch,
    checked,
    chunks_of,
    make_contract,
    row,
    rows,
    upload,
    work,
)
from tests.world import NOW, TODAY, book, item, nothing_changes, shift_of, statements
from tracking.models import TrackingEvent
from tracking.queries import timeline

TOMORROW = NOW + timedelta(days=1)


# --- booking ---------------------------------------------------------------------------------------------------------


def test_a_booked_row_is_an_article_like_any_other(world, contract):
    line = row(
        **{"PHYSICAL WEIGHT": 48, "REGISTRATION": True, "OTP BASED DELIVERY": True, "RECEIVER STATE": "Karnataka"}
    )
    batch = booked_batch(contract, as_csv([line]), by=world.supervisor)
    one = next(articles_of_batch(batch))
    with_counter = book(shift_of(world.clerk), item("560004", 48, "OTP", "REG"))
    other = Article.objects.get(sale=with_counter)
    same = (
        "product", "status", "at_office_id", "origin_id", "destination_id", "pincode", "distance_km", "services",
        "postage_paise", "services_paise", "cgst_paise", "sgst_paise", "tariff_from", "digipin", "contents",
    )  # fmt: skip
    assert [getattr(one, name) for name in same] == [getattr(other, name) for name in same]
    assert is_article_number(one.number)
    assert one.number.startswith("AW")
    assert (one.bulk.line, one.bulk.reference) == (2, "LOAN-000001")
    assert (one.parties.sender_company, one.parties.addressee_city) == ("Chamundi Finance Ltd", "Town, Karnataka")
    assert one.parties.sender_address == "14, Sayyaji Rao Road, Mysuru, Karnataka"
    assert not one.parties.addressee_mobile_declined
    assert [(event.code, event.office_name) for event in timeline(one.number)] == [("ITEM_BOOK", "Mysuru HO")]
    event = TrackingEvent.objects.get(subject_number=one.number)
    assert (event.actor, event.dedupe_key, event.happened_at) == (world.supervisor, f"book:{one.number}", NOW)


def test_all_good_rows_are_booked_in_chunks_with_their_money(world, contract):
    content = as_workbook(rows(50, faulty_every=10))
    with chunks_of(20):
        batch = booked_batch(contract, content, by=world.supervisor)
    assert (batch.status, batch.rows_booked, batch.booked_paise) == ("booked", 45, batch.good_paise)
    assert Sale.objects.count() == Journal.objects.count() == 3
    assert {(sale.mode, sale.contract, sale.shift) for sale in Sale.objects.all()} == {("bnpl", contract, None)}
    assert sum(Entry.objects.values_list("paise", flat=True)) == 0
    assert standing_of(contract, limit_paise=0).balance_paise == batch.booked_paise
    assert sum(article.total_paise for article in Article.objects.all()) == batch.booked_paise
    for sale in Sale.objects.all():
        assert sum(article.total_paise for article in sale.articles.all()) == sale.total_paise
    assert first_broken_number(world.mysuru) is None
    lines = [one.bulk.line for one in articles_of_batch(batch)]
    assert lines == sorted(set(range(2, 52)) - {11, 21, 31, 41, 51})
    numbers = [one.number for one in articles_of_batch(batch)]
    assert numbers == sorted(numbers)
    assert len(set(numbers)) == Parties.objects.count() == TrackingEvent.objects.count() == 45
    assert not BulkRow.objects.exists()
    assert not BulkPart.objects.exists(), "the file holds names and addresses, and is needed no longer"


def test_the_counter_has_no_receipt_for_what_a_contract_booked(world, contract):
    """A chunk is one sale of up to 5,000 articles, paid by account: no receipt, and no refund out of a drawer."""
    booked_batch(contract, as_csv(rows(2)), by=world.supervisor)
    sale = Sale.objects.get()
    assert sale_with_articles(sale.receipt_number, office=world.mysuru) is None
    assert find_receipts(sale.receipt_number, office=world.mysuru, on=TODAY) == []
    with nothing_changes(), pytest.raises(RefundElsewhere):
        ask_to_cancel(office=world.mysuru, number=sale.articles.first().number, reason="x", by=world.clerk, now=NOW)


def test_a_chunk_costs_the_same_statements_for_one_row_and_for_three_hundred(world, contract):
    counted = []
    booked_batch(contract, as_csv(rows(1)), by=world.supervisor)  # the office's chain begins
    for count in (2, 300):
        batch = checked(contract, as_csv(rows(count, seed=count)), by=world.supervisor)
        book_batch(batch=batch, meant_again=False, by=world.supervisor, now=NOW)
        with statements() as asked:
            work_on_due(now=NOW)
        counted.append(asked.count)
    assert counted[0] == counted[1] == 24


def test_addressees_are_told_where_the_contract_wants_it(world):
    Office.objects.filter(pk=world.hassan.pk).update(state="Delhi")
    quiet = make_contract(world)
    booked_batch(quiet, as_csv(rows(3)), by=world.supervisor)
    assert not Notice.objects.exists()
    counted = []
    for count, first in ((3, 20_000), (30, 40_000)):
        Notice.objects.all().delete()
        batch = checked(
            make_contract(world, tells=True, first=first), as_csv(rows(count, seed=count)), by=world.supervisor
        )
        book_batch(batch=batch, meant_again=False, by=world.supervisor, now=NOW)
        with statements() as asked:
            work_on_due(now=NOW)
        counted.append(asked.count)
    assert counted[0] == counted[1] == 25
    told = set(Notice.objects.values_list("moment", "side", "article__destination__name", "language"))
    assert told == {
        ("booked", "addressee", "Basavanagudi HO", "en"), ("booked", "addressee", "Mysuru HO", "en"),
        ("booked", "addressee", "Hassan HO", "hi"),
    }  # fmt: skip
    assert Notice.objects.filter(article__parties__addressee_mobile="").count() == 0
    assert (
        Notice.objects.count()
        == Parties.objects.filter(article__sale__contract=batch.contract).exclude(addressee_mobile="").count()
    )


def test_numbers_come_out_of_several_ranges_one_after_another(world):
    contract = make_contract(world, numbers=3)
    issue_range(contract=contract, series="AW", first_serial=500, last_serial=501, printed=False,
                by=world.supervisor, now=NOW)  # fmt: skip
    batch = booked_batch(contract, as_csv(rows(4)), by=world.supervisor)
    assert [one.number[2:10] for one in articles_of_batch(batch)] == ["00000000", "00000001", "00000002", "00000500"]
    assert numbers_left(contract) == 1


def test_too_few_numbers_refuse_before_anything_is_booked(world):
    contract = make_contract(world, numbers=3)
    batch = checked(contract, as_csv(rows(4)), by=world.supervisor)
    with nothing_changes(), pytest.raises(ContractNumbersShort) as refused:
        book_batch(batch=batch, meant_again=False, by=world.supervisor, now=NOW)
    assert (refused.value.values["left"], refused.value.values["wanted"]) == (3, 4)


def test_a_sale_of_a_contract_names_it_and_one_of_a_counter_does_not(world, contract):
    sale = book(shift_of(world.clerk), item())
    for mode, held in (("bnpl", None), ("cash", contract)):
        with pytest.raises(IntegrityError, match="bookings_sale_of_a_contract"), _savepoint():
            Sale.objects.bulk_create([_copy(sale, mode=mode, contract=held)])


def _copy(sale, **changes):
    import uuid

    values = {field.attname: getattr(sale, field.attname) for field in Sale._meta.concrete_fields if field.name != "id"}
    made = Sale(**values | {"request_id": uuid.uuid4(), "receipt_number": "x"})
    for name, value in changes.items():
        setattr(made, name, value)
    return made


def _savepoint():
    from django.db import transaction

    return transaction.atomic()


# --- workers ---------------------------------------------------------------------------------------------------------


def test_a_lease_keeps_a_second_worker_away_until_it_ends(world, contract):
    upload(contract, as_csv(rows(2)), by=world.supervisor)
    assert bulk.claim_batch(now=NOW)
    assert bulk.claim_batch(now=NOW + bulk.LEASE - timedelta(seconds=1)) is None
    assert bulk.claim_batch(now=NOW + bulk.LEASE).tries == 2


def test_a_step_that_fails_stays_due_and_is_stopped_in_the_end(world, contract, monkeypatch, caplog):
    batch = checked(contract, as_csv(rows(2)), by=world.supervisor)
    book_batch(batch=batch, meant_again=False, by=world.supervisor, now=NOW)
    monkeypatch.setattr("bookings.services.bulk_book.record_for_all", lambda **_: 1 / 0)
    moment = NOW
    for tries in range(1, bulk.MAX_TRIES + 1):
        assert work_on_due(now=moment)
        batch.refresh_from_db()
        assert (batch.status, batch.tries, batch.rows_booked) == ("booking", tries, 0)
        assert batch.next_at > moment
        moment = batch.next_at
    work_on_due(now=moment)
    batch.refresh_from_db()
    assert (batch.status, batch.why) == ("stopped", "worker_failed")
    assert "ZeroDivisionError" in caplog.text
    assert not Article.objects.exists()
    monkeypatch.undo()
    book_batch(batch=batch, meant_again=False, by=world.supervisor, now=NOW)
    work()
    assert Article.objects.count() == 2
