"""Proving the books again: checkpoints against the entries that they sum up."""

from typing import NamedTuple

from django.db.models import Sum

from offices.models import Office
from payments.models import DayBalance, Entry, Journal, OfficeDay
from payments.rules import GENESIS


class BadCheckpoint(NamedTuple):
    """A day that does not say what its entries do: about which account, what it says and what was found."""

    day: OfficeDay
    what: str
    said: object
    found: object


def bad_checkpoint(office: Office) -> BadCheckpoint | None:
    """The first checkpoint of an office that is not the one before plus the entries since; None when all stand.

    Its root must be a journal of the chain. Five queries a day that has ended.
    """
    running: dict[str, int] = {}
    previous = None
    for day in OfficeDay.objects.filter(office=office, ended_at__isnull=False).order_by("business_date").iterator():
        entries = Entry.objects.filter(journal__office=office, journal__business_date__lte=day.business_date)
        if previous:
            entries = entries.filter(journal__business_date__gt=previous)
        for account, paise in entries.values_list("account").annotate(Sum("paise")):
            running[account] = running.get(account, 0) + paise
        kept = dict(DayBalance.objects.filter(day=day).values_list("account", "paise"))
        for account in sorted(running.keys() | kept.keys()):
            if kept.get(account, 0) != running.get(account, 0):
                return BadCheckpoint(day, account, kept.get(account, 0), running.get(account, 0))
        if day.root != GENESIS and not Journal.objects.filter(office=office, hash=day.root).exists():
            return BadCheckpoint(day, "root", day.root, "no journal")
        previous = day.business_date
    return None
