"""Wallet = drawer = daily account = office cash, on random days with every legal and illegal order of steps."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from apt.core.errors import Refusal
from payments.models import CashMove, Entry, OfficeDay, Shift
from payments.queries import account_totals, bad_checkpoint, drawer_paise, first_broken_number, treasury_paise
from payments.rules import Account, MoveState
from payments.services import answer_cash, begin_shift, end_day, end_shift, give_cash, verify_shift
from tests.world import NOW, make_world

from .days import BROUGHT_IN, people, pieces, sell

HALF_RUPEES = st.integers(1, 4_000).map(lambda count: count * 50)
WHICH = st.integers(0, 1)


def attempt(act):
    """What it gave, or the refusal."""
    try:
        return act(), None
    except Refusal as refusal:
        return None, refusal


class Days(RuleBasedStateMachine):
    """The model holds what a person with pencil and paper would: cash in each drawer and in the safe."""

    def __init__(self):
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        # As TestCase does: a use case, durable, may begin inside.
        transaction.get_connection().atomic_blocks[-1]._from_testcase = True
        self.world = make_world()
        self.staff = people(self.world)
        self.clerks = [self.world.clerk, self.world.second_clerk]
        self.now, self.sold = NOW, 0
        self.safe, self.drawers = BROUGHT_IN, {}

    def teardown(self):
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    def running(self, which):
        return Shift.objects.select_related("office").filter(clerk=self.clerks[which], ended_at=None).first()

    @rule(which=WHICH)
    def begin(self, which):
        shift, refusal = attempt(
            lambda: begin_shift(office=self.world.mysuru, counter_number=which + 1, by=self.clerks[which], now=self.now)
        )
        if refusal:
            assert refusal.money_moved == "no"
            return
        self.drawers[shift.pk] = 0

    @rule(which=WHICH, paise=HALF_RUPEES)
    def sale(self, which, paise):
        shift = Shift.objects.select_related("office").filter(clerk=self.clerks[which]).order_by("-id").first()
        if shift is None:
            return
        self.sold += 1
        _, refusal = attempt(lambda: sell(shift, f"sale{self.sold}", paise, self.now))
        if refusal:
            left = OfficeDay.objects.filter(office=shift.office, business_date__gt=shift.business_date).exists()
            assert refusal.code == ("no_shift" if shift.ended_at else "day_left" if left else "none")
            return
        self.drawers[shift.pk] += paise

    @rule(which=WHICH, paise=HALF_RUPEES, to_drawer=st.booleans())
    def hand_over(self, which, paise, to_drawer):
        if (shift := self.running(which)) is None:
            return
        by = self.staff.treasurer if to_drawer else shift.clerk
        held = self.safe if to_drawer else self.drawers[shift.pk]
        _, refusal = attempt(lambda: give_cash(shift=shift, to_drawer=to_drawer, paise=paise, by=by, now=self.now))
        if refusal:
            assert (refusal.code, held < paise) == ("not_enough_cash", True)

    @rule(accept=st.booleans())
    def answer(self, accept):
        move = CashMove.objects.filter(state=MoveState.GIVEN).select_related("shift").order_by("id").first()
        if move is None:
            return
        sign = 1 if move.to_drawer else -1
        held = self.safe if move.to_drawer else self.drawers[move.shift_id]
        _, refusal = attempt(lambda: answer_cash(move=move, accept=accept, by=self.staff.supervisor, now=self.now))
        if refusal:
            assert (refusal.code, held < move.paise) == ("not_enough_cash", True)
            answer_cash(move=move, accept=False, by=self.staff.supervisor, now=self.now)
            return
        if accept:
            self.safe -= sign * move.paise
            self.drawers[move.shift_id] += sign * move.paise

    @rule(which=WHICH, off=st.sampled_from([0, 0, 0, -50, 50, -10_000, 1_000]))
    def count(self, which, off):
        if (shift := self.running(which)) is None:
            return
        counted = max(0, self.drawers[shift.pk] + off)
        _, refusal = attempt(lambda: end_shift(shift=shift, pieces=pieces(counted), by=shift.clerk, now=self.now))
        if refusal:
            assert refusal.code == "cash_on_the_way"

    @precondition(lambda self: self.drawers)
    @rule()
    def verify(self):
        shift = Shift.objects.filter(verified_at=None).order_by("id").first()
        if shift is None:
            return
        last = shift.counts.order_by("id").last()
        _, refusal = attempt(lambda: verify_shift(shift=shift, by=self.staff.supervisor, now=self.now))
        if refusal:
            assert refusal.code == "not_ended"
            return
        self.safe += last.paise
        self.drawers[shift.pk] = 0

    @rule()
    def end(self):
        day = OfficeDay.objects.select_related("office").filter(ended_at=None).order_by("business_date").first()
        if day is None:
            return
        unverified = Shift.objects.filter(business_date=day.business_date, verified_at=None).exists()
        assert bool(end_day(day=day, by=self.staff.supervisor, now=self.now)) == unverified

    @rule()
    def night(self):
        self.now += timedelta(days=1)

    @invariant()
    def four_figures_are_one(self):
        office = self.world.mysuru
        wallets = {shift.pk: drawer_paise(shift) for shift in Shift.objects.all()}
        assert wallets == self.drawers
        assert treasury_paise(office) == self.safe
        account = account_totals(office, on=self.now.date() + timedelta(days=1))
        closing = {one: total.closing for one, total in account.items()}
        assert closing.get(Account.CASH, 0) == sum(self.drawers.values())
        assert closing.get(Account.TREASURY, 0) == self.safe
        assert sum(closing.values()) == 0
        assert sum(Entry.objects.values_list("paise", flat=True)) == 0
        assert first_broken_number(office) is None
        assert bad_checkpoint(office) is None


@pytest.mark.django_db
def test_wallet_drawer_account_and_office_cash_are_one_figure():
    run_state_machine_as_test(
        Days,
        settings=settings(
            max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
    assert not Shift.objects.exists()
