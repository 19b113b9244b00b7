"""The postman's page: a shell that works without signal, and the few messages that it exchanges when there is some."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse, RawPostDataException
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from apt.core.clock import ist_date, now
from apt.core.errors import Refusal
from bookings.models import Article
from deliveries import queries, services
from deliveries.errors import BadEntry, BadProof, ProofTooBig, TooManyEntries
from deliveries.models import Sheet, SheetItem
from deliveries.rules import (
    AT_DOOR,
    CLOCK_OFF,
    DEMANDS,
    TO_ADDRESSEE,
    Claim,
    Relation,
    SetAside,
    read_entry,
    read_id,
    read_time,
)
from digipin.rules import decode
from offices.access import StaffRequest, on_duty, shows_personal_data
from offices.rules import Work
from payments.queries import cod_paid_of, cod_settled_of
from payments.rules.cod import CodMode

from .words import WORDS

_MOST_BYTES = 200_000  # a hundred entries of 2 kB


def _refused(refusal: Refusal) -> JsonResponse:
    answer = {"code": refusal.code, "text": refusal.sentence(), **({"field": refusal.field} if refusal.field else {})}
    return JsonResponse(answer, status=refusal.http_status)


@require_GET
@on_duty(Work.CARRY)
def shell(request: StaffRequest) -> HttpResponse:
    """The page itself: no person, no article, the same for everybody; the phone keeps it."""
    known = {
        "words": {name: str(text) for name, text in WORDS.items()},
        "remarks": [{"code": one.value, "text": str(one.label), **DEMANDS[one]._asdict()} for one in AT_DOOR],
        "cod_modes": [{"code": one.value, "text": str(one.label)} for one in CodMode],
        "relations": [
            {"code": one.value, "text": str(one.label), "to_addressee": one in TO_ADDRESSEE} for one in Relation
        ],
        "digits": settings.DELIVERY_OTP["digits"],
        "addresses": {
            **{name: reverse(f"deliveries:{name}") for name in ("day", "meet", "sync", "worker")},
            "scope": reverse("deliveries:round"),
            "acknowledge": reverse("deliveries:acknowledge", args=["SHEET"]),
            "photo": reverse("deliveries:photo", args=["0" * 64]).replace("0" * 64, "HASH"),
            "signature": reverse("deliveries:signature", args=["0" * 64]).replace("0" * 64, "HASH"),
            "qr": reverse("deliveries:qr", args=["NUMBER"]),
            "resend": reverse("deliveries:resend", args=["NUMBER"]),
            "sign_in": f"{reverse('offices:sign-in')}?next={reverse('deliveries:round')}",
            "csrf": settings.CSRF_COOKIE_NAME,
            "detector": static("vendor/barcode-detector/ponyfill.js"),
            "wasm": static("vendor/zxing-wasm/zxing_reader.wasm"),
        },
    }
    get_token(request)  # the cookie from which the page takes what it sends back
    answer = render(request, "deliveries/round.html", {"known": known})
    # The barcode reader is compiled from WebAssembly, on this page alone.
    answer._csp_update = {"script-src": ["'wasm-unsafe-eval'"]}  # type: ignore[attr-defined]
    return answer


_FILES = (
    "css/tokens.css", "css/base.css", "css/components.css", "css/round.css", "img/mark.svg",
    "js/round/main.js", "js/round/dom.js", "js/round/door.js", "js/round/map.js", "js/round/pictures.js",
    "js/round/place.js", "js/round/scan.js", "js/round/store.js", "js/round/sync.js",
    "vendor/idb/index.js", "vendor/signature-pad/signature_pad.min.js", "vendor/barcode-detector/ponyfill.js",
    "vendor/zxing-wasm/zxing_reader.wasm", "vendor/noto-sans/noto-sans-latin-wght-normal.woff2",
    "vendor/noto-sans/noto-sans-devanagari-wght-normal.woff2",
    "vendor/noto-sans-kannada/noto-sans-kannada-kannada-wght-normal.woff2",
)  # fmt: skip


@require_GET
@never_cache
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: what the phone keeps of the page. Served from within the page's own scope."""
    files = [static(name) for name in _FILES]
    context = {
        "version": settings.VERSION,
        "language": get_language(),
        "digest": hashlib.sha256("".join(files).encode()).hexdigest()[:12],
        "page": reverse("deliveries:round"),
        "files": json.dumps(files),
    }
    return render(request, "deliveries/worker.js", context, content_type="text/javascript")


@require_GET
def manifest(request: HttpRequest) -> HttpResponse:
    return render(request, "deliveries/manifest.json", content_type="application/manifest+json")


@require_GET
@never_cache
@shows_personal_data
@on_duty(Work.CARRY)
def day(request: StaffRequest) -> HttpResponse:
    """Today's sheets for the phone. No code, no key, nothing that a code could be found from, no other beat (O6)."""
    moment = now()
    sheets = queries.round_of(request.user, on=ist_date(moment))
    items = [item for sheet in sheets for item in sheet.items.all()]
    due = [item.article.number for item in items if item.article.due_paise and not item.outcome]
    paid, settled = cod_paid_of(due), cod_settled_of(due)
    return JsonResponse({
        "now": moment.isoformat(),
        "until": (moment + settings.OFFLINE_ROUNDS["heard_within"]).isoformat(),
        "person": request.user.employee_id,
        "name": request.user.get_full_name(),
        "office": request.duty.office.name,
        "home": [request.duty.office.latitude, request.duty.office.longitude],
        "sheets": [_sheet(sheet, paid, settled) for sheet in sheets],
    })  # fmt: skip


def _sheet(sheet: Sheet, paid: set[str], settled: set[str]) -> dict[str, Any]:
    items = sorted(sheet.items.all(), key=lambda item: (item.position, item.pk))
    return {
        "number": sheet.number,
        "beat": sheet.goes_to,
        "taken": sheet.acknowledged_at.isoformat() if sheet.acknowledged_at else None,
        "items": [_item(item, item.article, paid, settled) for item in items],
    }


def _item(item: SheetItem, article: Article, paid: set[str], settled: set[str]) -> dict[str, Any]:
    """An article as its door knows it: an article on its way back is the sender's."""
    who, parties = ("sender" if article.returning else "addressee"), article.parties
    digipin = "" if article.returning else article.digipin
    return {
        "number": article.number,
        "position": item.position,
        **{name: getattr(parties, f"{who}_{name}") for name in ("name", "company", "address", "mobile")},
        "pincode": parties.sender_pincode if article.returning else article.pincode,
        "digipin": digipin,
        "at": list(_place(digipin)),
        "grams": article.weight_grams,
        "returning": article.returning,
        "otp": article.otp_delivery,
        "reg": article.registered,
        "insured": "INS" in article.services,
        "cod_paise": 0 if article.number in settled else article.due_paise,
        "cod_paid": article.number in paid,
        "cod_settled": article.number in settled,
        "outcome": item.outcome,
        "remark": item.remark,
    }


def _place(digipin: str) -> tuple[float, float] | tuple[()]:
    if not digipin:
        return ()
    point = decode(digipin)
    return round(point.lat, 5), round(point.lon, 5)


@require_POST
@on_duty(Work.CARRY)
def take_over(request: StaffRequest, number: str) -> HttpResponse:
    """The postman confirms a sheet on the phone; addressees with OTP delivery then get their code."""
    try:
        services.acknowledge_sheet(number=number, by=request.user, now=now())
    except Refusal as refusal:
        return _refused(refusal)
    return JsonResponse({"taken": number})


@require_POST
@on_duty(Work.CARRY)
def qr(request: StaffRequest, number: str) -> HttpResponse:
    """Ask for the QR of what is due at a door; the answer says where it is shown."""
    try:
        attempt = services.ask_qr_at_door(article_number=number, by=request.user, now=now())
    except Refusal as refusal:
        return _refused(refusal)
    return JsonResponse({"shown_at": reverse("cod:attempt", args=[attempt.tr])})


@require_POST
@on_duty(Work.CARRY)
def resend(request: StaffRequest, number: str) -> HttpResponse:
    """Send the addressee at the door another code; the one before holds no more."""
    try:
        services.resend_code(number=number, postman=request.user, by=request.user, now=now())
    except Refusal as refusal:
        return _refused(refusal)
    return JsonResponse({"sent": number})


@require_POST
@on_duty(Work.CARRY)
def meet(request: StaffRequest) -> HttpResponse:
    """The phone introduces itself by the key that its page made."""
    try:
        said = _body(request)
        label = str(said.get("label", ""))[:60] or "phone"
        phone = services.meet_phone(
            key=read_id({"id": said.get("key")}), label=label, office=request.duty.office, by=request.user, now=now()
        )
    except Refusal as refusal:
        return _refused(refusal)
    return JsonResponse({"received": phone.received, "receipt": phone.receipt})


@require_POST
@on_duty(Work.CARRY)
def sync(request: StaffRequest) -> HttpResponse:
    """Entries of the phone, each answered for itself, in order: recorded, kept for a supervisor, or refused."""
    moment = now()
    try:
        said = _body(request)
        key, phone_now = read_id({"id": said.get("key")}), read_time(said.get("now"), "now")
        sent = said.get("entries")
        if not isinstance(sent, list):
            raise BadEntry(field="entries", problem="entries")
        if len(sent) > settings.OFFLINE_ROUNDS["entries_at_most"]:
            raise TooManyEntries(most=settings.OFFLINE_ROUNDS["entries_at_most"])
        read = [_read(raw, phone_now=phone_now, moment=moment) for raw in sent]
        claims = [one for one in read if isinstance(one, Claim)]
        synced = services.sync_round(
            key=key, claims=claims, clock_off=abs(moment - phone_now) > CLOCK_OFF, by=request.user, now=moment
        )
    except Refusal as refusal:
        return _refused(refusal)
    answers = iter(synced.answers)
    results = [_answer(next(answers) if isinstance(one, Claim) else one) for one in read]
    ids = [str(raw.get("id", ""))[:36] if isinstance(raw, Mapping) else "" for raw in sent]
    return JsonResponse({
        "now": moment.isoformat(),
        "answers": [{"id": uid, **result} for uid, result in zip(ids, results, strict=True)],
        "received": synced.received,
        "receipt": synced.receipt,
        "revoked": synced.revoked,
    })  # fmt: skip


def _read(raw: object, *, phone_now: datetime, moment: datetime) -> Claim | Refusal:
    try:
        if not isinstance(raw, Mapping):
            raise BadEntry(problem="…")
        return read_entry(raw, phone_now=phone_now, now=moment)
    except Refusal as refusal:
        return refusal


def _answer(answer: services.Answer) -> dict[str, Any]:
    if isinstance(answer, Refusal):
        field = {"field": answer.field} if answer.field else {}
        return {"state": "refused", "code": answer.code, "text": answer.sentence(), **field}
    if isinstance(answer, SetAside):
        return {"state": "kept", "why": answer.value, "text": str(answer.label)}
    return {
        "state": "recorded",
        "verdict": answer.verdict.value,
        "text": str(answer.verdict.label),
        "tries_left": answer.tries_left,
    }


def _body(request: HttpRequest) -> Mapping[str, Any]:
    """Raises BadEntry for what is no JSON object, or too large to be entries."""
    if int(request.headers.get("Content-Length") or 0) > _MOST_BYTES:
        raise TooManyEntries(most=settings.OFFLINE_ROUNDS["entries_at_most"])
    try:
        said = json.loads(request.body)
    except (ValueError, RecursionError, RawPostDataException) as error:  # the last: sent as a form
        raise BadEntry(problem="JSON") from error
    if not isinstance(said, Mapping):
        raise BadEntry(problem="JSON")
    return said


def _bytes(request: HttpRequest) -> bytes:
    try:
        return request.body
    except RawPostDataException as error:  # sent as a form
        raise BadProof(field="photo") from error


@require_POST
@on_duty(Work.CARRY)
def proof(request: StaffRequest, kind: str, sha256: str) -> HttpResponse:
    """A photo or signature, as bytes. It follows its entry, which named it by hash."""
    limits = settings.OFFLINE_ROUNDS
    most = limits["signature_bytes"] if kind == "signature" else limits["photo_bytes"]
    try:
        if int(request.headers.get("Content-Length") or 0) > most:
            raise ProofTooBig(field="photo", most=most // 1000)  # before it is read
        services.keep_proof(
            content=_bytes(request), sha256=sha256, signature=kind == "signature", by=request.user, now=now()
        )
    except Refusal as refusal:
        return _refused(refusal)
    return JsonResponse({"kept": sha256})
