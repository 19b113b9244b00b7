"""Offices with the links that routing follows."""

from collections.abc import Collection

from offices.models import Office

_LINKS = ("sorted_at", "accounts_to")


def office_with_links(office: Office) -> Office:
    """The office with its hub and its account office. One query."""
    return Office.objects.select_related(*_LINKS).get(pk=office.pk)


def offices_with_links(ids: Collection[int]) -> dict[int, Office]:
    """The same for many, by id. One query."""
    return Office.objects.select_related(*_LINKS).in_bulk(list(ids))
