"""What postmen say happened at doors, with its proof; the phones that say it; what is kept for a supervisor."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from bookings.models import Article
from deliveries.rules import Flag, Relation, Remark, SetAside, Verdict
from offices.models import Office

from .sheets import SheetItem


class Phone(models.Model):
    """A postman's phone as the offline page names itself. Revoked when lost: its entries then wait for a supervisor.

    `received` and `receipt` say which of its entries we hold; the phone compares them with its own (trust goal O7).
    """

    key = models.UUIDField(unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="phones")
    office = models.ForeignKey(Office, models.PROTECT, related_name="phones")
    label = models.CharField(max_length=60)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    received = models.PositiveIntegerField(default=0)
    receipt = models.BigIntegerField(default=0)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    revoked_because = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="deliveries_phone_revoked_by_somebody",
            )
        ]
        indexes = [models.Index(fields=["office", "-last_seen_at"], name="deliveries_phone_of_office")]

    def __str__(self) -> str:
        return self.label


class Proof(models.Model):
    """A photo or a signature, kept once under the hash of its bytes. Append-only."""

    class Kind(models.TextChoices):
        PHOTO = "photo"
        SIGNATURE = "signature"

    sha256 = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    media_type = models.CharField(max_length=20)
    content = models.BinaryField()
    received_at = models.DateTimeField()
    received_from = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.sha256


class Attempt(models.Model):
    """What a postman did at a door. Append-only; `client_uuid` is made on the phone: a re-sync finds the first.

    `happened_at` is corrected for the phone's clock. `photo` and `signature` name proofs that may arrive later.
    """

    client_uuid = models.UUIDField(unique=True)
    fingerprint = models.CharField(max_length=64)
    item = models.ForeignKey(SheetItem, models.PROTECT, null=True, related_name="attempts")  # null: a try at the window
    article = models.ForeignKey(Article, models.PROTECT, related_name="attempts")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    phone = models.ForeignKey(Phone, models.PROTECT, null=True, related_name="attempts")  # null: typed on a page
    seq = models.PositiveIntegerField(default=0)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    verdict = models.CharField(max_length=14, choices=Verdict.choices)
    tries_left = models.PositiveSmallIntegerField(null=True)  # what was answered: of the code, after this try
    remark = models.CharField(max_length=20, choices=Remark.choices, blank=True)
    received_by = models.CharField(max_length=80, blank=True)
    relation = models.CharField(max_length=12, choices=Relation.choices, blank=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    accuracy_m = models.PositiveIntegerField(null=True)
    photo = models.CharField(max_length=64, blank=True)
    signature = models.CharField(max_length=64, blank=True)
    called_at = models.DateTimeField(null=True)
    flags = ArrayField(models.CharField(max_length=12, choices=Flag.choices), default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="deliveries_attempt_whole_position",
            ),
        ]
        indexes = [
            models.Index(fields=["article", "recorded_at"], name="deliveries_attempt_of_article"),
            models.Index(fields=["made_by", "happened_at"], name="deliveries_attempt_walked"),
            # What the postmaster is to look at: the flagged few.
            models.Index(fields=["-recorded_at"], name="deliveries_attempt_flagged", condition=~Q(flags=[])),
            models.Index(fields=["photo"], name="deliveries_attempt_photo", condition=~Q(photo="")),
            models.Index(fields=["signature"], name="deliveries_attempt_signed", condition=~Q(signature="")),
        ]

    def __str__(self) -> str:
        return f"{self.article_id} {self.verdict}"


class KeptEntry(models.Model):
    """An entry of a phone that could not be applied, kept whole (without its code) until a supervisor decides."""

    client_uuid = models.UUIDField(unique=True)
    fingerprint = models.CharField(max_length=64)
    phone = models.ForeignKey(Phone, models.PROTECT, null=True, related_name="kept")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="kept_entries")
    article_number = models.CharField(max_length=13)
    why = models.CharField(max_length=16, choices=SetAside.choices)
    said = models.JSONField()  # the claim, field by field; a code that was given is only said to have been given
    happened_at = models.DateTimeField()
    received_at = models.DateTimeField()
    accepted = models.BooleanField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted__isnull=True, decided_at__isnull=True, decided_by__isnull=True)
                | (
                    Q(accepted__isnull=False, decided_at__isnull=False, decided_by__isnull=False)
                    & ~Q(decided_by=F("made_by"))
                ),
                name="deliveries_kept_entry_decided_by_another",
            )
        ]
        indexes = [
            models.Index(fields=["office", "id"], name="deliveries_kept_waiting", condition=Q(accepted__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.article_number} {self.why}"
