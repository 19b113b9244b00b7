"""All that judging a handful of claims must know: a constant number of queries for any number of claims."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from apt.core.clock import day_begins, ist_date
from apt.core.rows import columns, made, names
from bookings.models import Article
from deliveries.models import Attempt, DeliveryCode, Sheet, SheetItem
from deliveries.rules import Claim, Verdict
from offices.models import Office, User

_ROUND = 200  # entries of today that a phone's next position is compared with


@dataclass
class Scene:
    """The rows that claims are judged against; `articles` are locked by the caller, the rest is read under it."""

    articles: dict[str, Article]
    items: dict[int, SheetItem] = field(default_factory=dict)  # by article: the latest on a sheet of the postman
    moved_on: set[int] = field(default_factory=set)  # articles that lie on a later sheet, whosever
    codes: dict[int | None, list[DeliveryCode]] = field(default_factory=dict)  # by item, the latest first
    wrong: dict[int | None, list[tuple[int | None, datetime]]] = field(default_factory=dict)  # by article: item, heard
    round: list[tuple[datetime, bool, float, float]] = field(default_factory=list)  # when, delivered, where
    photos_seen: set[str] = field(default_factory=set)


class First(NamedTuple):
    """The answer that an entry got when it was first sent: as an attempt, or kept for a supervisor (`why`)."""

    client_uuid: UUID
    fingerprint: str
    made_by_id: int
    verdict: str
    tries_left: int | None
    why: str


# Asked at each message of a phone: written out, since building these costs more than running them.
_EARLIER = """
    SELECT client_uuid, fingerprint, made_by_id, verdict, tries_left, '' FROM deliveries_attempt
    WHERE client_uuid = ANY(%(uuids)s)
    UNION ALL
    SELECT client_uuid, fingerprint, made_by_id, '', NULL, why FROM deliveries_keptentry
    WHERE client_uuid = ANY(%(uuids)s)
"""
_ITEMS = """
    SELECT DISTINCT ON (item.article_id)
        (SELECT max(id) FROM deliveries_sheetitem WHERE article_id = item.article_id), {item}, {sheet}
    FROM deliveries_sheetitem item JOIN deliveries_sheet sheet ON sheet.id = item.sheet_id
    WHERE item.article_id = ANY(%(articles)s) AND sheet.postman_id = %(postman)s
    ORDER BY item.article_id, item.id DESC
"""
_WALKED = """
    SELECT happened_at, verdict = 'delivered', latitude::float, longitude::float FROM deliveries_attempt
    WHERE made_by_id = %(postman)s AND happened_at >= %(midnight)s AND latitude IS NOT NULL
    ORDER BY happened_at DESC, id DESC LIMIT %(most)s
"""


def earlier_answers(uuids: Sequence[UUID]) -> dict[UUID, First]:
    """What was sent before. One query."""
    found = (First(*row) for row in _rows(_EARLIER, {"uuids": list(uuids)}))
    return {one.client_uuid: one for one in found}


def scene_of(claims: Sequence[Claim], articles: dict[str, Article], *, by: User, now: datetime) -> Scene:
    """At most seven queries, whatever the number of claims."""
    scene = Scene(articles)
    midnight = day_begins(ist_date(now))
    keys = [article.pk for article in articles.values()]
    _read_items(scene, keys, by)
    if any(article.otp_delivery for article in articles.values()):
        _read_codes(scene, keys, since=midnight)
    walked = {"postman": by.pk, "midnight": midnight, "most": _ROUND}
    scene.round = [(at, delivered, lat, lon) for at, delivered, lat, lon in _rows(_WALKED, walked)]
    if photos := [claim.photo for claim in claims if claim.photo]:
        scene.photos_seen = set(Attempt.objects.filter(photo__in=photos).order_by().values_list("photo", flat=True))
    return scene


def _read_items(scene: Scene, keys: Sequence[int], by: User) -> None:
    """The latest item of each article on a sheet of the postman, with its sheet, office, and the attempt that stands.

    Two queries, three where an attempt stands.
    """
    sql = _ITEMS.format(item=columns(SheetItem, "item"), sheet=columns(Sheet, "sheet"))
    width = len(names(SheetItem))
    for newest, *row in _rows(sql, {"articles": list(keys), "postman": by.pk}):
        item = made(SheetItem, row[:width])
        item.sheet = made(Sheet, row[width:])
        scene.items[item.article_id] = item
        if newest != item.pk:
            scene.moved_on.add(item.article_id)
    items = scene.items.values()
    offices = Office.objects.in_bulk({item.sheet.office_id for item in items})
    standing = [item.standing_id for item in items if item.standing_id]
    attempts = Attempt.objects.in_bulk(standing) if standing else {}
    for item in items:
        item.sheet.office = offices[item.sheet.office_id]
        if item.standing_id:
            item.standing = attempts[item.standing_id]


def _read_codes(scene: Scene, keys: Sequence[int], *, since: datetime) -> None:
    """The codes of the items, and the wrong tries of their articles. Two queries."""
    codes: dict[int | None, list[DeliveryCode]] = defaultdict(list)
    item_keys = [item.pk for item in scene.items.values()]
    for code in DeliveryCode.objects.filter(item_id__in=item_keys).order_by("-issue_number", "-id"):
        codes[code.item_id].append(code)
    scene.codes = codes
    first = min([since, *(rows[0].issued_at for rows in codes.values())])
    wrong: dict[int | None, list[tuple[int | None, datetime]]] = defaultdict(list)
    failed = Attempt.objects.filter(article_id__in=keys, verdict=Verdict.WRONG_CODE, recorded_at__gte=first)
    for article_id, item_id, heard in failed.order_by("id").values_list("article_id", "item_id", "recorded_at"):
        wrong[article_id].append((item_id, heard))
    scene.wrong = wrong


def _rows(sql: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


_NEAREST = """
    SELECT point.number, (
        SELECT earth_distance(ll_to_earth(o.latitude, o.longitude), ll_to_earth(point.latitude, point.longitude))
        FROM offices_office o
        WHERE o.latitude IS NOT NULL AND o.closed_on IS NULL AND o.kind IN ('HO', 'SO', 'BO')
        ORDER BY ll_to_earth(o.latitude, o.longitude) <-> ll_to_earth(point.latitude, point.longitude) LIMIT 1
    )
    FROM unnest(%(latitudes)s::float[], %(longitudes)s::float[]) WITH ORDINALITY AS point (latitude, longitude, number)
"""


def metres_to_post_offices(points: Sequence[tuple[float, float]]) -> list[float]:
    """From each point (degrees) to the nearest post office; infinite where the directory has no position. One query."""
    if not points:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_NEAREST, {"latitudes": [p[0] for p in points], "longitudes": [p[1] for p in points]})
        found = dict(cursor.fetchall())
    return [found[number] if found[number] is not None else float("inf") for number in range(1, len(points) + 1)]
