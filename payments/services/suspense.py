"""Cases of UPI money that a person must look at."""

from datetime import datetime, timedelta

from django.conf import settings

from apt.core.db import step
from offices.models import Office, User
from payments.models import SuspenseCase, UpiPayment


@step
def open_case(
    *, kind: str, about: str, office: Office, paise: int, now: datetime, tr: str = "", payment: UpiPayment | None = None
) -> SuspenseCase:
    """One case for each kind and subject, however often it is found. Due as RBI's clock has it: T+5."""
    case, _ = SuspenseCase.objects.get_or_create(
        kind=kind,
        about=about[:80],
        defaults={
            "office": office, "paise": paise, "tr": tr[:64], "payment": payment, "opened_at": now,
            "due_by": now + timedelta(days=settings.UPI["refund_days"]),
        },
    )  # fmt: skip
    return case


@step
def close_cases(*, payment: UpiPayment, outcome: str, by: User, now: datetime) -> None:
    """What was open about a payment is settled, in words."""
    SuspenseCase.objects.filter(payment=payment, closed_at__isnull=True).update(
        closed_at=now, closed_by=by, outcome=outcome[:200]
    )
