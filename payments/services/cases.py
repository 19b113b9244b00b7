"""Cases: money that does not agree is something to explain, never at once a debt."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings

from apt.core.db import step, use_case
from offices.models import Office, User
from payments.errors import StillInSuspense
from payments.models import Case, Journal, UpiPayment
from payments.rules import Place


@step
def open_case(
    *,
    kind: str,
    about: str,
    office: Office,
    paise: int,
    now: datetime,
    tr: str = "",
    payment: UpiPayment | None = None,
    journal: Journal | None = None,
) -> Case:
    """One case for each kind and subject, however often it is found. Due as RBI's clock has it: T+5.

    `journal`: what was posted of it; its shift is the drawer.
    """
    case, _ = Case.objects.get_or_create(
        kind=kind,
        about=about[:80],
        defaults={
            "office": office, "paise": paise, "tr": tr[:64], "payment": payment, "journal": journal,
            "shift": journal.shift if journal else None, "opened_at": now,
            "due_by": now + timedelta(days=settings.UPI["refund_days"]),
        },
    )  # fmt: skip
    return case


@step
def open_cases(*, cases: Sequence[Case], now: datetime) -> None:
    """Many at once, in one statement; what is open or was settled already stays as it is."""
    for case in cases:
        case.opened_at = now
        case.due_by = now + timedelta(days=settings.UPI["refund_days"])
    Case.objects.bulk_create(cases, ignore_conflicts=True)


@use_case
def take_up_case(*, case: Case, by: User, now: datetime) -> Case:
    """`by` looks after the case from now on."""
    locked = Case.objects.select_for_update().get(pk=case.pk)
    if locked.closed_at is None:
        locked.owner = by
        locked.save(update_fields=["owner"])
    return locked


@use_case
def close_case(*, case: Case, outcome: str, by: User, now: datetime) -> Case:
    """A person has settled it outside, and says how. Money that still lies in suspense keeps its case open.

    Raises StillInSuspense.
    """
    locked = Case.objects.select_for_update(of=("self",)).select_related("payment").get(pk=case.pk)
    if locked.payment and locked.payment.place == Place.SUSPENSE:
        raise StillInSuspense()
    if locked.closed_at is None:
        locked.closed_at, locked.closed_by, locked.outcome = now, by, outcome[:200]
        locked.save(update_fields=["closed_at", "closed_by", "outcome"])
    return locked


@step
def close_cases(*, payment: UpiPayment, outcome: str, by: User, now: datetime) -> None:
    """What was open about a payment is settled, in words."""
    Case.objects.filter(payment=payment, closed_at__isnull=True).update(
        closed_at=now, closed_by=by, outcome=outcome[:200]
    )
