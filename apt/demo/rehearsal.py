"""A day of three offices with every misfortune, through the services and the callback door that the pages use.

The day lies ahead of all that is in the books, so that nobody who works beside it, person or worker, takes part.
"""

import random
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from apt.core.clock import clock_at, ist_date
from apt.core.services import serve_due
from apt.simulators.psp_bank import MISFORTUNES, Bank
from apt.wiring import ON_APPROVAL, REACTIONS
from bookings.models import Article, BasketDraft, Sale
from bookings.queries import Asked
from bookings.services import Item, Party, ask_to_cancel, ask_upi, cancel_article, pay_basket, put_in_basket
from offices.access import get_duty_for
from offices.models import Approval, User
from offices.services import decide
from payments.errors import DayLeft, UpiReceived, UpiUnavailable
from payments.models import OfficeDay, PaymentAttempt, Refund, Shift, StockItem
from payments.queries import open_cases
from payments.rules import DENOMINATIONS, LEAST_COIN, AttemptState, RefundState
from payments.rules.upi import WAITING
from payments.services import (
    answer_cash,
    ask_cash,
    ask_to_undo,
    begin_day,
    begin_shift,
    bring_in_cash,
    count_treasury,
    end_day,
    end_shift,
    give_cash,
    reconcile,
    refund_from_suspense,
    sell_stamps,
    send_again,
    verify_shift,
    watch_upi,
)

from .rehearsal_bank import provider
from .rehearsal_cast import Crew, cast
from .rehearsal_stock import STAMPS, a_stamp, stock_and_send

BROUGHT_IN: Final = 5_000_000
FLOAT: Final = 200_000
# What a customer does beside the ways of the simulator.
WAYS: Final = (*MISFORTUNES, "walks_away", "pays_after_the_end")


@dataclass
class Bill:
    """A QR on a screen, and what of the bill is cash in the clerk's hand."""

    draft: BasketDraft
    attempt: PaymentAttempt


@dataclass
class Desk:
    """A counter: who stands there, and what a pencil says is in the drawer."""

    crew: Crew
    clerk: User
    shift: Shift
    pencil: int = 0
    stamps: int = 0  # pieces
    bill: Bill | None = None
    sold: list[str] = field(default_factory=list)


@dataclass
class Rehearsal:
    dice: random.Random
    bank: Bank
    now: datetime
    crews: list[Crew]
    pins: list[str]
    stamp: StockItem
    desks: list[Desk] = field(default_factory=list)
    told: Counter[str] = field(default_factory=Counter)
    later: list[str] = field(default_factory=list)  # links that somebody pays when they are over
    reversed: list[str] = field(default_factory=list)  # payments that the bank takes back

    # --- time -------------------------------------------------------------------------------------------------------

    def pass_time(self, by: timedelta | None = None) -> None:
        """The clock goes on; workers do what is due; at times the provider tells what it has kept back."""
        self.now += by or timedelta(seconds=self.dice.randint(15, 60))
        with clock_at(self.now):
            if self.dice.random() < 0.2:
                self.bank.go_on()
            if self.later and self.dice.random() < 0.1:
                self.bank.pay(self.later.pop(0), "good")
            watch_upi(now=self.now)
            while serve_due(REACTIONS, now=self.now):
                pass

    def come_to_rest(self) -> None:
        """Until the provider has nothing left to tell and no worker anything to do."""
        for link in self.later:
            with clock_at(self.now):
                self.bank.pay(link, "good")
        self.later.clear()
        for _ in range(12):
            with clock_at(self.now):
                told = self.bank.go_on()
            self.pass_time(timedelta(minutes=20))
            offices = [crew.office.pk for crew in self.crews]
            going = Refund.objects.filter(payment__office__in=offices, state__in=[RefundState.DUE, RefundState.SENT])
            if not told and not going.exists():
                break

    # --- the morning and the evening --------------------------------------------------------------------------------

    def open(self, crew: Crew, clerk: User, counter: int) -> Desk:
        shift = begin_shift(office=crew.office, counter_number=counter, by=clerk, now=self.now)
        shift.office = crew.office
        desk = Desk(crew, clerk, shift)
        self.desks.append(desk)
        move = give_cash(shift=shift, to_drawer=True, paise=FLOAT, by=crew.treasurer, now=self.now)
        answer_cash(move=move, accept=True, by=clerk, now=self.now)
        crew.safe -= FLOAT
        desk.pencil += FLOAT
        stamps = give_cash(shift=shift, to_drawer=True, stamps={self.stamp.pk: STAMPS}, by=crew.treasurer, now=self.now)
        answer_cash(move=stamps, accept=True, by=clerk, now=self.now)
        crew.stamps, desk.stamps = crew.stamps - STAMPS, desk.stamps + STAMPS
        return desk

    def begin(self) -> None:
        for crew in self.crews:
            bring_in_cash(office=crew.office, paise=BROUGHT_IN, by=crew.treasurer, now=self.now)
            crew.safe = BROUGHT_IN
            stock_and_send(crew, self.stamp, now=self.now)
            begin_day(office=crew.office, on=ist_date(self.now), by=crew.supervisor, now=self.now)
            for counter, clerk in enumerate(crew.clerks, start=1):
                self.open(crew, clerk, counter)

    def close(self, desk: Desk, *, off: int = 0, by: User | None = None) -> None:
        """Count what the pencil says, more or less `off`, and have it verified."""
        counted = max(0, desk.pencil + off) // LEAST_COIN * LEAST_COIN
        remark = "Went home and left it" if by else ""
        end_shift(
            shift=desk.shift, pieces=pieces_of(counted), stamps={self.stamp.pk: desk.stamps}, by=by or desk.clerk,
            now=self.now, remark=remark,
        )  # fmt: skip
        if not by and self.dice.random() < 0.5:
            self._end_was_a_mistake(desk, counted)
        verify_shift(shift=desk.shift, by=desk.crew.treasurer, now=self.now)
        desk.crew.safe += counted
        desk.crew.off += counted - desk.pencil
        desk.crew.stamps += desk.stamps
        desk.pencil = desk.stamps = 0

    def _end_was_a_mistake(self, desk: Desk, counted: int) -> None:
        self.told["shift end undone"] += 1
        shift = Shift.objects.select_related("office").get(pk=desk.shift.pk)
        self._decide(ask_to_undo(shift=shift, reason="A customer is left", by=desk.clerk, now=self.now), desk.crew)
        stamps = {self.stamp.pk: desk.stamps}
        end_shift(shift=shift, pieces=pieces_of(counted), stamps=stamps, by=desk.clerk, now=self.now)

    def end(self, crew: Crew, business_date: datetime) -> list[str]:
        day = OfficeDay.objects.select_related("office").get(office=crew.office, business_date=ist_date(business_date))
        count_treasury(
            office=crew.office, on=day.business_date, pieces={self.stamp.pk: crew.stamps}, by=crew.treasurer,
            now=self.now,
        )  # fmt: skip
        return [one.code for one in end_day(day=day, by=crew.supervisor, now=self.now)]

    # --- what happens at a counter ----------------------------------------------------------------------------------

    def happen(self, desk: Desk) -> None:
        """One transaction of those that a day is made of."""
        acts: list[tuple[Callable[[Desk], None], int]] = [(self._sell, 84), (self._cancel, 7), (self._move_cash, 9)]
        acts.append((self._sell_stamps, 12))
        act = self.dice.choices([one for one, _ in acts], [weight for _, weight in acts])[0]
        act(desk)

    def fill_basket(self, desk: Desk) -> BasketDraft:
        for _ in range(self.dice.choice((1, 1, 1, 2, 3))):
            draft = put_in_basket(
                shift=desk.shift, item=self._article(), kind="documents", declared=True, choice="", replacing="",
                by=desk.clerk, now=self.now,
            )  # fmt: skip
        return draft

    def _sell(self, desk: Desk) -> None:
        draft = self.fill_basket(desk)
        if self.dice.random() < 0.45:
            self.take_cash(desk, draft)
            return
        cash = self.dice.choice((0, 0, 1_000))
        try:
            attempt = ask_upi(
                shift=desk.shift, request_id=draft.request_id, version=draft.version, shown_paise=draft.total_paise,
                cash_paise=cash, by=desk.clerk, now=self.now,
            )  # fmt: skip
        except UpiUnavailable:
            self.told["provider down: cash"] += 1
            self.take_cash(desk, draft)
            return
        desk.bill = Bill(draft, attempt)
        self._customer_pays(attempt)

    def _customer_pays(self, attempt: PaymentAttempt) -> None:
        how = self.dice.choices(WAYS, [12, *[1] * (len(WAYS) - 1)])[0]
        self.told[how] += 1
        if how == "walks_away":
            return
        if how == "pays_after_the_end":
            self.later.append(attempt.link)
            return
        with clock_at(self.now):
            made = self.bank.pay(attempt.link, how, delay_s=1)
        if how == "reversed":
            self.reversed += made

    def _article(self) -> Item:
        return Item(
            asked=Asked(self.dice.choice(self.pins), self.dice.randint(20, 480)),
            sender=Party("A. Rao", mobile="9845000099"),
            addressee=Party("K. Sharma", "12, Gandhi Bazaar", "9845012345"),
        )

    def take_cash(self, desk: Desk, draft: BasketDraft) -> None:
        sale = pay_basket(
            shift=desk.shift, request_id=draft.request_id, version=draft.version, shown_paise=draft.total_paise,
            tendered_paise=None, by=desk.clerk, now=self.now,
        )  # fmt: skip
        self.told["sold for cash"] += 1
        desk.pencil += sale.total_paise
        self._note_sold(desk, sale)

    def _note_sold(self, desk: Desk, sale: Sale) -> None:
        desk.bill = None
        desk.sold += Article.objects.filter(sale=sale).order_by("id").values_list("number", flat=True)

    def settle(self, desk: Desk, *, patient: bool) -> bool:
        """Look what became of the QR; without patience the clerk takes cash. Whether the counter is free."""
        if desk.bill is None:
            return True
        draft, attempt = desk.bill.draft, desk.bill.attempt
        if sale := Sale.objects.filter(request_id=draft.request_id).first():
            self.told["sold by UPI"] += 1
            desk.pencil += attempt.beside_paise
            self._note_sold(desk, sale)
            return True
        attempt.refresh_from_db()
        if patient and attempt.state in WAITING - {AttemptState.UNKNOWN}:
            return False
        try:
            self.take_cash(desk, draft)
        except UpiReceived:  # told a moment ago: the workers book it
            return False
        return True

    def _sell_stamps(self, desk: Desk) -> None:
        if not desk.stamps:
            return
        pieces = self.dice.randint(1, min(9, desk.stamps))
        sell_stamps(
            shift=desk.shift, pieces={self.stamp.pk: pieces}, request_id=uuid.uuid4(), by=desk.clerk, now=self.now
        )
        self.told["stamps sold"] += 1
        desk.pencil, desk.stamps = desk.pencil + pieces * self.stamp.face_paise, desk.stamps - pieces

    def _cancel(self, desk: Desk) -> None:
        """Two people take an article back; what was paid by UPI goes back by UPI, the rest out of the drawer."""
        if not desk.sold or desk.pencil < FLOAT:
            return
        number = desk.sold.pop(self.dice.randrange(len(desk.sold)))
        asked = ask_to_cancel(
            office=desk.crew.office, number=number, reason="The sender wants it back", by=desk.clerk, now=self.now
        )
        self._decide(asked, desk.crew)
        done = cancel_article(shift=desk.shift, number=number, by=desk.clerk, now=self.now)
        self.told["cancelled"] += 1
        desk.pencil -= done.refund_paise - done.upi_paise
        desk.crew.cancelled += done.refund_paise

    def _move_cash(self, desk: Desk) -> None:
        paise, treasurer = self.dice.randint(1, 8) * 5_000, desk.crew.treasurer
        way = self.dice.choice(("asked", "refused", "to the treasury"))
        self.told[f"cash {way}"] += 1
        if way == "to the treasury":
            move = give_cash(shift=desk.shift, to_drawer=False, paise=paise, by=desk.clerk, now=self.now)
            answer_cash(move=move, accept=True, by=treasurer, now=self.now)
            desk.pencil, desk.crew.safe = desk.pencil - paise, desk.crew.safe + paise
            return
        asked = ask_cash(shift=desk.shift, paise=paise, by=desk.clerk, now=self.now)
        move = give_cash(shift=desk.shift, to_drawer=True, paise=paise, by=treasurer, now=self.now, asked=asked)
        accept = way == "asked"
        answer_cash(move=move, accept=accept, by=desk.clerk, now=self.now)
        if accept:
            desk.pencil, desk.crew.safe = desk.pencil + paise, desk.crew.safe - paise

    def _decide(self, asked: Approval, crew: Crew) -> None:
        duty = get_duty_for(crew.supervisor, on=ist_date(self.now))
        if duty is None:
            raise RuntimeError(f"{crew.supervisor} has no duty")
        decide(
            approval_id=asked.pk, approve=True, reason="Agreed", duty=duty, by=crew.supervisor, now=self.now,
            topics=ON_APPROVAL,
        )  # fmt: skip

    def settle_cases(self) -> None:
        """Each supervisor looks at what waits: money in suspense goes back, refused refunds are sent again."""
        for crew in self.crews:
            for case in open_cases(crew.office):
                if case.payment and case.payment.place == "suspense":
                    refund_from_suspense(case=case, by=crew.supervisor, now=self.now)
            for refund in Refund.objects.filter(payment__office=crew.office, state=RefundState.FAILED):
                send_again(refund=refund, by=crew.supervisor, now=self.now)


def pieces_of(paise: int) -> dict[int, int]:
    """An amount in the fewest notes and coins."""
    pieces = {}
    for value in DENOMINATIONS:
        pieces[value], paise = divmod(paise, value)
    return pieces


@contextmanager
def rehearsed(*, seed: int, transactions: int, now: datetime) -> Iterator[Rehearsal]:
    """The whole of it, and the morning after; the provider still answers when it is looked at."""
    dice = random.Random(seed)  # noqa: S311  # a rehearsal that can be repeated
    crews, pins, begins_at = cast(dice, now=now)
    with provider(lambda: play.now) as bank:
        play = Rehearsal(dice, bank, begins_at, crews, pins, a_stamp(by=crews[0].supervisor, now=begins_at))
        _the_day(play, transactions)
        _the_evening(play)
        _the_morning_after(play, begins_at)
        yield play


def _the_day(play: Rehearsal, transactions: int) -> None:
    play.begin()
    down = range(transactions * 2 // 5, transactions * 2 // 5 + max(2, transactions // 20))
    done = 0
    while done < transactions:
        play.bank.down = done in down
        play.pass_time()
        desk = play.dice.choice(play.desks)
        if play.settle(desk, patient=play.dice.random() < 0.7):
            play.happen(desk)
            done += 1
    play.bank.down = False
    for crew in play.crews:  # somebody presses too early
        if "shift_running" not in play.end(crew, play.now):
            raise RuntimeError("A day ended while shifts were running")


def _the_evening(play: Rehearsal) -> None:
    """All go home but one: the last office forgets a shift and the end of its day."""
    left = play.desks[-1]
    for desk in play.desks:
        while not play.settle(desk, patient=False):
            play.pass_time()
    offs = [-5_000, 10_000, -play.dice.randint(1, 40) * LEAST_COIN]
    for desk in play.desks:
        if desk is not left:
            play.close(desk, off=offs.pop() if offs else 0)
    for crew in play.crews[:-1]:
        while play.end(crew, play.now):  # a QR may still be in use; that ends by itself
            play.pass_time(timedelta(minutes=1))
            play.told["day end waited for UPI"] += 1


def _the_morning_after(play: Rehearsal, yesterday: datetime) -> None:
    """The forgotten day stops nobody: a new one begins, yesterday closes under its own date; files are matched."""
    left, crew = play.desks[-1], play.crews[-1]
    play.now = yesterday + timedelta(days=1)
    begin_day(office=crew.office, on=ist_date(play.now), by=crew.supervisor, now=play.now)
    try:
        play.take_cash(left, play.fill_basket(left))
    except DayLeft:
        play.told["sale on a left day refused"] += 1
    else:
        raise RuntimeError("Something was sold on a day that the office had left")
    play.close(left, by=crew.supervisor)
    if play.end(crew, yesterday):
        raise RuntimeError("The forgotten day did not end")
    play.told["forgotten day closed"] += 1
    play.come_to_rest()
    with clock_at(play.now):
        reconcile(now=play.now)
    play.come_to_rest()
    play.settle_cases()
    play.come_to_rest()
    if play.end(crew, play.now):
        raise RuntimeError("The second day of the office did not end")
