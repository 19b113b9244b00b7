"""Runs of serials that offices may use."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from offices.models import Office


class NumberBlock(models.Model):
    """A run of serials that one office may use for one series, in order. No two blocks of a series overlap."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="number_blocks")
    series = models.CharField(max_length=4)  # "EK" for articles, "EBK" for bags
    first_serial = models.BigIntegerField()
    last_serial = models.BigIntegerField()
    next_serial = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(first_serial__gte=0, last_serial__gte=F("first_serial"), next_serial__gte=F("first_serial"))
                & Q(next_serial__lte=F("last_serial") + 1),
                name="bookings_block_within_itself",
            ),
            ExclusionConstraint(
                name="bookings_blocks_never_overlap",
                expressions=[
                    ("series", RangeOperators.EQUAL),
                    (Func("first_serial", "last_serial", Value("[]"), function="int8range"), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [models.Index(fields=["office", "series"], name="bookings_block_of_office")]

    def __str__(self) -> str:
        return f"{self.series} {self.first_serial}-{self.last_serial}"
