"""Goal P4: what the provider tells is kept and answered within 300 ms, at 50 a second, in 99 of 100 cases."""

import hashlib
import hmac
import http.client
import json
import threading
import time
import urllib.parse
import uuid

from django.conf import settings

from apt.core.clock import now
from offices.models import Office, User
from offices.rules import Kind
from payments.models import PaymentAttempt, Shift, StockItem, UpiPayment
from payments.queries import open_shift_of
from payments.rules.stock import STAMPS, StockKind
from payments.services import add_item, answer_cash, bring_in_stamps, give_cash, open_attempt, show_qr
from payments.services.stamp_bills import note_bill

from .booking import _clerk
from .harness import CLIENTS, Bench, Row, pgbench

RATE = 50  # callbacks a second
SECONDS = 20
WARM_UP_S = 5  # a process that was just started answers its first requests slowly
GOAL_MS = 300
PAISE = 5_500
ITEM = "BENCH"
CALLBACK = "/api/v1/payments/psp/callback"


def callback_ack_p99(bench: Bench) -> Row:
    """Milliseconds to the 200 of an authentic notice of money, 99th percentile; each about a QR of its own, in 8
    offices, at its time whether or not the one before was answered. The floor commits an empty transaction.
    """
    bodies = [_notice(attempt) for attempt in _attempts(RATE * (WARM_UP_S + SECONDS))]
    spent = _tell(bench.url, bodies)[RATE * WARM_UP_S :]
    kept = UpiPayment.objects.filter(tr__in=[json.loads(body)["tr"] for body in bodies]).count()
    if kept != len(bodies):
        raise RuntimeError(f"{kept} of {len(bodies)} payments were kept")
    late = [number / RATE for number, one in enumerate(spent) if one > GOAL_MS / 1e3]
    print(f"  callback_ack: {len(late)} later than the goal, at second {[round(one, 1) for one in late[:20]]}")
    spent.sort()
    ours, middle = spent[int(len(spent) * 0.99)] * 1e3, spent[len(spent) // 2] * 1e3
    print(f"  callback_ack: median {middle:.0f} ms, worst {spent[-1] * 1e3:.0f} ms; the goal is {GOAL_MS} ms")
    floor = 1e3 / pgbench(bench.database, "SELECT txid_current();", clients=1, seconds=5)
    return Row(ours / GOAL_MS, ours, floor, "ms p99")


def _attempts(count: int) -> list[PaymentAttempt]:
    """QRs for stamps, which the money sells: what workers do with it goes on beside the callbacks."""
    offices = Office.objects.filter(kind=Kind.HEAD).order_by("code")[:CLIENTS]
    shifts = [_stocked(_clerk(office, 91_000_000 + office.pk), count) for office in offices]
    item = StockItem.objects.get(code=ITEM)
    made = []
    for number in range(count):
        shift, bill = shifts[number % CLIENTS], uuid.uuid4()
        note_bill(shift=shift, pieces={item.pk: 1}, request_id=bill, by=shift.clerk, now=now())
        opened = open_attempt(
            shift=shift, purpose=STAMPS, ref=bill.hex, paise=PAISE, note="Bench", by=shift.clerk, now=now()
        )
        made.append(show_qr(attempt=opened, by=shift.clerk, now=now()))
    return made


def _stocked(clerk: User, count: int) -> Shift:
    shift, moment = open_shift_of(clerk), now()
    if shift is None:
        raise RuntimeError("no shift runs")
    item = add_item(code=ITEM, name="Bench", kind=StockKind.DEFINITIVE, face_paise=PAISE, by=clerk, now=moment)
    keeper = User.objects.exclude(pk=clerk.pk).order_by("pk")[0]
    bring_in_stamps(office=shift.office, pieces={item.pk: count}, request_id=uuid.uuid4(), by=keeper, now=moment)
    move = give_cash(shift=shift, to_drawer=True, stamps={item.pk: count}, by=keeper, now=moment)
    answer_cash(move=move, accept=True, by=clerk, now=moment)
    return shift


def _notice(attempt: PaymentAttempt) -> bytes:
    word = {
        "event_id": f"evt-{uuid.uuid4().hex}", "event": "payment.success", "tr": attempt.tr,
        "payment_id": str(uuid.uuid4().int)[:12], "amount": f"{PAISE // 100}.{PAISE % 100:02d}", "currency": "INR",
        "payee": settings.UPI_VPA, "payer": "98***45@okbank", "at": now().isoformat(),
    }  # fmt: skip
    return json.dumps(word).encode()


def _tell(url: str, bodies: list[bytes]) -> list[float]:
    host = urllib.parse.urlsplit(url).netloc
    spent = [60.0] * len(bodies)
    threads = []
    begun = time.monotonic()
    for number, body in enumerate(bodies):
        time.sleep(max(0.0, begun + number / RATE - time.monotonic()))
        threads.append(threading.Thread(target=_one, args=(host, body, spent, number)))
        threads[-1].start()
    for thread in threads:
        thread.join(60)
    return spent


def _one(host: str, body: bytes, spent: list[float], number: int) -> None:
    signature = hmac.new(settings.PSP_CALLBACK_SECRET.encode(), body, hashlib.sha256).hexdigest()
    headers = {"Content-Type": "application/json", "X-Psp-Signature": signature}
    begun = time.perf_counter()
    line = http.client.HTTPConnection(host, timeout=30)
    line.request("POST", CALLBACK, body, headers)
    answer = line.getresponse()
    answer.read()
    line.close()
    if answer.status == 200:
        spent[number] = time.perf_counter() - begun
