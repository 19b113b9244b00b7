"""A day begins with its first shift or in one press, and ends under its own date when nothing is open."""

from datetime import date, datetime

from apt.core.clock import ist_date
from apt.core.db import step, use_case
from offices.models import Office, User
from payments.errors import DayNotYet
from payments.models import Chain, DayBalance, OfficeDay
from payments.queries import account_totals, cases_of_day, day_facts
from payments.rules import Blocker, blockers_of

from .journal import lock_chain, open_day


@use_case
def begin_day(*, office: Office, on: date, by: User, now: datetime) -> OfficeDay:
    """Begin a day before its first shift does. The same again is the same day. Raises DayEnded, DayNotYet."""
    if on > ist_date(now):
        raise DayNotYet(date=on)
    return open_day(office=office, on=on, by=by, now=now)


@use_case
def end_day(*, day: OfficeDay, by: User, now: datetime) -> list[Blocker]:
    """End a day, or say what stands in the way: then nothing is written.

    Its root is the head of the chain; the balance of every account is kept as a checkpoint. With an open case it ends
    as disputed. A repeat changes nothing. A constant number of statements. Raises DayNotYet.
    """
    return close_day(day=day, by=by, now=now)


@step
def close_day(*, day: OfficeDay, by: User, now: datetime) -> list[Blocker]:
    """`end_day` as a step."""
    office = day.office
    chain = lock_chain(office=office)
    day = OfficeDay.objects.select_for_update(of=("self",)).get(pk=day.pk)
    if day.ended_at:
        return []
    if day.business_date > ist_date(now):
        raise DayNotYet(date=day.business_date)
    if blockers := blockers_of(day_facts(office, day.business_date, now=now)):
        return blockers
    totals = account_totals(office, on=day.business_date)
    DayBalance.objects.bulk_create(
        DayBalance(day=day, account=account, paise=total.closing) for account, total in totals.items()
    )
    day.ended_at, day.ended_by, day.root = now, by, chain.head
    day.disputed = cases_of_day(office, on=day.business_date).exists()
    day.save(update_fields=["ended_at", "ended_by", "root", "disputed"])
    _close_books(office, upto=day.business_date)
    return []


@step
def _close_books(office: Office, *, upto: date) -> None:
    """From now on money without a shift lands on a later day. The chain is locked already."""
    Chain.objects.filter(office=office).exclude(closed_upto__gte=upto).update(closed_upto=upto)
