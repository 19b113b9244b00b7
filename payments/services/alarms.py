"""Proving the promises of the books every few minutes; finding the same difference in many offices."""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Count, QuerySet

from apt.core.db import step, use_case
from offices.models import User
from payments.errors import WordsMissing
from payments.models import Breach, Case, Incident
from payments.rules import INCIDENT_OFFICES, SAME_WITHIN, CaseKind
from payments.rules.alarms import INVARIANTS

log = logging.getLogger(__name__)

Alarm = TypeVar("Alarm", Breach, Incident)
Proofs = Mapping[str, Callable[[datetime], Sequence[str]]]


def prove(*, proofs: Proofs, now: datetime) -> int:
    """Prove each promise again; what does not hold is an alarm. How many were new.

    A proof that cannot be run is an alarm itself: silence would look like health.
    """
    found: list[tuple[str, str]] = []
    for invariant in INVARIANTS:
        try:
            found += [(invariant, about[:80]) for about in proofs[invariant](now)]
        except Exception as error:  # whatever it is, the other promises are proved all the same
            log.exception("A proof could not be run.")
            found.append((invariant, f"the proof itself: {type(error).__name__}"))
    new = note_breaches(found=found, now=now)
    if new:
        log.critical("Promises of the books are broken: %s", ", ".join(f"{one} {about}" for one, about in found))
    return new


@use_case
def note_breaches(*, found: Sequence[tuple[str, str]], now: datetime) -> int:
    """An alarm for each, once, also when a person has closed it. How many are open that were not. Three statements."""
    before = Breach.objects.filter(closed_at__isnull=True).count()
    Breach.objects.bulk_create(
        [Breach(invariant=one, about=about, found_at=now, seen_at=now) for one, about in found],
        update_conflicts=True,
        unique_fields=["invariant", "about"],
        update_fields=["seen_at"],
    )
    return Breach.objects.filter(closed_at__isnull=True).count() - before


@use_case
def close_breach(*, breach: Breach, words: str, by: User, now: datetime) -> Breach:
    """A person says what it was and what was done. Raises WordsMissing."""
    return _close(breach, words, by=by, now=now)


@use_case
def raise_incidents(*, now: datetime) -> int:
    """The same difference of drawers in many offices within a week is an incident of the system: every case of it says
    so, and nothing is recovered while it is open. How many were new. A constant number of statements an incident.
    """
    near = Case.objects.filter(kind__in=CaseKind.values, opened_at__gt=now - SAME_WITHIN, opened_at__lte=now)
    alike = near.values("kind", "paise").annotate(offices=Count("office", distinct=True))
    new = 0
    for one in alike.filter(offices__gte=INCIDENT_OFFICES).order_by("kind", "paise"):
        new += _raise(near.filter(kind=one["kind"], paise=one["paise"], incident__isnull=True), one, now)
    return new


@step
def _raise(cases: QuerySet[Case], of: Mapping[str, Any], now: datetime) -> bool:
    open_one = Incident.objects.filter(kind=of["kind"], paise=of["paise"], closed_at__isnull=True).first()
    if open_one is None:
        if not cases.exists():
            return False
        made = Incident.objects.create(kind=of["kind"], paise=of["paise"], offices=of["offices"], opened_at=now)
        cases.update(incident=made)
        return True
    if cases.update(incident=open_one) or open_one.offices != of["offices"]:
        Incident.objects.filter(pk=open_one.pk).update(offices=of["offices"])
    return False


@use_case
def close_incident(*, incident: Incident, words: str, by: User, now: datetime) -> Incident:
    """What it was. A cause in the system goes into the register of defects, too. Raises WordsMissing."""
    return _close(incident, words, by=by, now=now)


@step
def _close(found: Alarm, words: str, *, by: User, now: datetime) -> Alarm:
    """Once: a second person's words change nothing."""
    if not words.strip():
        raise WordsMissing(field="words")
    locked = type(found).objects.select_for_update(no_key=True).get(pk=found.pk)
    if locked.closed_at is None:
        locked.closed_at, locked.closed_by, locked.words = now, by, words.strip()[:200]
        locked.save(update_fields=["closed_at", "closed_by", "words"])
    return locked
