"""The books of an office on a day: every figure is a sum of entries from the last checkpoint on."""

from datetime import date
from typing import NamedTuple

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from offices.models import Office
from payments.models import Case, Chain, DayBalance, Entry, OfficeDay, Subtotal
from payments.rules import OFFICE_CASH, Account, CaseKind


class AccountTotal(NamedTuple):
    """An account on a day, debit positive: as it was, what came, what went."""

    opening: int
    debits: int
    credits: int

    @property
    def closing(self) -> int:
        return self.opening + self.debits - self.credits


def day_of(office: Office, on: date) -> OfficeDay | None:
    return OfficeDay.objects.select_related("begun_by", "ended_by").filter(office=office, business_date=on).first()


def last_checkpoint(office: Office, *, before: date) -> OfficeDay | None:
    """The last day before a date that has ended."""
    ended = OfficeDay.objects.filter(office=office, business_date__lt=before, ended_at__isnull=False)
    return ended.order_by("-business_date").first()


class Movement(NamedTuple):
    """What an account had under a date: debits and credits as entries have them, credits negative."""

    account: str
    business_date: date
    debits: int
    credits: int


def movements(
    office: Office, *, upto: date, after: date | None = None, account: Account | None = None
) -> list[Movement]:
    """What happened by account and date: blocks that were summed up, and the entries since. Three queries.

    A block that is summed up between them is only read twice as long, never counted twice: how far the blocks reach is
    asked first.
    """
    reach = Chain.objects.filter(office=office).values_list("summed_upto", flat=True).first() or 0
    blocks = Subtotal.objects.filter(office=office, last_number__lte=reach, business_date__lte=upto)
    # By number alone: planned without knowing it, dates would look like the shorter way, which they are not.
    late = Entry.objects.filter(journal__office=office, journal__number__gt=reach)
    if after:
        blocks = blocks.filter(business_date__gt=after)
    if account:
        blocks, late = blocks.filter(account=account), late.filter(account=account)
    summed = blocks.values_list("account", "business_date").annotate(Sum("debits"), Sum("credits"))
    since = late.values_list("account", "journal__business_date").annotate(
        debit=Coalesce(Sum("paise", filter=Q(paise__gt=0)), 0), credit=Coalesce(Sum("paise", filter=Q(paise__lt=0)), 0)
    )
    young = [row for row in since.order_by() if row[1] <= upto and (after is None or row[1] > after)]
    return [Movement(*row) for row in (*summed.order_by(), *young)]


def account_totals(office: Office, *, on: date) -> dict[Account, AccountTotal]:
    """Each account that has a balance or moved, in the order of the chart: five queries."""
    kept: dict[str, int] = {}
    if checkpoint := last_checkpoint(office, before=on):
        kept = dict(DayBalance.objects.filter(day=checkpoint).values_list("account", "paise"))
    sums = {account.value: [kept.get(account, 0), 0, 0] for account in Account}
    for one in movements(office, upto=on, after=checkpoint.business_date if checkpoint else None):
        if one.business_date < on:
            sums[one.account][0] += one.debits + one.credits
        else:
            sums[one.account][1] += one.debits
            sums[one.account][2] -= one.credits
    return {Account(account): AccountTotal(*found) for account, found in sums.items() if any(found)}


def treasury_paise(office: Office) -> int:
    """What the safe should hold now: the last checkpoint and what came and went since. Five queries."""
    kept, checkpoint = 0, last_checkpoint(office, before=date.max)
    if checkpoint:
        found = DayBalance.objects.filter(day=checkpoint, account=Account.TREASURY).values_list("paise", flat=True)
        kept = found.first() or 0
    after = checkpoint.business_date if checkpoint else None
    later = movements(office, upto=date.max, after=after, account=Account.TREASURY)
    return kept + sum(one.debits + one.credits for one in later)


def cash_book(office: Office, *, on: date) -> QuerySet[Entry]:
    """Cash that came and went on a day, drawers and treasury, in the order of the journal."""
    found = Entry.objects.filter(journal__office=office, journal__business_date=on, account__in=OFFICE_CASH)
    return found.select_related("journal__made_by", "journal__device", "shift").order_by("journal__number", "id")


def products_of(office: Office, *, on: date) -> list[tuple[str, str, int]]:
    """Consolidated: what each purpose brought to each account on a day, and in how many journals. One query."""
    found = Entry.objects.filter(journal__office=office, journal__business_date=on)
    sums = found.values_list("journal__purpose", "account").annotate(paise=Sum("paise"))
    return list(sums.order_by("journal__purpose", "account"))


def cases_of_day(office: Office, *, on: date) -> QuerySet[Case]:
    """Differences of a day that nobody has explained."""
    of_treasury = Q(shift__isnull=True, kind__in=CaseKind.values, journal__business_date=on)
    return Case.objects.filter(Q(shift__business_date=on) | of_treasury, office=office, closed_at__isnull=True)
