"""Who saw whose full data, and who did what: one row each, never changed."""

from datetime import datetime

from apt.core.db import use_case
from offices.models import AccessRecord, User


@use_case
def record_access(*, record: AccessRecord, by: User, now: datetime) -> AccessRecord:
    """Keep what `offices.access.access_record` made of a request."""
    record.user, record.at = by, now
    record.save(force_insert=True)
    return record
