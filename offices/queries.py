"""Asking about offices."""

from collections.abc import Iterable
from datetime import date

from .models import Office, PincodeService


def offices_delivering(pincodes: Iterable[str], *, on: date) -> dict[str, Office]:
    """The office that delivers at each PIN on a day; PINs that nobody serves are left out. One query for any number."""
    services = PincodeService.objects.filter(pincode__in=set(pincodes), valid__contains=on)
    return {service.pincode: service.office for service in services.select_related("office").order_by("id")}
