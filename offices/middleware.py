"""Puts the duty of the signed-in person on the request, fetched when first asked for."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from apt.core.clock import ist_date, now

from .access import Duty, get_duty_for


class DutyMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        def duty() -> Duty | None:
            if not request.user.is_authenticated:
                return None
            return get_duty_for(request.user, on=ist_date(now()))

        request.posting = SimpleLazyObject(duty)  # type: ignore[attr-defined]
        return self.get_response(request)
