"""A draft replayed over past bookings: what was charged against what would be, by product and circle."""

from datetime import timedelta

import pytest

from apt.core.services import serve_due
from apt.wiring import REACTIONS
from bookings.errors import ReplayDays, SheetNotADraft
from bookings.models import TariffReplay
from bookings.queries import effects, latest_replay
from bookings.services import ask_for_replay, go_on_with_replay, replay
from payments.services import begin_shift
from tests.bookings.sheets import draft, installed, replayed
from tests.bookings.tariffs import changed, product_in, raise_documents
from tests.world import BENGALURU_PIN, MYSURU_PIN, NOW, TODAY, book, item, nothing_changes, shift_of, statements


@pytest.fixture
def booked(world):
    """Four documents at Mysuru: two far, one to the town itself, one heavy with a service."""
    shift = shift_of(world.clerk)
    book(shift, item(BENGALURU_PIN, 48), item(BENGALURU_PIN, 48), item(MYSURU_PIN, 48))
    return book(shift, item(BENGALURU_PIN, 400, "REG"))


def cheaper_locally(found):
    raise_documents(found)
    slabs = product_in(found, "SP_DOC")["versions"][-1]["tariff"]["slabs"]
    slabs[0]["price_paise"]["LOCAL"] = 1000


def test_replay_tells_revenue_winners_and_losers(world, booked):
    installed()
    sheet = draft(changed(cheaper_locally))
    replayed(world, sheet)
    (found,) = effects(latest_replay(sheet))
    assert (found.line.product, found.circle) == ("SP_DOC", "Karnataka Circle")
    assert (found.line.articles, found.line.cheaper, found.line.dearer, found.line.refused) == (4, 1, 3, 0)
    assert found.line.before_paise == 4700 + 4700 + 1900 + 7000 + 500
    assert found.line.after_paise == 5000 + 5000 + 1000 + 7300 + 500
    assert found.change_paise == 0


def test_replay_of_the_same_prices_changes_nothing(world, booked):
    installed()
    sheet = draft(changed(lambda found: found["sources"]["GZ4375"].update(note="read again")))
    replayed(world, sheet)
    (found,) = effects(latest_replay(sheet))
    assert (found.change_paise, found.line.cheaper, found.line.dearer) == (0, 0, 0)


def test_replay_counts_what_the_sheet_would_refuse(world, booked):
    installed()
    sheet = draft(changed(lambda found: product_in(found, "SP_DOC").update(allowed_vas=["OTP"])))
    replayed(world, sheet)
    (found,) = effects(latest_replay(sheet))
    assert (found.line.refused, found.line.refused_paise) == (1, 7500)
    assert found.line.before_paise == found.line.after_paise == 4700 + 4700 + 1900


def test_replay_leaves_other_days_out(world, booked):
    installed()
    book(shift_of(world.second_clerk, counter=2), item(), now=NOW)
    before = NOW - timedelta(days=3)
    shift = begin_shift(office=world.hassan, counter_number=1, by=world.hassan_clerk, now=before)
    book(shift, item(), now=before)
    sheet = draft()
    replayed(world, sheet, days=2)
    assert sum(one.line.articles for one in effects(latest_replay(sheet))) == 5
    replayed(world, sheet, days=4)
    assert sum(one.line.articles for one in effects(latest_replay(sheet))) == 6


def test_replay_of_days_without_bookings_is_finished_at_once(world):
    installed()
    sheet = draft()
    found = ask_for_replay(sheet=sheet, first_day=TODAY, last_day=TODAY, by=world.administrator, now=NOW)
    assert found.finished_at
    assert found.percent == 100


@pytest.mark.parametrize(("first", "last"), [(0, 1), (-1, -2), (-366, 0)])
def test_replay_is_of_past_days_in_order(world, first, last):
    installed()
    sheet, days = draft(), [TODAY + timedelta(days=shift) for shift in (first, last)]
    with nothing_changes(), pytest.raises(ReplayDays):
        ask_for_replay(sheet=sheet, first_day=days[0], last_day=days[1], by=world.administrator, now=NOW)
    assert not TariffReplay.objects.exists()


def test_a_sheet_in_force_is_not_replayed(world):
    sheet = installed()
    with nothing_changes(), pytest.raises(SheetNotADraft):
        ask_for_replay(sheet=sheet, first_day=TODAY, last_day=TODAY, by=world.administrator, now=NOW)


def test_replay_goes_on_in_chunks_and_says_how_far_it_is(world, booked, monkeypatch):
    monkeypatch.setattr(replay, "CHUNK", 3)
    installed()
    sheet = draft()
    asked = ask_for_replay(sheet=sheet, first_day=TODAY, last_day=TODAY, by=world.administrator, now=NOW)
    first = go_on_with_replay(replay_id=asked.pk, now=NOW)
    assert (first.done_count, first.finished_at) == (3, None)
    assert 0 <= first.percent < 100
    # A worker that died before its commit left nothing: the next begins where the row says.
    second = go_on_with_replay(replay_id=asked.pk, now=NOW)
    assert (second.done_count, second.finished_at) == (4, NOW)
    assert go_on_with_replay(replay_id=asked.pk, now=NOW) is None
    assert go_on_with_replay(replay_id=0, now=NOW) is None
    (found,) = effects(asked)
    assert (found.line.articles, found.line.dearer) == (4, 4)
    while serve_due(REACTIONS, now=NOW):
        pass
    asked.refresh_from_db()
    assert asked.done_count == 4


def test_a_chunk_costs_the_same_statements_for_one_and_for_many(world, monkeypatch):
    installed()
    sheet, shift, counts = draft(), shift_of(world.clerk), []
    for many in (1, 12):
        book(shift, *[item() for _ in range(many)])
        asked = ask_for_replay(sheet=sheet, first_day=TODAY, last_day=TODAY, by=world.administrator, now=NOW)
        with statements() as made:
            go_on_with_replay(replay_id=asked.pk, now=NOW)
        counts.append(made.count)
    assert counts[0] == counts[1]
