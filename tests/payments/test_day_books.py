"""What a day costs to look at and to end, and where its accounts go on."""

from datetime import timedelta

import pytest

from payments.models import DayBalance, Entry, OfficeDay
from payments.queries import account_totals, day_board
from payments.rules import Account
from payments.services import begin_shift, end_day
from tests.world import NOW, TODAY, statements

from .days import begun, close, people, sell


@pytest.fixture
def staff(world):
    return people(world)


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
