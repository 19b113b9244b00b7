"""Wallet = drawer = daily account = office cash, on random days with every legal and illegal order of steps.

Stamps and pouches go with them: pieces and their value, what is on its way and what the pouches say.
"""

import uuid
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from apt.core.errors import Refusal
from payments.models import CashMove, Entry, OfficeDay, Pouch, Shift
from payments.queries import (
    account_totals,
    bad_checkpoint,
    drawer_paise,
    drawer_stock,
    first_broken_number,
    on_the_way_paise,
    treasury_paise,
    treasury_stock,
)
from payments.rules import Account, MoveState
from payments.services import (
    agree_to_pouch,
    answer_cash,
    begin_shift,
    count_treasury,
    end_day,
    end_shift,
    give_cash,
    receive_pouch,
    sell_stamps,
    send_pouch,
    take_pouch_back,
    verify_shift,
)
from tests.world import NOW, make_world

from .days import BROUGHT_IN, people, pieces, sell
from .stamps import bring, two_items

HALF_RUPEES = st.integers(1, 4_000).map(lambda count: count * 50)
WHICH = st.integers(0, 1)
FEW = st.integers(1, 30)


def attempt(act):
    """What it gave, or the refusal."""
    try:
        return act(), None
    except Refusal as refusal:
        return None, refusal


class Days(RuleBasedStateMachine):
    """The model holds what a person with pencil and paper would: cash and stamps in each drawer and in the safe, and
    what a pouch to the branch office took along.
    """

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
        self.stamp = two_items(self.world.administrator).five
        self.stamps, self.in_drawers, self.sent, self.there = 100, {}, {}, [0, 0]
        bring(self.world.mysuru, {self.stamp.pk: self.stamps}, self.staff.treasurer)

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
        self.drawers[shift.pk] = self.in_drawers[shift.pk] = 0

    @rule(which=WHICH, pieces=FEW)
    def stamps_sold(self, which, pieces):
        if (shift := self.running(which)) is None:
            return
        given = {"pieces": {self.stamp.pk: pieces}, "request_id": uuid.uuid4(), "by": shift.clerk, "now": self.now}
        _, refusal = attempt(lambda: sell_stamps(shift=shift, **given))
        if refusal:
            left = OfficeDay.objects.filter(office=shift.office, business_date__gt=shift.business_date).exists()
            short = self.in_drawers[shift.pk] < pieces
            assert (refusal.code == "not_enough_pieces" and short) or (refusal.code == "day_left" and left)
            return
        self.in_drawers[shift.pk] -= pieces
        self.drawers[shift.pk] += pieces * 500

    @rule(which=WHICH, pieces=FEW, to_drawer=st.booleans())
    def hand_stamps(self, which, pieces, to_drawer):
        if (shift := self.running(which)) is None:
            return
        by = self.staff.treasurer if to_drawer else shift.clerk
        held = self.stamps if to_drawer else self.in_drawers[shift.pk]
        wanted = {self.stamp.pk: pieces}
        _, refusal = attempt(lambda: give_cash(shift=shift, to_drawer=to_drawer, stamps=wanted, by=by, now=self.now))
        if refusal:
            assert (refusal.code, held < pieces) == ("not_enough_pieces", True)

    @rule(paise=HALF_RUPEES, pieces=FEW)
    def send(self, paise, pieces):
        _, refusal = attempt(lambda: send_pouch(
            sender=self.world.mysuru, receiver=self.world.branch, barcode=f"PCH{len(self.sent):08d}", cash_paise=paise,
            pieces={self.stamp.pk: pieces}, declared_paise=paise + 500 * pieces, request_id=uuid.uuid4(),
            by=self.staff.treasurer, now=self.now,
        ))  # fmt: skip
        if refusal:
            assert refusal.code in ("not_enough_cash", "not_enough_pieces")
            assert self.safe < paise or self.stamps < pieces
            return
        self.safe, self.stamps = self.safe - paise, self.stamps - pieces
        self.sent[f"PCH{len(self.sent):08d}"] = (paise, pieces)

    @precondition(lambda self: self.sent)
    @rule(number=st.integers(0, 9), end=st.sampled_from(["receive", "short", "agree", "back"]))
    def pouch(self, number, end):
        pouch = Pouch.objects.order_by("id")[number % len(self.sent)]
        paise, pieces = self.sent[pouch.barcode]
        by, now, state = self.staff.treasurer, self.now, pouch.state
        if end == "agree":
            _, refusal = attempt(lambda: agree_to_pouch(pouch=pouch, by=by, now=now))
            assert (refusal is None) == (state in ("held", "received"))
            if state == "held":
                self.there[1] += pieces
        elif end == "back":
            _, refusal = attempt(lambda: take_pouch_back(pouch=pouch, by=by, now=now))
            assert (refusal is None) == (state in ("sent", "returned"))
            if state == "sent":
                self.safe, self.stamps = self.safe + paise, self.stamps + pieces
        else:
            found = paise if end == "receive" else 0
            wanted = {self.stamp.pk: pieces}
            _, refusal = attempt(lambda: receive_pouch(pouch=pouch, cash_paise=found, pieces=wanted, by=by, now=now))
            assert (refusal is None) == (state != "returned")
            if state in ("sent", "held") and end == "receive":
                self.there = [self.there[0] + paise, self.there[1] + pieces]

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
        worth = 500 if move.stamps else 1
        held = (
            (self.stamps if move.to_drawer else self.in_drawers[move.shift_id]) * worth
            if move.stamps
            else (self.safe if move.to_drawer else self.drawers[move.shift_id])
        )
        _, refusal = attempt(lambda: answer_cash(move=move, accept=accept, by=self.staff.supervisor, now=self.now))
        if refusal:
            code = "not_enough_pieces" if move.stamps else "not_enough_cash"
            assert (refusal.code, held < move.paise) == (code, True)
            answer_cash(move=move, accept=False, by=self.staff.supervisor, now=self.now)
            return
        if accept and move.stamps:
            self.stamps -= sign * move.paise // 500
            self.in_drawers[move.shift_id] += sign * move.paise // 500
        elif accept:
            self.safe -= sign * move.paise
            self.drawers[move.shift_id] += sign * move.paise

    @rule(which=WHICH, off=st.sampled_from([0, 0, 0, -50, 50, -10_000, 1_000]), lost=st.sampled_from([0, 0, -1, 2]))
    def count(self, which, off, lost):
        if (shift := self.running(which)) is None:
            return
        counted = max(0, self.drawers[shift.pk] + off)
        found = {self.stamp.pk: max(0, self.in_drawers[shift.pk] + lost)}
        _, refusal = attempt(
            lambda: end_shift(shift=shift, pieces=pieces(counted), stamps=found, by=shift.clerk, now=self.now)
        )
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
        self.stamps += last.stamps.get(self.stamp.code, 0)
        self.drawers[shift.pk] = self.in_drawers[shift.pk] = 0

    @rule()
    def end(self):
        day = OfficeDay.objects.select_related("office").filter(ended_at=None).order_by("business_date").first()
        if day is None:
            return
        count_treasury(
            office=day.office, on=day.business_date, pieces={self.stamp.pk: self.stamps}, by=self.staff.treasurer,
            now=self.now,
        )  # fmt: skip
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
        assert treasury_stock(office) == ({self.stamp.pk: self.stamps} if self.stamps else {})
        found = {shift.pk: drawer_stock(shift).get(self.stamp.pk, 0) for shift in Shift.objects.all()}
        assert found == self.in_drawers
        assert treasury_paise(self.world.branch) == self.there[0]
        assert treasury_stock(self.world.branch).get(self.stamp.pk, 0) == self.there[1]
        on_the_way = Entry.objects.filter(account=Account.IN_TRANSIT).aggregate(sum=Sum("paise"))["sum"] or 0
        assert on_the_way == on_the_way_paise(office)
        account = account_totals(office, on=self.now.date() + timedelta(days=1))
        closing = {one: total.closing for one, total in account.items()}
        assert closing.get(Account.CASH, 0) == sum(self.drawers.values())
        assert closing.get(Account.TREASURY, 0) == self.safe
        assert closing.get(Account.STOCK, 0) == 500 * sum(self.in_drawers.values())
        assert closing.get(Account.STOCK_SAFE, 0) == 500 * self.stamps
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
