"""Slows guessing: django-axes counts failures, this decides how long to wait.

Two counts: of one employee id from one address, and of one address whatever the id. Never of an id alone: somebody
elsewhere who guesses must not lock its owner out. A wait ends by itself, after 15 minutes at the latest.
"""

import contextlib
from datetime import timedelta
from ipaddress import ip_address
from typing import Any, Final

from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max, Sum
from django.http import HttpRequest

from offices.rules.sign_in import wait_seconds

MEMORY: Final = timedelta(hours=1)  # without a failure for so long, all is forgotten
FREE: Final = 5  # wrong tries before the first wait
# A large office is behind one address, and at nine everybody mistypes.
FREE_OF_ADDRESS: Final = 50
ADDRESS_STEP: Final = 10


class SignInThrottle(AxesDatabaseHandler):
    """Axes' own database handler with a wait that grows; tries while waiting are not counted, so nobody extends it."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """1 while somebody has to wait, else 0: AXES_FAILURE_LIMIT is 1."""
        at = request.axes_attempt_time  # type: ignore[attr-defined]
        recent = AccessAttempt.objects.filter(
            ip_address=request.axes_ip_address,  # type: ignore[attr-defined]
            attempt_time__gte=at - MEMORY,
        ).order_by()
        of_person = recent.filter(username=get_client_username(request, credentials))
        waits = []
        for attempts, free, each in ((of_person, FREE, 1), (recent, FREE_OF_ADDRESS, ADDRESS_STEP)):
            found = attempts.aggregate(failures=Sum("failures_since_start"), latest=Max("attempt_time"))
            wait = wait_seconds(failures=found["failures"] or 0, free=free, each=each)
            if wait:
                waits.append((found["latest"] + timedelta(seconds=wait) - at).total_seconds())
        longest = max(waits, default=0.0)
        request.axes_wait = max(1, round(longest))  # type: ignore[attr-defined]  # for whoever words the refusal
        return int(longest > 0)

    def reset_user_attempts(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Who got in is forgiven; the address is not, or an insider would clear it between guesses at others."""
        count, _ = AccessAttempt.objects.filter(
            ip_address=request.axes_ip_address,  # type: ignore[attr-defined]
            username=get_client_username(request, credentials),
        ).delete()
        return int(count)


def client_address(request: HttpRequest) -> str:
    """Who is asking. Behind our proxy, the last entry of X-Forwarded-For: the earlier ones are anybody's words."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.BEHIND_PROXY else ""
    for claimed in (forwarded.split(",")[-1].strip(), request.META.get("REMOTE_ADDR", "")):
        with contextlib.suppress(ValueError):
            return str(ip_address(claimed))
    return "127.0.0.1"  # a socket of this machine has no address
