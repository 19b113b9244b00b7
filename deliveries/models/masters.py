"""Batches, beats and their areas as dated masters; and what the rounds have taught about addresses."""

from typing import Any, ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q

from deliveries.rules import AreaKind
from offices.models import Office


def always() -> Any:
    """Without a beginning or an end: what was there before anybody wrote down since when."""
    return DateRange(None, None, "[)")


def _once(name: str, *fields: str) -> ExclusionConstraint:
    """One at a time: the database refuses overlaps."""
    same: list[tuple[str, str]] = [(field, RangeOperators.EQUAL) for field in fields]
    return ExclusionConstraint(name=name, expressions=[*same, ("valid", RangeOperators.OVERLAPS)])


class Batch(models.Model):
    """One going out of the postmen of an office; some have two a day."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="delivery_batches")
    number = models.PositiveSmallIntegerField()
    leaves_at = models.TimeField()  # in India
    valid = DateRangeField(default=always)  # [from, to)

    class Meta:
        constraints: ClassVar = [_once("deliveries_batch_number_once", "office", "number")]

    def __str__(self) -> str:
        return f"{self.number} ({self.leaves_at:%H:%M})"


class Beat(models.Model):
    """A postman's round, as the delivery office numbers it, from one day to another."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="beats")
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, related_name="beats")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    valid = DateRangeField(default=always)  # [from, to)

    class Meta:
        constraints: ClassVar = [_once("deliveries_beat_number_once", "office", "number")]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class BeatArea(models.Model):
    """Addresses of a PIN, or in a cell of the grid, that belong to a beat."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    beat = models.ForeignKey(Beat, models.PROTECT, related_name="areas")
    kind = models.CharField(max_length=7, choices=AreaKind.choices)
    prefix = models.CharField(max_length=10)
    valid = DateRangeField(default=always)  # [from, to)

    class Meta:
        constraints: ClassVar = [_once("deliveries_area_of_one_beat", "office", "kind", "prefix")]

    def __str__(self) -> str:
        return self.prefix


class AddressPlace(models.Model):
    """Where an address lies on the way of a beat, as a round or a clerk last taught it.

    `address` is a keyed hash: the table tells nobody who lives where.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    address = models.CharField(max_length=64)
    beat = models.ForeignKey(Beat, models.PROTECT, related_name="+")
    place = models.FloatField(null=True)  # 0 to 1 along the way; null: nobody has walked there yet
    learnt_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "address"], name="deliveries_address_has_one_place"),
            models.CheckConstraint(
                condition=Q(place__isnull=True) | Q(place__range=(0, 1)), name="deliveries_place_on_the_way"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.address[:8]} on {self.beat_id}"
