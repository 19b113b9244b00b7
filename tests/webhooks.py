"""A subscriber: a real HTTP server that keeps what it is sent, and misbehaves when told to."""

import contextlib
import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple


class Got(NamedTuple):
    """One message as it came."""

    message_id: str
    headers: dict[str, str]
    body: bytes
    at: float

    @property
    def data(self) -> dict[str, Any]:
        return json.loads(self.body)["data"]


class Receiver:
    """`answer(handler)` decides what is said; by default 204 to everything."""

    def __init__(self) -> None:
        self.got: list[Got] = []
        self.answer: Callable[[BaseHTTPRequestHandler], None] = lambda handler: say(handler, 204)
        self.delay = 0.0
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                if receiver.delay:
                    time.sleep(receiver.delay)
                headers = {name.lower(): value for name, value in self.headers.items()}
                receiver.got.append(Got(headers.get("webhook-id", ""), headers, body, time.time()))
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    receiver.answer(self)

            def log_message(self, *_: object) -> None: ...

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 64

            def handle_error(self, *_: object) -> None: ...  # callers hang up: that is what is tested

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/hook"

    @property
    def sequences(self) -> list[int]:
        return [one.data["sequence"] for one in self.got]

    @property
    def ids(self) -> Counter[str]:
        return Counter(one.message_id for one in self.got)


def say(handler: BaseHTTPRequestHandler, status: int, body: bytes = b"", **headers: str) -> None:
    handler.send_response_only(status)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    if status != 204:
        handler.send_header("content-length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


@contextlib.contextmanager
def receiving() -> Iterator[Receiver]:
    receiver = Receiver()
    thread = threading.Thread(target=receiver.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.server.shutdown()
        receiver.server.server_close()
