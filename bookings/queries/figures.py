"""What offices booked on a day, for the roll-ups (`offices.services.figures`); promised days in SQL."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from django.db import connection

from bookings.rules.promise import STANDARDS
from offices.rules import Count, Measure, Pair, Split, key_of
from payments.rules import Mode

_CHANGED: Final = """
    SELECT coalesce((SELECT max(id) FROM bookings_sale), 0), office_id, business_date
    FROM bookings_sale WHERE id > %s GROUP BY office_id, business_date
"""
_BOOKED: Final = """
    SELECT office_id, day, mode, hour, product, count(*), sum(paise)
    FROM (
        SELECT asked.office_id, asked.day, sale.mode, article.product,
            to_char(sale.booked_at AT TIME ZONE 'Asia/Kolkata', 'HH24') AS hour,
            article.postage_paise - article.discount_paise + article.services_paise + article.cgst_paise
                + article.sgst_paise AS paise
        FROM unnest(%s::bigint[], %s::date[]) AS asked (office_id, day)
        JOIN bookings_sale sale ON sale.office_id = asked.office_id AND sale.business_date = asked.day
        JOIN bookings_article article ON article.sale_id = sale.id
    ) sold
    GROUP BY GROUPING SETS ((office_id, day), (office_id, day, mode), (office_id, day, hour), (office_id, day, product))
"""


def changed_bookings(last_id: int) -> tuple[int, list[Pair]]:
    """The last sale there is; offices and business dates of the sales after `last_id`. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED, [last_id])
        rows = cursor.fetchall()
    return (rows[0][0] if rows else last_id), [(office_id, day) for _last, office_id, day in rows]


def booked_on(offices: Sequence[int], days: Sequence[date], _today: date) -> Iterable[Count]:
    """Articles booked and what was charged for them in paise, as a whole and by hour, product and mode of payment.

    Whatever became of an article later, it was booked. One query.
    """
    with connection.cursor() as cursor:
        cursor.execute(_BOOKED, [list(offices), list(days)])
        rows = cursor.fetchall()
    for office_id, day, mode, hour, product, articles, paise in rows:
        split, of = next(
            ((split, of) for split, of in ((Split.MODE, mode), (Split.HOUR, hour), (Split.PRODUCT, product)) if of),
            (None, ""),
        )
        yield office_id, day, key_of(Measure.BOOKED, split, of), int(articles)
        yield office_id, day, key_of(Measure.CHARGED, split, of), int(paise)
        if mode == Mode.CASH:
            yield office_id, day, Measure.IN_CASH.value, int(paise)


def _promised() -> str:
    """`bookings.rules.promise.promised_on` as an expression over `article`, `sale` and `destination`: a day.

    The days are counted without Sundays: n days after the s-th weekday (Sunday 0) lie n + (s + n - 1) / 6 days away.
    """
    booked = "(sale.booked_at AT TIME ZONE 'Asia/Kolkata')"
    days, late = [], []
    for standard in sorted(STANDARDS, key=lambda one: one.begins_on, reverse=True):
        products = " ".join(
            f"WHEN article.product LIKE '{begins}%%' THEN {days}" for begins, days in standard.by_product.items()
        )
        zones = " ".join(f"WHEN article.zone = '{zone}' THEN {days}" for zone, days in standard.by_zone.items())
        far = " ".join(f"WHEN coalesce(article.distance_km, 0) <= {km} THEN {days}" for km, days in standard.by_km)
        branch = f"CASE WHEN destination.kind = 'BO' THEN {standard.branch} ELSE 0 END"
        begins = f"WHEN {booked}::date >= '{standard.begins_on:%Y-%m-%d}'"
        days.append(f"{begins} THEN CASE {products} {zones} {far} ELSE {standard.farther} END + {branch}")
        late.append(f"{begins} THEN {booked}::time > '{standard.last_booking:%H:%M}'")
    first = f"({booked}::date + CASE WHEN CASE {' '.join(late)} END THEN 1 ELSE 0 END)"
    count = f"(CASE {' '.join(days)} END)"
    return f"({first} + {count} + (extract(isodow FROM {first})::int %% 7 + {count} - 1) / 6)"


PROMISED_SQL: Final = _promised()
