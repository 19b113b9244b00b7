"""A shift that was ended by mistake runs on: two people, within ten minutes."""

from datetime import timedelta

import pytest

from offices.access import get_duty_for
from offices.models import Approval
from offices.rules import Work
from offices.services import Topic, decide
from payments import errors
from payments.models import Case, CashCount
from payments.rules import ShiftState
from payments.services import UNDO_SHIFT_END, ask_to_undo, begin_shift, end_shift, undo_as_approved, verify_shift
from tests.world import NOW, TODAY, nothing_changes

from .days import begun, people, sell

TOPICS = {UNDO_SHIFT_END: Topic(Work.SUPERVISE, undo_as_approved)}


@pytest.fixture
def staff(world):
    return people(world)


def test_undo_of_a_shift_end_takes_two_people_within_ten_minutes(world, staff):
    shift, _ = begun(world)
    end_shift(shift=shift, pieces={100: 1}, by=world.clerk, now=NOW)
    shift.refresh_from_db()
    asked = ask_to_undo(shift=shift, reason="Wrong button", by=world.clerk, now=NOW + timedelta(minutes=2))
    duty = get_duty_for(staff.supervisor, on=TODAY)

    def agree(minutes):
        return decide(
            approval_id=asked.pk, approve=True, reason="Yes", duty=duty, by=staff.supervisor,
            now=NOW + timedelta(minutes=minutes), topics=TOPICS,
        )  # fmt: skip

    agree(9)
    shift.refresh_from_db()
    assert (shift.state, shift.ended_by, CashCount.objects.count()) == (ShiftState.RUNNING, None, 1)
    sell(shift, "again", 100)
    # A second count after it: the last one holds.
    end_shift(shift=shift, pieces={100: 2}, by=world.clerk, now=NOW + timedelta(minutes=20))
    verify_shift(shift=shift, by=staff.supervisor, now=NOW + timedelta(minutes=20))
    assert Case.objects.get().paise == 100


@pytest.mark.parametrize("late", ["time", "verified", "counter"])
def test_undo_is_refused_too_late(world, staff, late):
    shift, _ = begun(world)
    end_shift(shift=shift, pieces={}, by=world.clerk, now=NOW)
    shift.refresh_from_db()
    asked = ask_to_undo(shift=shift, reason="Wrong", by=world.clerk, now=NOW)
    if late == "verified":
        verify_shift(shift=shift, by=staff.supervisor, now=NOW)
    if late == "counter":
        begin_shift(office=world.mysuru, counter_number=1, by=world.second_clerk, now=NOW)
    now = NOW + timedelta(minutes=10 if late == "time" else 1)
    duty = get_duty_for(staff.supervisor, on=TODAY)
    wanted = {"time": "request_expired", "verified": "too_late_to_undo", "counter": "shift_open"}
    with nothing_changes(), pytest.raises(Exception) as refused:  # noqa: PT011
        decide(approval_id=asked.pk, approve=True, reason="Yes", duty=duty, by=staff.supervisor, now=now, topics=TOPICS)
    assert refused.value.code == wanted[late]
    assert Approval.objects.get().decision == ""


def test_only_the_clerk_asks_to_undo(world, staff):
    shift, _ = begun(world)
    for by in (world.clerk, world.second_clerk):
        with nothing_changes(), pytest.raises(errors.TooLateToUndo):
            ask_to_undo(shift=shift, reason="x", by=by, now=NOW)
