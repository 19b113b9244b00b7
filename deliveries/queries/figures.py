"""What came of the sheets and the windows of a day, for the roll-ups (`offices.services.figures`)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Final

from django.db import connection
from django.utils.translation import gettext as _

from bookings.queries import PROMISED_SQL, product_name
from deliveries.rules import Remark, Verdict, spread
from offices.rules import Behind, Count, Measure, Pair, Split, key_of
from tracking.rules import mask_name

# What closes, reopens or is heard later says so by its time; attempts by their ids.
_CHANGED: Final = """
    SELECT sheet.office_id, sheet.sheet_date FROM deliveries_attempt attempt
    JOIN deliveries_sheetitem item ON item.id = attempt.item_id JOIN deliveries_sheet sheet ON sheet.id = item.sheet_id
    WHERE attempt.id > %(last_id)s
    UNION
    SELECT sheet.office_id, sheet.sheet_date FROM deliveries_sheetitem item
    JOIN deliveries_sheet sheet ON sheet.id = item.sheet_id
    WHERE item.reopened_at >= coalesce(%(at)s, '-infinity'::timestamptz)
"""
_WINDOW_CHANGED: Final = """
    SELECT DISTINCT office_id, (happened_at AT TIME ZONE 'Asia/Kolkata')::date FROM deliveries_windowdelivery
    WHERE id > %s
"""
_JUDGED: Final = f"""
    NOT article.goes_back AS judged,
    (happened_at AT TIME ZONE 'Asia/Kolkata')::date <= {PROMISED_SQL} AS on_time,
    split_part(origin.path, '/', 2) AS origin
    FROM reached JOIN bookings_article article ON article.id = reached.article_id
    JOIN bookings_sale sale ON sale.id = article.sale_id
    JOIN offices_office origin ON origin.id = article.origin_id
    JOIN offices_office destination ON destination.id = article.destination_id
"""  # our own table of promises
# Nobody came, says the addressee, and the office found it so: it is no attempt, and no delivery, any more.
_ON_SHEETS: Final = """
    SELECT asked.office_id, asked.day, item.article_id, item.outcome = 'delivered' AS done, standing.happened_at,
        sheet.id AS sheet_id, item.id AS item_id
    FROM unnest(%(offices)s::bigint[], %(days)s::date[]) AS asked (office_id, day)
    JOIN deliveries_sheet sheet ON sheet.office_id = asked.office_id AND sheet.sheet_date = asked.day
    JOIN deliveries_sheetitem item ON item.sheet_id = sheet.id
    JOIN deliveries_attempt standing ON standing.id = item.standing_id
    WHERE item.outcome IN ('delivered', 'not_delivered') AND item.reopened_at IS NULL
"""
_AT_WINDOWS: Final = """
    SELECT asked.office_id, asked.day, given.article_id, true AS done, given.happened_at
    FROM unnest(%(offices)s::bigint[], %(days)s::date[]) AS asked (office_id, day)
    JOIN deliveries_windowdelivery given ON given.office_id = asked.office_id
        AND given.happened_at >= asked.day::timestamp AT TIME ZONE 'Asia/Kolkata'
        AND given.happened_at < (asked.day + 1)::timestamp AT TIME ZONE 'Asia/Kolkata'
"""
_COUNTED: Final = """
    SELECT office_id, day, hour, origin, count(*) FILTER (WHERE done), count(*) FILTER (WHERE NOT done),
        count(*) FILTER (WHERE done AND judged AND on_time), count(*) FILTER (WHERE done AND judged AND NOT on_time)
    FROM (
        WITH reached AS ({reached})
        SELECT reached.office_id, reached.day, reached.done,
            to_char(reached.happened_at AT TIME ZONE 'Asia/Kolkata', 'HH24') AS hour, {judged}
    ) told
    GROUP BY GROUPING SETS ((office_id, day), (office_id, day, hour), (office_id, day, origin))
"""
_SUSPICIOUS: Final = """
    SELECT asked.office_id, asked.day, count(*)
    FROM unnest(%(offices)s::bigint[], %(days)s::date[]) AS asked (office_id, day)
    JOIN deliveries_sheet sheet ON sheet.office_id = asked.office_id AND sheet.sheet_date = asked.day
    JOIN deliveries_sheetitem item ON item.sheet_id = sheet.id
    JOIN deliveries_attempt attempt ON attempt.item_id = item.id
    WHERE attempt.flags <> '{}'
    GROUP BY asked.office_id, asked.day
"""


def changed_on_sheets(last_id: int, at: datetime | None) -> tuple[int, list[Pair]]:
    """The last attempt there is; offices and days of sheets with an attempt after `last_id`, or reopened since `at`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM deliveries_attempt")
        last = cursor.fetchone()[0]
        cursor.execute(_CHANGED, {"last_id": last_id, "at": at})
        return last, cursor.fetchall()


def changed_at_windows(last_id: int) -> tuple[int, list[Pair]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM deliveries_windowdelivery")
        last = cursor.fetchone()[0]
        cursor.execute(_WINDOW_CHANGED, [last_id])
        return last, cursor.fetchall()


def reached_on_sheets(offices: Sequence[int], days: Sequence[date], _today: date) -> Iterable[Count]:
    """By the day of the sheet: articles delivered, in time or not and where they came from; attempts that failed, and
    those that look false. Two queries."""
    yield from _counted(_ON_SHEETS, offices, days)
    with connection.cursor() as cursor:
        cursor.execute(_SUSPICIOUS, {"offices": list(offices), "days": list(days)})
        rows = cursor.fetchall()
    for office_id, day, attempts in rows:
        yield office_id, day, Measure.SUSPICIOUS.value, attempts


def handed_out_at_windows(offices: Sequence[int], days: Sequence[date], _today: date) -> Iterable[Count]:
    """By the day on which it was handed out: articles delivered at the office itself. One query."""
    return _counted(_AT_WINDOWS, offices, days)


def _counted(reached: str, offices: Sequence[int], days: Sequence[date]) -> Iterable[Count]:
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED.format(reached=reached, judged=_JUDGED), {"offices": list(offices), "days": list(days)})
        rows = cursor.fetchall()
    for office_id, day, hour, origin, done, failed, on_time, late in rows:
        split, of = (Split.HOUR, hour) if hour else (Split.ORIGIN, origin) if origin else (None, "")
        yield office_id, day, key_of(Measure.DELIVERED, split, of), done
        if split != Split.HOUR:
            yield office_id, day, key_of(Measure.ON_TIME, split, of), on_time
            yield office_id, day, key_of(Measure.LATE, split, of), late
        if split is None:
            yield office_id, day, Measure.FAILED.value, failed


# Of attempts that look false each is listed; else each article with the entry that stands.
_REACHED: Final = """
    SELECT reached.office_id, reached.happened_at, article.number, article.product, last.name, article.pincode,
        parties.addressee_name, reached.done, reached.remark, reached.flags, judged.on_time, judged.judged
    FROM ({reached}) reached
    JOIN bookings_article article ON article.id = reached.article_id
    JOIN bookings_sale sale ON sale.id = article.sale_id
    JOIN offices_office origin ON origin.id = article.origin_id
    JOIN offices_office last ON last.id = article.destination_id
    LEFT JOIN bookings_parties parties ON parties.article_id = article.id
    CROSS JOIN LATERAL (
        SELECT NOT article.goes_back AS judged,
            (reached.happened_at AT TIME ZONE 'Asia/Kolkata')::date <= {promised} AS on_time
        FROM (SELECT last.kind) destination
    ) judged
    WHERE {condition}
    ORDER BY array_position(%(offices)s::bigint[], reached.office_id), reached.happened_at, reached.key
    OFFSET %(skip)s LIMIT %(limit)s
"""
_SHEET_ROWS: Final = """
    SELECT sheet.office_id, {attempt}.happened_at, item.article_id, {attempt}.id AS key,
        {attempt}.verdict = 'delivered' AS done, item.remark, {attempt}.flags
    FROM deliveries_sheet sheet JOIN deliveries_sheetitem item ON item.sheet_id = sheet.id
    JOIN deliveries_attempt {attempt} ON {join}
    WHERE sheet.office_id = ANY(%(offices)s) AND sheet.sheet_date = %(day)s
"""
_WINDOW_ROWS: Final = """
    SELECT given.office_id, given.happened_at, given.article_id, given.id, true, '', ARRAY[]::varchar[]
    FROM deliveries_windowdelivery given
    WHERE given.office_id = ANY(%(offices)s) AND given.happened_at >= %(day)s::timestamp AT TIME ZONE 'Asia/Kolkata'
        AND given.happened_at < (%(day)s::date + 1)::timestamp AT TIME ZONE 'Asia/Kolkata'
"""
_ATTEMPTS: Final = _SHEET_ROWS.format(attempt="attempt", join="attempt.item_id = item.id")
_STANDING: Final = _SHEET_ROWS.format(attempt="standing", join="standing.id = item.standing_id") + (
    "AND item.outcome IN ('delivered', 'not_delivered') AND item.reopened_at IS NULL UNION ALL" + _WINDOW_ROWS
)
_WHICH: Final[Mapping[Measure, tuple[str, str]]] = {
    Measure.DELIVERED: (_STANDING, "reached.done"),
    Measure.FAILED: (_STANDING, "NOT reached.done"),
    Measure.ON_TIME: (_STANDING, "reached.done AND judged AND on_time"),
    Measure.LATE: (_STANDING, "reached.done AND judged AND NOT on_time"),
    Measure.SUSPICIOUS: (_ATTEMPTS, "reached.flags <> ARRAY[]::varchar[]"),
}
_SPLITS: Final[Mapping[Split | None, str]] = {
    None: "",
    Split.HOUR: " AND to_char(reached.happened_at AT TIME ZONE 'Asia/Kolkata', 'HH24') = %(of)s",
    Split.ORIGIN: " AND split_part(origin.path, '/', 2) = %(of)s",
}


def reached_behind(
    measure: Measure, split: Split | None, of: str, *, offices: Sequence[int], day: date, skip: int, limit: int
) -> list[Behind]:
    """What `reached_on_sheets` and `handed_out_at_windows` count, office by office in the order given. One query."""
    reached, which = _WHICH[measure]
    looked_at = measure == Measure.SUSPICIOUS
    sql = _REACHED.format(reached=reached, promised=PROMISED_SQL, condition=which + _SPLITS[split])
    with connection.cursor() as cursor:
        cursor.execute(sql, {"offices": list(offices), "day": day, "of": of, "skip": skip, "limit": limit})
        rows = cursor.fetchall()
    return [
        Behind(
            office_id, at, number, product_name(product), f"{to} {pincode}", mask_name(name or ""),
            _says(remark, flags if looked_at else [], done=done, on_time=on_time if judged else None), None,
        )
        for office_id, at, number, product, to, pincode, name, done, remark, flags, on_time, judged in rows
    ]  # fmt: skip


def _says(remark: str, flags: Sequence[str], *, done: bool, on_time: bool | None) -> str:
    if flags:
        return ", ".join(spread(flags))
    if not done:
        return str(Remark(remark).label) if remark else str(Verdict.NOT_DELIVERED.label)
    if on_time is None:
        return str(Verdict.DELIVERED.label)
    return _("on time") if on_time else _("late")
