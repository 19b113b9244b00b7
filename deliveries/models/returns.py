"""What becomes of an article that no door took: held, the window, another address, the way back; calls; numbers."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from bookings.models import Article
from deliveries.rules import CallResult, Document, Relation, Remark, WhoAsks
from offices.models import Approval, Office

from .sheets import SheetItem


class WindowDelivery(models.Model):
    """An article handed out at the office: against its code, or against a document. Append-only.

    Of the document its type and last four characters (Reg. 54). One article may have two: the first was disputed.
    """

    article = models.ForeignKey(Article, models.PROTECT, related_name="window_deliveries")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    document = models.CharField(max_length=10, choices=Document.choices, blank=True)  # blank: against the code
    last4 = models.CharField(max_length=4, blank=True)
    received_by = models.CharField(max_length=80)
    relation = models.CharField(max_length=12, choices=Relation.choices)
    # SHA-256 of a kept proof: of the receiver or the signed slip, or of what was signed on the glass.
    photo = models.CharField(max_length=64, blank=True)
    signature = models.CharField(max_length=64, blank=True)
    # An OTP article without its code: the second person who said yes (Reg. 136A).
    approval = models.OneToOneField(Approval, models.PROTECT, null=True, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    happened_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(document="", last4="") | (~Q(document="") & Q(last4__regex=r"^[A-Z0-9]{4}$")),
                name="deliveries_window_last4",
            ),
            models.CheckConstraint(condition=~Q(photo="", signature=""), name="deliveries_window_proof"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["office", "happened_at"], name="deliveries_window_of_office"),
            models.Index(fields=["photo"], name="deliveries_window_photo", condition=~Q(photo="")),
            models.Index(fields=["signature"], name="deliveries_window_signed", condition=~Q(signature="")),
        ]

    def __str__(self) -> str:
        return f"{self.article_id} at the window"


class Hold(models.Model):
    """An article that the office itself keeps back: damaged, or poste restante until it is called for. Append-only."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="holds")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    remark = models.CharField(max_length=20, choices=Remark.choices)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.article_id} held: {self.remark}"


class ToLetterOffice(models.Model):
    """A returned article that its sender did not take either: to the returned letter office (RLO). Append-only."""

    article = models.OneToOneField(Article, models.PROTECT, related_name="to_letter_office")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    to_office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.article_id} to the RLO"


class MobileChange(models.Model):
    """Another number of the addressee, asked for by one person and allowed by another (trust goal D10).

    The numbers stand here until it is decided and the old one was told; afterwards only that it happened.
    """

    article = models.ForeignKey(Article, models.PROTECT, related_name="mobile_changes")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    mobile = models.CharField(max_length=10, blank=True)
    old_mobile = models.CharField(max_length=10, blank=True)
    asked_by_whom = models.CharField(max_length=9, choices=WhoAsks.choices)
    document = models.CharField(max_length=10, choices=Document.choices)
    last4 = models.CharField(max_length=4)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    allowed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    allowed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(allowed_by__isnull=True, allowed_at__isnull=True)
                | (Q(allowed_at__isnull=False) & ~Q(allowed_by=F("made_by"))),
                name="deliveries_mobile_allowed_by_another",
            )
        ]

    def __str__(self) -> str:
        return f"another number for {self.article_id}"


class SentBack(models.Model):
    """An article turned back to its sender, once and for all. Append-only."""

    article = models.OneToOneField(Article, models.PROTECT, related_name="sent_back")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=20, choices=Remark.choices)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.article_id} sent back"


class Redirection(models.Model):
    """An article sent after its addressee to another address: never twice. Append-only."""

    article = models.OneToOneField(Article, models.PROTECT, related_name="redirection")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    to_office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    from_pincode = models.CharField(max_length=6)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.article_id} redirected"


class CallBack(models.Model):
    """An undelivered article drawn for a call to its addressee: was anybody there? (operations.md, section 5.4)."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="call_backs")
    drawn_on = models.DateField()
    item = models.OneToOneField(SheetItem, models.PROTECT, related_name="call_back")
    result = models.CharField(max_length=12, choices=CallResult.choices, blank=True)
    called_at = models.DateTimeField(null=True)
    called_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(result="", called_at__isnull=True, called_by__isnull=True)
                | (~Q(result="") & Q(called_at__isnull=False, called_by__isnull=False)),
                name="deliveries_call_whole",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["office", "-drawn_on"], name="deliveries_calls_of_day")]

    def __str__(self) -> str:
        return f"call about {self.item_id}"
