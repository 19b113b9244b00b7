"""How the roll-out stands: waves, what their offices lack, who is at work. Set-based: the cost does not grow."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.conf import settings
from django.db import connection
from django.db.models import Count, Q, QuerySet

from offices.models import Device, Office, Wave
from offices.rules import DUE_BEFORE, MAIL_OFFICES, POST_OFFICES, Check, Kind, WaveState, needed_a_second

Lacks = tuple[int, Check, str]  # office id, what it lacks, and of whom or towards where
# What an app knows of these open offices on a day: one entry a red row.
Provider = Callable[[Sequence[Office], date], Iterable[Lacks]]


@dataclass(frozen=True)
class Missing:
    """A red row: an office lacks something; `about` is a person or another office, or empty."""

    office: Office
    check: Check
    about: str
    due_on: date


@dataclass(frozen=True)
class CircleStand:
    circle: Office
    offices: int
    at_work: int


def waves_with(within: Q) -> list[Wave]:
    """Waves with an office that a condition on `Office` selects, and how many offices each has."""
    mine = Office.objects.filter(within, wave__isnull=False).values("wave")
    return list(Wave.objects.filter(pk__in=mine).annotate(size=Count("offices")).order_by("number"))


def missing_in(wave: Wave, *, providers: Sequence[Provider], within: Q | None = None) -> list[Missing]:
    """Every red row of a wave, or of its offices that a condition selects, on its day; the earliest due first.

    Each provider asks a constant number of queries.
    """
    offices = list(
        wave.offices.filter(within or Q(), closed_on__isnull=True)
        .select_related("sorted_at", "accounts_to")
        .order_by("path", "code")
    )
    by_id = {office.pk: office for office in offices}
    found = [
        Missing(by_id[office_id], check, about, wave.opens_on - timedelta(days=DUE_BEFORE[check]))
        for provider in providers
        for office_id, check, about in provider(offices, wave.opens_on)
    ]
    return sorted(found, key=lambda one: (one.due_on, one.check, one.office.path, one.about))


def capacity_needed(wave: Wave) -> int:
    """Bookings a second for all that work once this wave does: those at work, and its own. One query."""
    rules = settings.ROLL_OUT
    working = Office.objects.filter(Q(rolled_out_on__isnull=False) | Q(wave=wave), kind__in=POST_OFFICES)
    return needed_a_second(working.count(), all_offices=rules["all_offices"], peak=rules["peak_a_second"])


def stand_by_circle(*, on: date) -> list[CircleStand]:
    """By circle: open post offices, and how many of them are at work on a day. Two queries."""
    circles = Office.objects.filter(kind=Kind.CIRCLE, closed_on__isnull=True).order_by("name", "code")
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT substr(path, 1, 18), count(*), count(*) FILTER (WHERE rolled_out_on <= %s)
            FROM offices_office WHERE kind = ANY(%s) AND closed_on IS NULL GROUP BY 1""",
            [on, sorted(POST_OFFICES)],
        )
        counted = {path: (offices, at_work) for path, offices, at_work in cursor.fetchall()}
    return [CircleStand(one, *counted.get(one.path[:18], (0, 0))) for one in circles]


def next_wave(*, on: date) -> Wave | None:
    """The next that is decided and opens after a day."""
    ahead = Wave.objects.annotate(size=Count("offices")).filter(state=WaveState.GO, opens_on__gt=on)
    return ahead.order_by("opens_on", "number").first()


# --- what offices know by themselves ----------------------------------------------------------------------------------

_PEOPLE: Final = """
    SELECT post.office_id, person.name, post.roles, person.totp_confirmed_at IS NOT NULL,
        EXISTS (SELECT 1 FROM offices_livesession live WHERE live.user_id = person.id),
        EXISTS (SELECT 1 FROM offices_seat seat JOIN offices_trainingbatch batch ON batch.id = seat.batch_id
            JOIN offices_course course ON course.id = batch.course_id
            WHERE seat.user_id = person.id AND seat.completed_on + course.lasts_days >= %(on)s)
    FROM offices_post post JOIN offices_posting held ON held.post_id = post.id AND held.valid @> %(on)s::date
    JOIN offices_user person ON person.id = held.user_id
    WHERE post.office_id = ANY(%(offices)s) AND post.valid @> %(on)s::date
    ORDER BY post.office_id, person.name, person.id
"""


def lacking_people(offices: Sequence[Office], on: date) -> Iterable[Lacks]:
    """Machines, filled posts, phones for codes, first sign-ins and training. Two queries."""
    ids = [one.pk for one in offices]
    with_machine = set(
        Device.objects.filter(office__in=ids, revoked_at__isnull=True).values_list("office_id", flat=True)
    )
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, {"offices": ids, "on": on})
        people = cursor.fetchall()
    staffed = {office_id for office_id, *_rest in people}
    for office in offices:
        if office.kind != Kind.BRANCH and office.pk not in with_machine:  # a branch works on a phone
            yield office.pk, Check.DEVICE, ""
        if office.pk not in staffed:
            yield office.pk, Check.ROLES, ""
    for office_id, name, _roles, has_phone, has_been_in, trained in people:
        for fine, check in ((has_phone, Check.TOTP), (has_been_in, Check.SIGN_IN), (trained, Check.TRAINED)):
            if not fine:
                yield office_id, check, name


def parts_of(wave: Wave, *, within: Q) -> list[tuple[str, str, int]]:
    """A large wave by circle, or by division where it has one circle only: code, name, offices. Two queries."""
    paths = Counter(path[:18] for path in wave.offices.filter(within).values_list("path", flat=True))
    if len(paths) == 1:
        whole = wave.offices.filter(within).values_list("path", flat=True)
        kinds = Office.objects.filter(kind=Kind.DIVISION, path__startswith=next(iter(paths)))
        return [
            (one.code, one.name, sum(path.startswith(one.path) for path in whole))
            for one in kinds.order_by("name", "code")
        ]
    names = dict(Office.objects.filter(path__in=paths).values_list("path", "name"))
    return sorted((path[9:17], names.get(path, path), count) for path, count in paths.items())


def offices_within(within: Q, codes: Sequence[str]) -> list[Office]:
    """Those of the offices with these codes that a condition selects."""
    return list(Office.objects.filter(within, code__in=codes).order_by("path", "code"))


def offices_to_take(codes: Sequence[str]) -> QuerySet[Office]:
    """Open post and mail offices at or below these codes that are in no wave and not at work."""
    paths = Office.objects.filter(code__in=codes).values_list("path", flat=True)
    below = Q(pk__in=())
    for path in paths:
        below |= Q(path__startswith=path)
    kinds = sorted(POST_OFFICES | MAIL_OFFICES)
    return Office.objects.filter(
        below, kind__in=kinds, closed_on__isnull=True, wave__isnull=True, rolled_out_on__isnull=True
    )
