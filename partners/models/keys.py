"""API keys, what was asked with them once, and how much."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from partners.rules import KeyScope

from .contracts import Customer


class ApiKey(models.Model):
    """A key of one customer, live or for the sandbox. Shown once; of its secret half only a hash is kept.

    256 random bits are nothing to guess, so a plain SHA-256 will do; `prefix` is printed in lists and finds the row. A
    key that `signs` is never sent: its secret half signs each request, and comes from a key outside the database.
    """

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="keys")
    live = models.BooleanField()
    name = models.CharField(max_length=60)
    prefix = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    signs = models.BooleanField(default=False, db_default=False)
    scopes = ArrayField(models.CharField(max_length=10, choices=KeyScope.choices))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")  # whom its acts name
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    request_id = models.UUIDField(null=True, unique=True)  # of the form: a second press makes no second key
    shown_in_url_at = models.DateTimeField(null=True)  # somebody put it into an address: logs may have it

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(scopes__len__gte=1), name="partners_key_opens_something"),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="partners_key_revoked_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.prefix

    @property
    def opens(self) -> list[str]:
        """Its scopes in words."""
        return [str(KeyScope(one).label) for one in self.scopes]


class Nonce(models.Model):
    """What a signed request may hold once. Forgotten when its time is too old to be taken anyhow."""

    key = models.ForeignKey(ApiKey, models.PROTECT, related_name="+", db_index=False)
    nonce = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "nonce"], name="partners_nonce_once")]

    def __str__(self) -> str:
        return self.nonce


class Request(models.Model):
    """A request under an Idempotency-Key: what it said, and the answer that every repeat of it gets, to the byte.

    The answer is kept for a month. What the request did stays known for ever, by the act itself.
    """

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", db_index=False)
    live = models.BooleanField()
    idempotency_key = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=64)  # of method, path and body
    begun_at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    content_type = models.CharField(max_length=40, blank=True)
    body = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "live", "idempotency_key"], name="partners_request_once")
        ]
        indexes = [models.Index(fields=["begun_at"], name="partners_request_kept", condition=Q(body__isnull=False))]

    def __str__(self) -> str:
        return self.idempotency_key


class Usage(models.Model):
    """What a customer asked for on a day in India. Counted after the answer: a figure to look at, never a bill."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="usage", db_index=False)
    live = models.BooleanField()
    day = models.DateField()
    calls = models.PositiveIntegerField(default=0)
    articles = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "live", "day"], name="partners_usage_of_a_day")]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.day}"
