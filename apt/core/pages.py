"""Small helpers for pages."""

import csv
import functools
from collections.abc import Callable, Iterable, Sequence
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


def csv_answer(name: str, rows: Iterable[Sequence[object]]) -> HttpResponse:
    """Rows to take away. A cell of text that begins like a formula gets an apostrophe (OWASP); numbers stay numbers."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    sheet = csv.writer(answer)
    for row in rows:
        sheet.writerow([_harmless(cell) for cell in row])
    return answer


def _harmless(cell: object) -> str:
    text = str(cell)
    risky = isinstance(cell, str) and text.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    return f"'{text}" if risky else text
