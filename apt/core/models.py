"""The outbox: what must happen after a commit, as rows of that commit."""

from django.db import models
from django.db.models import Q


class OutboxMessage(models.Model):
    """A fact that somebody reacts to. Written in the transaction of the fact; served by workers, at least once."""

    topic = models.CharField(max_length=60)  # past tense: "deliveries.otp_issued"
    ref = models.CharField(max_length=64)  # the id of the row that the reaction re-reads; never the content itself
    created_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    dead_reason = models.TextField(blank=True)  # set with done_at when it was given up

    class Meta:
        indexes = [models.Index(fields=["next_at"], condition=Q(done_at__isnull=True), name="core_outbox_due")]

    def __str__(self) -> str:
        return f"{self.topic} {self.ref} #{self.pk}"
