"""An SMS gateway that keeps what it is given: `python -m apt.simulators.sms_gateway --port 8001`.

POST /messages   {"to", "text", "template", "reference"} -> 202; a known reference -> 200, kept once
GET  /           the inbox, newest first, for a person; ?to=98... shows one number's messages
GET  /messages   the same as JSON
POST /faults     {"status": 503} answers the next calls with that status; {"status": 0} ends it
"""

import argparse
import html
import json
import re
import threading
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

MAX_BODY = 16 * 1024
KEEP = 500

_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="5"><title>SMS inbox (simulator)</title>
<style>body{{font:16px/1.5 "Noto Sans",sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;color:#1b1a19}}
article{{border:1px solid #ddd;border-radius:4px;padding:.75rem 1rem;margin:.75rem 0}}small{{color:#5b5955}}</style>
<h1>SMS inbox <small>(simulator)</small></h1>
<p>What the gateway would have sent to real phones. The page renews itself.</p>{messages}</html>"""


class Inbox:
    def __init__(self) -> None:
        self.messages: list[dict[str, str]] = []
        self.fault = 0
        self._lock = threading.Lock()

    def accept(self, message: dict[str, str]) -> bool:
        """Keep a message; False when its reference is known already."""
        with self._lock:
            if any(kept["reference"] == message["reference"] for kept in self.messages):
                return False
            self.messages = [*self.messages, message][-KEEP:]
            return True


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # a connection serves many messages, as a real gateway's does
    inbox: Inbox

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        to = parse_qs(url.query).get("to", [""])[0]
        messages = [m for m in reversed(self.inbox.messages) if not to or m["to"] == to]
        if url.path == "/messages":
            self._answer(200, json.dumps(messages).encode(), "application/json")
        elif url.path == "/":
            items = "".join(
                f"<article><strong>{html.escape(m['to'])}</strong> "
                f"<small>{html.escape(m['received_at'])} · {html.escape(m['template'])}</small>"
                f"<p>{html.escape(m['text'])}</p></article>"
                for m in messages
            )
            page = _PAGE.format(messages=items or "<p>No message yet.</p>")
            self._answer(200, page.encode(), "text/html; charset=utf-8")
        else:
            self._answer(404, b"", "text/plain")

    def do_POST(self) -> None:
        body = self.rfile.read(min(int(self.headers.get("Content-Length", 0)), MAX_BODY))
        try:
            data: dict[str, Any] = json.loads(body)
            if self.path == "/faults":
                self.inbox.fault = int(data["status"])
                self._answer(200, b"{}", "application/json")
                return
            message = {name: str(data[name]) for name in ("to", "text", "template", "reference")}
        except (ValueError, KeyError, TypeError):
            self._answer(400, b'{"error": "to, text, template and reference are needed"}', "application/json")
            return
        if self.path != "/messages":
            self._answer(404, b"", "text/plain")
        elif self.inbox.fault:
            self._answer(self.inbox.fault, b"{}", "application/json")
        elif not re.fullmatch(r"[6-9][0-9]{9}", message["to"]):
            self._answer(400, b'{"error": "not an Indian mobile number"}', "application/json")
        else:
            message["received_at"] = f"{datetime.now(ZoneInfo('Asia/Kolkata')):%d %b %Y, %H:%M:%S}"
            self._answer(202 if self.inbox.accept(message) else 200, b"{}", "application/json")

    def _answer(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # codes must not reach a log
        return


def serve(port: int) -> None:
    handler = type("InboxHandler", (Handler,), {"inbox": Inbox()})
    ThreadingHTTPServer(("127.0.0.1", port), handler).serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=8001)
    serve(parser.parse_args().port)
