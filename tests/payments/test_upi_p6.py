"""P6: a provider that is away, slow or talks nonsense: UPI is refused with its sentence, and cash goes on."""

import threading
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from payments.errors import UpiUnavailable
from payments.models import Journal, PaymentAttempt, PspHealth
from payments.rules import Account, Line, Purpose
from payments.services import post_journal, request_upi
from tests.payments.upi import balances
from tests.world import NOW, shift_of

PROBE = timedelta(seconds=30)


@contextmanager
def bad_provider(how: str):
    """A real server that answers badly; `calls` counts who reached it."""
    calls, end = [], threading.Event()

    class Bad(BaseHTTPRequestHandler):
        def do_POST(self):
            calls.append(self.path)
            if how == "slow":
                end.wait(30)
                return
            self.send_response(500 if how == "500" else 200)
            self.end_headers()
            self.wfile.write(b"\xff<html>")

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Bad)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=[0.02], daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", calls
    finally:
        end.set()
        server.shutdown()
        server.server_close()
        thread.join(5)


def ask(shift, ref, now=NOW):
    with pytest.raises(UpiUnavailable) as refused:
        request_upi(shift=shift, purpose="sale", ref=ref, paise=5500, note="x", by=shift.clerk, now=now)
    assert "take cash" in str(refused.value.sentence())
    assert refused.value.money_moved == "no"


@pytest.mark.parametrize("how", ["down", "slow", "garbage", "500"])
def test_p6_cash_goes_on_and_the_circuit_spares_the_counter(world, settings, how):
    settings.PSP_TIMEOUT_S = 0.1
    shift = shift_of(world.clerk)
    with bad_provider(how) as (url, calls):
        if how != "down":  # the part's conftest has an address where nobody listens
            settings.PSP_URL = url
        for number in range(5):
            ask(shift, f"upi-{number}")
            post_journal(
                office=shift.office, purpose=Purpose.SALE, ref=f"cash-{number}", shift=shift, by=shift.clerk, now=NOW,
                lines=[Line(Account.CASH, 5500), Line(Account.POSTAGE, -5500)],
            )  # fmt: skip
        assert PspHealth.objects.get().failures == 5
        reached = len(calls)
        assert reached == (0 if how == "down" else 5)
        ask(shift, "upi-open")
        assert len(calls) == reached, "the circuit is open: nobody waits"
        ask(shift, "upi-probe", now=NOW + PROBE)
        ask(shift, "upi-after", now=NOW + PROBE)
        assert PspHealth.objects.get().failures == 6, "one probe in thirty seconds"
    assert Journal.objects.filter(ref__startswith="cash-").count() == 5
    assert balances()["postage"] == -5 * 5500
    assert set(PaymentAttempt.objects.values_list("state", flat=True)) == {"cancelled"}
