"""The sets of a mail office: its shifts, for which offices each closes bags, and the days on which one was worked."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from offices.models import Office
from transit.rules import clock_of


class MailSet(models.Model):
    """A set that a mail office works, with its due mail list. A changed one is a new one, as with schedules."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="mail_sets")
    code = models.CharField(max_length=12)
    begins_minute = models.PositiveSmallIntegerField()  # since midnight of the day on which its hours begin
    ends_minute = models.PositiveSmallIntegerField()
    due = models.ManyToManyField(Office, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["office", "code"], condition=Q(ended_at__isnull=True), name="transit_set_code_once"
            ),
            models.CheckConstraint(condition=Q(code__regex=r"^[A-Z0-9-]{1,12}$"), name="transit_set_code"),
            models.CheckConstraint(
                condition=Q(begins_minute__lt=1440, ends_minute__gt=F("begins_minute"))
                & Q(ends_minute__lte=F("begins_minute") + 1440),
                name="transit_set_within_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def hours(self) -> str:
        return f"{clock_of(self.begins_minute)}-{clock_of(self.ends_minute)}"


class SetDay(models.Model):
    """One opening of a set. Its date is the day on which its hours begin (Postal Manual, volume VII, rule 6)."""

    mail_set = models.ForeignKey(MailSet, models.PROTECT, related_name="worked")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    on = models.DateField()
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            # One hands over to the next: two at once would leave a bag with two answers.
            models.UniqueConstraint(
                fields=["office"], condition=Q(closed_at__isnull=True), name="transit_one_set_open"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="transit_set_closed_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["office", "-id"], name="transit_set_day_of_office")]

    def __str__(self) -> str:
        return f"{self.mail_set_id} {self.on}"
