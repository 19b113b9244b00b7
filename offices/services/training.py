"""Trainers named, batches held, seats taken, courses completed."""

import uuid
from collections.abc import Collection, Sequence
from datetime import date, datetime

from apt.core.db import use_case
from offices.errors import BatchFull, NotATrainer
from offices.models import Course, Office, Seat, Trainer, TrainingBatch, User
from offices.queries import person_by_employee_id
from offices.rules import MOST_IN_A_BATCH, TRAINED_BY, Tier


@use_case
def name_trainer(*, user: User, tier: Tier, by: User | None, now: datetime) -> Trainer:
    """From now on `user` is a master trainer or a champion. `by` is None for the installation."""
    named, _new = Trainer.objects.update_or_create(user=user, defaults={"tier": tier, "named_by": by, "named_at": now})
    return named


@use_case
def make_training(
    *,
    course: Course,
    office: Office,
    trainer: Trainer,
    begins_on: date,
    request_id: uuid.UUID,
    by: User | None,
    now: datetime,
) -> TrainingBatch:
    """A course held once. A repeat of `request_id` is the first. Raises NotATrainer (not of the tier above)."""
    if trainer.tier not in TRAINED_BY[course.tier]:
        raise NotATrainer(person=trainer.user.name, field="trainer")
    made, _new = TrainingBatch.objects.get_or_create(
        request_id=request_id,
        defaults={
            "course": course, "office": office, "trainer": trainer, "begins_on": begins_on, "made_by": by,
            "made_at": now,
        },
    )  # fmt: skip
    return made


@use_case
def seat_people(*, batch: TrainingBatch, employee_ids: Sequence[str], by: User | None, now: datetime) -> int:
    """Seat people, those who sit there already aside; how many are new. Raises BatchFull, UnknownPerson."""
    TrainingBatch.objects.select_for_update().get(pk=batch.pk)
    taken = dict(Seat.objects.filter(batch=batch).values_list("number", "user_id"))
    people = [person_by_employee_id(one) for one in dict.fromkeys(employee_ids)]
    wanted = [one for one in people if one.pk not in taken.values()]
    free = [number for number in range(1, MOST_IN_A_BATCH + 1) if number not in taken]
    if len(wanted) > len(free):
        raise BatchFull(most=MOST_IN_A_BATCH, left=len(free), field="employee_ids")
    Seat.objects.bulk_create(
        Seat(batch=batch, number=number, user=user) for number, user in zip(free, wanted, strict=False)
    )
    return len(wanted)


@use_case
def complete_training(*, batch: TrainingBatch, numbers: Collection[int], on: date, by: User, now: datetime) -> int:
    """Those in these seats have finished the course; how many had not before."""
    return Seat.objects.filter(batch=batch, number__in=numbers, completed_on__isnull=True).update(completed_on=on)
