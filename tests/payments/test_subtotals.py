"""Blocks of the journal that are summed up once: the same figures and pages, read from fewer rows."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from payments.models import Chain, Journal, Subtotal
from payments.queries import (
    account_totals,
    bad_subtotal,
    entries_behind,
    page_behind,
    treasury_paise,
)
from payments.rules import Account
from payments.services import begin_shift, sum_up_journals
from tests.world import NOW, TODAY, statements

from .days import begun, close, float_of, people, sell

TOMORROW = NOW + timedelta(days=1)


@pytest.fixture
def staff(world):
    return people(world)


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch):
    for module in ("services.subtotals", "queries.audit", "queries.explain"):
        monkeypatch.setattr(f"payments.{module}.BLOCK", 4)


def two_days(world, staff, sales=6):
    """Yesterday's shift is verified when today has sold already: its money lands late, under its own date."""
    shift, day = begun(world)
    float_of(shift, 5_000, staff.treasurer)
    for number in range(sales):
        sell(shift, f"a{number}", 100)
    later = begin_shift(office=world.mysuru, counter_number=2, by=world.second_clerk, now=TOMORROW)
    for number in range(sales):
        sell(later, f"b{number}", 300, TOMORROW)
    close(shift, 5_000 + 100 * sales - 50, staff.supervisor, TOMORROW)
    return day


def figures(world):
    office = world.mysuru
    return [account_totals(office, on=TODAY + timedelta(days=n)) for n in (-1, 0, 1, 2)], treasury_paise(office)


def test_every_figure_is_the_same_before_and_after(world, staff):
    two_days(world, staff)
    before = figures(world)
    assert sum_up_journals(now=NOW) == Journal.objects.count() // 4 == 4
    assert figures(world) == before
    assert sum_up_journals(now=NOW) == 0
    assert bad_subtotal(world.mysuru) is None
    assert Chain.objects.get(office=world.mysuru).summed_upto == 16
    assert {one.business_date for one in Subtotal.objects.filter(last_number=16)} == {TODAY, TODAY + timedelta(days=1)}


@pytest.fixture(params=[1, 8])
def most_blocks(request, monkeypatch):
    """How many blocks a page looks through."""
    monkeypatch.setattr("payments.queries.explain.MOST_BLOCKS", request.param)


@pytest.mark.usefixtures("most_blocks")
@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("account", [Account.CASH, Account.SHORTAGE, Account.TREASURY, Account.POSTAGE, Account.BNPL])
def test_h20_pages_name_the_same_entries_wherever_they_lie(world, staff, whole, account, monkeypatch):
    monkeypatch.setattr("payments.queries.explain.PAGE", 3)
    two_days(world, staff)
    sum_up_journals(now=NOW)
    for on in (TODAY, TODAY + timedelta(days=1)):
        asked = {"on": on, "account": account, "whole": whole}
        every = list(entries_behind(world.mysuru, **asked))
        seen, after = [], None
        while after is None or after:
            page = page_behind(world.mysuru, after=after or 0, **asked)
            seen += page.entries
            after = page.after
        assert seen == every
        if whole and every:
            assert sum(one.paise for one in every) == account_totals(world.mysuru, on=on)[account].closing


def test_the_statements_of_a_page_do_not_grow_with_the_books(world, staff):
    costs = []
    for sales in (3, 40):
        shift = begun(world, NOW, 1)[0] if sales == 3 else begin_shift(
            office=world.mysuru, counter_number=2, by=world.second_clerk, now=NOW
        )  # fmt: skip
        for number in range(sales):
            sell(shift, f"{sales}-{number}", 100)
        sum_up_journals(now=NOW)
        asked = {"on": TODAY, "account": Account.POSTAGE, "whole": True}
        with statements() as made:
            page_behind(world.mysuru, after=0, **asked)
            account_totals(world.mysuru, on=TODAY)
        costs.append(made.count)
    assert costs[0] == costs[1]


def test_audit_names_a_block_that_lies(world, staff, capsys):
    two_days(world, staff)
    sum_up_journals(now=NOW)
    Subtotal.objects.create(
        office=world.mysuru, last_number=8, business_date=TODAY, account=Account.BNPL, debits=1, credits=0, entries=1
    )
    assert bad_subtotal(world.mysuru) == (8, "bnpl")
    with pytest.raises(SystemExit):
        call_command("audit_journal", office=world.mysuru.code)
    assert "the block to journal 8 says of bnpl something else" in capsys.readouterr().out
