"""Numbers that customers mint, and faults by the page."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from bookings.errors import (
    RangeTaken,
)
from bookings.models import (
    Article,
    BulkBatch,
    BulkFault,
    NumberBlock,
    SpoiltNumber,
)
from bookings.queries.bulk import all_faults, articles_of_batch, first_faults
from bookings.rules import s10
from bookings.services import book_batch, issue_range
from tests.bookings.bulk import (
    as_csv,
    booked_batch,
    checked,
    make_contract,
    row,
    rows,
    work,
)
from tests.world import NOW, nothing_changes

TOMORROW = NOW + timedelta(days=1)


# --- numbers that customers mint -------------------------------------------------------------------------------------


@pytest.fixture
def minting(world):
    contract = make_contract(world, numbers=0)
    issue_range(contract=contract, series="AW", first_serial=78_000_000, last_serial=78_999_999,
                printed=True, by=world.supervisor, now=NOW)  # fmt: skip
    return contract


def minted(*serials):
    return [row(**{"BARCODE NO": s10("AW", serial), "BULK REFERENCE": str(serial)}) for serial in serials]


def test_minted_numbers_are_booked_as_printed(world, minting):
    batch = booked_batch(minting, as_csv(minted(78_469_999, 78_000_003)), by=world.supervisor)
    assert [one.number for one in articles_of_batch(batch)] == ["AW784699994IN", "AW780000037IN"]
    assert NumberBlock.objects.get(contract=minting).next_serial == 78_000_000


def test_a_number_is_never_used_twice(world, minting):
    lines = minted(78_000_001, 78_000_002, 78_000_001)
    first = booked_batch(minting, as_csv(lines), by=world.supervisor)
    assert [(one.line, one.code) for one in first_faults(first)] == [(4, "number_twice")]
    second = checked(minting, as_csv(minted(78_000_002, 78_000_005)), by=world.supervisor)
    assert [(one.line, one.code) for one in first_faults(second)] == [(2, "number_booked")]
    assert second.rows_good == 1


def test_a_number_on_a_bad_row_is_spent_when_the_batch_is_booked(world, minting):
    good, bad = minted(78_000_001, 78_000_002)
    bad[2] = "x"
    first = booked_batch(minting, as_csv([good, bad]), by=world.supervisor)
    spoilt = SpoiltNumber.objects.get()
    assert (spoilt.block.contract, spoilt.series, spoilt.serial) == (minting, "AW", 78_000_002)
    assert (spoilt.reason, spoilt.spoilt_by, spoilt.spoilt_at) == ("wrong_use", world.supervisor, NOW)
    assert first.rows_booked == 1
    second = checked(minting, as_csv(minted(78_000_002)), by=world.supervisor)
    assert [one.sentence for one in first_faults(second)] == [
        f"{s10('AW', 78_000_002)} was spoilt on 2026-11-20: a number is used once, so take a new one."
    ]


def test_two_checked_files_with_the_same_number_book_it_once(world, minting):
    first = checked(minting, as_csv(minted(78_000_001, 78_000_002)), by=world.supervisor)
    second = checked(minting, as_csv(minted(78_000_002, 78_000_003)), by=world.supervisor)
    for batch in (first, second):
        book_batch(batch=batch, meant_again=False, by=world.supervisor, now=NOW)
    work()
    second.refresh_from_db()
    assert (second.status, second.rows_good, second.rows_booked) == ("booked", 1, 1)
    assert second.booked_paise == second.good_paise
    assert [(one.line, one.code) for one in first_faults(second)] == [(2, "number_booked")]
    assert Article.objects.count() == 3
    assert not SpoiltNumber.objects.exists(), "it is an article"


def test_ranges_never_overlap_whoever_holds_them(world, contract, minting):
    block = NumberBlock.objects.get(office=world.mysuru, series="EK")
    for series, first in (("AW", 78_000_500), ("AW", 9_999), ("EK", block.last_serial)):
        with nothing_changes(), pytest.raises(RangeTaken):
            issue_range(contract=contract, series=series, first_serial=first, last_serial=first + 10,
                        printed=False, by=world.supervisor, now=NOW)  # fmt: skip


@pytest.mark.parametrize(
    ("office", "contract_too", "counter"), [(True, True, None), (False, False, None), (False, True, 1)]
)
def test_a_block_has_one_holder(world, contract, office, contract_too, counter):
    with pytest.raises(IntegrityError, match="bookings_block_of_one_holder"):
        NumberBlock.objects.create(
            office=world.mysuru if office else None, contract=contract if contract_too else None,
            counter_number=counter, series="ZZ", first_serial=1, last_serial=2, next_serial=1,
        )  # fmt: skip


def test_faults_are_read_in_pages(world, contract, monkeypatch):
    monkeypatch.setattr("bookings.queries.bulk.PAGE", 3)
    batch = checked(contract, as_csv([row(**{"PHYSICAL WEIGHT": "x", "RECEIVER CITY": ""})] * 5), by=world.supervisor)
    assert BulkFault.objects.filter(batch=batch).count() == 10
    assert [one.line for one in all_faults(batch)] == [line for line in range(2, 7) for _ in range(2)]
    good = booked_batch(contract, as_csv(rows(7)), by=world.supervisor)
    assert [one.bulk.line for one in articles_of_batch(good)] == list(range(2, 9))
    assert BulkBatch.objects.count() == 2
