"""Runs of serials that offices and contracts may use, and serials that were spoiled."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from bookings.rules.numbers import Spoilt
from offices.models import Office
from partners.models import Contract


class NumberBlock(models.Model):
    """A run of serials that one office, or one contract, may use for one series. No two blocks of a series overlap.

    From a block that is not `printed` numbers are drawn in order. Those of a printed one stand on labels that came on a
    roll, or that a contract customer prints: they come in any order and are never drawn, so `next_serial` stays where
    it began.
    """

    office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="number_blocks")
    contract = models.ForeignKey(Contract, models.PROTECT, null=True, related_name="number_blocks")
    counter_number = models.PositiveSmallIntegerField(null=True)  # null: for all counters of the office
    series = models.CharField(max_length=4)  # "EK" for articles, "EBK" for bags
    printed = models.BooleanField(default=False)
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
            models.CheckConstraint(
                condition=Q(printed=False) | Q(next_serial=F("first_serial")), name="bookings_labels_not_drawn"
            ),
            models.CheckConstraint(
                condition=Q(counter_number__isnull=True) | Q(counter_number__gte=1), name="bookings_block_counter"
            ),
            models.CheckConstraint(
                condition=Q(office__isnull=False, contract__isnull=True)
                | Q(office__isnull=True, contract__isnull=False, counter_number__isnull=True),
                name="bookings_block_of_one_holder",
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

    @property
    def left(self) -> int:
        return self.last_serial + 1 - self.next_serial


class SpoiltNumber(models.Model):
    """A serial that no article will ever carry, and why: the explanation of a gap. Append-only."""

    block = models.ForeignKey(NumberBlock, models.PROTECT, related_name="spoilt")
    series = models.CharField(max_length=4)
    serial = models.BigIntegerField()
    reason = models.CharField(max_length=12, choices=Spoilt.choices)
    spoilt_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    spoilt_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "serial"], name="bookings_spoilt_once")]

    def __str__(self) -> str:
        return f"{self.series} {self.serial} {self.reason}"
