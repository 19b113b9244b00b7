"""What was wrong with a bag, and which office answers for it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from offices.models import Office
from tracking.rules import Subject
from transit.rules import Answer, Fault

from .bags import Bag


class ErrorEntry(models.Model):
    """The error extract of the postal manual as a row: one a thing that was missing, too many, missent or damaged.

    What was found stays as it is; the charged office's answer is written beside it, once.
    """

    bag = models.ForeignKey(Bag, models.PROTECT, related_name="errors")
    fault = models.CharField(max_length=8, choices=Fault.choices)
    inner_kind = models.CharField(max_length=1, choices=Subject.choices)
    inner_number = models.CharField(max_length=20)
    found_at = models.DateTimeField()
    found_in = models.ForeignKey(Office, models.PROTECT, related_name="errors_found")
    found_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    charged_to = models.ForeignKey(Office, models.PROTECT, related_name="errors_charged")
    likely_from = models.ForeignKey(Office, models.PROTECT, related_name="+")
    likely_to = models.ForeignKey(Office, models.PROTECT, related_name="+")
    turned_up_at = models.DateTimeField(null=True)  # a missing one that was scanned again somewhere
    turned_up_in = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+")
    answer = models.CharField(max_length=8, choices=Answer.choices, blank=True)
    answer_text = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            # A bag itself may go astray more than once.
            models.UniqueConstraint(
                fields=["bag", "inner_number", "fault", "found_in", "found_at"], name="transit_error_once"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True, answered_by__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="transit_error_answered_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["charged_to", "-id"], name="transit_error_charged"),
            models.Index(fields=["found_in", "-id"], name="transit_error_found"),
            models.Index(
                fields=["inner_number"],
                name="transit_error_sought",
                condition=Q(fault=Fault.MISSING, turned_up_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inner_number} {self.fault} in {self.bag_id}"
