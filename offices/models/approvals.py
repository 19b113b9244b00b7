"""Maker and checker; and who looked at whose data."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from offices.rules import Decision

from .office import Office


class Approval(models.Model):
    """Something that one person asks for and another decides; `apt.wiring.ON_APPROVAL` says what then happens."""

    topic = models.CharField(max_length=40)  # "offices.posting", "payments.reversal", ...
    office = models.ForeignKey(Office, models.PROTECT, related_name="approvals")  # whose affair it is
    payload = models.JSONField()  # what is asked, as the applying service takes it
    summary = models.CharField(max_length=200)  # one sentence for the person who decides
    reason = models.CharField(max_length=200)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(made_by=F("decided_by")), name="offices_approval_two_people"),
            models.CheckConstraint(
                condition=Q(decision="", decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(decision="") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="offices_approval_decision_whole",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["office", "id"], name="offices_approval_open", condition=Q(decision=""))
        ]

    def __str__(self) -> str:
        return f"{self.topic} #{self.pk}"


class AccessRecord(models.Model):
    """That somebody saw full personal data, or wrote: who, from where, under which arrangement. Append-only."""

    at = models.DateTimeField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    device_id = models.BigIntegerField(null=True)
    arrangement_id = models.BigIntegerField(null=True)
    request_id = models.CharField(max_length=64)
    act = models.CharField(max_length=60)  # the URL name: what was done or seen
    subject = models.CharField(max_length=60, blank=True)  # a printed number, never a name

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["office", "-at", "id"], name="offices_access_of_office"),
            models.Index(fields=["subject", "-id"], name="offices_access_about", condition=~Q(subject="")),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.act} {self.at:%Y-%m-%d %H:%M}"
