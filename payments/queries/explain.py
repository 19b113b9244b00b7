"""What lies behind a figure: the entries, with who, when and by which version of the software."""

from datetime import date
from typing import NamedTuple

from django.db.models import F, Q, QuerySet, Sum

from offices.models import Office
from payments.models import Chain, Entry, Subtotal
from payments.rules import BLOCK, STOCK_ACCOUNTS, Account

PAGE = 50
MOST_BLOCKS = 8  # of a page: so many thousand journals are looked through at most
_NO_END = 2**31 - 1


class Explained(NamedTuple):
    """A page of entries; `after` is the key from which the next one goes on, 0 at the end."""

    entries: list[Entry]
    after: int


def entries_behind(
    office: Office, *, on: date, account: Account, shift: int | None = None, whole: bool = False, purpose: str = ""
) -> QuerySet[Entry]:
    """The entries of an account on a day, of one drawer or purpose alone if it is given, in the order they were made.

    `whole`: behind its balance on that day, since the books began.
    """
    days = Q(journal__business_date__lte=on) if whole else Q(journal__business_date=on)
    found = Entry.objects.filter(days, journal__office=office, account=account)
    if shift is not None:
        found = found.filter(journal__shift=shift)
    if purpose:
        found = found.filter(journal__purpose=purpose)
    found = found.select_related("journal__made_by", "journal__shift", "journal__device")
    if account in STOCK_ACCOUNTS:  # two queries more
        found = found.prefetch_related("journal__pieces__item")
    return found.order_by("journal__number", "id")


def page_behind(office: Office, *, on: date, account: Account, whole: bool, after: int) -> Explained:
    """A page of `entries_behind`, from the blocks of the journal in which the account occurs: ten entries among ten
    lakh are found as fast as ten among ten. At most MOST_BLOCKS are read for a page, which may then be a short one.
    Three queries.
    """
    where, end = _where_they_lie(office, on=on, account=account, whole=whole, after=after)
    entries = entries_behind(office, on=on, account=account, whole=whole).filter(where)
    # Not in the order of an index: planned without knowing the numbers, it would be walked to its end for a rare one.
    page = page_of(entries.order_by(F("journal__number") + 0, "id"), after=after)
    return page if page.after or not end else Explained(page.entries, end)


def _where_they_lie(office: Office, *, on: date, account: Account, whole: bool, after: int) -> tuple[Q, int]:
    """Which journals a page after number `after` need be looked for in, and where it goes on if it ends before; 0: it
    does not. Two queries.
    """
    reach = Chain.objects.filter(office=office).values_list("summed_upto", flat=True).first() or 0
    days = Q(business_date__lte=on) if whole else Q(business_date=on)
    blocks = Subtotal.objects.filter(days, office=office, account=account, last_number__gt=after)
    summed = blocks.filter(last_number__lte=reach).values("last_number").annotate(held=Sum("entries"))
    found = list(summed.order_by("last_number")[: MOST_BLOCKS + 1])
    ranges: list[tuple[int, int]] = []
    held = 0
    for place, block in enumerate(found[:MOST_BLOCKS]):
        ranges.append((block["last_number"] - BLOCK, block["last_number"]))
        held += block["held"] if place else 0  # of the first one any part may lie before the page
        if held > PAGE:
            break
    end = ranges[-1][1] if len(ranges) < len(found) else 0
    if not end:
        ranges.append((reach, _NO_END))
    where = Q()
    for begin, last in ranges:
        where |= Q(journal__number__gt=max(begin, after), journal__number__lte=last)
    return where, end


def page_of(entries: QuerySet[Entry], *, after: int = 0) -> Explained:
    """A page of them, after a journal's number: one query, the same on the last page as on the first."""
    rows = list(entries.filter(journal__number__gt=after)[: PAGE + 1])
    page = rows[:PAGE]
    if len(rows) > PAGE:  # the lines of one journal stay together: the next page begins after a whole one
        page = [one for one in page if one.journal.number != rows[PAGE].journal.number] or page
    return Explained(page, page[-1].journal.number if len(rows) > PAGE else 0)
