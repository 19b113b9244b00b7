"""What every template may use besides its own context."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def face(request: HttpRequest) -> dict[str, Any]:
    return {"demo": settings.DEMO, "version": settings.VERSION, "languages": settings.LANGUAGES}
