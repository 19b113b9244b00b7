"""The day of an office: what stops it from ending, what a count says, where late money lands. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apt.core.clock import IST
from apt.core.money import format_paise

from .journal import Account, Line

# Notes and coins of the same value are counted together. In paise, the largest first.
DENOMINATIONS: Final = (50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50)
LEAST_COIN: Final = DENOMINATIONS[-1]  # cash cannot be counted or handed over more finely
OFFICE_CASH: Final = (Account.CASH, Account.TREASURY)
BLOCK: Final = 1_000  # journals of an office that are summed up together
UNDO_FOR: Final = timedelta(minutes=10)  # a shift ended by mistake runs again, if two people say so this soon


class ShiftState(TextChoices):
    RUNNING = "running", _("running")
    ENDED = "ended", _("counted, to be verified")
    VERIFIED = "verified", _("verified")


class MoveState(TextChoices):
    """Cash between treasury and drawer: money moves when the other side acknowledges, not before."""

    ASKED = "asked", _("asked for")
    GIVEN = "given", _("handed over, not acknowledged")
    ACKNOWLEDGED = "acknowledged", _("acknowledged")
    REFUSED = "refused", _("refused")


class DayFacts(NamedTuple):
    """What `blockers_of` judges; counters are the numbers of counters."""

    running: Sequence[tuple[int, int]]  # (shift, counter)
    unverified: Sequence[tuple[int, int]]
    moves: Sequence[int]  # counters whose cash was handed over and not acknowledged
    waiting: int  # requests that a second person has not decided
    earlier: Sequence[date]  # days before this one that have not ended
    stamps_moved: Sequence[int] = ()  # counters whose stamps were
    on: date | None = None
    stamps: bool = False  # the treasury's stamps were not counted since they last moved
    hand_ins: Sequence[str] = ()  # postmen who handed in cash of doors that nobody has counted
    upi: Sequence[tuple[str, int, datetime]] = ()  # a QR in use, or money being booked: tr, paise, over by then


class Blocker(NamedTuple):
    """Why a day cannot end: a stable code, a sentence, and the address where it is put right."""

    code: str
    sentence: str
    page: str
    key: int | str = ""  # what the page is of
    on: str = ""  # the date for which it is asked


def blockers_of(facts: DayFacts) -> list[Blocker]:
    """Everything that is missing for the end of a day, in the order in which it is best put right."""
    found = [
        Blocker(
            "earlier_day",
            gettext("The day {date} has not ended. Days end in their order.").format(date=f"{on:%d.%m.%Y}"),
            "money:day",
            on=on.isoformat(),
        )
        for on in facts.earlier
    ]
    found += [
        Blocker(
            "move_open",
            gettext("Cash for or from counter {counter} was handed over and not acknowledged.").format(counter=counter),
            "money:cash",
        )
        for counter in facts.moves
    ]
    found += [
        Blocker("stamps_open",
                gettext("Stamps for or from counter {counter} were handed over and not acknowledged.").format(
                    counter=counter), "money:stock")
        for counter in facts.stamps_moved
    ]  # fmt: skip
    found += [
        Blocker("shift_running", gettext("The shift at counter {counter} is running.").format(counter=counter),
                "money:count", shift)
        for shift, counter in facts.running
    ]  # fmt: skip
    found += [
        Blocker("shift_unverified", gettext("The count of counter {counter} is not verified.").format(counter=counter),
                "money:verify", shift)
        for shift, counter in facts.unverified
    ]  # fmt: skip
    found += [
        Blocker("hand_in_open", gettext("The cash that {postman} handed in is not counted.").format(postman=postman),
                "cod:office")
        for postman in facts.hand_ins
    ]  # fmt: skip
    if facts.stamps:
        found.append(Blocker("stamps_uncounted", gettext("The stamps in the treasury are not counted."),
                             "money:count-stamps", on=facts.on.isoformat() if facts.on else ""))  # fmt: skip
    words = gettext("{amount} by UPI: a customer may be paying, or it is being booked. Over by {time} at the latest.")
    found += [
        Blocker("upi_open", words.format(amount=format_paise(paise), time=f"{until.astimezone(IST):%H:%M}"),
                "upi:attempt", tr)
        for tr, paise, until in facts.upi
    ]  # fmt: skip
    if facts.waiting:
        sentence = gettext("Requests wait for a second person: {count}.").format(count=facts.waiting)
        found.append(Blocker("request_waiting", sentence, "approvals:inbox"))
    return found


def total_of(pieces: Mapping[str, int]) -> int:
    """Paise that were counted, by how many pieces of each denomination (in paise, as text: it comes from JSON)."""
    return sum(int(denomination) * count for denomination, count in pieces.items())


def difference_lines(*, expected: int, counted: int) -> list[Line]:
    """The entries that bring a drawer from what it should hold to what was counted; none when it agrees.

    What is less than the least coin nobody can count: it is rounding, neither a shortage nor an excess.
    """
    over = counted - expected
    if not over:
        return []
    if abs(over) < LEAST_COIN:
        return [Line(Account.CASH, over), Line(Account.ROUNDING, -over)]
    return [Line(Account.CASH, over), Line(Account.EXCESS if over > 0 else Account.SHORTAGE, -over)]


def free_date(*, wanted: date, closed_upto: date | None) -> date:
    """The business date on which money without a shift lands: never on a day that has ended, but on the next."""
    if closed_upto is None or wanted > closed_upto:
        return wanted
    return closed_upto + timedelta(days=1)
