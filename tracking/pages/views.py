"""The public's view of an article's journey."""

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from apt.core.clock import ist_date, now
from apt.core.errors import Refusal
from apt.core.limits import seconds_to_wait
from apt.core.shell import render_within
from offices.throttle import client_address
from tracking import services
from tracking.access import get_number_for
from tracking.errors import TooManyNumbers, TooManyQuestions, UnknownNumber
from tracking.queries import (
    Line,
    complaints_about,
    disputed_line,
    proofs_about,
    route_of,
    stages_reached,
    standing,
    timeline,
    timelines,
)
from tracking.rules import HEIGHT, MOST_AT_ONCE, TERMS, WIDTH, Event, Known, Knows, draw_route, mask_name, read_numbers

from .timeline import timeline_html


def track(request: HttpRequest, known: Knows) -> HttpResponse:
    """One number leads to its page; several are answered in a line each."""
    numbers = read_numbers(request.GET.get("number", ""))
    if len(numbers) == 1:
        return redirect("tracking:article", number=numbers[0])
    context: dict[str, object] = {"number": "\n".join(numbers), "most": MOST_AT_ONCE}
    if not numbers:
        return render(request, "tracking/track.html", context)
    try:
        if len(numbers) > MOST_AT_ONCE:
            raise TooManyNumbers(most=MOST_AT_ONCE)
        _count(request, len(numbers))
    except Refusal as refusal:
        return _refused(request, refusal, context)
    found, booked = timelines(numbers), known(numbers)
    context["rows"] = [
        {"number": number, "latest": _latest(found[number]), **_promise(found[number], booked.get(number))}
        if number in found
        else {"number": number}
        for number in numbers
    ]
    return render(request, "tracking/track.html", context)


def article(request: HttpRequest, number: str, known: Knows) -> HttpResponse:
    """By the number alone: offices and times, names masked, and not without end."""
    number = number.upper()
    try:
        _count(request, 1)
        return _page(request, number, known, token="")
    except Refusal as refusal:
        return _refused(request, refusal, {"number": number, "most": MOST_AT_ONCE})


@never_cache
def signed(request: HttpRequest, token: str, known: Knows) -> HttpResponse:
    """All of it, by the link on a receipt or label, which nobody can walk on from to a stranger's article."""
    number = get_number_for(token)
    try:
        return _page(request, number, known, token=token)
    except Refusal as refusal:
        return _refused(request, refusal, {"number": number, "most": MOST_AT_ONCE})


@require_POST
def complain(request: HttpRequest, number: str, known: Knows) -> HttpResponse:  # for all of `track/`
    """ "I did not receive this", by whoever has the number."""
    try:
        _count(request, 1)
    except Refusal as refusal:
        return _refused(request, refusal, {"number": number, "most": MOST_AT_ONCE})
    return _complain(request, number.upper(), token="")


@require_POST
def complain_by_link(request: HttpRequest, token: str, known: Knows) -> HttpResponse:
    return _complain(request, get_number_for(token), token=token)


@require_safe
def words(request: HttpRequest, known: Knows) -> HttpResponse:
    """What each event is called, by whom."""
    return render(request, "tracking/words.html", {"terms": TERMS})


def _complain(request: HttpRequest, number: str, *, token: str) -> HttpResponse:
    try:
        complaint = services.open_complaint(
            number=number, words=request.POST.get("words", ""), by_link=bool(token), by=None, now=now()
        )
    except Refusal as refusal:
        return _refused(request, refusal, {"number": number, "most": MOST_AT_ONCE})
    messages.success(request, _("Your complaint is {number}. Keep this number.").format(number=complaint.number))
    return redirect("tracking:signed", token=token) if token else redirect("tracking:article", number=number)


def _page(request: HttpRequest, number: str, known: Knows, *, token: str) -> HttpResponse:
    lines = timeline(number)
    if not lines:
        raise UnknownNumber(number=number)
    booked = known([number]).get(number)
    latest = _latest(lines)
    stops, disputed = route_of(lines), disputed_line(lines)
    context = {
        "number": number, "token": token, "timeline": timeline_html(lines[::-1]), "latest": latest,
        "stages": stages_reached(lines),
        "stops": stops, "route": draw_route(stops), "width": WIDTH, "height": HEIGHT, "booked": booked,
        "sender": _name(booked.sender, token) if booked else "",
        "addressee": _name(booked.addressee, token) if booked else "",
        "disputed": disputed, "tried": disputed is not None and disputed.code == Event.ITEM_NONDELIVER,
        "complaints": [one for one in complaints_about(number) if one.event_id == disputed.id] if disputed else [],
        "proofs": proofs_about(number) if token else [],
        "delivered": latest.code == Event.ITEM_DELIVERY, **_promise(lines, booked),
    }  # fmt: skip
    content = render_to_string("tracking/_article.html", context, request)
    return render_within(request, "tracking/article.html", title=f"{number} · {latest.text}", content=content)


def _name(name: str, token: str) -> str:
    return name if token else mask_name(name)


def _latest(lines: Sequence[Line]) -> Line:
    return (standing(lines) or lines)[-1]


def _promise(lines: Sequence[Line], booked: Known | None) -> dict[str, date | int | None]:
    """By when it is to be there, and how many days after that it was, or already is."""
    if booked is None or booked.promised_on is None:
        return {"promised_on": None, "slip": 0}
    latest = _latest(lines)
    ended = ist_date(latest.happened_at if latest.code == Event.ITEM_DELIVERY else now())
    return {"promised_on": booked.promised_on, "slip": max(0, (ended - booked.promised_on).days)}


def _count(request: HttpRequest, cost: int) -> None:
    wait = seconds_to_wait(who=f"track:{client_address(request)}", cost=cost, most=settings.TRACKED_A_MINUTE, now=now())
    if wait:
        raise TooManyQuestions(seconds=wait)


def _refused(request: HttpRequest, refusal: Refusal, context: dict[str, object]) -> HttpResponse:
    answer = render(request, "tracking/track.html", {**context, "refusal": refusal}, status=refusal.http_status)
    if isinstance(refusal, TooManyQuestions):
        answer["Retry-After"] = str(refusal.values["seconds"])
    return answer
