"""The customer's display: a second window of the counter, or any phone that scanned its code.

The screen asks once a second and is answered 304 while nothing changes. It is not pushed to: an event stream would
hold one of gunicorn's few threads for every counter of the country, all day, to say something once a minute. A question
costs one query and a few milliseconds, and survives every restart without anybody noticing.
"""

import hashlib

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from apt.core.clock import now
from apt.core.errors import Refusal
from apt.core.pages import refuse_at
from bookings import services
from bookings.models import BasketDraft, DisplayPairing
from bookings.queries import pairing_by_token, pairings_of
from bookings.rules.display import THANKS_FOR, Face, face_of
from offices.access import StaffRequest, on_duty
from offices.rules import Work
from payments.queries import attempt_for, attempt_shown, stamps_attempt
from payments.rules.upi import OVER

from .counter import my_shift

TOKEN, LANGUAGE = "apt_display", "apt_display_language"
_ADDRESS = ("addressee_name", "addressee_address", "pincode")
_DAY = 24 * 60 * 60


# --- the clerk's side --------------------------------------------------------------------------------------------


@on_duty(Work.BOOK)
@refuse_at("bookings:counter")
def displays(request: StaffRequest) -> HttpResponse:
    """Which screens are paired; POST makes a code for one more and shows it as QR."""
    shift, link = my_shift(request), ""
    if request.method == "POST":
        code = services.make_display_code(shift=shift, by=request.user, now=now())
        link = request.build_absolute_uri(reverse("display:pair", args=[code]))
    return render(request, "bookings/displays.html", {"shift": shift, "paired": pairings_of(shift), "link": link})


@require_POST
@on_duty(Work.BOOK)
@refuse_at("bookings:counter")
def unpair(request: StaffRequest) -> HttpResponse:
    services.unpair_displays(shift=my_shift(request), by=request.user, now=now())
    return redirect("bookings:displays")


# --- the screen's side: nobody is signed in there ----------------------------------------------------------------


@never_cache
def pair(request: HttpRequest, code: str) -> HttpResponse:
    """GET asks; POST uses the code up. A camera that looks ahead at a link must not use it."""
    with override(_language(request)):
        if request.method != "POST":
            return render(request, "bookings/display/pair.html", {"code": code})
        try:
            _pairing, token = services.pair_display(code=code, by=None, now=now())
        except Refusal as refusal:
            return render(request, "bookings/display/pair.html", {"refusal": refusal}, status=refusal.http_status)
    answer = redirect("display:screen")
    _set(answer, TOKEN, token)
    return answer


@never_cache
@require_GET
def screen(request: HttpRequest) -> HttpResponse:
    """The whole page. Without a script it loads itself anew every few seconds."""
    with override(_language(request)):
        return render(request, "bookings/display/screen.html", _context(request))


@require_GET
def state(request: HttpRequest) -> HttpResponse:
    """What is shown now, as a fragment; 304 while it is the same."""
    with override(_language(request)):
        text = render_to_string("bookings/display/_face.html", _context(request))
    tag = f'"{hashlib.sha256(text.encode()).hexdigest()[:16]}"'
    same = request.headers.get("If-None-Match") == tag
    answer: HttpResponse = HttpResponseNotModified() if same else HttpResponse(text)
    answer["ETag"] = tag
    answer["Cache-Control"] = "private, no-cache"
    return answer


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """The customer's own, which is not the clerk's."""
    chosen = request.POST.get("language", "")
    answer = redirect("display:screen")
    if chosen in dict(settings.LANGUAGES):
        _set(answer, LANGUAGE, chosen)
    return answer


def _set(answer: HttpResponse, name: str, value: str) -> None:
    answer.set_cookie(
        name, value, max_age=_DAY, path="/display/", httponly=True, samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


def _language(request: HttpRequest) -> str:
    chosen = request.COOKIES.get(LANGUAGE, "")
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _context(request: HttpRequest) -> dict[str, object]:
    """One query, a second while nothing is in hand or a QR is shown. Of the basket what the customer needs."""
    pairing, chosen = pairing_by_token(request.COOKIES.get(TOKEN, "")), _language(request)
    return {**_shown(pairing), "language": chosen, "office": pairing and pairing.shift.office}


def _shown(pairing: DisplayPairing | None) -> dict[str, object]:
    if pairing is None:
        return {"face": Face.OVER}
    draft: BasketDraft | None = getattr(pairing.shift, "basket", None)
    if draft is None:
        return _idle(pairing) or {"face": Face.WELCOME}
    typed, sale = draft.typed, draft.last_sale
    face = face_of(
        address_whole=all(typed.get(name) for name in _ADDRESS),
        articles=len(draft.items),
        paying=draft.paying,
        sold_at=sale.booked_at if sale else None,
        now=now(),
    )
    if draft.upi and face == Face.PAY:
        attempt = attempt_for(purpose=services.BASKET, ref=draft.request_id.hex)
        if attempt and attempt.state not in OVER:
            return {"face": Face.UPI, "upi": attempt_shown(attempt, now=now())}
    if face in (Face.WELCOME, Face.THANKS) and (stamps := _idle(pairing)):
        return stamps
    shown: dict[str, object] = {"face": face, "count": len(draft.items), "total": draft.total_paise}
    if face == Face.ADDRESS:
        address = ("addressee_name", "addressee_address", "addressee_city", "pincode")
        shown |= {"address": [typed[name] for name in address if typed.get(name)], "paise": draft.typed_paise}
    if face == Face.THANKS and sale:
        shown["total"] = sale.total_paise
    return shown


def _idle(pairing: DisplayPairing) -> dict[str, object] | None:
    """Nothing is in hand but, perhaps, stamps that are being paid by UPI."""
    attempt, moment = stamps_attempt(pairing.shift), now()
    if attempt is None or attempt.state in OVER:
        return None
    told = attempt.paid_at or attempt.expires_at
    return {"face": Face.UPI, "upi": attempt_shown(attempt, now=moment)} if moment < told + THANKS_FOR else None
