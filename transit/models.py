"""Bags and what was scanned into them. What lay in a bag when is `tracking.Enclosure`; this is the work in hand."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from offices.models import Office

from .rules import BagStatus


class Bag(models.Model):
    """A bag from one office to another. `status` changes only through `transit.services`."""

    number = models.CharField(max_length=20, unique=True)
    origin = models.ForeignKey(Office, models.PROTECT, related_name="bags_made")
    destination = models.ForeignKey(Office, models.PROTECT, related_name="bags_due")
    status = models.CharField(max_length=12, choices=BagStatus.choices, default=BagStatus.FILLING)
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    despatched_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    emptied_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(origin=F("destination")), name="transit_bag_goes_somewhere"),
            # One bag at a time is filled for a destination: two clerks scan into the same one.
            models.UniqueConstraint(
                fields=["origin", "destination"], condition=Q(status=BagStatus.FILLING), name="transit_one_bag_filling"
            ),
            models.CheckConstraint(
                condition=Q(status=BagStatus.FILLING) | Q(closed_at__isnull=False), name="transit_bag_closed_at"
            ),
        ]
        indexes = [
            models.Index(
                fields=["origin", "status", "id"], name="transit_bag_made", condition=~Q(status=BagStatus.EMPTIED)
            ),
            models.Index(
                fields=["destination", "status", "id"], name="transit_bag_due", condition=~Q(status=BagStatus.EMPTIED)
            ),
        ]

    def __str__(self) -> str:
        return self.number


class BagScan(models.Model):
    """An article scanned into a bag that is being filled. A second scan of the same is the same row."""

    bag = models.ForeignKey(Bag, models.PROTECT, related_name="scans")
    article_number = models.CharField(max_length=13)
    scanned_at = models.DateTimeField()
    scanned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bag", "article_number"], name="transit_scanned_once")]

    def __str__(self) -> str:
        return f"{self.article_number} into {self.bag_id}"
