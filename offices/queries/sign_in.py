"""What can be asked about machines and sign-ins."""

from django.db.models import F, Q

from offices.models import Device, LiveSession, Office, User
from offices.rules.sign_in import token_hash


def device_by_token(token: str) -> Device | None:
    """The registered machine with this token, with its office; None if there is none or it was revoked. One query."""
    found = Device.objects.filter(token_hash=token_hash(token), revoked_at=None)
    return found.select_related("office").first()


def sessions_of(user: User, *, limit: int = 20) -> list[LiveSession]:
    """The latest sign-ins of a person, the newest first. One query."""
    found = LiveSession.objects.filter(user=user).select_related("device__office")
    return list(found.order_by("-begun_at", "-id")[:limit])


def session_by_key(session_key: str) -> LiveSession | None:
    """The sign-in that a session belonged to which is gone. One query.

    It carries `device_token_hash` and `device_revoked_at` of the machine it began on, None without one. Of a session
    that stands, `session_store` reads it along.
    """
    found = LiveSession.objects.filter(session_key=session_key)
    machine = {"device_token_hash": F("device__token_hash"), "device_revoked_at": F("device__revoked_at")}
    return found.annotate(**machine).order_by("-id").first()


def devices_within(offices: Q, *, limit: int = 200) -> list[Device]:
    """The machines of offices, those in use first, then by office and name. One query."""
    found = Device.objects.filter(office__in=Office.objects.filter(offices)).select_related("office", "registered_by")
    return list(found.order_by(F("revoked_at").desc(nulls_first=True), "office__name", "label", "id")[:limit])
