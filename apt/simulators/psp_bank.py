"""The provider's side of UPI as far as a post office meets it: QRs, payments, refunds, and what is told of them when.

Every misfortune that a real provider, bank or customer brings is one of `MISFORTUNES`; `psp` is its HTTP face.
"""

import hashlib
import hmac
import itertools
import json
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo

# How a person may pay, and what goes wrong with it.
MISFORTUNES = {
    "good": "Pays; told at once",
    "late": "Pays; told after a delay",
    "twice": "Pays; told three times",
    "two_payers": "Two phones pay the same QR",
    "short": "Pays one rupee less",
    "over": "Pays one rupee more",
    "paisa": "Pays one paisa less",
    "currency": "Pays in another currency",
    "payee": "Pays somebody else's account with our reference",
    "order": "Pays; an older 'failed' is told after it",
    "fail": "Wrong PIN: fails, no money moves",
    "fail_then_pay": "Fails, then pays with the same QR",
    "pending": "The bank is at work, and pays after a delay",
    "never": "Pays; nobody is ever told (the status knows)",
    "forged": "Does not pay; somebody sends a forged notice",
    "reversed": "Pays; the bank takes it back after a delay",
}
RETRIES_S = (0, 1, 2, 4, 8, 15, 30, 60, 120, 300)
IST = ZoneInfo("Asia/Kolkata")

Deliver = Callable[[bytes, str], int]  # (body, signature) -> the status of the answer; OSError: none


def post_to(url: str) -> Deliver:
    """Callbacks over HTTP."""

    def deliver(body: bytes, signature: str) -> int:
        headers = {"Content-Type": "application/json", "X-Psp-Signature": signature}
        request = urllib.request.Request(url, body, headers)  # noqa: S310  # the operator's own address
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310
                return int(answer.status)
        except urllib.error.HTTPError as error:
            error.close()
            return error.code

    return deliver


class Bank:
    """All in memory: it begins anew with each start."""

    def __init__(
        self,
        *,
        secret: str,
        deliver: Deliver,
        waiting: list[Callable[[], object]] | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.clock = clock
        self.secret = secret.encode()
        self.deliver = deliver
        self.waiting = waiting  # None: words go out in threads of their own; else what is delayed waits for `go_on`
        self.qrs: dict[str, dict[str, str]] = {}
        self.payments: dict[str, dict[str, str]] = {}
        self.news: dict[str, list[dict[str, str]]] = {}  # what the status of a reference says besides payments
        self.refunds: dict[str, dict[str, str]] = {}
        self.checks: list[tuple[str, datetime]] = []
        self.log: list[str] = []
        self.down = False
        self.slow_s = 0.0
        self.garbage = False
        self.mute = False  # no callback at all
        self.refuse_refunds = False
        self._lock = threading.Lock()
        self._ids = itertools.count(int(datetime.now(UTC).timestamp() * 1000) % 10**11)

    # --- what the post asks ------------------------------------------------------------------------------------------

    def register(self, qr: dict[str, Any]) -> None:
        with self._lock:
            self.qrs[str(qr["tr"])] = {name: str(qr[name]) for name in ("link", "tr", "amount", "expires_at")}

    def status(self, tr: str) -> list[dict[str, str]] | None:
        """Every payment of a reference, else its other news; None when it is not known."""
        with self._lock:
            self.checks.append((tr, datetime.now(UTC)))
            paid = [one for one in self.payments.values() if one["tr"] == tr]
            found = paid or self.news.get(tr, [])[-1:]
            return found if found or tr in self.qrs else None

    def refund(self, asked: dict[str, Any]) -> int:
        """Take a refund over: the status of the answer. A repeat of its `ref` changes nothing."""
        ref, payment_id, amount = (str(asked[name]) for name in ("ref", "payment_id", "amount"))
        with self._lock:
            if ref in self.refunds:
                return 200
            payment = self.payments.get(payment_id)
            if payment is None or self.refuse_refunds:
                return 422
            before = sum(_paise(one["amount"]) for one in self.refunds.values() if one["payment_id"] == payment_id)
            if before + _paise(amount) > _paise(payment["amount"]):
                return 422
            told = {
                **payment,
                **self._stamp("refund.done"),
                "refund_ref": ref,
                "amount": amount,
                "payment_id": payment_id,
            }
            self.refunds[ref] = told
        self._tell(told, after=1)
        return 202

    def settlement(self, day: str) -> str:
        """The file of one Indian day: what was paid, refunded and taken back on it."""
        rows = ["type,tr,payment_id,refund_ref,amount,currency,payee,at,fee"]
        for one in [*self.payments.values(), *self.refunds.values()]:
            if f"{datetime.fromisoformat(one['at']).astimezone(IST):%Y-%m-%d}" == day:
                kind = "refund" if one["event"].startswith("refund") else "payment"
                names = ("tr", "payment_id", "refund_ref", "amount", "currency", "payee", "at")
                rows.append(",".join([kind, *(one.get(name, "") for name in names), "0.00"]))
        return "\r\n".join(rows) + "\r\n"

    # --- what a customer does ----------------------------------------------------------------------------------------

    def pay(self, link: str, how: str, *, delay_s: float = 20, payer: str = "9845012345@okbank") -> list[str]:
        """Pay what a QR says, in one of the ways of MISFORTUNES. The payments made."""
        asked = dict(parse_qsl(urlsplit(link).query))
        changed = {
            "short": {"amount": _text(_paise(asked["am"]) - 100)},
            "over": {"amount": _text(_paise(asked["am"]) + 100)},
            "paisa": {"amount": _text(_paise(asked["am"]) - 1)},
            "currency": {"currency": "USD"},
            "payee": {"payee": "somebody@else"},
        }.get(how, {})
        word = {"tr": asked["tr"], "amount": asked["am"], "currency": "INR", "payee": asked["pa"], "payer": payer}
        failed = {**word, **self._stamp("payment.failed")}
        if how in ("fail", "fail_then_pay"):
            self._news(failed)
            self._tell(failed)
        if how == "forged":
            self._send({**word, **self._stamp("payment.success")}, hmac.new(b"guess", b"", hashlib.sha256).hexdigest())
        if how in ("fail", "forged"):
            return []
        if how == "pending":
            pending = {**word, **self._stamp("payment.pending")}
            self._news(pending)
            self._tell(pending)
            self._later(delay_s, lambda: self._pay_now(word, how, delay_s))
            return []
        made = [self._pay_now({**word, **changed}, how, delay_s)]
        if how == "order":
            self._tell(failed)
        if how == "two_payers":
            made.append(self._pay_now({**word, "payer": "priya.k@ybank"}, how, delay_s))
        return made

    def _pay_now(self, word: dict[str, str], how: str, delay_s: float) -> str:
        paid = {**word, **self._stamp("payment.success")}
        with self._lock:
            self.payments[paid["payment_id"]] = paid
        if how == "never":
            return paid["payment_id"]
        for _ in range(3 if how == "twice" else 1):
            self._tell(paid, after=delay_s if how == "late" else 0)
        if how == "reversed":
            back = {**paid, **self._stamp("payment.reversed"), "payment_id": paid["payment_id"]}
            self._tell(back, after=delay_s)
        return paid["payment_id"]

    # --- how it is told ----------------------------------------------------------------------------------------------

    def _stamp(self, event: str) -> dict[str, str]:
        number, at = f"{next(self._ids):012d}", self.clock().isoformat()
        return {"event": event, "event_id": f"evt_{number}", "payment_id": number, "at": at}

    def _news(self, word: dict[str, str]) -> None:
        with self._lock:
            self.news.setdefault(word["tr"], []).append(word)

    def _tell(self, word: dict[str, str], *, after: float = 0) -> None:
        if self.mute:
            return
        self._later(after, lambda: self._send(word, self.sign(json.dumps(word).encode())))

    def sign(self, body: bytes) -> str:
        return hmac.new(self.secret, body, hashlib.sha256).hexdigest()

    def _later(self, after: float, act: Callable[[], object]) -> None:
        if self.waiting is None:
            threading.Timer(after, act).start()
        elif after:
            self.waiting.append(act)
        else:
            act()

    def go_on(self) -> int:
        """Let everything happen that waits. How much that was."""
        due, self.waiting = self.waiting or [], []
        for act in due:
            act()
        return len(due)

    def _send(self, word: dict[str, str], signature: str) -> None:
        """Deliver a callback, again and again while it is not taken: a 4xx will not get better, all else may."""
        body = json.dumps(word).encode()
        pauses = RETRIES_S if self.waiting is None else (0,)
        for pause in pauses:
            if pause:
                threading.Event().wait(pause)
            try:
                status = self.deliver(body, signature)
            except OSError as error:
                status, reason = 0, type(error).__name__
            else:
                reason = str(status)
            at = f"{datetime.now(IST):%H:%M:%S}"
            self.log = [f"{at} {word['event']} {word['tr']} {word['amount']} -> {reason}", *self.log][:60]
            if 200 <= status < 500 and status != 409:
                return

    def open_qrs(self) -> list[dict[str, str]]:
        """Newest first, not yet paid, of the last hour."""
        paid = {one["tr"] for one in self.payments.values()}
        since = datetime.now(UTC) - timedelta(hours=1)
        fresh = [qr for qr in reversed(self.qrs.values()) if datetime.fromisoformat(qr["expires_at"]) > since]
        return [qr for qr in fresh if qr["tr"] not in paid][:20]


def _paise(text: str) -> int:
    rupees, paise = text.split(".")
    return int(rupees) * 100 + int(paise)


def _text(paise: int) -> str:
    return f"{paise // 100}.{paise % 100:02d}"
