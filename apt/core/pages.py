"""Small helpers for pages."""

import functools
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
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
