"""The books of an office on a day: every figure is a sum of entries from the last checkpoint on."""

from datetime import date
from typing import NamedTuple

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from offices.models import Office
from payments.models import Case, DayBalance, Entry, OfficeDay
from payments.rules import OFFICE_CASH, Account


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


def account_totals(office: Office, *, on: date) -> dict[Account, AccountTotal]:
    """Each account that has a balance or moved, in the order of the chart: three queries."""
    checkpoint = last_checkpoint(office, before=on)
    opening: dict[str, int] = {}
    entries = Entry.objects.filter(journal__office=office, journal__business_date__lte=on)
    if checkpoint:
        opening = dict(DayBalance.objects.filter(day=checkpoint).values_list("account", "paise"))
        entries = entries.filter(journal__business_date__gt=checkpoint.business_date)
    today = Q(journal__business_date=on)
    sums = entries.values("account").annotate(
        before=Coalesce(Sum("paise", filter=~today), 0),
        debits=Coalesce(Sum("paise", filter=today & Q(paise__gt=0)), 0),
        credits=Coalesce(Sum("paise", filter=today & Q(paise__lt=0)), 0),
    )
    moved = {row["account"]: row for row in sums}
    totals = {}
    for account in Account:
        row = moved.get(account, {"before": 0, "debits": 0, "credits": 0})
        total = AccountTotal(opening.get(account, 0) + row["before"], row["debits"], -row["credits"])
        if any(total):
            totals[account] = total
    return totals


def treasury_paise(office: Office) -> int:
    """What the safe should hold now: the last checkpoint and what came and went since. Two queries, or three."""
    checkpoint = last_checkpoint(office, before=date.max)
    entries = Entry.objects.filter(journal__office=office, account=Account.TREASURY)
    if checkpoint is None:
        return entries.aggregate(sum=Sum("paise"))["sum"] or 0
    kept = DayBalance.objects.filter(day=checkpoint, account=Account.TREASURY).values_list("paise", flat=True).first()
    later = entries.filter(journal__business_date__gt=checkpoint.business_date).aggregate(sum=Sum("paise"))["sum"]
    return (kept or 0) + (later or 0)


def cash_book(office: Office, *, on: date) -> QuerySet[Entry]:
    """Cash that came and went on a day, drawers and treasury, in the order of the journal."""
    found = Entry.objects.filter(journal__office=office, journal__business_date=on, account__in=OFFICE_CASH)
    return found.select_related("journal__made_by", "shift").order_by("journal__number", "id")


def products_of(office: Office, *, on: date) -> list[tuple[str, str, int]]:
    """Consolidated: what each purpose brought to each account on a day, and in how many journals. One query."""
    found = Entry.objects.filter(journal__office=office, journal__business_date=on)
    sums = found.values_list("journal__purpose", "account").annotate(paise=Sum("paise"))
    return list(sums.order_by("journal__purpose", "account"))


def cases_of_day(office: Office, *, on: date) -> QuerySet[Case]:
    """Differences of a day that nobody has explained."""
    return Case.objects.filter(office=office, shift__business_date=on, closed_at__isnull=True)
