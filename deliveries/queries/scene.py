"""All that judging a handful of claims must know: a constant number of queries for any number of claims."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import connection

from apt.core.clock import day_begins, ist_date
from bookings.models import Article
from deliveries.models import Attempt, DeliveryCode, KeptEntry, SheetItem
from deliveries.rules import Claim, Verdict
from offices.models import User

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


def earlier_answers(uuids: Sequence[UUID]) -> tuple[dict[UUID, Attempt], dict[UUID, KeptEntry]]:
    """What was sent before: two queries."""
    attempts = {one.client_uuid: one for one in Attempt.objects.filter(client_uuid__in=uuids).order_by("id")}
    kept = {one.client_uuid: one for one in KeptEntry.objects.filter(client_uuid__in=uuids).order_by("id")}
    return attempts, kept


def scene_of(claims: Sequence[Claim], articles: dict[str, Article], *, by: User, now: datetime) -> Scene:
    """Six queries, whatever the number of claims."""
    keys = [article.pk for article in articles.values()]
    scene = Scene(articles)
    own = SheetItem.objects.filter(article_id__in=keys, sheet__postman=by).order_by("article_id", "-id")
    for item in own.distinct("article_id").select_related("sheet__office", "standing"):
        scene.items[item.article_id] = item
    latest = SheetItem.objects.filter(article_id__in=keys).order_by("article_id", "-id").distinct("article_id")
    for article_id, item_id in latest.values_list("article_id", "id"):
        if article_id in scene.items and scene.items[article_id].pk != item_id:
            scene.moved_on.add(article_id)
    codes: dict[int | None, list[DeliveryCode]] = defaultdict(list)
    item_keys = [item.pk for item in scene.items.values()]
    for code in DeliveryCode.objects.filter(item_id__in=item_keys).order_by("-issue_number", "-id"):
        codes[code.item_id].append(code)
    scene.codes = codes
    midnight = day_begins(ist_date(now))
    since = min([midnight, *(rows[0].issued_at for rows in codes.values())])
    wrong: dict[int | None, list[tuple[int | None, datetime]]] = defaultdict(list)
    failed = Attempt.objects.filter(article_id__in=keys, verdict=Verdict.WRONG_CODE, recorded_at__gte=since)
    for article_id, item_id, heard in failed.order_by("id").values_list("article_id", "item_id", "recorded_at"):
        wrong[article_id].append((item_id, heard))
    scene.wrong = wrong
    walked = Attempt.objects.filter(made_by=by, happened_at__gte=midnight, latitude__isnull=False)
    scene.round = [
        (at, verdict == Verdict.DELIVERED, float(lat or 0), float(lon or 0))
        for at, verdict, lat, lon in walked.order_by("-happened_at", "-id").values_list(
            "happened_at", "verdict", "latitude", "longitude"
        )[:_ROUND]
    ]
    photos = [claim.photo for claim in claims if claim.photo]
    scene.photos_seen = set(Attempt.objects.filter(photo__in=photos).order_by().values_list("photo", flat=True))
    return scene


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
