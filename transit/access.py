"""Fetch with permission: bags that lie at one's office or are on their way to it, its despatches, errors against it."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from offices.models import Office

from .errors import UnknownBag, UnknownDespatch, UnknownErrorEntry
from .models import Bag, Despatch, ErrorEntry

_WITH = ("origin", "destination", "at_office", "bound_for")


def get_bags_at(office: Office, numbers: Sequence[str]) -> list[Bag]:
    """Lock and return bags in the custody of `office`, by id. Raises UnknownBag for any other, absent or foreign
    alike."""
    found = list(_locked().filter(number__in=numbers, at_office=office).order_by("id"))
    absent = set(numbers) - {bag.number for bag in found}
    if absent:
        raise UnknownBag(field="number", number=min(absent))
    return found


def get_bag_at(office: Office, number: str) -> Bag:
    return get_bags_at(office, [number])[0]


def get_bag_for(office: Office, number: str) -> Bag:
    """Lock and return a bag that is on its way to `office`, or lies there. Raises UnknownBag."""
    found = _locked().filter(Q(bound_for=office) | Q(at_office=office, bound_for=None), number=number).first()
    if found is None:
        raise UnknownBag(field="number", number=number)
    return found


def get_bags_in_hand(numbers: Sequence[str]) -> dict[str, Bag]:
    """Lock and return the bags of these numbers wherever they are on record; absent ones are left out."""
    return {bag.number: bag for bag in _locked().filter(number__in=numbers).order_by("id")}


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


def _locked() -> Any:
    return Bag.objects.select_for_update(of=("self",)).select_related(*_WITH)
