"""The end of a shift or a day against a sale at the same moment."""

from datetime import timedelta

import pytest
from django.db.models import QuerySet

from payments.errors import AlreadyVerified, DayEnded, NoShift
from payments.models import CashCount, Journal, OfficeDay, Shift
from payments.queries import drawer_paise, first_broken_number
from payments.services import begin_shift, end_day, end_shift, verify_shift
from tests.payments.days import begun, close, people, pieces, sell
from tests.world import NOW, at_once

from .conftest import slowly


def end_and_sell(world, shift):
    """The count takes its time; the sale comes while it does, with the shift in memory as it was."""

    def act(place):
        if place == 0:
            return end_shift(shift=shift, pieces=pieces(1_000), by=shift.clerk, now=NOW)
        import time

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
