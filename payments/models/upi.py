"""UPI: attempts, what the provider told, payments that arrived, refunds."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from offices.models import Office
from payments.rules import AttemptState, Finding, Place, RefundState, Source, Told, Why
from payments.rules.upi import LIVE

from .journal import Journal, Shift


class PaymentAttempt(models.Model):
    """One QR for one bill. The bill is known by its purpose and its reference alone: what it holds is its app's."""

    tr = models.CharField(max_length=34, unique=True)
    purpose = models.CharField(max_length=16)
    ref = models.CharField(max_length=64)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    shift = models.ForeignKey(Shift, models.PROTECT, null=True, related_name="+")
    paise = models.BigIntegerField()
    beside_paise = models.BigIntegerField(default=0)  # what of the bill is paid in cash beside it
    state = models.CharField(max_length=16, choices=AttemptState.choices, default=AttemptState.CREATED)
    link = models.CharField(max_length=400)  # what the QR says
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    asked = models.PositiveSmallIntegerField(default=0)  # questions put to the provider, of its ration
    ask_at = models.DateTimeField(null=True)  # when the next one is due; null: none is left, or none is needed
    paid_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "ref"], condition=Q(state__in=sorted(LIVE)), name="payments_one_live_attempt"
            ),
            models.CheckConstraint(condition=Q(paise__gt=0, beside_paise__gte=0), name="payments_attempt_of_something"),
            models.CheckConstraint(condition=Q(tr__regex=r"^[A-Za-z0-9_-]{1,34}$"), name="payments_tr_shape"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("opened_at")), name="payments_attempt_life"),
            models.CheckConstraint(condition=Q(asked__lte=3), name="payments_three_questions"),
        ]
        indexes = [
            models.Index(fields=["ask_at"], condition=Q(ask_at__isnull=False), name="payments_attempt_ask"),
            models.Index(fields=["purpose", "ref", "id"], name="payments_attempt_bill"),
            models.Index(
                fields=["paid_at"], condition=Q(state__in=["late_paid", "paid"]), name="payments_attempt_unclaimed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tr} {self.state}"


class PspNotice(models.Model):
    """One authentic word of the provider. Append-only; a repeat of the same event leaves no second row."""

    event_id = models.CharField(max_length=80, unique=True)
    told = models.CharField(max_length=20, choices=Told.choices)
    source = models.CharField(max_length=10, choices=Source.choices)
    tr = models.CharField(max_length=64, db_index=True)
    payment_id = models.CharField(max_length=40, blank=True, db_index=True)
    refund_ref = models.CharField(max_length=40, blank=True)
    paise = models.BigIntegerField()
    currency = models.CharField(max_length=8)
    happened_at = models.DateTimeField()
    received_at = models.DateTimeField()
    body_hash = models.CharField(max_length=64)  # SHA-256 of the raw body

    def __str__(self) -> str:
        return f"{self.told} {self.tr}"


class PspRefused(models.Model):
    """How many calls were refused before anything was read of them: a number, so that a flood leaves no rows."""

    day = models.DateField()
    code = models.CharField(max_length=40)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "code"], name="payments_refused_once_a_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.code} {self.count}"


class PspPoll(models.Model):
    """One question put to the provider, counted before it is asked. Append-only: the ration can be proved."""

    attempt = models.ForeignKey(PaymentAttempt, models.PROTECT, related_name="polls")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.at}"


class PspHealth(models.Model):
    """The circuit to the provider, one row: after some failures nobody waits for it, and one call a while probes."""

    failures = models.PositiveIntegerField(default=0)
    probe_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.failures} failures"


class UpiPayment(models.Model):
    """Money that arrived, one row for each payment of the provider, placed or not. Where it lies changes; it stays."""

    payment_id = models.CharField(max_length=40, unique=True)  # the provider's
    tr = models.CharField(max_length=64)
    attempt = models.ForeignKey(PaymentAttempt, models.PROTECT, null=True, related_name="payments")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    paise = models.BigIntegerField()
    currency = models.CharField(max_length=8)
    payer = models.CharField(max_length=80, blank=True)  # masked
    paid_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    source = models.CharField(max_length=10, choices=Source.choices)
    finding = models.CharField(max_length=16, choices=Finding.choices)
    place = models.CharField(max_length=12, choices=Place.choices)
    journal = models.OneToOneField(Journal, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(paise__gt=0), name="payments_payment_of_something"),
            models.CheckConstraint(
                condition=Q(attempt__isnull=False) | ~Q(place__in=["held", "booked"]), name="payments_bill_has_attempt"
            ),
        ]
        indexes = [models.Index(fields=["paid_at"], name="payments_payment_paid")]

    def __str__(self) -> str:
        return f"{self.payment_id} {self.place}"


class Refund(models.Model):
    """Money on its way back to who paid. That the refunds of a payment never exceed it, the database keeps too."""

    ref = models.CharField(max_length=34, unique=True)  # ours; the provider drops a repeat of it
    payment = models.ForeignKey(UpiPayment, models.PROTECT, related_name="refunds")
    why = models.CharField(max_length=12, choices=Why.choices)
    about = models.CharField(max_length=20, blank=True)  # of a sale: which of its articles
    paise = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=RefundState.choices, default=RefundState.DUE)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_by = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["payment", "why", "about"], name="payments_one_refund_a_reason"),
            models.CheckConstraint(condition=Q(paise__gt=0), name="payments_refund_of_something"),
        ]
        indexes = [
            models.Index(
                fields=["due_by"], condition=Q(state__in=["due", "failed", "sent"]), name="payments_refund_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.state}"


class SettlementFile(models.Model):
    """A provider's file of one day, taken in once. Append-only."""

    day = models.DateField()
    content_hash = models.CharField(max_length=64, unique=True)
    rows = models.PositiveIntegerField()
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.day}, {self.rows} rows"
