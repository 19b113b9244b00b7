"""What offices booked on a day, for the roll-ups (`offices.services.figures`)."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from django.db import connection

from offices.rules import Measure

_BOOKED: Final = """
    SELECT office_id, sum(articles), sum(total_paise), sum(total_paise) FILTER (WHERE mode = 'cash')
    FROM (
        SELECT office_id, mode, total_paise,
            (SELECT count(*) FROM bookings_article article WHERE article.sale_id = sale.id) AS articles
        FROM bookings_sale sale WHERE business_date = %s
    ) sold GROUP BY office_id
"""


def booked_on(day: date) -> Iterable[tuple[int, Measure, int]]:
    """By office: articles, what was charged for them and how much of that in cash, in paise. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_BOOKED, [day])
        rows = cursor.fetchall()
    for office_id, articles, charged, in_cash in rows:
        yield office_id, Measure.BOOKED, int(articles)
        yield office_id, Measure.CHARGED, int(charged)
        yield office_id, Measure.IN_CASH, int(in_cash or 0)
