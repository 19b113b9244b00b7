"""What offices booked on a day, for the roll-ups (`offices.services.figures`); promised days in SQL."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.db import connection

from bookings.rules import Status
from bookings.rules.promise import STANDARDS
from bookings.rules.tariff.names import said
from offices.rules import Behind, Count, Measure, Pair, Split, key_of
from payments.rules import Mode
from tracking.rules import mask_name

from .tariff import tariff_at_hand

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


# The order of the offices asked for, then of the day.
_BEHIND: Final = """
    SELECT sale.office_id, sale.booked_at, article.number, article.product, destination.name, article.pincode,
        parties.addressee_name, article.status,
        article.postage_paise - article.discount_paise + article.services_paise + article.cgst_paise
            + article.sgst_paise
    FROM bookings_sale sale JOIN bookings_article article ON article.sale_id = sale.id
    JOIN offices_office destination ON destination.id = article.destination_id
    LEFT JOIN bookings_parties parties ON parties.article_id = article.id
    WHERE sale.office_id = ANY(%(offices)s) AND sale.business_date = %(day)s {condition}
    ORDER BY array_position(%(offices)s::bigint[], sale.office_id), sale.booked_at, article.id
    OFFSET %(skip)s LIMIT %(limit)s
"""
_CONDITIONS: Final[Mapping[Split | None, str]] = {
    None: "",
    Split.HOUR: "AND to_char(sale.booked_at AT TIME ZONE 'Asia/Kolkata', 'HH24') = %(of)s",
    Split.PRODUCT: "AND article.product = %(of)s",
    Split.MODE: "AND sale.mode = %(of)s",
}


def product_name(code: str) -> str:
    """What the tariff in force calls a product. No query."""
    found = tariff_at_hand().products.get(code)
    return said(found.name) if found else code


def booked_behind(
    measure: Measure, split: Split | None, of: str, *, offices: Sequence[int], day: date, skip: int, limit: int
) -> list[Behind]:
    """The articles that `booked_on` counts, office by office in the order given. One query."""
    if measure == Measure.IN_CASH:
        split, of = Split.MODE, Mode.CASH.value
    asked: dict[str, Any] = {"offices": list(offices), "day": day, "of": of, "skip": skip, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(_BEHIND.format(condition=_CONDITIONS[split]), asked)
        rows = cursor.fetchall()
    return [
        Behind(
            office_id,
            at,
            number,
            product_name(product),
            f"{to} {pincode}",
            mask_name(name or ""),
            str(Status(status).label),
            paise,
        )
        for office_id, at, number, product, to, pincode, name, status, paise in rows
    ]


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
