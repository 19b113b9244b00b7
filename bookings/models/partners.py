"""What partners booked and asked for over the API."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from bookings.rules.pickups import PickupState
from offices.models import Office
from partners.models import Contract, Customer

from .sales import Article


class PartnerBooking(models.Model):
    """An article that came over the API: the row of its request, and the customer's own reference. Append-only.

    A reference is booked once: a repeat under another Idempotency-Key is told the first number (trust.md, row 81).
    """

    article = models.OneToOneField(Article, models.PROTECT, primary_key=True, related_name="partner_booking")
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="+", db_index=False)
    line = models.PositiveIntegerField()  # of the request, from 0
    reference = models.CharField(max_length=50, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "reference"], condition=~Q(reference=""), name="bookings_partner_reference_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.article_id} {self.reference}"


class Pickup(models.Model):
    """A customer wants articles fetched: where, on which day, how many; and what came of it.

    `office` is that of the contract's place, which sends somebody. In the sandbox it is kept and nobody sees it.
    """

    code = models.CharField(max_length=16, unique=True)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="pickups")
    live = models.BooleanField()
    office = models.ForeignKey(Office, models.PROTECT, related_name="pickups")
    on = models.DateField()
    articles = models.PositiveIntegerField()
    address = models.CharField(max_length=200)
    contact_name = models.CharField(max_length=80)
    contact_mobile = models.CharField(max_length=10)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    state = models.CharField(
        max_length=9, choices=PickupState.choices, default=PickupState.ASKED, db_default=PickupState.ASKED
    )
    fetched = models.PositiveIntegerField(null=True)  # articles, if any were
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["office", "on"], name="bookings_pickup_of_office", condition=Q(live=True))]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=PickupState.ASKED, settled_by__isnull=True, settled_at__isnull=True)
                | (~Q(state=PickupState.ASKED) & Q(settled_by__isnull=False, settled_at__isnull=False)),
                name="bookings_pickup_settled_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state=PickupState.COLLECTED, fetched__isnull=False, fetched__gt=0)
                | (~Q(state=PickupState.COLLECTED) & Q(fetched__isnull=True)),
                name="bookings_pickup_fetched_is_counted",
            ),
        ]

    def __str__(self) -> str:
        return self.code
