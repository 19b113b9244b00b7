"""API errors as problem+json (RFC 9457), made from the same refusals as the pages."""

from http import HTTPStatus
from typing import Any

from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from .errors import NotFound, Refusal
from .middleware import REQUEST_ID


def problem_response(exception: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler. Unknown exceptions return None: they stay a 500 with a trace in the log."""
    if isinstance(exception, Http404):
        exception = NotFound()
    if isinstance(exception, Refusal):
        refused = _problem(exception.http_status, exception.code, exception.sentence(), exception)
        if exception.http_status == HTTPStatus.UNAUTHORIZED:
            refused["WWW-Authenticate"] = "Bearer"
        if exception.http_status == HTTPStatus.TOO_MANY_REQUESTS:
            refused["Retry-After"] = str(exception.values.get("seconds", 60))
        return refused
    response = exception_handler(exception, context)
    if response is None or not isinstance(exception, exceptions.APIException):
        return response
    problem = _problem(response.status_code, _code_of(exception), _sentence_of(exception), exception)
    for name in ("Allow", "Retry-After", "WWW-Authenticate"):
        if name in response.headers:
            problem[name] = response.headers[name]
    return problem


def _problem(status: int, code: str, detail: str, exception: Exception) -> Response:
    body: dict[str, Any] = {"status": status, "code": code, "detail": detail, "request_id": REQUEST_ID.get()}
    if isinstance(exception, Refusal):
        if exception.field:
            body["field"] = exception.field
        if exception.money_moved:
            body["money_moved"] = exception.money_moved
        if errors := getattr(exception, "errors", None):
            body["errors"] = errors
    elif isinstance(exception, exceptions.ValidationError):
        body["errors"] = exception.detail
    return Response(body, status=status, content_type="application/problem+json")


def _code_of(exception: exceptions.APIException) -> str:
    codes = exception.get_codes()
    return codes if isinstance(codes, str) else "invalid_input"


def _sentence_of(exception: exceptions.APIException) -> str:
    if isinstance(exception, exceptions.ValidationError):
        return str(exceptions.ValidationError.default_detail)
    return str(exception.detail)
