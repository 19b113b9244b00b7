"""The public's view of an article's journey."""

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tracking.access import get_number_for
from tracking.errors import UnknownNumber
from tracking.queries import stages_reached, timeline


def track(request: HttpRequest) -> HttpResponse:
    number = re.sub(r"[^A-Z0-9]", "", request.GET.get("number", "").upper())  # a slash would be no address of ours
    if number:
        return redirect("tracking:article", number=number[:20])
    return render(request, "tracking/track.html")


def article(request: HttpRequest, number: str) -> HttpResponse:
    number = number.upper()
    lines = timeline(number)
    if not lines:
        refusal = UnknownNumber(number=number)
        return render(
            request, "tracking/track.html", {"number": number, "refusal": refusal}, status=refusal.http_status
        )
    context = {"number": number, "lines": lines[::-1], "latest": lines[-1], "stages": stages_reached(lines)}
    return render(request, "tracking/article.html", context)


def signed(request: HttpRequest, token: str) -> HttpResponse:
    """The same by the link on a receipt or label, which nobody can walk on from to a stranger's article."""
    return article(request, get_number_for(token))
