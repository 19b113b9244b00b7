"""What every request gets: an id that ties its logs together, and refusals turned into a page that says what to do."""

import logging
import re
import uuid
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from .errors import InvalidInput, Refusal

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="-")
_SAFE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")

Handler = Callable[[HttpRequest], HttpResponse]


class RequestIdFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = REQUEST_ID.get()
        return True


class RequestIdMiddleware:
    """Accept a sane `X-Request-Id`, else mint one; log with it and return it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        offered = request.headers.get("X-Request-Id", "")
        request_id = offered if _SAFE_ID.fullmatch(offered) else uuid.uuid4().hex
        token = REQUEST_ID.set(request_id)
        try:
            response = self.get_response(request)
        finally:
            REQUEST_ID.reset(token)
        response["X-Request-Id"] = request_id
        return response


class RefusalMiddleware:
    """A refusal that no form caught becomes a page with its sentence, its code, the request's id; of an API, JSON."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        """Refuse NUL bytes in addresses and forms: PostgreSQL keeps no such text, and would answer with an error."""
        # Only forms that the CSRF check has read anyway: an API reads its own body, and refuses in its own words.
        form = request.POST.lists() if request.method == "POST" and not getattr(view, "csrf_exempt", False) else ()
        fields = [*request.GET.lists(), *form]
        if "\0" in request.path or any("\0" in text for name, values in fields for text in (name, *values)):
            return self.process_exception(
                request, InvalidInput(problem=_("This text holds a character that cannot be stored."))
            )
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refusal):
            return None
        if request.path.startswith("/api/"):
            body = {"status": exception.http_status, "code": exception.code, "detail": exception.sentence()}
            body["request_id"] = REQUEST_ID.get()
            return JsonResponse(body, status=exception.http_status, content_type="application/problem+json")
        context = {"refusal": exception, "request_id": REQUEST_ID.get()}
        return render(request, "refusal.html", context, status=exception.http_status)
