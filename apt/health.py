"""Health: `/livez` says that this process answers, `/readyz` that the database does and how old the aftermath is."""

from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from apt.core.clock import now
from apt.core.services import oldest_due_seconds


def livez(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request: HttpRequest) -> JsonResponse:
    """503 when the database is away. An old outbox is reported, not fatal: bookings go on without workers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        waiting = oldest_due_seconds(now=now())
    except OperationalError:
        return JsonResponse({"database": "away"}, status=503)
    return JsonResponse({"database": "ok", "outbox_oldest_seconds": round(waiting, 1)})
