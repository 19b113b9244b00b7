"""The day of an office: begun by its first shift, counted, verified, ended under its own date."""

from datetime import timedelta

import pytest
from django.db import transaction

from apt.wiring import ON_APPROVAL
from offices.models import Approval
from offices.rules import Role, Work
from offices.services import Topic
from payments import errors
from payments.models import Case, CashMove, DayBalance, Entry, Journal, OfficeDay, Shift
from payments.queries import (
    account_totals,
    bad_checkpoint,
    day_board,
    drawer_paise,
    first_broken_number,
    treasury_paise,
)
from payments.queries.day import MOVES_MONEY
from payments.rules import Account, CaseKind, DayFacts, Line, Purpose, ShiftState, blockers_of, free_date
from payments.services import (
    UNDO_SHIFT_END,
    answer_cash,
    ask_cash,
    begin_day,
    begin_shift,
    bring_in_cash,
    end_day,
    end_shift,
    give_cash,
    post_journal,
    undo_as_approved,
    verify_shift,
)
from tests.world import NOW, TODAY, give_post, nothing_changes, shift_of, statements

from .days import BROUGHT_IN, begun, close, float_of, people, pieces, sell

TOMORROW = NOW + timedelta(days=1)
TOPICS = {UNDO_SHIFT_END: Topic(Work.SUPERVISE, undo_as_approved)}


@pytest.fixture
def staff(world):
    return people(world)


def test_a_whole_day(world, staff):
    shift, day = begun(world)
    float_of(shift, 50_000, staff.treasurer)
    sell(shift, "a", 5_500)
    assert (drawer_paise(shift), treasury_paise(world.mysuru)) == (55_500, BROUGHT_IN - 50_000)
    assert [one.code for one in end_day(day=day, by=staff.supervisor, now=NOW)] == ["shift_running"]
    close(shift, 55_500, staff.supervisor)
    assert end_day(day=day, by=staff.supervisor, now=NOW) == []
    day.refresh_from_db()
    last = Journal.objects.filter(office=world.mysuru).order_by("number").last()
    assert (day.ended_by, day.root, day.disputed) == (staff.supervisor, last.hash, False)
    assert dict(day.balances.values_list("account", "paise")) == {
        "cash": 0, "treasury": BROUGHT_IN + 5_500, "postage": -5_500, "brought_in": -BROUGHT_IN,
    }  # fmt: skip
    assert (drawer_paise(shift), treasury_paise(world.mysuru)) == (0, BROUGHT_IN + 5_500)
    assert first_broken_number(world.mysuru) is None
    shift.refresh_from_db()
    assert shift.state == ShiftState.VERIFIED


def test_the_first_shift_begins_the_day_and_the_second_finds_it(world):
    shift_of(world.clerk, counter=1)
    shift_of(world.second_clerk, counter=2)
    assert OfficeDay.objects.get().begun_by == world.clerk
    assert begin_day(office=world.mysuru, on=TODAY, by=world.supervisor, now=NOW) == OfficeDay.objects.get()


def test_begin_day_not_before_its_date(world):
    with nothing_changes(), pytest.raises(errors.DayNotYet):
        begin_day(office=world.mysuru, on=TODAY + timedelta(days=1), by=world.clerk, now=NOW)


def test_a_forgotten_day_end_never_stops_tomorrow(world, staff):
    shift, day = begun(world)
    sell(shift, "a", 100)
    later = begin_shift(office=world.mysuru, counter_number=2, by=world.second_clerk, now=TOMORROW)
    sell(later, "b", 300, TOMORROW)
    assert later.business_date == TODAY + timedelta(days=1)
    tomorrow = OfficeDay.objects.get(business_date=later.business_date)
    codes = [one.code for one in end_day(day=tomorrow, by=staff.supervisor, now=TOMORROW)]
    assert codes == ["earlier_day", "shift_running"]
    end_shift(shift=shift, pieces=pieces(100), by=staff.supervisor, now=TOMORROW, remark="Went home ill")
    verify_shift(shift=shift, by=staff.treasurer, now=TOMORROW)
    assert end_day(day=day, by=staff.supervisor, now=TOMORROW) == []
    # Yesterday closes under its own date: what was posted for it today stands there, today's sale does not.
    assert dict(day.balances.values_list("account", "paise"))["postage"] == -100
    assert set(Journal.objects.filter(shift=shift).values_list("business_date", flat=True)) == {TODAY}
    close_later = close(later, 300, staff.supervisor, TOMORROW)
    assert end_day(day=tomorrow, by=staff.supervisor, now=TOMORROW) == []
    assert dict(tomorrow.balances.values_list("account", "paise"))["postage"] == -400
    assert close_later.remark == ""


def test_only_an_abandoned_shift_is_ended_by_another_who_says_why(world, staff):
    shift, _ = begun(world)
    with nothing_changes(), pytest.raises(errors.NotYourDrawer):
        end_shift(shift=shift, pieces={}, by=staff.supervisor, now=NOW, remark="Why not")
    with nothing_changes(), pytest.raises(errors.RemarkMissing):
        end_shift(shift=shift, pieces={}, by=staff.supervisor, now=TOMORROW, remark=" ")
    end_shift(shift=shift, pieces={}, by=staff.supervisor, now=TOMORROW, remark="Ill")
    shift.refresh_from_db()
    assert (shift.ended_by, shift.remark) == (staff.supervisor, "Ill")
    with nothing_changes(), pytest.raises(errors.NotOwnCount):
        verify_shift(shift=shift, by=staff.supervisor, now=TOMORROW)


def test_nothing_is_sold_in_a_shift_once_the_next_day_has_begun_but_its_cash_comes_home(world, staff):
    shift, day = begun(world)
    sell(shift, "before midnight", 1_000)
    sell(shift, "after it, nobody else has come", 500, TOMORROW)
    begin_day(office=world.mysuru, on=TODAY + timedelta(days=1), by=staff.supervisor, now=TOMORROW)
    with nothing_changes(), pytest.raises(errors.DayLeft) as refused:
        sell(shift, "too late", 100, TOMORROW)
    assert refused.value.money_moved == "no"
    back = give_cash(shift=shift, to_drawer=False, paise=1_000, by=world.clerk, now=TOMORROW)
    answer_cash(move=back, accept=True, by=staff.treasurer, now=TOMORROW)
    close(shift, 500, staff.supervisor, TOMORROW)
    assert end_day(day=day, by=staff.supervisor, now=TOMORROW) == []
    assert begin_shift(office=world.mysuru, counter_number=1, by=world.clerk, now=TOMORROW)


@pytest.mark.parametrize("bad", [{50_000: -1}, {77: 1}, {100: 10_000_000}])
def test_a_count_is_of_notes_and_coins_that_there_are(world, bad):
    shift, _ = begun(world)
    with nothing_changes(), pytest.raises(errors.BadCount):
        end_shift(shift=shift, pieces=bad, by=world.clerk, now=NOW)


def test_h01_a_second_press_of_end_shift_counts_once(world):
    shift, _ = begun(world)
    first = end_shift(shift=shift, pieces={100: 3}, by=world.clerk, now=NOW)
    with nothing_changes():
        assert end_shift(shift=shift, pieces={100: 4}, by=world.clerk, now=NOW) == first
    assert first.paise == 300


def test_nothing_is_sold_from_a_shift_that_has_ended_whatever_the_caller_holds(world):
    shift, _ = begun(world)
    end_shift(shift=Shift.objects.get(), pieces={}, by=world.clerk, now=NOW)
    assert shift.ended_at is None  # the counter's copy is old
    with nothing_changes(), pytest.raises(errors.NoShift) as refused:
        sell(shift, "late", 100)
    assert refused.value.money_moved == "no"


@pytest.mark.parametrize(
    ("counted", "account", "kind"), [(900, "shortage", CaseKind.SHORTAGE), (1_150, "excess", CaseKind.EXCESS)]
)
def test_h14_a_difference_is_its_own_entry_and_a_case_and_the_day_ends_disputed(world, staff, counted, account, kind):
    shift, day = begun(world)
    sell(shift, "a", 1_000)
    close(shift, counted, staff.supervisor)
    case = Case.objects.get()
    assert (case.kind, case.paise, case.shift, case.closed_at) == (kind, abs(counted - 1_000), shift, None)
    assert dict(case.journal.entries.values_list("account", "paise")) == {
        "cash": counted - 1_000, account: 1_000 - counted,
    }  # fmt: skip
    assert (drawer_paise(shift), treasury_paise(world.mysuru)) == (0, BROUGHT_IN + counted)
    assert end_day(day=day, by=staff.supervisor, now=NOW) == []
    day.refresh_from_db()
    assert day.disputed
    # Nobody's account is debited for it: no such account exists.
    assert not [one for one in Account if "clerk" in one.value or "person" in one.value]


def test_less_than_the_least_coin_is_rounding_and_nobodys_case(world, staff):
    shift, _ = begun(world)
    sell(shift, "a", 1_020)
    close(shift, 1_000, staff.supervisor)
    journal = Journal.objects.get(purpose="difference")
    assert dict(journal.entries.values_list("account", "paise")) == {"cash": -20, "rounding": 20}
    assert (drawer_paise(shift), Case.objects.count()) == (0, 0)


def test_one_person_does_not_both_hand_over_and_acknowledge(world, staff):
    shift = begin_shift(office=world.mysuru, counter_number=1, by=staff.supervisor, now=NOW)
    move = give_cash(shift=shift, to_drawer=True, paise=500, by=staff.supervisor, now=NOW)
    with nothing_changes(), pytest.raises(errors.OneHand):
        answer_cash(move=move, accept=True, by=staff.supervisor, now=NOW)
    assert answer_cash(move=move, accept=False, by=staff.supervisor, now=NOW).journal is None


def test_only_requests_that_move_the_days_money_stop_its_end(world, staff):
    _, day = begun(world)
    made = {"office": world.mysuru, "payload": {}, "summary": "x", "reason": "x", "made_by": world.clerk}
    for topic, at in (
        ("offices.arrange", NOW), ("bookings.legacy_label", NOW), ("bookings.cancel", TOMORROW), ("partners.terms", NOW)
    ):  # fmt: skip
        Approval.objects.create(topic=topic, made_at=at, expires_at=TOMORROW + timedelta(days=9), **made)
    codes = [one.code for one in end_day(day=day, by=staff.supervisor, now=TOMORROW + timedelta(hours=1))]
    assert codes == ["shift_running"]
    Approval.objects.create(topic="bookings.cancel", made_at=NOW, expires_at=TOMORROW + timedelta(days=9), **made)
    codes = [one.code for one in end_day(day=day, by=staff.supervisor, now=TOMORROW)]
    assert codes == ["shift_running", "request_waiting"]
    assert set(MOVES_MONEY) <= set(ON_APPROVAL)


def test_a_split_payment_is_cash_in_the_drawer_and_upi_with_the_provider(world, staff):
    shift, day = begun(world)
    with transaction.atomic():
        post_journal(
            office=world.mysuru, purpose=Purpose.UPI_IN, ref="p1", by=staff.supervisor, now=NOW,
            lines=[Line(Account.UPI_CLEARING, 3_500), Line(Account.UPI_HELD, -3_500)],
        )  # fmt: skip
        post_journal(
            office=world.mysuru, purpose=Purpose.SALE, ref="s1", shift=shift, by=world.clerk, now=NOW,
            lines=[Line(Account.CASH, 2_000), Line(Account.UPI_HELD, 3_500), Line(Account.POSTAGE, -5_500)],
        )  # fmt: skip
    assert drawer_paise(shift) == 2_000
    close(shift, 2_000, staff.supervisor)
    assert end_day(day=day, by=staff.supervisor, now=NOW) == []
    kept = dict(day.balances.values_list("account", "paise"))
    assert (kept["upi_clearing"], kept["upi_held"], kept["postage"], kept["cash"]) == (3_500, 0, -5_500, 0)
    assert bad_checkpoint(world.mysuru) is None


def test_verify_takes_a_second_person_once_and_after_the_count(world, staff):
    shift, _ = begun(world)
    sell(shift, "a", 1_000)
    with nothing_changes(), pytest.raises(errors.NotEnded):
        verify_shift(shift=shift, by=staff.supervisor, now=NOW)
    end_shift(shift=shift, pieces=pieces(1_000), by=world.clerk, now=NOW)
    with nothing_changes(), pytest.raises(errors.NotOwnCount):
        verify_shift(shift=shift, by=world.clerk, now=NOW)
    verify_shift(shift=shift, by=staff.supervisor, now=NOW)
    with nothing_changes(), pytest.raises(errors.AlreadyVerified):
        verify_shift(shift=shift, by=staff.supervisor, now=NOW)


def test_a_single_handed_office_does_all_steps_with_one_person(world):
    bpm = world.idle
    give_post(bpm, world.branch, Role.BRANCH_POSTMASTER, number=1)
    shift = begin_shift(office=world.branch, counter_number=1, by=bpm, now=NOW)
    sell(shift, "a", 1_000)
    close(shift, 1_000, bpm)
    assert end_day(day=OfficeDay.objects.get(), by=bpm, now=NOW) == []
    assert treasury_paise(world.branch) == 1_000


def test_h02_both_sides_of_a_transfer_in_one_journal(world, staff):
    shift, day = begun(world)
    asked = ask_cash(shift=shift, paise=50_000, by=world.clerk, now=NOW)
    assert ask_cash(shift=shift, paise=50_000, by=world.clerk, now=NOW) == asked
    given = give_cash(shift=shift, to_drawer=True, paise=50_000, by=staff.treasurer, now=NOW, asked=asked)
    assert (given, given.journal, drawer_paise(shift)) == (asked, None, 0)
    assert "move_open" in [one.code for one in end_day(day=day, by=staff.supervisor, now=NOW)]
    with nothing_changes(), pytest.raises(errors.CashOnTheWay):
        end_shift(shift=shift, pieces={}, by=world.clerk, now=NOW)
    taken = answer_cash(move=given, accept=True, by=world.clerk, now=NOW)
    assert sorted(taken.journal.entries.values_list("account", "paise")) == [("cash", 50_000), ("treasury", -50_000)]
    with nothing_changes():
        assert answer_cash(move=given, accept=True, by=world.clerk, now=NOW) == taken
    with nothing_changes(), pytest.raises(errors.MoveDecided):
        answer_cash(move=given, accept=False, by=world.clerk, now=NOW)
    back = give_cash(shift=shift, to_drawer=False, paise=20_000, by=world.clerk, now=NOW)
    answer_cash(move=back, accept=True, by=staff.treasurer, now=NOW)
    assert (drawer_paise(shift), treasury_paise(world.mysuru)) == (30_000, BROUGHT_IN - 30_000)


def test_a_refused_move_moves_nothing(world, staff):
    shift, _ = begun(world)
    move = give_cash(shift=shift, to_drawer=True, paise=500, by=staff.treasurer, now=NOW)
    answer_cash(move=move, accept=False, by=world.clerk, now=NOW)
    assert (CashMove.objects.get().state, drawer_paise(shift)) == ("refused", 0)
    with nothing_changes(), pytest.raises(errors.MoveDecided):
        answer_cash(move=move, accept=True, by=world.clerk, now=NOW)


def test_cash_that_is_not_there_is_not_given(world, staff):
    shift, _ = begun(world)
    for to_drawer, by in ((True, staff.treasurer), (False, world.clerk)):
        with nothing_changes(), pytest.raises(errors.NotEnoughCash):
            give_cash(shift=shift, to_drawer=to_drawer, paise=BROUGHT_IN + 50, by=by, now=NOW)
    for paise in (0, 25, 120):
        with nothing_changes(), pytest.raises(errors.BadMoveAmount):
            ask_cash(shift=shift, paise=paise, by=world.clerk, now=NOW)
    # Two handings over of the same cash: the second is refused when it is taken.
    first = give_cash(shift=shift, to_drawer=True, paise=BROUGHT_IN, by=staff.treasurer, now=NOW)
    second = give_cash(shift=shift, to_drawer=True, paise=BROUGHT_IN - 50, by=staff.treasurer, now=NOW)
    answer_cash(move=first, accept=True, by=world.clerk, now=NOW)
    with nothing_changes(), pytest.raises(errors.NotEnoughCash):
        answer_cash(move=second, accept=True, by=world.clerk, now=NOW)


def test_cash_is_brought_in_once_an_office(world, staff):
    with nothing_changes(), pytest.raises(errors.BooksBegun):
        bring_in_cash(office=world.mysuru, paise=100, by=staff.treasurer, now=NOW)
    assert bring_in_cash(office=world.hassan, paise=100, by=world.hassan_clerk, now=NOW).business_date == TODAY


def test_h04_a_day_that_has_ended_takes_nothing_more(world, staff):
    shift, day = begun(world)
    close(shift, 0, staff.supervisor)
    end_day(day=day, by=staff.supervisor, now=NOW)
    with nothing_changes():
        assert end_day(day=day, by=staff.supervisor, now=NOW) == []
    with nothing_changes(), pytest.raises(errors.DayEnded):
        begin_shift(office=world.mysuru, counter_number=1, by=world.clerk, now=NOW)
    with nothing_changes(), pytest.raises(errors.DayEnded):
        begin_day(office=world.mysuru, on=TODAY, by=world.clerk, now=NOW)


def test_late_money_without_a_shift_lands_on_the_next_day(world):
    shift = begin_shift(office=world.hassan, counter_number=1, by=world.hassan_clerk, now=NOW)
    end_shift(shift=shift, pieces={}, by=world.hassan_clerk, now=NOW)
    verify_shift(shift=shift, by=world.supervisor, now=NOW)
    assert end_day(day=OfficeDay.objects.get(), by=world.hassan_clerk, now=NOW) == []
    late = bring_in_cash(office=world.hassan, paise=100, by=world.hassan_clerk, now=NOW)
    assert late.business_date == TODAY + timedelta(days=1)
    assert free_date(wanted=TODAY, closed_upto=TODAY - timedelta(days=1)) == TODAY
    assert account_totals(world.hassan, on=TODAY) == {}


def test_blockers_name_everything_that_is_missing():
    facts = DayFacts([(1, 2)], [(3, 4)], moves=[5], waiting=2, earlier=[TODAY], upi=[("IP1", 5_500, NOW)])
    assert [(one.code, one.page) for one in blockers_of(facts)] == [
        ("earlier_day", "money:day"), ("move_open", "money:cash"), ("shift_running", "money:count"),
        ("shift_unverified", "money:verify"), ("upi_open", "upi:attempt"), ("request_waiting", "approvals:inbox"),
    ]  # fmt: skip
    assert "20.11.2026" in blockers_of(facts)[0].sentence
    assert blockers_of(DayFacts([], [], [], 0, [])) == []


def test_a_day_costs_the_same_with_one_shift_and_with_many(world, staff):
    costs = []
    for counter, clerk in enumerate((world.clerk, world.second_clerk, staff.supervisor), start=1):
        shift = begin_shift(office=world.mysuru, counter_number=counter, by=clerk, now=NOW)
        sell(shift, f"s{counter}", 100)
        with statements() as board:
            day_board(world.mysuru, TODAY, now=NOW)
        with statements() as end:
            assert end_day(day=OfficeDay.objects.get(), by=staff.supervisor, now=NOW)
        costs.append((board.count, end.count))
    assert len(set(costs)) == 1, costs


def test_accounts_of_a_day_open_where_the_one_before_closed(world, staff):
    shift, day = begun(world)
    sell(shift, "a", 700)
    close(shift, 700, staff.supervisor)
    before = account_totals(world.mysuru, on=TODAY + timedelta(days=1))
    end_day(day=day, by=staff.supervisor, now=NOW)
    after = account_totals(world.mysuru, on=TODAY + timedelta(days=1))
    assert before == {account: total for account, total in after.items() if any(total)}
    assert after[Account.TREASURY].opening == account_totals(world.mysuru, on=TODAY)[Account.TREASURY].closing
    assert sum(Entry.objects.values_list("paise", flat=True)) == 0
    assert sum(DayBalance.objects.values_list("paise", flat=True)) == 0
