"""The circuit to the provider: after some failures in a row nobody waits for it; one call a while finds out."""

from datetime import datetime

from django.conf import settings
from django.db.models import F

from apt.core.db import use_case
from payments.models import PspHealth


@use_case
def circuit_closed(*, now: datetime) -> bool:
    """Whether the provider may be called now. With the circuit open, one caller in each while is let through."""
    health = PspHealth.objects.order_by("id").first()
    if health is None or health.failures < settings.UPI["circuit_failures"]:
        return True
    probes = PspHealth.objects.filter(pk=health.pk, probe_at__lte=now)
    return bool(probes.update(probe_at=now + settings.UPI["circuit_probe"]))


@use_case
def note_answer(*, answered: bool, now: datetime) -> None:
    """Count failures in a row; an answer, whatever it says, ends the row."""
    if answered:
        PspHealth.objects.filter(failures__gt=0).update(failures=0, probe_at=None)
        return
    PspHealth.objects.get_or_create(pk=1)
    PspHealth.objects.filter(pk=1).update(failures=F("failures") + 1, probe_at=now + settings.UPI["circuit_probe"])
