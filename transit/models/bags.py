"""Bags and what is scanned into and out of them. What lay in a bag when is `tracking.Enclosure`; this is the work."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from offices.models import Office
from tracking.rules import Subject
from transit.rules import BagKind, BagStatus


class Bag(models.Model):
    """A bag from one office to another. `status` changes only through `transit.services`."""

    number = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=8, choices=BagKind.choices, default=BagKind.DIRECT)
    origin = models.ForeignKey(Office, models.PROTECT, related_name="bags_made")
    destination = models.ForeignKey(Office, models.PROTECT, related_name="bags_due")
    at_office = models.ForeignKey(Office, models.PROTECT, related_name="bags_here")  # last known custody
    bound_for = models.ForeignKey(Office, models.PROTECT, null=True, related_name="bags_coming")  # while on the way
    despatch = models.ForeignKey("transit.Despatch", models.PROTECT, null=True, related_name="bags")  # the latest
    status = models.CharField(max_length=12, choices=BagStatus.choices, default=BagStatus.FILLING)
    by_air = models.BooleanField(default=False)  # yellow label of a parcel bag; else blue (operations.md, 4.1)
    weight_grams = models.PositiveIntegerField(null=True)
    sound = models.BooleanField(null=True)  # whether the seal was whole when it was received
    events = models.PositiveIntegerField(default=0)  # how many events it had: each has a key of its own
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    despatched_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    emptied_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    closed_in = models.ForeignKey("transit.SetDay", models.PROTECT, null=True, related_name="bags_closed")
    opened_in = models.ForeignKey("transit.SetDay", models.PROTECT, null=True, related_name="bags_opened")
    # What an account bag holds, as whoever closed it lists it.
    papers = models.CharField(max_length=300, blank=True, default="", db_default="")
    # An insured bag: a second person weighs it before it leaves, and another where it is opened.
    verified_at = models.DateTimeField(null=True)
    verified_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    found_grams = models.PositiveIntegerField(null=True)
    weighed_at = models.DateTimeField(null=True)
    weighed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    deleted_because = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(origin=F("destination")) | Q(kind=BagKind.STATION), name="transit_bag_goes_somewhere"
            ),
            # One bag of a kind at a time is filled for a destination: two clerks scan into the same one.
            models.UniqueConstraint(
                fields=["origin", "destination", "kind"],
                condition=Q(status=BagStatus.FILLING),
                name="transit_one_bag_filling",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[BagStatus.FILLING, BagStatus.DELETED]) | Q(closed_at__isnull=False),
                name="transit_bag_closed_at",
            ),
            models.CheckConstraint(
                condition=Q(status=BagStatus.DESPATCHED, bound_for__isnull=False)
                | (~Q(status=BagStatus.DESPATCHED) & Q(bound_for__isnull=True)),
                name="transit_bag_bound_while_on_the_way",
            ),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True) | ~Q(verified_by=F("closed_by")),
                name="transit_bag_verified_by_a_second",
            ),
            models.CheckConstraint(
                condition=Q(status=BagStatus.DELETED) ^ Q(deleted_because=""), name="transit_bag_deleted_with_a_reason"
            ),
        ]
        indexes = [
            models.Index(
                fields=["at_office", "status", "id"],
                name="transit_bag_here",
                condition=~Q(status__in=[BagStatus.EMPTIED, BagStatus.DELETED]),
            ),
            models.Index(fields=["bound_for", "id"], name="transit_bag_coming", condition=Q(bound_for__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.number


class BagScan(models.Model):
    """An article or a bag scanned into a bag that is being filled; gone when that is closed.

    The number is unique: nothing can be put into two bags, by whomever and at whichever office.
    """

    bag = models.ForeignKey(Bag, models.PROTECT, related_name="scans")
    inner_kind = models.CharField(max_length=1, choices=Subject.choices, default=Subject.ARTICLE)
    inner_number = models.CharField(max_length=20)
    scanned_at = models.DateTimeField()
    scanned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["inner_number"], name="transit_scanned_into_one_bag")]

    def __str__(self) -> str:
        return f"{self.inner_number} into {self.bag_id}"


class OpenScan(models.Model):
    """An article or a bag that was taken out of a bag while it is opened, and in what state it was."""

    bag = models.ForeignKey(Bag, models.PROTECT, related_name="taken_out")
    inner_kind = models.CharField(max_length=1, choices=Subject.choices)
    inner_number = models.CharField(max_length=20)
    listed = models.BooleanField()  # whether the closing office had put it in
    damaged = models.BooleanField(default=False)
    scanned_at = models.DateTimeField()
    scanned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bag", "inner_number"], name="transit_taken_out_once")]

    def __str__(self) -> str:
        return f"{self.inner_number} out of {self.bag_id}"
