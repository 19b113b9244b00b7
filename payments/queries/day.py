"""What the day of an office looks like: its shifts, its open ends, who else is there."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from apt.core.clock import day_begins
from offices.models import Approval, Arrangement, Office, Posting, User
from offices.rules import STANDING_IN
from payments.models import CashMove, OfficeDay, PaymentAttempt, Shift
from payments.rules import Account, AttemptState, Blocker, DayFacts, MoveState, blockers_of

from .books import day_of
from .cod import hand_ins_at
from .stock import stamps_uncounted

# Requests whose answer moves money of the day, or its drawers; who stands where is another page's affair.
MOVES_MONEY = ("payments.undo_shift_end", "payments.book_order", "payments.pay_order", "bookings.cancel")
OPEN = (MoveState.ASKED, MoveState.GIVEN)


class DayBoard(NamedTuple):
    """What the page of the day shows."""

    day: OfficeDay | None
    shifts: list[Shift]  # each with `drawer`, what it should hold
    blockers: list[Blocker]
    earlier: list[date]  # days before it that have not ended


def day_board(office: Office, on: date, *, now: datetime) -> DayBoard:
    """Ten queries, twelve where there are stamps, however many shifts."""
    facts = day_facts(office, on, now=now)
    cash = Coalesce(Sum("entries__paise", filter=Q(entries__account=Account.CASH)), 0)
    shifts = Shift.objects.filter(office=office, business_date=on).select_related("clerk", "verified_by")
    board = shifts.annotate(drawer=cash).order_by("id")
    return DayBoard(day_of(office, on), list(board), blockers_of(facts), list(facts.earlier))


def day_facts(office: Office, on: date, *, now: datetime) -> DayFacts:
    """Seven queries; nine where the treasury holds stamps."""
    open_shifts = Shift.objects.filter(office=office, business_date=on, verified_at__isnull=True).order_by("id")
    found = list(open_shifts.values_list("id", "counter_number", "ended_at"))
    moves = CashMove.objects.filter(shift__office=office, shift__business_date=on, state=MoveState.GIVEN)
    waiting = list(moves.order_by("id").values_list("shift__counter_number", "stamps"))
    asked = Approval.objects.filter(office=office, decision="", expires_at__gt=now, made_at__lt=_midnight_after(on))
    earlier = OfficeDay.objects.filter(office=office, business_date__lt=on, ended_at__isnull=True)
    return DayFacts(
        running=[(pk, counter) for pk, counter, ended_at in found if ended_at is None],
        unverified=[(pk, counter) for pk, counter, ended_at in found if ended_at],
        moves=[counter for counter, stamps in waiting if not stamps],
        stamps_moved=[counter for counter, stamps in waiting if stamps],
        waiting=asked.filter(topic__in=MOVES_MONEY).count(),
        earlier=list(earlier.order_by("business_date").values_list("business_date", flat=True)),
        on=on,
        stamps=stamps_uncounted(office, on),
        hand_ins=list(
            hand_ins_at(office).filter(given_at__lt=_midnight_after(on)).values_list("postman__name", flat=True)
        ),
        upi=_upi_being_decided(office, on, now),
    )


def _upi_being_decided(office: Office, on: date, now: datetime) -> list[tuple[str, int, datetime]]:
    """QRs in use and money on its way into a bill, each with the time when that is over, whatever happens.

    What is unknown or came late stops no day: its money, if any, stands on the day on which it is told.
    """
    patience = settings.UPI["unclaimed"]
    in_use = Q(state__in=[AttemptState.CREATED, AttemptState.QR_SHOWN, AttemptState.PENDING], expires_at__gt=now)
    held = Q(state=AttemptState.PAID, paid_at__gt=now - patience)
    found = PaymentAttempt.objects.filter(in_use | held, office=office, opened_at__lt=_midnight_after(on))
    rows = found.order_by("id").values_list("tr", "paise", "expires_at", "paid_at")
    return [(tr, paise, paid_at + patience if paid_at else expires_at) for tr, paise, expires_at, paid_at in rows]


def _midnight_after(on: date) -> datetime:
    return day_begins(on + timedelta(days=1))


def moves_of(office: Office) -> QuerySet[CashMove]:
    """Cash that waits for somebody's word at an office."""
    found = CashMove.objects.filter(shift__office=office, state__in=OPEN)
    return found.select_related("shift__clerk", "asked_by", "given_by").prefetch_related("lines__item").order_by("id")


def single_handed(office: Office, user: User, *, on: date) -> bool:
    """Whether nobody but `user` holds or fills a post at the office on a day. Two queries."""
    posted = Posting.objects.filter(post__office=office, valid__contains=on).exclude(user=user)
    standing_in = Arrangement.objects.filter(post__office=office, valid__contains=on, kind__in=sorted(STANDING_IN))
    return not posted.exists() and not standing_in.exclude(user=user).exists()
