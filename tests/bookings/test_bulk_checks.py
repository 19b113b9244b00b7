"""Bulk files through the services: the upload, the dry run, and what must be said before booking."""

import io
import re
from datetime import timedelta

import pytest

from bookings.errors import (
    BatchMoveRefused,
    FileTooLarge,
    NoFile,
    NothingToBook,
    PricesOfAnotherDay,
    SameRowsBefore,
)
from bookings.models import (
    Article,
    BulkPart,
    BulkRow,
    Sale,
    SpoiltNumber,
)
from bookings.queries import Asked, quote_articles
from bookings.queries.bulk import all_faults, articles_of_batch, first_faults, numbers_left, same_rows_before
from bookings.services import book_batch, bulk, cancel_batch, check_again, upload_batch, work_on_due
from partners.models import Contract, Terms
from payments.models import Journal
from tests.bookings.bulk import (
    as_csv,
    as_workbook,
    booked_batch,
    checked,
    make_contract,
    place_of,
    row,
    rows,
    upload,
    work,
)
from tests.world import NOW, TODAY, nothing_changes, statements

TOMORROW = NOW + timedelta(days=1)


# --- upload ----------------------------------------------------------------------------------------------------------


def test_upload_keeps_the_file_whole_with_its_hash(world, contract, monkeypatch):
    monkeypatch.setattr("bookings.services.bulk_upload.PART", 1_000)
    content = as_csv(rows(30))
    batch = upload(contract, content, by=world.supervisor, name="a/very/long/" + "n" * 200 + ".csv")
    kept = BulkPart.objects.filter(batch=batch).order_by("position").values_list("content", flat=True)
    assert b"".join(map(bytes, kept)) == content
    assert len(kept) == len(content) // 1_000 + 1
    assert (batch.number, batch.file_bytes, batch.status) == (f"{contract.code}-0001", len(content), "checking")
    assert batch.file_name.endswith("n.csv")


def test_the_same_file_twice_is_the_first_batch_and_keeps_nothing(world, contract):
    content = as_csv(rows(3))
    first = booked_batch(contract, content, by=world.supervisor)
    with nothing_changes():
        again, new = upload_batch(
            place=place_of(contract), file_name="other name.csv", content=io.BytesIO(content), by=world.clerk, now=NOW
        )
    assert (again, new) == (first, False)


def test_the_same_file_may_come_again_once_it_was_given_up(world, contract):
    content = as_csv(rows(3))
    first = checked(contract, content, by=world.supervisor)
    cancel_batch(batch=first, by=world.supervisor, now=NOW)
    second = upload(contract, content, by=world.supervisor)
    assert (second.number, second != first) == (f"{contract.code}-0002", True)


def test_another_contract_may_hand_in_the_same_file(world, contract):
    content, other = as_csv(rows(3)), make_contract(world, first=50_000)
    assert booked_batch(contract, content, by=world.supervisor).rows_booked == 3
    assert booked_batch(other, content, by=world.supervisor).rows_booked == 3


@pytest.mark.parametrize(("content", "refusal"), [(b"", NoFile), (b"x" * 3_000_000, FileTooLarge)])
def test_upload_refuses_by_size(world, contract, monkeypatch, content, refusal):
    monkeypatch.setattr("bookings.services.bulk_upload.MAX_MB", 2)
    with nothing_changes(), pytest.raises(refusal):
        upload(contract, content, by=world.supervisor)


# --- dry run ---------------------------------------------------------------------------------------------------------


def test_the_dry_run_books_nothing_and_tells_everything(world, contract):
    before = Article.objects.count(), Journal.objects.count(), numbers_left(contract)
    batch = checked(contract, as_csv(rows(30, faulty_every=10)), by=world.supervisor)
    assert (batch.status, batch.rows_in_file, batch.rows_read) == ("checked", 30, 30)
    assert (batch.rows_good, batch.rows_bad, batch.rows_booked) == (27, 3, 0)
    assert (batch.layout, batch.priced_on) == ("2026-04", TODAY)
    assert (Article.objects.count(), Journal.objects.count(), numbers_left(contract)) == before
    assert [(one.line, one.column) for one in first_faults(batch)] == [
        (11, "PHYSICAL WEIGHT"), (21, "RECEIVER MOBILE NO"), (31, "RECEIVER PINCODE"),
    ]  # fmt: skip
    assert all(re.search(r"\.$", one.sentence) and "{" not in one.sentence for one in all_faults(batch))


def test_the_price_of_the_dry_run_is_that_of_the_counter(world, contract):
    lines = rows(40)
    batch = checked(contract, as_csv(lines), by=world.supervisor)
    total = sum(quote_articles([_asked(line)], origin=world.mysuru, on=TODAY)[0].price.total_paise for line in lines)
    assert batch.good_paise == total > 0


def _asked(line):
    cells = dict(zip(_columns(), line, strict=True))
    services = [code for name, code in (("REGISTRATION", "REG"), ("OTP BASED DELIVERY", "OTP")) if cells[name]]
    return Asked(str(cells["RECEIVER PINCODE"]), cells["PHYSICAL WEIGHT"], tuple(services))


def _columns():
    from bookings.rules import COLUMNS

    return COLUMNS


def test_what_the_tariff_refuses_is_a_fault_of_that_row_alone(world, contract):
    lines = [row(), row(**{"PHYSICAL WEIGHT": 501}), row(**{"INSURANCE TYPE": "DOP", "VALUE OF INSURANCE": 500_001})]
    batch = checked(contract, as_csv([*lines, row(**{"RECEIVER PINCODE": 999999})]), by=world.supervisor)
    found = {one.line: (one.code, one.sentence) for one in first_faults(batch)}
    assert batch.rows_good == 1
    assert found[3][0] == "over_weight"
    assert "takes from 1 g to 500 g." in found[3][1]
    assert found[4][0] == "out_of_bounds"
    assert found[5] == ("unknown_pin", "No post office delivers at PIN 999999. Check the six digits with the sender.")


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"\xff\xfe\x01", "unknown_file_kind"), (b"A,B\n1,2\n", "unknown_layout"), (as_csv([]), "no_rows")],
)
def test_a_file_that_cannot_be_read_is_refused_as_a_whole(world, contract, content, why):
    batch = checked(contract, content, by=world.supervisor)
    assert (batch.status, batch.why) == ("unreadable", why)
    assert not BulkPart.objects.exists()
    assert upload(contract, content, by=world.supervisor) != batch, "a corrected layout may be tried again"


def test_without_terms_no_file_is_checked(world, contract):
    Terms.objects.filter(contract=contract).update(valid=(TODAY + timedelta(days=1), None))
    batch = checked(contract, as_csv(rows(2)), by=world.supervisor)
    assert (batch.status, batch.why) == ("unreadable", "no_terms")


def test_the_dry_run_costs_the_same_statements_for_one_row_and_for_two_hundred(world, contract):
    counted = []
    for count in (1, 200):
        upload(contract, as_csv(rows(count, seed=count)), by=world.supervisor)
        with statements() as asked:
            work_on_due(now=NOW)
        counted.append(asked.count)
    assert counted[0] == counted[1] == 13


# --- the day's prices, the same rows, the moves ----------------------------------------------------------------------


def test_prices_of_another_day_must_be_checked_again(world, contract):
    batch = checked(contract, as_csv(rows(3)), by=world.supervisor)
    with nothing_changes(), pytest.raises(PricesOfAnotherDay):
        book_batch(batch=batch, meant_again=False, by=world.supervisor, now=TOMORROW)
    check_again(batch=batch, by=world.supervisor, now=TOMORROW)
    work(now=TOMORROW)
    batch.refresh_from_db()
    assert (batch.priced_on, batch.rows_good, batch.rows_read) == (TODAY + timedelta(days=1), 3, 3)
    book_batch(batch=batch, meant_again=False, by=world.supervisor, now=TOMORROW)
    work(now=TOMORROW)
    assert Sale.objects.get().business_date == TODAY + timedelta(days=1)


def test_the_very_same_rows_in_another_file_must_be_said_to_be_meant(world, contract):
    lines = rows(6)
    first = booked_batch(contract, as_csv(lines), by=world.supervisor)
    second = checked(contract, as_workbook(lines[::-1]), by=world.supervisor)
    assert same_rows_before(second) == first
    with nothing_changes(), pytest.raises(SameRowsBefore) as refused:
        book_batch(batch=second, meant_again=False, by=world.supervisor, now=NOW)
    assert first.number in refused.value.sentence()
    book_batch(batch=second, meant_again=True, by=world.supervisor, now=NOW)
    work()
    assert Article.objects.count() == 12
    other = checked(contract, as_csv(rows(6, seed=8)), by=world.supervisor)
    assert same_rows_before(other) is None


def test_a_file_without_a_good_row_cannot_be_booked(world, contract):
    batch = checked(contract, as_csv([row(**{"PHYSICAL WEIGHT": "x"})]), by=world.supervisor)
    with nothing_changes(), pytest.raises(NothingToBook):
        book_batch(batch=batch, meant_again=False, by=world.supervisor, now=NOW)


def test_a_second_press_of_book_is_refused_and_harmless(world, contract):
    batch = checked(contract, as_csv(rows(3)), by=world.supervisor)
    book_batch(batch=batch, meant_again=False, by=world.supervisor, now=NOW)
    for _ in range(2):
        with nothing_changes(), pytest.raises(BatchMoveRefused):
            book_batch(batch=batch, meant_again=False, by=world.supervisor, now=NOW)
        work()
    assert Article.objects.count() == 3


def test_a_batch_is_given_up_while_nothing_of_it_is_booked(world, contract):
    batch = checked(contract, as_csv(rows(3)), by=world.supervisor)
    batch = cancel_batch(batch=batch, by=world.supervisor, now=NOW)
    assert (batch.status, batch.finished_at) == ("cancelled", NOW)
    assert not BulkRow.objects.exists()
    assert not SpoiltNumber.objects.exists()
    for act in (cancel_batch, check_again):
        with nothing_changes(), pytest.raises(BatchMoveRefused):
            act(batch=batch, by=world.supervisor, now=NOW)
    booked = booked_batch(contract, as_csv(rows(2)), by=world.supervisor)
    with nothing_changes(), pytest.raises(BatchMoveRefused):
        cancel_batch(batch=booked, by=world.supervisor, now=NOW)


def test_a_batch_given_up_while_it_is_checked_is_left_alone_by_its_worker(world, contract):
    batch = upload(contract, as_csv(rows(6)), by=world.supervisor)
    claimed = bulk.claim_batch(now=NOW)
    cancel_batch(batch=batch, by=world.supervisor, now=NOW)
    with nothing_changes():
        bulk._work(claimed, NOW)
    batch.refresh_from_db()
    assert (batch.status, batch.why) == ("cancelled", "")


def test_parcels_of_a_contract_are_priced_by_size_with_cash_to_collect(world, contract):
    Contract.objects.update(parcel_product="IPP_CONTRACT")
    parcel = {"SHAPE OF ARTICLE": "NROL", "PHYSICAL WEIGHT": 900, "LENGTH": 40, "BREADTH/DIAMETER": 30, "HEIGHT": 20}
    lines = [row(**parcel), row(**parcel, **{"CODR/COD": "COD", "VALUE FOR CODR/COD": 450})]
    batch = booked_batch(contract, as_csv(lines), by=world.supervisor)
    plain, cod = articles_of_batch(batch)
    assert (plain.product, plain.chargeable_grams, plain.weight_grams) == ("IPP_CONTRACT", 4_800, 900)
    assert (cod.cod_paise, cod.services) == (45_000, ["COD"])
    assert cod.services_paise > 0 == plain.services_paise
    assert cod.postage_paise == plain.postage_paise


def test_a_discount_of_the_terms_comes_off_each_articles_postage(world):
    contract = make_contract(world, discount="BULK_NEW_5")
    batch = booked_batch(contract, as_csv(rows(3)), by=world.supervisor)
    for article in articles_of_batch(batch):
        assert (article.discount, article.discount_paise) == ("BULK_NEW_5", article.postage_paise * 5 // 100)
    assert sum(article.total_paise for article in articles_of_batch(batch)) == batch.booked_paise
