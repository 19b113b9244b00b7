"""The payment provider of a rehearsal: the simulator that `make run` starts, with the rehearsal's clock."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import ThreadingHTTPServer

from django.conf import settings
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse

from apt.simulators.psp import Handler
from apt.simulators.psp_bank import Bank


@contextmanager
def provider(at: Callable[[], datetime]) -> Iterator[Bank]:
    """The real simulator behind a real socket; its callbacks come through the application's own door."""

    def deliver(body: bytes, signature: str) -> int:
        headers = {"X-Psp-Signature": signature, "Host": host}
        door = reverse("payments-api:callback")
        return Client().post(door, body, "application/json", secure=True, headers=headers).status_code

    host = next((one for one in settings.ALLOWED_HOSTS if "*" not in one and one[:1] != "."), "localhost")
    bank = Bank(secret=settings.PSP_CALLBACK_SECRET, deliver=deliver, waiting=[], clock=at)
    handler = type("RehearsalHandler", (Handler,), {"bank": bank, "key": settings.PSP_KEY})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=[0.02], daemon=True)
    thread.start()
    try:
        with override_settings(PSP_URL=f"http://127.0.0.1:{server.server_address[1]}"):
            yield bank
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
