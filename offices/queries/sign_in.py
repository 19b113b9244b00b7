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


# Asked at every request of somebody who is signed in: written out, since building it costs more than running it.
_SESSION_BY_KEY = """
    SELECT live.*, device.token_hash AS device_token_hash, device.revoked_at AS device_revoked_at
    FROM offices_livesession live LEFT JOIN offices_device device ON device.id = live.device_id
    WHERE live.session_key = %s ORDER BY live.id DESC LIMIT 1
"""


def session_by_key(session_key: str) -> LiveSession | None:
    """The sign-in that a browser's session belongs to, ended or not. One query.

    It carries `device_token_hash` and `device_revoked_at` of the machine it began on, None without one.
    """
    return next(iter(LiveSession.objects.raw(_SESSION_BY_KEY, [session_key])), None)


def devices_within(offices: Q, *, limit: int = 200) -> list[Device]:
    """The machines of offices, those in use first, then by office and name. One query."""
    found = Device.objects.filter(office__in=Office.objects.filter(offices)).select_related("office", "registered_by")
    return list(found.order_by(F("revoked_at").desc(nulls_first=True), "office__name", "label", "id")[:limit])
