"""Who saw whose full data, and who did what: one row each, never changed."""

from datetime import datetime

from apt.core.db import use_case
from offices.models import AccessRecord, Office, User


@use_case
def record_access(
    *,
    office: Office,
    act: str,
    subject: str,
    device_id: int | None,
    arrangement_id: int | None,
    request_id: str,
    by: User,
    now: datetime,
) -> AccessRecord:
    """`act` is the name of the address, `subject` the printed numbers in it: names of persons stay out of the audit."""
    return AccessRecord.objects.create(
        at=now,
        user=by,
        office=office,
        device_id=device_id,
        arrangement_id=arrangement_id,
        request_id=request_id,
        act=act[:60],
        subject=subject[:60],
    )
