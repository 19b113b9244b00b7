"""A payment provider that behaves, and misbehaves, like a real one: `python -m apt.simulators.psp --port 8002`.

GET  /                        for a person: open QRs, "pay as a customer", switches for every misfortune, the log
POST /pay                     a form: link, how (one of MISFORTUNES), delay
POST /switches                a form: down, slow, garbage, mute, refuse_refunds (1 or nothing; slow in seconds)
POST /v1/qr                   {"link", "tr", "amount", "expires_at"} -> 201
GET  /v1/payments/<tr>        {"notices": [...]}; 404 when nothing is known of it
POST /v1/refunds              {"ref", "payment_id", "amount"} -> 202, a repeat 200, 422 when it is refused
GET  /v1/settlements/<day>.csv
"""

import argparse
import html
import json
import os
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, unquote, urlsplit

from .psp_bank import MISFORTUNES, Bank, post_to

MAX_BODY = 64 * 1024
SWITCHES = ("down", "garbage", "mute", "refuse_refunds")
SWITCH_NAMES = {
    "down": "Down: answers 503",
    "garbage": "Answers with garbage",
    "mute": "Sends no callback at all",
    "refuse_refunds": "Refuses refunds",
}

_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>UPI provider (simulator)</title>
<style>body{{font:16px/1.5 "Noto Sans",sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1a19}}
form.card,section{{border:1px solid #ddd;border-radius:4px;padding:.75rem 1rem;margin:.75rem 0}}small{{color:#5b5955}}
input,select,button{{font:inherit;padding:.3rem .5rem}}input[name=link]{{width:100%;box-sizing:border-box}}
select{{max-width:100%}}
button{{background:#b3121d;color:#fff;border:0;border-radius:4px;cursor:pointer}}strong.sum{{font-size:1.4rem}}
pre{{white-space:pre-wrap;font-size:.85rem}}label{{display:inline-block;margin-right:1rem}}.on{{color:#b3121d}}</style>
<h1>UPI provider <small>(simulator)</small></h1>
<p>Where a customer's phone would pay. No money here is real. <a href="/">Look again</a></p>
<h2>Open QR codes</h2>{open}
<h2>Pay a link</h2>{any}
<h2>Misfortunes of the provider itself</h2>
<form class="card" method="post" action="/switches">{switches}
<label>Slow, seconds <input name="slow" size="3" value="{slow:g}"></label> <button>Set</button></form>
<h2>What was told to the post, and what it answered</h2><section><pre>{log}</pre></section></html>"""
_PAY = """<form class="card" method="post" action="/pay">{head}
<p><label>How <select name="how">{ways}</select></label>
<label>Delay, seconds <input name="delay" size="4" value="20"></label> <button>Pay</button></p></form>"""


class Handler(BaseHTTPRequestHandler):
    bank: Bank
    key = ""

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path == "/":
            self._answer(200, self._page().encode(), "text/html; charset=utf-8")
        elif not path.startswith("/v1/"):
            self._answer(404, b"", "text/plain")
        elif not self._misfortune() and self._known():
            if path.startswith("/v1/settlements/"):
                day = path.removeprefix("/v1/settlements/").removesuffix(".csv")
                self._answer(200, self.bank.settlement(day).encode(), "text/csv")
            else:
                found = self.bank.status(unquote(path.removeprefix("/v1/payments/")))
                self._json(404 if found is None else 200, {"notices": found or []})

    def do_POST(self) -> None:
        body = self.rfile.read(min(int(self.headers.get("Content-Length", 0)), MAX_BODY))
        if self.path == "/pay":
            form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
            self.bank.pay(form["link"].strip(), form.get("how", "good"), delay_s=float(form.get("delay", 20)))
            self._back()
        elif self.path == "/switches":
            form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
            for name in SWITCHES:
                setattr(self.bank, name, form.get(name) == "1")
            self.bank.slow_s = float(form.get("slow", 0))
            self._back()
        elif self.path in ("/v1/qr", "/v1/refunds"):
            if not self._misfortune() and self._known():
                self._serve(body)
        else:
            self._answer(404, b"", "text/plain")

    def _serve(self, body: bytes) -> None:
        try:
            asked: dict[str, Any] = json.loads(body)
            if self.path == "/v1/qr":
                self.bank.register(asked)
                self._json(201, {})
            else:
                self._json(self.bank.refund(asked), {})
        except (ValueError, KeyError, TypeError):
            self._json(400, {"error": "not what is documented"})

    def _misfortune(self) -> bool:
        """Whether a switch has spoilt the answer already."""
        if self.bank.slow_s:
            time.sleep(self.bank.slow_s)
        if self.bank.down:
            self._answer(503, b"", "text/plain")
        elif self.bank.garbage:
            self._answer(200, b"<html>Gateway\0 maintenance", "text/html")
        return self.bank.down or self.bank.garbage

    def _known(self) -> bool:
        if self.key and self.headers.get("Authorization") != f"Bearer {self.key}":
            self._answer(401, b"", "text/plain")
            return False
        return True

    def _page(self) -> str:
        ways = "".join(f'<option value="{key}">{html.escape(words)}</option>' for key, words in MISFORTUNES.items())
        cards = []
        for qr in self.bank.open_qrs():
            link = html.escape(qr["link"], quote=True)
            note = html.escape(dict(parse_qsl(urlsplit(qr["link"]).query)).get("tn", ""))
            head = (
                f'<input type="hidden" name="link" value="{link}"><strong class="sum">₹{html.escape(qr["amount"])}'
                f"</strong> {note}<br><small>{html.escape(qr['tr'])}, until {html.escape(qr['expires_at'])}</small>"
            )
            cards.append(_PAY.format(head=head, ways=ways))
        head = (
            '<label for="link">The link of a QR, also of one that is over</label><input id="link" name="link" required>'
        )
        switches = "".join(
            f'<label class="{"on" if getattr(self.bank, name) else ""}"><input type="checkbox" name="{name}" value="1"'
            f"{' checked' if getattr(self.bank, name) else ''}> {SWITCH_NAMES[name]}</label>"
            for name in SWITCHES
        )
        return _PAGE.format(
            open="".join(cards) or "<p>None is open.</p>", any=_PAY.format(head=head, ways=ways), switches=switches,
            slow=self.bank.slow_s, log=html.escape("\n".join(self.bank.log)) or "Nothing yet.",
        )  # fmt: skip

    def _back(self) -> None:
        self.send_response(303)
        self.send_header("Location", "/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _json(self, status: int, answer: dict[str, Any]) -> None:
        self._answer(status, json.dumps(answer).encode(), "application/json")

    def _answer(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        return


def serve(port: int, bank: Bank, key: str) -> None:
    handler = type("BankHandler", (Handler,), {"bank": bank, "key": key})
    ThreadingHTTPServer(("127.0.0.1", port), handler).serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=8002)
    parser.add_argument("--callback", default="http://127.0.0.1:8000/api/v1/payments/psp/callback")
    arguments = parser.parse_args()
    ours = Bank(secret=os.environ["PSP_CALLBACK_SECRET"], deliver=post_to(arguments.callback))
    serve(arguments.port, ours, os.environ.get("PSP_KEY", ""))
