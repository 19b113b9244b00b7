"""Cases: money that does not agree is something to explain, never at once a debt."""

from datetime import datetime

from apt.core.db import step
from offices.models import Office, User
from payments.models import Case, Journal, Shift
from payments.rules import CaseKind


@step
def open_case(
    *,
    office: Office,
    kind: CaseKind,
    paise: int,
    by: User,
    now: datetime,
    shift: Shift | None = None,
    journal: Journal | None = None,
) -> Case:
    """Put on record that `paise` are missing or too many."""
    return Case.objects.create(
        office=office, kind=kind, paise=paise, shift=shift, journal=journal, opened_by=by, opened_at=now
    )
