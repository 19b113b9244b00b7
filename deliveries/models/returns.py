"""What becomes of an article that no door took: the window, another address, the way back; and calls to addressees."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from bookings.models import Article
from deliveries.rules import CallResult, Document, Relation, Remark
from offices.models import Approval, Office

from .sheets import SheetItem


class WindowDelivery(models.Model):
    """An article handed out at the office. Append-only. Of the document its type and last four characters (Reg. 54)."""

    article = models.OneToOneField(Article, models.PROTECT, related_name="window_delivery")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    document = models.CharField(max_length=10, choices=Document.choices)
    last4 = models.CharField(max_length=4)
    received_by = models.CharField(max_length=80)
    relation = models.CharField(max_length=12, choices=Relation.choices)
    photo = models.CharField(max_length=64)  # SHA-256 of a kept proof: the receiver, or the signed slip
    # An OTP article whose code does not hold any more: the second person who said yes (Reg. 136A).
    approval = models.OneToOneField(Approval, models.PROTECT, null=True, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    happened_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(last4__regex=r"^[A-Z0-9]{4}$"), name="deliveries_window_last4")
        ]

    def __str__(self) -> str:
        return f"{self.article_id} at the window"


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
