"""What became of the office tree: who asked, who agreed, as it was and as it is."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from offices.rules import Change

from .approvals import Approval
from .office import Office


class OfficeChange(models.Model):
    """One change of one office, as two people decided it. Append-only."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="changes", db_index=False)
    change = models.CharField(max_length=5, choices=Change.choices)
    before = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+")  # whom it reported to
    after = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+")  # whom it reports to, or went into
    approval = models.OneToOneField(Approval, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(asked_by=F("decided_by")), name="offices_change_two_people")
        ]
        indexes: ClassVar = [models.Index(fields=["office", "-id"], name="offices_change_of_office")]

    def __str__(self) -> str:
        return f"{self.office_id} {self.change} {self.at:%Y-%m-%d}"
