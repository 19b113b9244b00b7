"""The cascade of training: who is trained, up the tree; batches and their seats. Set-based."""

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Count, Q

from offices.models import Course, Office, Seat, Trainer, TrainingBatch


@dataclass(frozen=True)
class Trained:
    """Of the people posted at an office and below it on a day."""

    office: Office
    people: int
    trained: int  # a course finished that still holds
    lapsed: int  # finished once, the refresher is due
    masters: int
    champions: int

    @property
    def per_cent(self) -> int:
        return 100 * self.trained // self.people if self.people else 0


_BY_PATH = """
    WITH finished AS (
        SELECT seat.user_id, max(seat.completed_on + course.lasts_days) AS until
        FROM offices_seat seat JOIN offices_trainingbatch batch ON batch.id = seat.batch_id
        JOIN offices_course course ON course.id = batch.course_id
        WHERE seat.completed_on IS NOT NULL GROUP BY seat.user_id
    )
    SELECT substr(office.path, 1, %(length)s), count(*), count(*) FILTER (WHERE finished.until >= %(on)s),
        count(*) FILTER (WHERE finished.until < %(on)s), count(*) FILTER (WHERE trainer.tier = 'master'),
        count(*) FILTER (WHERE trainer.tier = 'champion')
    FROM offices_posting held JOIN offices_post post ON post.id = held.post_id
    JOIN offices_office office ON office.id = post.office_id
    LEFT JOIN finished ON finished.user_id = held.user_id
    LEFT JOIN offices_trainer trainer ON trainer.user_id = held.user_id
    WHERE held.valid @> %(on)s::date AND office.path LIKE %(below)s GROUP BY 1
"""


def trained_below(office: Office, *, on: date) -> list[Trained]:
    """The office as a whole first, then each that reports to it with all below it, the least trained first.

    Two queries. Those whose own posts are at `office` count in the first alone.
    """
    children = Office.objects.filter(reports_to=office, closed_on__isnull=True).order_by("name", "code")
    length = len(office.path) + 9  # a code has eight digits, and each is followed by a stroke
    with connection.cursor() as cursor:
        cursor.execute(_BY_PATH, {"length": length, "on": on, "below": office.path + "%"})
        counted = {path: tuple(figures) for path, *figures in cursor.fetchall()}
    whole = tuple(sum(column) for column in zip(*counted.values(), strict=True)) or (0, 0, 0, 0, 0)
    below = [Trained(child, *counted[child.path]) for child in children if child.path in counted]
    return [Trained(office, *whole), *sorted(below, key=lambda one: (one.per_cent, one.office.name, one.office.code))]


def courses() -> list[Course]:
    return list(Course.objects.order_by("code"))


def trainers() -> list[Trainer]:
    return list(Trainer.objects.select_related("user").order_by("tier", "user__name", "user__employee_id"))


def training_batches(within: Q, *, limit: int = 50) -> list[TrainingBatch]:
    """The latest at offices that `within`, a condition on `Office`, selects."""
    places = Office.objects.filter(within)
    found = TrainingBatch.objects.filter(office__in=places).select_related("course", "office", "trainer__user")
    counted = found.annotate(taken=Count("seats"), done=Count("seats", filter=Q(seats__completed_on__isnull=False)))
    return list(counted.order_by("-begins_on", "-id")[:limit])


def seats_of(batch: TrainingBatch) -> list[Seat]:
    return list(batch.seats.select_related("user").order_by("number"))
