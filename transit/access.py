"""Fetch with permission: bags that one's office made, or that are due to it."""

from collections.abc import Sequence

from offices.models import Office

from .errors import UnknownBag
from .models import Bag


def get_bags_made_at(office: Office, numbers: Sequence[str]) -> list[Bag]:
    """Lock and return bags that `office` made, by id. Raises UnknownBag for any other, absent or foreign alike."""
    return _locked(numbers, origin=office)


def get_bag_made_at(office: Office, number: str) -> Bag:
    return _locked([number], origin=office)[0]


def get_bag_due_at(office: Office, number: str) -> Bag:
    """Lock and return a bag that is addressed to `office`."""
    return _locked([number], destination=office)[0]


def _locked(numbers: Sequence[str], **whose: Office) -> list[Bag]:
    bags = Bag.objects.select_for_update(of=("self",)).select_related("origin", "destination")
    found = list(bags.filter(number__in=numbers, **whose).order_by("id"))
    absent = set(numbers) - {bag.number for bag in found}
    if absent:
        raise UnknownBag(field="number", number=min(absent))
    return found
