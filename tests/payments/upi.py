"""The provider in a thread, and what tests say of UPI money."""

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import ThreadingHTTPServer
from types import SimpleNamespace

from django.conf import settings
from django.db.models import Sum
from django.test import Client
from django.urls import reverse

from apt.core.clock import now as clock_now
from apt.core.services import serve_due
from apt.simulators.psp import Handler
from apt.simulators.psp_bank import Bank
from apt.wiring import REACTIONS
from payments.models import Entry, PaymentAttempt, Refund, UpiPayment
from payments.rules import Account, Notice, Place, Source, Told
from payments.services import open_attempt, show_qr
from tests.world import NOW, shift_of

SECRET = "callback-secret-of-the-tests"
VPA = "indiapost@simulator"


def sign(body: bytes, secret: str = SECRET) -> str:
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def deliver(body: bytes, signature: str) -> int:
    """A callback, as it reaches the application."""
    return (
        Client()
        .post(reverse("payments-api:callback"), body, "application/json", headers={"X-Psp-Signature": signature})
        .status_code
    )


@contextmanager
def provider(delivering=deliver) -> Iterator[SimpleNamespace]:
    """The simulator behind a real socket; what it would tell with a delay waits for `bank.go_on()`."""
    bank = Bank(secret=SECRET, deliver=delivering, waiting=[])
    handler = type("TestHandler", (Handler,), {"bank": bank, "key": settings.PSP_KEY})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=[0.02], daemon=True)
    thread.start()
    try:
        yield SimpleNamespace(bank=bank, url=f"http://127.0.0.1:{server.server_address[1]}")
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def attempt_of(world, ref: str = "bill-1", paise: int = 5500, *, now: datetime = NOW) -> PaymentAttempt:
    """A QR on the screen of Mysuru's clerk."""
    shift = shift_of(world.clerk)
    made = open_attempt(shift=shift, purpose="sale", ref=ref, paise=paise, note="Articles", by=shift.clerk, now=now)
    return show_qr(attempt=made, by=shift.clerk, now=now)


def notice(
    attempt: PaymentAttempt | None, told: Told = Told.SUCCESS, payment: str = "100000000001", **changes
) -> Notice:
    """An authentic word about an attempt. Each payment and kind has its own event, as a provider would number them."""
    event = changes.pop("event_id", f"evt-{payment}-{told.value}")
    plain = Notice(
        event_id=event, told=told, tr=attempt.tr if attempt else "not-ours", source=Source.CALLBACK, happened_at=NOW,
        body_hash=hashlib.sha256(f"{event}{sorted(changes.items())}".encode()).hexdigest(), payment_id=payment,
        paise=attempt.paise if attempt else 5500, payee=VPA, payer="98***45@okbank",
    )  # fmt: skip
    return plain._replace(**changes)


def balances() -> dict[str, int]:
    """Accounts of the whole country that are not zero."""
    sums = Entry.objects.values("account").annotate(sum=Sum("paise")).order_by("account")
    return {row["account"]: row["sum"] for row in sums if row["sum"]}


def all_money_is_somewhere() -> None:
    """Sum in = booked + held + in suspense + going back + gone back + taken back; and the journal says the same."""
    by_place = dict.fromkeys(Place, 0)
    for place, paise in UpiPayment.objects.values_list("place", "paise"):
        by_place[Place(place)] += paise
    of = balances()
    gone = Refund.objects.filter(state="done").aggregate(sum=Sum("paise"))["sum"] or 0
    came = sum(by_place.values())
    debits = Entry.objects.filter(account=Account.UPI_CLEARING, paise__gt=0).aggregate(sum=Sum("paise"))["sum"] or 0
    assert debits == came, "each payment is in the clearing account once"
    assert -of.get("upi_held", 0) == by_place[Place.HELD]
    assert of.get("upi_clearing", 0) <= came - gone
    assert sum(of.values()) == 0


def serve(bank: Bank) -> None:
    """What workers and the provider would do now: a callback bears the real time, not that of the tests' world."""
    while serve_due(REACTIONS, now=clock_now()) + bank.go_on():
        pass


def body_of(attempt: PaymentAttempt | None, **changes: str) -> bytes:
    """A callback's body."""
    word = {
        "event_id": "evt_1", "event": "payment.success", "tr": attempt.tr if attempt else "not-ours",
        "payment_id": "100000000001", "amount": "55.00", "currency": "INR", "payee": VPA,
        "payer": "9845012345@okbank", "at": NOW.isoformat(),
    }  # fmt: skip
    return json.dumps(word | changes).encode()
