"""Whom we tell what happened: feeds that prove themselves by their numbers, and the calls that carry them out.

The rows are the truth: a Celery task only says "look now" (docs/adr/0011-fan-out.md).
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from partners.models import Customer
from tracking.rules import CallState, EndpointState

from .history import TrackingEvent
from .sandbox import SandboxEvent


class Feed(models.Model):
    """One customer's numbered sequence of events: one for live, one for the sandbox.

    `last_seq` is the number given last. Only the relay moves it, so that nobody who books waits for it.
    """

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="feeds")
    live = models.BooleanField()
    last_seq = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "live"], name="tracking_feed_once")]

    def __str__(self) -> str:
        return f"{self.customer_id} {'live' if self.live else 'sandbox'}"


class Subscription(models.Model):
    """An article whose events go into a feed. Written with the booking."""

    number = models.CharField(max_length=13)
    feed = models.ForeignKey(Feed, models.PROTECT, related_name="subscriptions", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["number", "feed"], name="tracking_subscribed_once")]

    def __str__(self) -> str:
        return self.number


class FanOut(models.Model):
    """An event that no feed has yet. A trigger writes it with the event, whoever records that; the relay takes it out.

    Only for bags and for articles that somebody subscribed to: what concerns nobody costs no row.
    """

    event = models.OneToOneField(TrackingEvent, models.PROTECT, primary_key=True, related_name="+", db_constraint=False)

    def __str__(self) -> str:
        return str(self.pk)


class FeedEntry(models.Model):
    """One event as one subscriber gets it, under the next number of its feed. Append-only.

    A bag's event names those articles in the bag that are the subscriber's: one row, however many.
    """

    feed = models.ForeignKey(Feed, models.PROTECT, related_name="entries", db_index=False)
    seq = models.BigIntegerField()
    event = models.ForeignKey(TrackingEvent, models.PROTECT, null=True, related_name="+", db_index=False)
    sandbox = models.ForeignKey(SandboxEvent, models.PROTECT, null=True, related_name="+", db_index=False)
    articles = ArrayField(models.CharField(max_length=13))
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["feed", "seq"], name="tracking_feed_numbered_once"),
            models.UniqueConstraint(fields=["event", "feed"], name="tracking_event_told_once"),
            models.CheckConstraint(
                condition=Q(event__isnull=True) ^ Q(sandbox__isnull=True), name="tracking_entry_of_one_world"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.feed_id}:{self.seq}"


class Endpoint(models.Model):
    """Where a subscriber wants to be called. Its secrets are sealed with a key outside the database.

    `busy_until` is the lease of the one worker that calls it, `rest_until` when it may be tried again after failures,
    `nudged_until` until when a nudge is on its way: three times at which others leave it alone.
    """

    code = models.CharField(max_length=16, unique=True)
    feed = models.ForeignKey(Feed, models.PROTECT, related_name="endpoints")
    url = models.CharField(max_length=500)
    state = models.CharField(max_length=6, choices=EndpointState.choices, default=EndpointState.ON)
    version = models.PositiveSmallIntegerField(default=1)  # of the body's shape
    secret = models.BinaryField()
    old_secret = models.BinaryField(null=True)  # signs too until `old_until`, while the subscriber changes over
    old_until = models.DateTimeField(null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)  # one after another
    rest_until = models.DateTimeField()
    busy_until = models.DateTimeField()
    nudged_until = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["feed", "url"], condition=Q(state=EndpointState.ON), name="tracking_endpoint_once"
            ),
            models.CheckConstraint(
                condition=Q(old_secret__isnull=True, old_until__isnull=True)
                | Q(old_secret__isnull=False, old_until__isnull=False),
                name="tracking_endpoint_old_secret_ends",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class WebhookCall(models.Model):
    """One entry of a feed that is to be brought to one endpoint, and how the last try went."""

    endpoint = models.ForeignKey(Endpoint, models.PROTECT, related_name="calls", db_index=False)
    entry = models.ForeignKey(FeedEntry, models.PROTECT, related_name="calls", db_index=False)
    state = models.CharField(max_length=6, choices=CallState.choices, default=CallState.DUE)
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=24, blank=True)  # "204", or the code of what went wrong
    milliseconds = models.PositiveIntegerField(null=True)
    said = models.CharField(max_length=200, blank=True)  # the beginning of what the subscriber answered

    class Meta:
        constraints = [models.UniqueConstraint(fields=["endpoint", "entry"], name="tracking_call_once")]
        indexes = [
            models.Index(
                F("endpoint"), F("next_at"), F("id"), name="tracking_call_due", condition=Q(state=CallState.DUE)
            )
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} to {self.endpoint_id}"
