"""H3: on every path of a day close, up to eight steps, the branch and its head office see the same figures."""

from django.db import transaction
from django.test import Client

from apt.core.errors import Refusal
from offices.access import get_duty_for
from offices.models import User
from offices.rules import Role, Work
from offices.services import Topic, decide
from payments.models import CashMove, DayBalance, Journal, OfficeDay, Shift
from payments.queries import account_totals, drawer_paise, merged_books, treasury_paise
from payments.rules import Account
from payments.services import (
    UNDO_SHIFT_END,
    answer_cash,
    ask_to_undo,
    begin_shift,
    bring_in_cash,
    end_day,
    end_shift,
    give_cash,
    undo_as_approved,
    verify_shift,
)
from tests.world import NOW, TODAY, give_post

from .days import people, pieces, sell

STEPS = 8
TOPICS = {UNDO_SHIFT_END: Topic(Work.SUPERVISE, undo_as_approved)}


class Close:
    """The branch's day, and every press that is about its end."""

    def __init__(self, world):
        self.office, self.head, self.clerk = world.branch, world.mysuru, world.idle
        self.second = User.objects.create(employee_id="12000001", name="The second", password="!")
        give_post(self.clerk, self.office, Role.BRANCH_POSTMASTER, number=1)
        give_post(self.second, self.office, Role.SUPERVISOR, number=2)
        bring_in_cash(office=self.office, paise=1_000, by=self.clerk, now=NOW)
        self.shift = begin_shift(office=self.office, counter_number=1, by=self.clerk, now=NOW)
        self.branch_page, self.head_page = Client(), Client()
        self.branch_page.force_login(self.clerk)
        self.head_page.force_login(people(world).supervisor)

    @property
    def move(self):
        return CashMove.objects.filter(state="given").select_related("shift").first()

    def sell(self):
        if not Journal.objects.filter(ref="once").exists():
            sell(Shift.objects.select_related("office").get(), "once", 500)

    def give(self):
        if self.move or CashMove.objects.exists():
            return
        give_cash(shift=self.shift, to_drawer=True, paise=300, by=self.second, now=NOW)

    def accept(self):
        if self.move:
            answer_cash(move=self.move, accept=True, by=self.clerk, now=NOW)

    def count(self):
        end_shift(shift=self.shift, pieces=pieces(drawer_paise(self.shift)), by=self.clerk, now=NOW)

    def count_short(self):
        end_shift(shift=self.shift, pieces=pieces(max(0, drawer_paise(self.shift) - 100)), by=self.clerk, now=NOW)

    def back(self):
        asked = ask_to_undo(shift=Shift.objects.get(), reason="Wrong", by=self.clerk, now=NOW)
        duty = get_duty_for(self.second, on=TODAY)
        decide(approval_id=asked.pk, approve=True, reason="Yes", duty=duty, by=self.second, now=NOW, topics=TOPICS)

    def verify(self):
        verify_shift(shift=Shift.objects.select_related("office").get(), by=self.second, now=NOW)

    def end(self):
        end_day(day=OfficeDay.objects.select_related("office").get(office=self.office), by=self.second, now=NOW)

    def state(self):
        """What may differ between two paths: equal states go on alike, however one came to them."""
        shift, day = Shift.objects.get(), OfficeDay.objects.get(office=self.office)
        moves = tuple(CashMove.objects.values_list("state", flat=True))
        last = shift.counts.order_by("id").last()
        counted = last.paise if last and shift.ended_at else None
        return (shift.state, counted, drawer_paise(shift), treasury_paise(self.office), moves, day.ended_at)

    def both_see_the_same(self):
        here = {one: total.debits - total.credits for one, total in account_totals(self.office, on=TODAY).items()}
        there = next(one for one in merged_books(self.head, on=TODAY) if one.office == self.office)
        moved = {account: paise for account, paise in there.moved.items() if paise}
        assert moved == {account: paise for account, paise in here.items() if paise}
        assert moved.get(Account.CASH, 0) == drawer_paise(self.shift)
        assert moved.get(Account.TREASURY, 0) == treasury_paise(self.office)
        day = OfficeDay.objects.get(office=self.office)
        kept = dict(DayBalance.objects.filter(day=day).values_list("account", "paise"))
        assert (there.day, bool(kept)) == (day, day.ended_at is not None)
        assert not kept or {account: paise for account, paise in kept.items() if paise} == moved
        url = f"/money/accounts/{self.office.code}/?on={TODAY}&format=csv"
        mine, theirs = self.branch_page.get(url), self.head_page.get(url)
        assert mine.status_code == theirs.status_code == 200
        assert mine.content == theirs.content


PRESSES = ("sell", "give", "accept", "count", "count_short", "back", "verify", "end")


def pressed(close, press):
    """Whether it was let through."""
    try:
        with transaction.atomic():
            transaction.get_connection().atomic_blocks[-1]._from_testcase = True  # a use case begins inside
            getattr(close, press)()
    except Refusal:
        return False
    return True


def test_h03_on_every_path_up_to_eight_steps_branch_and_head_office_see_one_day(world):
    """Breadth first, so that each state is come to by its shortest path; a press in vain leads nowhere new."""
    close = Close(world)
    close.both_see_the_same()
    seen, paths, ended = {close.state()}, [()], 0
    for path in paths:
        start = transaction.savepoint()
        assert all(pressed(close, press) for press in path)
        before, journals = close.state(), Journal.objects.count()
        for press in PRESSES:
            point = transaction.savepoint()
            let_through = pressed(close, press)
            after = close.state()
            if not let_through or after == before:
                assert (after, Journal.objects.count()) == (before, journals)
            elif after not in seen:
                seen.add(after)
                close.both_see_the_same()
                ended += after[-1] is not None
                if len(path) + 1 < STEPS:
                    paths.append((*path, press))
            transaction.savepoint_rollback(point)
        transaction.savepoint_rollback(start)
    assert len(seen) > 20
    assert ended > 3
