"""The register of known defects: what the software does wrong, since when, where, and how it shows."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from offices.models import Office


class KnownDefect(models.Model):
    """A fault of the system that may be behind differences of money. Everybody on duty reads it."""

    title = models.CharField(max_length=120)
    words = models.CharField(max_length=1000)  # what happens, how it is known, what to do meanwhile
    kinds = ArrayField(models.CharField(max_length=24))  # of rules.cases.KINDS: how it shows
    offices = models.ManyToManyField(Office, related_name="+")  # none: everywhere
    since = models.DateField()
    fixed_on = models.DateField(null=True)  # differences from this day on are not its doing
    fixed_in = models.CharField(max_length=20, blank=True)  # version of the software
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(fixed_on__isnull=True, fixed_in="") | (Q(fixed_on__gte=F("since")) & ~Q(fixed_in="")),
                name="payments_defect_fixed_whole",
            ),
            models.CheckConstraint(condition=Q(kinds__len__gte=1), name="payments_defect_shows"),
        ]

    def __str__(self) -> str:
        return self.title
