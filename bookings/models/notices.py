"""Messages to sender and addressee: what is to be sent is a row; to whom, `Parties` knows when it is sent."""

from django.db import models
from django.db.models import Q

from bookings.rules.notices import Dropped, Moment, Side

from .sales import Article


class Notice(models.Model):
    """One message that is due, was sent or was dropped. Written with the event that it tells of."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="notices")
    moment = models.CharField(max_length=14, choices=Moment.choices)
    side = models.CharField(max_length=9, choices=Side.choices)
    language = models.CharField(max_length=2)
    created_at = models.DateTimeField()
    next_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    dropped = models.CharField(max_length=12, choices=Dropped.choices, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], name="bookings_notice_due", condition=Q(sent_at__isnull=True, dropped=""))
        ]

    def __str__(self) -> str:
        return f"{self.moment} to {self.side} of {self.article_id}"


class SmsOptOut(models.Model):
    """Somebody who wants no messages: the mobile number as a keyed digest, since `Parties` alone holds it."""

    mobile_digest = models.CharField(max_length=64, unique=True)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"since {self.since:%Y-%m-%d}"
