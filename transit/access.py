"""Fetch with permission: bags that lie at one's office or are on their way to it, its despatches, errors against it."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from offices.models import Office
from offices.rules import MAIL_OFFICES

from .errors import NoOpenSet, UnknownBag, UnknownDespatch, UnknownErrorEntry, UnknownSet
from .models import Bag, Despatch, ErrorEntry, MailSet, SetDay

_WITH = ("origin", "destination", "at_office", "bound_for")


def get_bags_at(office: Office, numbers: Sequence[str]) -> list[Bag]:
    """Lock and return bags in the custody of `office`, by id. Raises UnknownBag for any other, absent or foreign
    alike."""
    found = _locked(Bag.objects.filter(number__in=numbers, at_office=office))
    absent = set(numbers) - {bag.number for bag in found}
    if absent:
        raise UnknownBag(field="number", number=min(absent))
    return found


def get_bag_at(office: Office, number: str) -> Bag:
    return get_bags_at(office, [number])[0]


def get_bag_for(office: Office, number: str) -> Bag:
    """Lock and return a bag that is on its way to `office`, or lies there. Raises UnknownBag."""
    found = _locked(Bag.objects.filter(Q(bound_for=office) | Q(at_office=office, bound_for=None), number=number))
    if not found:
        raise UnknownBag(field="number", number=number)
    return found[0]


def get_bags_in_hand(numbers: Sequence[str]) -> dict[str, Bag]:
    """Lock and return the bags of these numbers wherever they are on record; absent ones are left out."""
    return {bag.number: bag for bag in _locked(Bag.objects.filter(number__in=numbers))}


def get_despatch_of(office: Office, number: str) -> Despatch:
    """Lock and return a despatch that `office` made. Raises UnknownDespatch."""
    despatches = Despatch.objects.select_for_update(of=("self",))
    found = despatches.select_related("office").filter(number=number, office=office).first()
    if found is None:
        raise UnknownDespatch(number=number)
    return found


def get_error_against(office: Office, number: int) -> ErrorEntry:
    """Lock and return an error charged to `office`. Raises UnknownErrorEntry."""
    entries = ErrorEntry.objects.select_for_update(of=("self",)).select_related("bag")
    found = entries.filter(pk=number, charged_to=office).first()
    if found is None:
        raise UnknownErrorEntry()
    return found


# Shared: any number of clerks work under it at once; whoever closes the set waits for them.
_OPEN_SET = "SELECT * FROM transit_setday WHERE office_id = %s AND closed_at IS NULL FOR SHARE"


def get_working_set(office: Office) -> SetDay | None:
    """The open set under which bags are closed and opened at `office`, held open until the transaction ends.

    None where no sets are kept: at every post office, without a query. Raises NoOpenSet.
    """
    if office.kind not in MAIL_OFFICES:
        return None
    for found in SetDay.objects.raw(_OPEN_SET, [office.pk]):
        return found
    if MailSet.objects.filter(office=office, ended_at=None).exists():
        raise NoOpenSet(office=office.name)
    return None


def get_open_set(office: Office) -> SetDay:
    """Lock and return the open set of an office. Raises NoOpenSet."""
    found = SetDay.objects.select_for_update().filter(office=office, closed_at=None).first()
    if found is None:
        raise NoOpenSet(office=office.name)
    return found


def get_set_of(office: Office, code: str) -> MailSet:
    """Lock and return a set that `office` keeps. Raises UnknownSet."""
    found = MailSet.objects.select_for_update().filter(office=office, code=code, ended_at=None).first()
    if found is None:
        raise UnknownSet(set=code[:12])
    return found


def _locked(wanted: QuerySet[Bag]) -> list[Bag]:
    """Lock the bags, by id, then read their offices: two statements.

    Not by a join: a bag whose office changed while we waited for its lock would no longer fit its joined row, and
    PostgreSQL leaves such a row out without a word.
    """
    bags = list(wanted.select_for_update().order_by("id"))
    offices = Office.objects.in_bulk({getattr(bag, f"{name}_id") for bag in bags for name in _WITH} - {None})
    for bag in bags:
        for name in _WITH:
            setattr(bag, name, offices.get(getattr(bag, f"{name}_id")))
    return bags
