"""Roll-ups of offices and days, kept by Celery: pages ask them and never the tables of articles."""

from datetime import timedelta
from typing import ClassVar, Final

from django.db import models
from django.db.models import Q

from offices.rules import Queue

from .office import Office

LATE: Final = timedelta(minutes=10)  # our assumption


class DayFigures(models.Model):
    """What an office did on a business date; `whole`: it and all below it. Made anew when something of it changed.

    `counts` maps `offices.rules.key_of` to articles, paise or offices. An office below which nobody did anything has
    no whole row: its own is all.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="figures", db_index=False)
    day = models.DateField()
    whole = models.BooleanField()
    counts = models.JSONField(default=dict)
    needs = models.PositiveIntegerField(default=0)  # things that a person should look at; of own rows alone
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "day", "whole"], name="offices_day_figures_once"),
            models.CheckConstraint(condition=Q(whole=False) | Q(needs=0), name="offices_needs_of_own_figures"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["day", "-needs", "office"], name="offices_figures_need", condition=Q(needs__gt=0))
        ]

    def __str__(self) -> str:
        return f"{self.office_id} {self.day}"


class FiguresDue(models.Model):
    """An office and day of which something changed since they were counted. Gone with the count."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["day", "office"], name="offices_figures_due_once")]

    def __str__(self) -> str:
        return f"{self.office_id} {self.day}"


class FiguresMark(models.Model):
    """Up to which row a source was looked through for changes, and when."""

    source = models.CharField(max_length=20)
    last_id = models.BigIntegerField()
    taken_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "taken_at"], name="offices_figures_mark_once")
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.last_id}"


class QueueState(models.Model):
    """How much waits in a queue, and since when the oldest of it does; as of the last count."""

    queue = models.CharField(max_length=10, choices=Queue.choices, primary_key=True)
    waiting = models.PositiveIntegerField()
    oldest_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.queue}: {self.waiting}"

    @property
    def late(self) -> bool:
        """Whether the oldest of it waited longer than any sweep of the beat takes."""
        return self.oldest_at is not None and self.made_at - self.oldest_at > LATE
