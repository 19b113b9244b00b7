"""Waves of the roll-out with what was decided about them; trainers, courses, batches and who sat in them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from offices.rules import MOST_IN_A_BATCH, Tier, WaveState

from .office import Office


class Wave(models.Model):
    """Offices that begin on one day. `Office.wave` names it; `Office.rolled_out_on` follows from the decision to go."""

    number = models.PositiveSmallIntegerField(unique=True)
    name = models.CharField(max_length=80)
    opens_on = models.DateField()
    state = models.CharField(max_length=12, choices=WaveState.choices, default=WaveState.PLANNED)
    measured_a_second = models.PositiveIntegerField(null=True)  # bookings, sustained in the last load test
    measured_on = models.DateField(null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(measured_a_second__isnull=True, measured_on__isnull=True)
                | Q(measured_a_second__isnull=False, measured_on__isnull=False),
                name="offices_wave_measured_whole",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class WaveDecision(models.Model):
    """Go, no-go, roll-back: who decided what about a wave, when and why. Append-only."""

    wave = models.ForeignKey(Wave, models.PROTECT, related_name="decisions")
    state = models.CharField(max_length=12, choices=WaveState.choices)  # what the wave was from then on
    opens_on = models.DateField()
    missing = models.PositiveIntegerField()  # rows that were red then
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.wave_id} {self.state} {self.at:%Y-%m-%d}"


class Trainer(models.Model):
    """A person of the upper two tiers of training."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="trainer")
    tier = models.CharField(max_length=8, choices=[(tier, tier.label) for tier in (Tier.MASTER, Tier.CHAMPION)])
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    named_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id} {self.tier}"


class Course(models.Model):
    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=80)
    tier = models.CharField(max_length=8, choices=Tier.choices)  # whom it trains
    days = models.PositiveSmallIntegerField()
    lasts_days = models.PositiveSmallIntegerField()  # after this a refresher is due

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class TrainingBatch(models.Model):
    """One course held once, at an office, by one trainer, for at most 25."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="batches")
    office = models.ForeignKey(Office, models.PROTECT, related_name="training_batches")
    trainer = models.ForeignKey(Trainer, models.PROTECT, related_name="batches")
    begins_on = models.DateField()
    request_id = models.UUIDField(unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.course_id} at {self.office_id} from {self.begins_on}"


class Seat(models.Model):
    """A person in a batch. Seats are numbered, so that the database holds the batch to its size."""

    batch = models.ForeignKey(TrainingBatch, models.PROTECT, related_name="seats")
    number = models.PositiveSmallIntegerField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="seats")
    completed_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=MOST_IN_A_BATCH), name="offices_seat_in_the_room"
            ),
            models.UniqueConstraint(fields=["batch", "number"], name="offices_one_person_a_seat"),
            models.UniqueConstraint(fields=["batch", "user"], name="offices_one_seat_a_person"),
        ]
        indexes: ClassVar = [models.Index(F("user"), F("completed_on").desc(), name="offices_seat_completed")]

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.number}"
