"""The answer to somebody who has to wait after wrong tries."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from apt.core.middleware import REQUEST_ID
from offices.errors import TooManyTries


def refuse(
    request: HttpRequest, response: HttpResponse | None = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """Our refusal page with 429 and Retry-After, the same for an id that exists and one that does not."""
    seconds = getattr(request, "axes_wait", 60)
    refusal = TooManyTries(minutes=-(-seconds // 60))
    context = {"refusal": refusal, "request_id": REQUEST_ID.get()}
    answer = render(request, "refusal.html", context, status=refusal.http_status)
    answer["Retry-After"] = str(seconds)
    return answer
