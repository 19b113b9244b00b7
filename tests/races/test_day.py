"""The end of a shift or a day against a sale at the same moment."""

import time
from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.db.models import QuerySet

from apt.core.db import use_case
from payments.errors import AlreadyVerified, DayEnded, DayLeft, NoShift
from payments.models import CashCount, Journal, OfficeDay, Shift
from payments.queries import bad_checkpoint, drawer_paise, first_broken_number
from payments.rules import Account, Line, Purpose
from payments.services import begin_day, begin_shift, end_day, end_shift, post_journal, verify_shift
from tests.payments.days import begun, close, people, pieces, sell
from tests.world import NOW, at_once

from .conftest import slowly, without_constraints


def end_and_sell(world, shift):
    """The count takes its time; the sale comes while it does, with the shift in memory as it was."""

    def act(place):
        if place == 0:
            return end_shift(shift=shift, pieces=pieces(1_000), by=shift.clerk, now=NOW)
        time.sleep(0.15)
        return sell(shift, "late", 500)

    with slowly("payments_shift", 500, verb="UPDATE"):
        return at_once(2, act)


def test_a_sale_gets_into_an_ended_shift_without_the_guard(world, monkeypatch):
    people(world)
    shift, _ = begun(world)
    sell(shift, "early", 1_000)
    monkeypatch.setattr("payments.services.journal.AFTER_SHIFT", frozenset(["sale"]))
    _, late = end_and_sell(world, shift)
    assert isinstance(late, Journal)
    assert drawer_paise(shift) == 1_500  # the clerk counted 1,000


def test_a_sale_that_waited_for_the_end_of_the_shift_is_refused(world):
    people(world)
    shift, _ = begun(world)
    sell(shift, "early", 1_000)
    count, late = end_and_sell(world, shift)
    assert isinstance(count, CashCount)
    assert isinstance(late, NoShift)
    assert (drawer_paise(shift), first_broken_number(world.mysuru)) == (1_000, None)


@pytest.mark.parametrize("guarded", [False, True])
def test_two_supervisors_verify_at_once(world, monkeypatch, guarded):
    """Without the lock the second waits for nothing but the journal's own name, which refuses it in other words."""
    staff = people(world)
    shift, _ = begun(world)
    sell(shift, "a", 1_000)
    end_shift(shift=shift, pieces=pieces(1_000), by=world.clerk, now=NOW)
    if not guarded:
        monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **_: self._chain())
        monkeypatch.setattr("payments.services.shifts.lock_chain", lambda **_: None)
    both = (staff.supervisor, staff.treasurer)
    with slowly("payments_journal", 100):
        answers = at_once(2, lambda place: verify_shift(shift=shift, by=both[place], now=NOW))
    refused = [one for one in answers if not isinstance(one, Shift)]
    assert len(refused) == 1
    assert isinstance(refused[0], AlreadyVerified) == guarded
    assert drawer_paise(shift) == 0


def end_and_book(world, shift, day, staff):
    """The day ends while a sale is being posted without a shift of its own: money by UPI, say, at the last moment."""

    def act(place):
        if place == 0:
            return end_day(day=day, by=staff.supervisor, now=NOW)
        return arrive(office=world.mysuru, by=staff.treasurer)

    with slowly("payments_daybalance", 300):
        return at_once(2, act)


@use_case
def arrive(*, office, by):
    lines = [Line(Account.UPI_CLEARING, 700), Line(Account.UPI_HELD, -700)]
    time.sleep(0.1)  # the end of the day has looked at the books by then
    return post_journal(office=office, purpose=Purpose.UPI_IN, ref="late", lines=lines, by=by, now=NOW)


def test_control_without_locks_money_slips_into_a_day_that_has_ended(world, without_locks):
    """The checkpoint does not hold what its day holds: the first figure of tomorrow is wrong."""
    staff = people(world)
    shift, day = begun(world)
    sell(shift, "a", 1_000)
    close(shift, 1_000, staff.supervisor)
    with without_locks(), without_constraints("payments_journal_number_once"):
        end_and_book(world, shift, day, staff)
        assert Journal.objects.get(ref="late").business_date == day.business_date
        assert bad_checkpoint(world.mysuru) is not None


def test_money_that_comes_while_the_day_ends_lands_on_the_next(world):
    staff = people(world)
    shift, day = begun(world)
    sell(shift, "a", 1_000)
    close(shift, 1_000, staff.supervisor)
    ended, _ = end_and_book(world, shift, day, staff)
    assert ended == []
    assert Journal.objects.get(ref="late").business_date == day.business_date + timedelta(days=1)
    assert (bad_checkpoint(world.mysuru), first_broken_number(world.mysuru)) == (None, None)


def begin_and_sell(world, shift):
    """Tomorrow's day begins while the clerk of yesterday still sells."""
    tomorrow = NOW + timedelta(days=1)

    def act(place):
        if place == 0:
            return begin_day(office=world.mysuru, on=tomorrow.date(), by=world.supervisor, now=tomorrow)
        time.sleep(0.1)
        return sell(shift, "late", 500, tomorrow)

    with slowly("payments_chain", 300, verb="UPDATE"):
        return at_once(2, act)


def test_control_without_locks_a_left_shift_goes_on_selling(world, without_locks):
    people(world)
    shift, _ = begun(world)
    with without_locks():
        _, late = begin_and_sell(world, shift)
    assert isinstance(late, Journal), "sold on a day that the office had left"


def test_a_sale_that_waited_for_the_new_day_is_refused(world):
    people(world)
    shift, _ = begun(world)
    day, late = begin_and_sell(world, shift)
    assert isinstance(day, OfficeDay)
    assert isinstance(late, DayLeft)
    assert drawer_paise(shift) == 0


def test_control_without_locks_two_ends_of_a_day_are_two(world, without_locks):
    """The promise of the checkpoint's table stops the second, in words that no supervisor understands."""
    staff = people(world)
    shift, day = begun(world)
    close(shift, 0, staff.supervisor)
    with without_locks(), slowly("payments_daybalance", 200):
        answers = at_once(2, lambda place: end_day(day=day, by=(staff.supervisor, staff.treasurer)[place], now=NOW))
    assert any(isinstance(one, IntegrityError) for one in answers), answers


def test_two_supervisors_end_a_day_at_once(world):
    staff = people(world)
    shift, day = begun(world)
    close(shift, 0, staff.supervisor)
    with slowly("payments_daybalance", 200):
        answers = at_once(2, lambda place: end_day(day=day, by=(staff.supervisor, staff.treasurer)[place], now=NOW))
    assert answers == [[], []]
    day.refresh_from_db()
    assert day.ended_by in (staff.supervisor, staff.treasurer)
    assert bad_checkpoint(world.mysuru) is None


def test_a_shift_begins_while_the_day_ends(world):
    """Either it comes first and blocks the end, or it is refused: no ended day has a running shift."""
    staff = people(world)
    shift, day = begun(world)
    close(shift, 0, staff.supervisor)

    def act(place):
        if place == 0:
            return end_day(day=day, by=staff.supervisor, now=NOW + timedelta(minutes=1))
        return begin_shift(office=world.mysuru, counter_number=2, by=world.second_clerk, now=NOW)

    with slowly("payments_officeday", 100, verb="UPDATE"):
        ended, begun_shift = at_once(2, act)
    day.refresh_from_db()
    if day.ended_at:
        assert isinstance(begun_shift, DayEnded)
        assert not Shift.objects.filter(ended_at=None).exists()
    else:
        assert [one.code for one in ended] == ["shift_running"]
    assert OfficeDay.objects.count() == 1
