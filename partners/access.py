"""Fetch with permission: customers and contracts that the duty reaches. Foreign and absent are the same NotFound."""

from django.db.models import Q, QuerySet

from apt.core.errors import NotFound
from offices.access import Duty
from offices.models import Office
from offices.rules import Work

from .models import BookingPlace, Contract, Customer


def get_customer_within(duty: Duty, code: str) -> Customer:
    found = Customer.objects.filter(office__in=_reach(duty), code=code).select_related("office").first()
    if found is None:
        raise NotFound()
    return found


def get_contract_within(duty: Duty, code: str) -> Contract:
    """A contract that an office within reach looks after."""
    found = Contract.objects.filter(office__in=_reach(duty), code=code).select_related("customer", "office").first()
    if found is None:
        raise NotFound()
    return found


def get_place_within(duty: Duty, place_id: int) -> BookingPlace:
    """An office within reach where a contract books."""
    places = BookingPlace.objects.select_related("contract__customer", "contract__office", "office")
    found = places.filter(pk=place_id, office__in=_reach(duty)).first()
    if found is None:
        raise NotFound()
    return found


def get_contract_booking_at(office: Office, code: str) -> Contract:
    """A contract that books at this very office: what its counter may take money for."""
    found = Contract.objects.filter(Q(places__office=office), code=code).select_related("customer", "office").first()
    if found is None:
        raise NotFound()
    return found


def _reach(duty: Duty) -> QuerySet[Office]:
    return Office.objects.filter(duty.reach(Work.MANAGE_PARTNERS))
