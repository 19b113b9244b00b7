"""What lies behind a figure: the entries, with who, when and by which version of the software."""

from datetime import date
from typing import NamedTuple

from django.db.models import Q, QuerySet, Sum

from offices.models import Office
from payments.models import Chain, Entry, Subtotal
from payments.rules import BLOCK, Account

PAGE = 50
_NO_END = 2**31 - 1


class Explained(NamedTuple):
    """A page of entries; `after` is the key from which the next one goes on, 0 at the end."""

    entries: list[Entry]
    after: int


def entries_behind(
    office: Office, *, on: date, account: Account, shift: int | None = None, whole: bool = False
) -> QuerySet[Entry]:
    """The entries of an account on a day, of one drawer alone if `shift` is given, in the order they were made.

    `whole`: behind its balance on that day, since the books began.
    """
    days = Q(journal__business_date__lte=on) if whole else Q(journal__business_date=on)
    found = Entry.objects.filter(days, journal__office=office, account=account)
    if shift is not None:
        found = found.filter(journal__shift=shift)
    return found.select_related("journal__made_by", "journal__shift").order_by("journal__number", "id")


def where_they_lie(office: Office, *, on: date, account: Account, whole: bool, after: int) -> Q:
    """Which journals a page after number `after` need be looked for in: blocks in which the account does not occur are
    left out, so that ten entries among ten lakh are found as fast as ten among ten. Two queries.
    """
    reach = Chain.objects.filter(office=office).values_list("summed_upto", flat=True).first() or 0
    days = Q(business_date__lte=on) if whole else Q(business_date=on)
    blocks = Subtotal.objects.filter(days, office=office, account=account, last_number__gt=after)
    summed = blocks.filter(last_number__lte=reach).values("last_number").annotate(held=Sum("entries"))
    ranges: list[list[int]] = []
    held, first = 0, True
    for block in summed.order_by("last_number")[: PAGE + 2]:
        begin = block["last_number"] - BLOCK
        if ranges and ranges[-1][1] == begin:
            ranges[-1][1] = block["last_number"]
        else:
            ranges.append([begin, block["last_number"]])
        held += 0 if first else block["held"]  # of the first one any part may lie before the page
        first = False
        if held > PAGE:
            break
    else:
        ranges.append([reach, _NO_END])
    found = Q()
    for begin, end in ranges:
        found |= Q(journal__number__gt=max(begin, after), journal__number__lte=end)
    return found


def page_of(entries: QuerySet[Entry], *, after: int = 0) -> Explained:
    """A page of them, after a journal's number: one query, the same on the last page as on the first."""
    rows = list(entries.filter(journal__number__gt=after)[: PAGE + 1])
    page = rows[:PAGE]
    if len(rows) > PAGE:  # the lines of one journal stay together: the next page begins after a whole one
        page = [one for one in page if one.journal.number != rows[PAGE].journal.number] or page
    return Explained(page, page[-1].journal.number if len(rows) > PAGE else 0)
