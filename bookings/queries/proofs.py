"""What articles promise, proved again over what was recorded last."""

from datetime import datetime
from typing import Final

from django.db import connection

MOST_FOUND: Final = 50

# Of the latest lakh of events: a second delivery that none corrects, or one before the booking.
_DOUBTFUL: Final = """
    SELECT DISTINCT ev.subject_number FROM tracking_trackingevent ev
    WHERE ev.id > (SELECT coalesce(max(id), 0) - 100000 FROM tracking_trackingevent)
        AND ev.subject_kind = 'A' AND ev.code = 'ITEM_DELIVERY' AND ev.recorded_at <= %(now)s
        AND NOT EXISTS (SELECT FROM tracking_trackingevent c WHERE c.corrects_id = ev.id)
        AND EXISTS (
            SELECT FROM tracking_trackingevent other
            WHERE other.subject_number = ev.subject_number AND other.subject_kind = 'A' AND (
                other.code = 'ITEM_DELIVERY' AND other.id < ev.id
                    AND NOT EXISTS (SELECT FROM tracking_trackingevent c WHERE c.corrects_id = other.id)
                OR other.code = 'ITEM_BOOK' AND other.happened_at > ev.happened_at
            )
        )
    ORDER BY 1 LIMIT %(most)s
"""


def doubtful_deliveries(now: datetime) -> list[str]:
    """Numbers of articles that are delivered twice, or before they were booked. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_DOUBTFUL, {"now": now, "most": MOST_FOUND})
        return [number for (number,) in cursor.fetchall()]
