"""The living demonstration: a scaled day through the services that the pages use, in offices of every circle.

A week is played once, quickly, when the demonstration is loaded; then `manage.py live_demo` goes on at the true time.
"""

import random
import urllib.parse
import urllib.request
import uuid
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Final

from django.conf import settings

from apt.core.clock import IST, clock_at, ist_date
from apt.core.errors import Refusal
from apt.wiring import FIGURES
from bookings.models import BasketDraft
from bookings.queries import Asked, quote_articles
from bookings.rules import Status
from bookings.services import Item, Party, ask_upi, book_articles, put_in_basket
from deliveries.queries import articles_to_deliver
from deliveries.rules import Claim, Position
from deliveries.services import acknowledge_sheet, close_sheet, make_sheet, record_attempt
from offices.models import Office, User
from offices.services import roll_up
from payments.models import OfficeDay, Shift
from payments.queries import drawer_paise, open_shift_of
from payments.rules import LEAST_COIN
from payments.services import begin_shift, end_day, end_shift, verify_shift
from transit.queries import Due, due_lists
from transit.services import begin_bag, close_bag, despatch_bags, open_bag, receive_bag, scan_into_bag

from .living_cast import Cast, Troupe, appear_everywhere, living_cast
from .rehearsal import pieces_of

PAST_DAYS: Final = 7
COUNTER: Final = 9
CARRIED: Final = 12  # bags that came in the night, from all over
_SIGNED: Final = "5" * 64  # a signature on glass that nobody made
_SEEN: Final = "b" * 64
_FIRST_HOUR, _LAST_HOUR = 8, 19  # postmen walk between these
_NAMES: Final = "Asha Ravi Meera Kiran Farida Joseph Lakshmi Suresh Anita Imran Divya Mohan".split()
_FAMILY: Final = "Rao Kumar Nair Gowda Begum Sharma Patel Iyer Das Singh Hegde Khan".split()
_STREETS: Final = "Gandhi Road,Station Road,Temple Street,Market Street,Church Street,MG Road,Lake View".split(",")


def load_living(*, now: datetime) -> list[str]:
    """The cast, its week, and the figures of it. Nothing when it stands already."""
    people = appear_everywhere(now=now, in_a_circle=1)
    if not people:
        return []
    play = Play(living_cast(), random.Random(14), now)  # noqa: S311  # invented mail, not secrets
    for back in reversed(range(1, PAST_DAYS + 1)):
        play.past_day(datetime.combine(ist_date(now) - timedelta(days=back), time(9, 30), IST))
    play.this_morning(now)
    counted = roll_up(sources=FIGURES, now=now)
    return [f"a living demonstration: {people} people in {len(play.cast.troupes)} offices, {counted} days of figures"]


class Play:
    def __init__(self, cast: Cast, dice: random.Random, now: datetime) -> None:
        self.cast, self.dice, self.now = cast, dice, now
        self.past = False  # whether the clock may go on as it likes
        self.pins = [troupe.office.pincode for troupe in cast.troupes]

    # --- a day that is over -----------------------------------------------------------------------------------------

    def past_day(self, begins: datetime) -> None:
        """Every office books and delivers; in the evening all but a few are counted and ended."""
        self.past = True
        for troupe in self.cast.troupes:
            self.now = begins
            self.sell(troupe, local=True)
            self.now += timedelta(hours=self.dice.randint(1, 6), minutes=self.dice.randint(0, 59))
            self.deliver(troupe, most=3)
            if self.dice.random() < 0.5:
                self.sell(troupe, local=False)
            if self.dice.random() < 0.97:
                self.now = begins + timedelta(hours=9)
                self.end(troupe)

    def this_morning(self, now: datetime) -> None:
        """Today so far: from half past nine to now."""
        self.past = True
        begins = datetime.combine(ist_date(now), time(9, 30), IST)
        self.now = begins
        for _ in range(CARRIED):
            self.carry()
        for troupe in self.cast.troupes:
            self.now = begins
            while self.now < now - timedelta(minutes=90):
                self.sell(troupe, local=self.dice.random() < 0.6)
                self.now += timedelta(minutes=self.dice.randint(20, 60))
                if self.dice.random() < 0.4:
                    self.deliver(troupe, most=4)
                self.now += timedelta(minutes=self.dice.randint(30, 90))
        self.past = False

    def end(self, troupe: Troupe) -> None:
        shift = open_shift_of(troupe.clerk)
        if shift is None:
            return
        counted = drawer_paise(shift) // LEAST_COIN * LEAST_COIN
        end_shift(shift=shift, pieces=pieces_of(counted), by=troupe.clerk, now=self.now)
        verify_shift(shift=shift, by=troupe.treasurer, now=self.now)
        day = OfficeDay.objects.select_related("office").get(office=troupe.office, business_date=shift.business_date)
        end_day(day=day, by=troupe.treasurer, now=self.now)

    # --- what happens -----------------------------------------------------------------------------------------------

    def happen(self, now: datetime) -> str:
        """One small act at the true time; what it was."""
        self.now, troupe = now, self.dice.choice(self.cast.troupes)
        act = self.dice.choices(("sell", "show", "carry", "deliver"), (3, 3, 4, 3))[0]
        if act == "show":
            return f"{troupe.office.name} shows a QR for {self.show_qr(troupe)}"
        if act == "sell":
            return f"{troupe.office.name} booked {self.sell(troupe, local=self.dice.random() < 0.4)}"
        if act == "carry":
            return self.carry()
        return f"{troupe.office.name} reached {self.deliver(troupe, most=4)} doors"

    def sell(self, troupe: Troupe, *, local: bool) -> int:
        """A basket of one to three for cash; how many."""
        shift = self._shift(troupe)
        pin = troupe.office.pincode if local else self.dice.choice(self.pins)
        items = [self._item(pin) for _ in range(self.dice.choice((1, 1, 2, 3)))]
        quoted = quote_articles([item.asked for item in items], origin=shift.office, on=shift.business_date)
        book_articles(
            shift=shift, items=items, shown_paise=sum(one.price.total_paise for one in quoted),
            request_id=uuid.UUID(int=self.dice.getrandbits(128)), by=troupe.clerk, now=self.now,
        )  # fmt: skip
        return len(items)

    def show_qr(self, troupe: Troupe) -> int:
        """A basket for UPI, which its customer pays; how many articles.

        The provider says so two seconds later, and the sale books itself: nobody here waits for it.
        """
        shift = self._shift(troupe)
        draft = BasketDraft.objects.filter(shift=shift).first()
        if draft is None or not draft.items:  # else the one before is not paid yet: it is shown again
            draft = put_in_basket(
                shift=shift, item=self._item(self.dice.choice(self.pins)), kind="documents", declared=True, choice="",
                replacing="", by=troupe.clerk, now=self.now,
            )  # fmt: skip
        attempt = ask_upi(
            shift=shift, request_id=draft.request_id, version=draft.version, shown_paise=draft.total_paise,
            cash_paise=0, by=troupe.clerk, now=self.now,
        )  # fmt: skip
        form = urllib.parse.urlencode({"link": attempt.link, "how": "late", "delay": "2"}).encode()
        with urllib.request.urlopen(f"{settings.PSP_URL}/pay", form, timeout=5):  # noqa: S310
            return len(draft.items)

    def _item(self, pin: str) -> Item:
        """Of the past nobody is told: a week's messages would all go out now."""
        product = self.dice.choice(("SP_DOC", "SP_DOC", "SP_DOC", "SP_PARCEL"))
        size = (20, 15, 4) if product == "SP_PARCEL" else ()
        return Item(
            asked=Asked(pin, self.dice.randint(20, 480), (), product, *size),
            sender=Party(self._name(), mobile="" if self.past else "9845000099", mobile_declined=self.past),
            addressee=Party(
                self._name(), self._address(), "" if self.past else "9845012345", mobile_declined=self.past
            ),
        )  # fmt: skip

    def _shift(self, troupe: Troupe) -> Shift:
        shift = open_shift_of(troupe.clerk)
        if shift and shift.business_date != ist_date(self.now):
            self.end(troupe)
            shift = None
        if shift is None:
            shift = begin_shift(office=troupe.office, counter_number=COUNTER, by=troupe.clerk, now=self.now)
        shift.office = troupe.office
        return shift

    def deliver(self, troupe: Troupe, *, most: int) -> int:
        """A sheet with what lies there, and every door of it; how many doors."""
        if not _FIRST_HOUR <= self.now.astimezone(IST).hour < _LAST_HOUR:
            return 0
        fresh = [one for one in articles_to_deliver(troupe.office) if one.status != Status.HELD]
        waiting = [article.number for article in fresh[:most]]
        if not waiting:
            return 0
        sheet = make_sheet(
            office=troupe.office, beat=troupe.beat, postman=troupe.postman, article_numbers=waiting, by=troupe.clerk,
            now=self.now,
        )  # fmt: skip
        acknowledge_sheet(number=sheet.number, by=troupe.postman, now=self.now)
        for number in waiting:
            self._door(troupe, number)
        close_sheet(office=troupe.office, number=sheet.number, with_postman=(), by=troupe.clerk, now=self.now)
        return len(waiting)

    def _door(self, troupe: Troupe, number: str) -> None:
        """Mostly delivered; some doors are locked; now and then the phone is somewhere else."""
        if self.past:
            self.now += timedelta(minutes=self.dice.randint(3, 9))
        away = 0.2 if self.dice.random() < 0.04 else 0.0002
        office = troupe.office
        here = Position(
            Decimal(f"{(office.latitude or 0) + self.dice.uniform(-away, away):.5f}"),
            Decimal(f"{(office.longitude or 0) + self.dice.uniform(-away, away):.5f}"), 15,
        )  # fmt: skip
        came = self.dice.random() < 0.87
        said = {"received_by": self._name(), "relation": "self", "signature": _SIGNED} if came else {
            "remark": "door_locked", "photo": _SEEN, "called_at": self.now,
        }  # fmt: skip
        key = uuid.UUID(int=self.dice.getrandbits(128))
        claim = Claim(key, number, delivered=came, happened_at=self.now, position=here, **said)
        record_attempt(claim=claim, by=troupe.postman, now=self.now)

    def carry(self) -> str:
        """What waits at some office for its next stop goes there in a bag, and on from there, as far as it gets."""
        places = [(troupe.office, troupe.clerk) for troupe in self.cast.troupes] + list(self.cast.sorters.values())
        for office, by in self.dice.sample(places, len(places)):
            due, _lost = due_lists(office)
            if due:
                return self._journey(office, due[0], by)
        return "nothing waits for a bag"

    def _journey(self, office: Office, due: Due | None, by: User) -> str:
        way, numbers = [office.name], [article.number for article in due.articles[:20]] if due else []
        while due:
            self._bag(office, due.stop, due.kind, numbers, by)
            office, by = due.stop, self._receiver(due.stop)
            way.append(office.name)
            lists = [(one, [article.number for article in one.articles if article.number in numbers])
                     for one in due_lists(office)[0]]  # fmt: skip
            due, numbers = max(lists, key=lambda one: len(one[1]), default=(None, []))
            due = due if numbers else None
        return " > ".join(way)

    def _bag(self, office: Office, stop: Office, kind: object, numbers: list[str], by: User) -> None:
        bag = begin_bag(office=office, destination=stop, kind=kind, by=by, now=self.now)  # type: ignore[arg-type]
        scan_into_bag(office=office, bag_number=bag.number, article_numbers=numbers, by=by, now=self.now)
        close_bag(office=office, number=bag.number, by=by, now=self.now)
        despatch_bags(office=office, numbers=[bag.number], by=by, now=self.now)
        receiver = self._receiver(stop)
        receive_bag(office=stop, number=bag.number, by=receiver, now=self.now)
        open_bag(office=stop, number=bag.number, by=receiver, now=self.now)

    def _receiver(self, stop: Office) -> User:
        if stop.pk in self.cast.sorters:
            return self.cast.sorters[stop.pk][1]
        return next(troupe.clerk for troupe in self.cast.troupes if troupe.office.pk == stop.pk)

    def _address(self) -> str:
        return f"{self.dice.randint(1, 400)}, {self.dice.choice(_STREETS)}"

    def _name(self) -> str:
        return f"{self.dice.choice(_NAMES)} {self.dice.choice(_FAMILY)}"


def live(play: Play, moments: Iterator[datetime]) -> Iterator[str]:
    """At each moment something happens; what the services refuse is said, and the play goes on."""
    for moment in moments:
        with clock_at(moment):
            try:
                yield play.happen(moment)
            except Refusal as refusal:
                yield f"refused: {refusal.code}"
            except OSError as error:  # the provider's simulator is away
                yield f"no answer: {error}"
