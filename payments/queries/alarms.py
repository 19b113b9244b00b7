"""Alarms that are open, and incidents of the system."""

from django.db.models import QuerySet

from payments.models import Breach, Incident


def open_breaches() -> QuerySet[Breach]:
    """Promises that are broken and of which nobody has said what it was. One query."""
    return Breach.objects.filter(closed_at__isnull=True).order_by("id")


def is_alarmed() -> bool:
    """Whether there are any. One query."""
    return open_breaches().exists()


def incidents_of() -> QuerySet[Incident]:
    """Incidents, what is open first. One query."""
    return Incident.objects.select_related("closed_by").order_by("-closed_at", "-id")
