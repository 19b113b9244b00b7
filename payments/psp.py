"""The payment provider as a port: four calls over HTTP, and how its signed words are read."""

import hashlib
import hmac
import http.client
import json
import urllib.error
import urllib.request
from datetime import datetime
from typing import IO, Any, Final
from urllib.parse import quote

from django.conf import settings

from apt.core.api import MAX_JSON_BYTES
from apt.core.db import outside_transaction

from .errors import BadNotice, BadUpiLink
from .rules import Notice, Source, Told
from .rules.upi import ABOUT_REFUNDS, amount_paise, amount_text, masked

MOST_FILE_BYTES: Final = 2_000_000_000  # a crore of rows is 1.2 GB; it goes through a file, not through memory


class NoAnswer(OSError):
    """The provider did not answer, or not in a way that can be read. Whether it acted is not known."""


class Declined(Exception):
    """The provider answered: no."""


@outside_transaction
def register_qr(*, link: str, tr: str, paise: int, expires_at: datetime) -> None:
    """Tell the provider of a QR before anybody can see it. Raises NoAnswer."""
    _call("/v1/qr", {"link": link, "tr": tr, "amount": amount_text(paise), "expires_at": expires_at.isoformat()})


@outside_transaction
def ask_status(*, tr: str, now: datetime) -> list[Notice]:
    """What the provider knows of a reference: one notice for each payment, or what else it says. Raises NoAnswer."""
    body, raw = _call(f"/v1/payments/{quote(tr, safe='')}")
    try:
        return [notice_of(one, source=Source.POLL, body=raw, tr=tr) for one in body["notices"]]
    except (KeyError, TypeError, AttributeError, BadNotice) as error:
        raise NoAnswer("an answer that cannot be read") from error


@outside_transaction
def send_refund(*, ref: str, payment_id: str, paise: int) -> None:
    """Ask for a refund; the provider knows a repeat by `ref`. Raises NoAnswer, Declined."""
    _call("/v1/refunds", {"ref": ref, "payment_id": payment_id, "amount": amount_text(paise)})


@outside_transaction
def fetch_settlement(*, day: str, into: IO[bytes]) -> None:
    """The provider's file of one day, written part by part. Raises NoAnswer, Declined (not made yet)."""
    _send(f"/v1/settlements/{quote(day, safe='')}.csv", None, most=MOST_FILE_BYTES, into=into)


def _call(path: str, body: dict[str, str] | None = None) -> tuple[dict[str, Any], bytes]:
    raw = _send(path, body, most=MAX_JSON_BYTES)
    try:
        answer = json.loads(raw)
    except ValueError as error:
        raise NoAnswer("an answer that is not JSON") from error
    if not isinstance(answer, dict):
        raise NoAnswer("an answer that is no object")
    return answer, raw


def _send(path: str, body: dict[str, str] | None, *, most: int, into: IO[bytes] | None = None) -> bytes:
    """The answer; with `into` it is written there, part by part."""
    request = urllib.request.Request(  # noqa: S310  # the address is the operator's setting, never user input
        settings.PSP_URL + path,
        data=json.dumps(body).encode() if body is not None else None,
        headers={"Content-Type": "application/json", "Authorization": f"Bearer {settings.PSP_KEY}"},
    )
    try:
        with urllib.request.urlopen(request, timeout=settings.PSP_TIMEOUT_S) as answer:  # noqa: S310
            raw: bytes = _copied(answer, into, most) if into else answer.read(most + 1)
    except urllib.error.HTTPError as error:
        error.close()
        if error.code in (400, 404, 409, 422):
            raise Declined(str(error.code)) from error
        raise NoAnswer(f"status {error.code}") from error
    except (OSError, http.client.HTTPException) as error:
        raise NoAnswer(type(error).__name__) from error
    if len(raw) > most:
        raise NoAnswer("an answer without end")
    return raw


def _copied(answer: IO[bytes], into: IO[bytes], most: int) -> bytes:
    while part := answer.read(1 << 16):
        into.write(part)
        if into.tell() > most:
            raise NoAnswer("an answer without end")
    return b""


def signature_fits(body: bytes, signature: str) -> bool:
    """HMAC-SHA256 over the raw body, compared in constant time."""
    right = hmac.new(settings.PSP_CALLBACK_SECRET.encode(), body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(right.encode(), signature.encode())


def read_notice(body: bytes) -> Notice:
    """The notice in a callback's body, whose signature was found right. Raises BadNotice."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadNotice(problem="not JSON") from error
    if not isinstance(told, dict):
        raise BadNotice(problem="not an object")
    return notice_of(told, source=Source.CALLBACK, body=body)


def notice_of(told: dict[str, Any], *, source: Source, body: bytes, tr: str | None = None) -> Notice:
    """A provider's JSON as a notice. Raises BadNotice."""
    texts = {name: told.get(name, "") for name in _TEXTS}
    for name, text in texts.items():
        if not isinstance(text, str) or len(text) > _TEXTS[name] or not text.isprintable():
            raise BadNotice(problem=name)
    try:
        kind = Told(texts["event"])
        happened_at = datetime.fromisoformat(texts["at"])
        paise = amount_paise(texts["amount"]) if texts["amount"] else 0
    except (ValueError, BadUpiLink) as error:
        raise BadNotice(problem="event, at or amount") from error
    if tr is not None and texts["tr"] != tr:
        raise BadNotice(problem="tr")
    needed = "refund_ref" if kind in ABOUT_REFUNDS else "payment_id"
    money = kind in (Told.SUCCESS, Told.REVERSED) or kind in ABOUT_REFUNDS
    if not texts["event_id"] or happened_at.tzinfo is None or (money and (not texts[needed] or not paise)):
        raise BadNotice(problem="event_id, at, amount or payment_id is missing")
    return Notice(
        event_id=texts["event_id"], told=kind, tr=texts["tr"], source=source, happened_at=happened_at,
        body_hash=hashlib.sha256(body).hexdigest(), payment_id=texts["payment_id"], paise=paise,
        currency=texts["currency"] or "INR", payee=texts["payee"], payer=masked(texts["payer"]),
        refund_ref=texts["refund_ref"],
    )  # fmt: skip


# Field: how long it may be.
_TEXTS: Final = {
    "event_id": 64, "event": 20, "tr": 64, "payment_id": 30, "amount": 12, "currency": 8, "payee": 80, "payer": 80,
    "refund_ref": 40, "at": 40,
}  # fmt: skip
