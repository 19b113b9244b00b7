"""The guides in docs/guides/ as pages: one a kind of user, with the words of the buttons in the reader's own language.

Of Markdown they use headings, paragraphs, lists, pictures, `**the words of a button**` and code; nothing else is read.
"""

import functools
import re
from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from apt.core.errors import NotFound
from offices.access import Duty, StaffRequest

FOLDER: Final = settings.BASE_DIR / "docs" / "guides"
GUIDES: Final[dict[str, Any]] = {
    "clerk": _("At the counter"),
    "postman": _("On the round"),
    "supervisor": _("Running the office's day"),
    "administrator": _("Keeping the tree, the people and the programme"),
    "partner": _("For contract customers"),
}
# Whose guide it is, the first that fits.
_FOR: Final[tuple[tuple[Callable[[Duty], bool], str], ...]] = (
    (lambda duty: duty.may_read or duty.may_manage_offices or duty.may_manage_tariffs, "administrator"),
    (lambda duty: duty.may_supervise or duty.may_treasure or duty.may_bag or duty.may_deliver, "supervisor"),
    (lambda duty: duty.may_book, "clerk"),
    (lambda duty: duty.may_carry, "postman"),
)
_SPAN: Final = re.compile(r"\*\*(?P<label>.+?)\*\*|`(?P<code>.+?)`")
_PICTURE: Final = re.compile(r"!\[(?P<text>.*)\]\(pictures/(?P<file>[a-z-]+\.webp)\)")


class Span(NamedTuple):
    kind: str  # "text", "label" (of a button or a page), "code"
    text: str


class Block(NamedTuple):
    kind: str  # "h2", "p", "ol", "ul", "picture"
    items: tuple[tuple[Span, ...], ...] = ()
    file: str = ""
    text: str = ""


def help_page(request: HttpRequest) -> HttpResponse:
    """Leads to the guide for whoever asks; strangers choose."""
    duty = cast(StaffRequest, request).posting
    if getattr(request.user, "is_outside", False):
        return redirect("guide", name="partner")
    for fits, name in _FOR if duty else ():
        if fits(cast(Duty, duty)):
            return redirect("guide", name=name)
    return render(request, "help/guide.html", {"guides": GUIDES})


def guide(request: HttpRequest, name: str) -> HttpResponse:
    if name not in GUIDES:
        raise NotFound()
    return render(
        request, "help/guide.html", {"guides": GUIDES, "name": name, "title": GUIDES[name], "blocks": blocks(name)}
    )


@functools.cache
def blocks(name: str) -> tuple[Block, ...]:
    """What a guide is made of, without its title."""
    parts = re.split(r"\n{2,}", (FOLDER / f"{name}.md").read_text(encoding="utf-8").strip())
    return tuple(_block(part) for part in parts[1:])


def _block(part: str) -> Block:
    if part.startswith("## "):
        return Block("h2", text=part[3:])
    if picture := _PICTURE.fullmatch(part):
        return Block("picture", file=picture["file"], text=picture["text"])
    for kind, mark in (("ol", r"\d+\. "), ("ul", "- ")):
        if re.match(mark, part):
            lines = re.split(rf"\n(?={mark})", part)
            return Block(kind, tuple(_spans(re.sub(mark, "", line, count=1)) for line in lines))
    return Block("p", (_spans(part),))


def _spans(text: str) -> tuple[Span, ...]:
    return tuple(_read(" ".join(text.split())))


def _read(text: str) -> Iterator[Span]:
    place = 0
    for found in _SPAN.finditer(text):
        yield Span("text", text[place : found.start()])
        yield Span("label", found["label"]) if found["label"] else Span("code", found["code"])
        place = found.end()
    yield Span("text", text[place:])
