"""What lies behind a figure: the entries, with who, when and by which version of the software."""

from datetime import date
from typing import NamedTuple

from django.db.models import QuerySet

from offices.models import Office
from payments.models import Entry
from payments.rules import Account

PAGE = 50


class Explained(NamedTuple):
    """A page of entries; `after` is the key from which the next one goes on, 0 at the end."""

    entries: list[Entry]
    after: int


def entries_behind(office: Office, *, on: date, account: Account, shift: int | None = None) -> QuerySet[Entry]:
    """The entries of an account on a day, of one drawer alone if `shift` is given, in the order they were made."""
    found = Entry.objects.filter(journal__office=office, journal__business_date=on, account=account)
    if shift is not None:
        found = found.filter(journal__shift=shift)
    return found.select_related("journal__made_by", "journal__shift").order_by("journal__number", "id")


def page_of(entries: QuerySet[Entry], *, after: int = 0) -> Explained:
    """A page of them, after a journal's number: one query, the same on the last page as on the first."""
    rows = list(entries.filter(journal__number__gt=after)[: PAGE + 1])
    page = rows[:PAGE]
    if len(rows) > PAGE:  # the lines of one journal stay together: the next page begins after a whole one
        page = [one for one in page if one.journal.number != rows[PAGE].journal.number] or page
    return Explained(page, page[-1].journal.number if len(rows) > PAGE else 0)
