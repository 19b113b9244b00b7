"""The tree as its keepers see it: the offices below, what became of one, and what it still has."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q

from offices.models import Approval, Office, OfficeChange, PincodeService, Posting
from offices.rules import Left

# What an app knows that an office still has on a day: what, and how many. Nothing is left out, none is a zero.
Provider = Callable[[Office, date], Iterable[tuple[Left, int]]]


class Branch(NamedTuple):
    """An office in the tree, and whether others report to it."""

    office: Office
    has_more: bool


def branches_of(office: Office, *, within: Q) -> list[Branch]:
    """The open offices that report to this one and that a condition selects, by kind and name. One query."""
    more = Office.objects.filter(reports_to=OuterRef("pk"), closed_on__isnull=True)
    found = Office.objects.filter(within, reports_to=office, closed_on__isnull=True).annotate(more=Exists(more))
    return [Branch(one, one.more) for one in found.order_by("kind", "name", "code")]


def tops_within(within: Q) -> list[Office]:
    """The highest open offices that a condition selects: where a duty's part of the tree begins. One query."""
    above = Office.objects.filter(within, pk=OuterRef("reports_to"))
    return list(Office.objects.filter(within, ~Exists(above), closed_on__isnull=True).order_by("path", "code")[:50])


def changes_of(office: Office) -> list[OfficeChange]:
    """What became of an office, the latest first. One query."""
    found = OfficeChange.objects.filter(office=office).select_related("before", "after", "asked_by", "decided_by")
    return list(found.order_by("-id"))


def changes_asked_of(office: Office, topics: Sequence[str], *, now: object) -> list[Approval]:
    """What is asked about an office and waits for a second person, the oldest first. One query."""
    asked = Approval.objects.filter(topic__in=topics, payload__office=office.code, decision="", expires_at__gt=now)
    return list(asked.select_related("made_by").order_by("id"))


def left_at(office: Office, *, on: date, providers: Sequence[Provider]) -> dict[Left, int]:
    """All that an office still has on a day. A constant number of queries."""
    return {what: count for provider in providers for what, count in provider(office, on) if count}


def left_of_offices(office: Office, on: date) -> Iterable[tuple[Left, int]]:
    """What offices know by themselves: who hangs on it, where it delivers, who works there. Four queries."""
    standing = Office.objects.filter(closed_on__isnull=True)
    hanging = standing.filter(Q(accounts_to=office) | Q(cash_from=office) | Q(sorted_at=office))
    yield Left.CHILDREN, standing.filter(reports_to=office).count()
    yield Left.DEPENDENTS, hanging.count()
    yield Left.PINS, PincodeService.objects.filter(office=office, valid__contains=on).count()
    yield Left.PEOPLE, Posting.objects.filter(post__office=office, valid__contains=on).count()
