"""Small helpers for pages."""

import functools
from collections.abc import Callable, Iterable
from typing import Any, Protocol

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect

from .errors import Refusal

View = Callable[..., HttpResponse]


def refuse_at(page: str) -> Callable[[View], View]:
    """For buttons: a refusal of the view's use case is said on `page` (a URL name), where the button stands."""

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                return view(request, *args, **kwargs)
            except Refusal as refusal:
                messages.error(request, refusal.sentence())
                answer = redirect(page)
                answer.refused = True  # type: ignore[attr-defined]  # the audit must not call it done
                return answer

        return guarded

    return decorate


class CodeRead(Protocol):
    """One code of a batch that a scanner sent, and what became of it."""

    @property
    def code(self) -> str: ...
    @property
    def verdict(self) -> str: ...
    @property
    def refusal(self) -> Refusal | None: ...


def refused_answer(refusal: Refusal) -> JsonResponse:
    """A batch of which nothing was noted."""
    return JsonResponse({"error": refusal.code, "text": refusal.sentence()}, status=refusal.http_status)


def codes_answer(scanned: Iterable[CodeRead]) -> JsonResponse:
    """A batch of codes, answered one by one, in order."""
    answers = [
        {
            "code": one.code,
            "verdict": one.verdict,
            **({"error": one.refusal.code, "text": one.refusal.sentence()} if one.refusal else {}),
        }
        for one in scanned
    ]
    return JsonResponse({"codes": answers})
