"""Sessions as Django keeps them, read together with whose they are.

Every request of somebody who is signed in asks for the session, the sign-in that it belongs to, the machine of that
sign-in, and the person. Here one statement answers all four.
"""

import functools
from typing import Any

from django.contrib.sessions.backends import db
from django.db import connection

from apt.core.rows import columns, made, names

from .models import LiveSession, User

_READ = """
    SELECT stored.session_data, {live}, {person}, device.token_hash, device.revoked_at
    FROM django_session stored
    LEFT JOIN LATERAL (
        SELECT * FROM offices_livesession WHERE session_key = stored.session_key ORDER BY id DESC LIMIT 1
    ) live ON true
    LEFT JOIN offices_user person ON person.id = live.user_id
    LEFT JOIN offices_device device ON device.id = live.device_id
    WHERE stored.session_key = %s AND stored.expire_date > now()
"""


@functools.cache
def _sql() -> str:
    return _READ.format(live=columns(LiveSession, "live"), person=columns(User, "person"))


class SessionStore(db.SessionStore):
    """`live` and `person` are filled when the session is read; both None when it belongs to no sign-in."""

    live: LiveSession | None = None
    person: User | None = None

    def load(self) -> dict[str, Any]:
        with connection.cursor() as cursor:
            cursor.execute(_sql(), [self.session_key])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return {}
        if row[1] is not None:
            person_at = 1 + len(names(LiveSession))
            self.live, self.person = made(LiveSession, row[1:person_at]), made(User, row[person_at:-2])
            self.live.device_token_hash, self.live.device_revoked_at = row[-2:]  # type: ignore[attr-defined]
        return self.decode(row[0])
