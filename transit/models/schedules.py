"""When mail leaves and where it stops, and what left with it."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from offices.models import Office
from transit.rules import Conveyance, clock_of


class Schedule(models.Model):
    """A conveyance that runs on certain days of the week and stops at certain offices."""

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=60)
    conveyance = models.CharField(max_length=4, choices=Conveyance.choices)
    days = ArrayField(models.PositiveSmallIntegerField())  # 1 Monday to 7 Sunday, on which it starts
    office = models.ForeignKey(Office, models.PROTECT, related_name="schedules")  # which keeps it
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^[A-Z0-9-]{2,12}$"), name="transit_schedule_code"),
            models.CheckConstraint(
                condition=Q(days__contained_by=[1, 2, 3, 4, 5, 6, 7], days__len__gte=1), name="transit_schedule_days"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class ScheduleStop(models.Model):
    """One stop; times are minutes since midnight of the day on which the schedule starts."""

    schedule = models.ForeignKey(Schedule, models.PROTECT, related_name="stops")
    position = models.PositiveSmallIntegerField()
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    arrives_minute = models.PositiveSmallIntegerField(null=True)
    departs_minute = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["schedule", "position"], name="transit_stop_position_once"),
            models.UniqueConstraint(fields=["schedule", "office"], name="transit_stop_office_once"),
            models.CheckConstraint(
                condition=Q(arrives_minute__isnull=False) | Q(departs_minute__isnull=False),
                name="transit_stop_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(arrives_minute__isnull=True)
                | Q(departs_minute__isnull=True)
                | Q(departs_minute__gte=F("arrives_minute")),
                name="transit_stop_leaves_after_it_came",
            ),
        ]
        indexes = [models.Index(fields=["office", "schedule"], name="transit_stop_of_office")]

    def __str__(self) -> str:
        return f"{self.schedule_id}/{self.position}"

    @property
    def arrives(self) -> str:
        return clock_of(self.arrives_minute)

    @property
    def departs(self) -> str:
        return clock_of(self.departs_minute)


class Despatch(models.Model):
    """Bags that left an office together: what a mail list lists. Without a schedule: by special conveyance."""

    number = models.CharField(max_length=24, unique=True)
    office = models.ForeignKey(Office, models.PROTECT, related_name="despatches")
    schedule = models.ForeignKey(Schedule, models.PROTECT, null=True, related_name="despatches")
    departs_at = models.DateTimeField()  # as scheduled
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    bag_numbers = ArrayField(models.CharField(max_length=20))  # what left, in the order of the list
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    cancelled_because = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True, cancelled_by__isnull=True, cancelled_because="")
                | (Q(cancelled_at__isnull=False, cancelled_by__isnull=False) & ~Q(cancelled_because="")),
                name="transit_despatch_cancelled_with_a_reason",
            )
        ]
        indexes = [models.Index(fields=["office", "-id"], name="transit_despatch_of_office")]

    def __str__(self) -> str:
        return self.number
