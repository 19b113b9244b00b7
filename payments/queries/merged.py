"""The accounts of a head office with those of the offices that merge into it, on a day."""

from datetime import date
from typing import NamedTuple

from django.db.models import Q, Sum

from offices.models import Office
from payments.models import Entry, OfficeDay
from payments.rules import Account


class OfficeBooks(NamedTuple):
    office: Office
    day: OfficeDay | None
    moved: dict[Account, int]  # what the day brought to each account, debit positive


def merged_books(head: Office, *, on: date) -> list[OfficeBooks]:
    """The office itself first, then its sub and branch offices by name: the rows they see themselves. Three queries."""
    merged = Q(pk=head.pk) | Q(accounts_to=head) | Q(accounts_to__accounts_to=head)
    offices = sorted(Office.objects.filter(merged), key=lambda one: (one.pk != head.pk, one.name))
    days = {day.office_id: day for day in OfficeDay.objects.filter(office__in=offices, business_date=on)}
    sums = Entry.objects.filter(journal__office__in=offices, journal__business_date=on)
    moved: dict[int, dict[Account, int]] = {}
    for office_id, account, paise in (
        sums.values_list("journal__office_id", "account").annotate(Sum("paise")).order_by()
    ):
        moved.setdefault(office_id, {})[Account(account)] = int(paise)
    return [OfficeBooks(one, days.get(one.pk), moved.get(one.pk, {})) for one in offices]
