"""Asking about offices."""

from collections.abc import Iterable
from datetime import date

from .models import Office, PincodeService, Posting


def offices_delivering(pincodes: Iterable[str], *, on: date) -> dict[str, Office]:
    """The office that delivers at each PIN on a day; PINs that nobody serves are left out. One query for any number."""
    services = PincodeService.objects.filter(pincode__in=set(pincodes), valid__contains=on)
    return {service.pincode: service.office for service in services.select_related("office").order_by("id")}


def demonstration_people(*, on: date) -> list[Posting]:
    """The postings of the demonstration's people, in the order of an article's journey."""
    postings = Posting.objects.filter(user__is_demonstration=True, user__is_active=True, valid__contains=on)
    return list(postings.select_related("user", "office").order_by("user__employee_id", "id"))


def offices_delivering(pincodes: Iterable[str], *, on: date) -> dict[str, Office]:
    """The office that delivers at each PIN on a day; PINs that nobody serves are left out. One query for any number."""
    services = PincodeService.objects.filter(pincode__in=set(pincodes), valid__contains=on)
    return {service.pincode: service.office for service in services.select_related("office").order_by("id")}


def demonstration_people(*, on: date) -> list[Posting]:
    """The postings of the demonstration's people, in the order of an article's journey."""
    postings = Posting.objects.filter(user__is_demonstration=True, user__is_active=True, valid__contains=on)
    return list(postings.select_related("user", "office").order_by("user__employee_id", "id"))
