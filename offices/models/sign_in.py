"""Devices, live sessions, recovery codes: what a sign-in needs besides a password."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from .office import Office


class Device(models.Model):
    """A machine that an office has registered. Its token is never stored, only a hash of it."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="devices")
    label = models.CharField(max_length=60)
    token_hash = models.CharField(max_length=64, unique=True)
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()
    last_seen_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.label} at {self.office_id}"


class LiveSession(models.Model):
    """A sign-in, from beginning to end. A person has one live session: a second sign-in ends the first and says so."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="live_sessions")
    session_key = models.CharField(max_length=40)
    device = models.ForeignKey(Device, models.PROTECT, null=True, related_name="sessions")
    begun_at = models.DateTimeField()
    stepped_up_at = models.DateTimeField(null=True)  # when a code was last given for something grave
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(ended_at__isnull=True), name="offices_one_live_session"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["session_key"], name="offices_session_key")]

    def __str__(self) -> str:
        return f"{self.user_id} since {self.begun_at:%Y-%m-%d %H:%M}"


class RecoveryCode(models.Model):
    """A code for the day on which the phone is lost: used once, stored as a keyed hash."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "code_hash"], name="offices_recovery_code_once")
        ]

    def __str__(self) -> str:
        return f"recovery code of {self.user_id}"
