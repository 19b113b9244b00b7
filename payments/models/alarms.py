"""What the system finds out about itself: the same difference in many offices, and promises that the books broke."""

from django.conf import settings
from django.db import models
from django.db.models import Q

_PERSON = settings.AUTH_USER_MODEL


class Incident(models.Model):
    """The same difference in many offices: to be looked for in the system, not in people. Its cases name it."""

    kind = models.CharField(max_length=24)  # of rules.cases.KINDS
    paise = models.BigIntegerField()
    offices = models.PositiveIntegerField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, related_name="+")
    words = models.CharField(max_length=200, blank=True)  # what it was

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "paise"], condition=Q(closed_at__isnull=True), name="payments_one_open_incident"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | (Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(words="")),
                name="payments_incident_closed_with_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.paise}"


class Breach(models.Model):
    """A promise of the books that did not hold when it was proved again: an alarm, until a person says what it was."""

    invariant = models.CharField(max_length=4)  # I1 ... I12, of rules.alarms
    about = models.CharField(max_length=80)  # the row that broke it
    found_at = models.DateTimeField()
    seen_at = models.DateTimeField()  # when it was last found
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, related_name="+")
    words = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["invariant", "about"], name="payments_breach_once"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | (Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(words="")),
                name="payments_breach_closed_with_words",
            ),
        ]
        indexes = [models.Index(fields=["id"], condition=Q(closed_at__isnull=True), name="payments_breach_open")]

    def __str__(self) -> str:
        return f"{self.invariant} {self.about}"
