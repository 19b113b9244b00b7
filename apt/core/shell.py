"""What stands around a public page, for whoever is nobody in particular: drawn once, then kept.

Head, bar, menu and foot are the same for every such visitor but for the page's title, its address and the forms' token.
So they are drawn once with marks in those places, by the very template that draws everybody else's page, and cut at the
marks. Whoever has a session or a message gets the template itself.
"""

import copy
import re
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

# Of the private use area: no text of ours holds them.
_TITLE, _CONTENT, _ADDRESS, _TOKEN = _MARKS = "\ue000", "\ue001", "\ue002", "\ue003"
_CUT: Final = re.compile(f"([{''.join(_MARKS)}])")
_kept: dict[tuple[object, ...], list[str]] = {}


def render_within(request: HttpRequest, template: str, *, title: str, content: SafeString) -> HttpResponse:
    """A page of a template that shows of its own nothing but `title` and `content`."""
    if request.COOKIES.keys() - {settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME}:
        return HttpResponse(render_to_string(template, {"title": title, "content": content}, request))
    filled = {
        _TITLE: escape(title),
        _CONTENT: content,
        _ADDRESS: escape(request.get_full_path()),
        _TOKEN: get_token(request),
    }
    return HttpResponse("".join([filled.get(part, part) for part in _parts(request, template)]))


def _parts(request: HttpRequest, template: str) -> list[str]:
    # The settings are those that tests change.
    view = request.resolver_match and request.resolver_match.view_name
    key = (template, get_language(), view, settings.DEMO, settings.ROOT_URLCONF)
    if key not in _kept:
        marked = copy.copy(request)
        marked.get_full_path = lambda force_append_slash=False: _ADDRESS  # type: ignore[method-assign]
        context = {"title": _TITLE, "content": _CONTENT, "csrf_token": _TOKEN}
        _kept[key] = _CUT.split(render_to_string(template, context, marked))
    return _kept[key]
