"""Calls to strangers' addresses: hostile ones are refused, hostile answers end in time, each with its own code."""

import json
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing

import pytest

from apt.core import outward
from apt.core.outward import Faulty, Line, Target, look_up, target_of
from tests.webhooks import Receiver, receiving, say
from tracking.errors import FAULTY


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as one:
        yield one


def _endless(handler) -> None:
    handler.send_response_only(200)
    handler.send_header("transfer-encoding", "chunked")
    handler.end_headers()
    for _ in range(400):
        handler.wfile.write(b"1000\r\n" + b"x" * 4096 + b"\r\n")


def _drip(handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for _ in range(200):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.05)


def _headers(handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n" + b"x-y: z\r\n" * 10_000)


MISDEEDS = {
    "redirected": lambda handler: say(handler, 302, Location="http://127.0.0.1:1/"),
    "too_large": lambda handler: say(handler, 200, b"x" * 10_000_000),
    "too_large endless": _endless,
    "too_large headers": _headers,
    "no_answer drips": _drip,
    "no_answer": lambda handler: time.sleep(1.5),
    "not_http": lambda handler: handler.wfile.write(b"220 mail.example.in ESMTP\r\n\r\n"),
    "cut_off": lambda handler: handler.connection.shutdown(socket.SHUT_RDWR),
}


@pytest.mark.parametrize("misdeed", MISDEEDS)
def test_misdeeds_have_their_own_codes(receiver, misdeed):
    receiver.answer = MISDEEDS[misdeed]
    begun = time.monotonic()
    with closing(Line(target_of(receiver.url, local=True), seconds=0.6, local=True)) as line:
        with pytest.raises(Faulty) as fault:
            line.post(b"{}", {})
        assert fault.value.code == misdeed.split()[0]
        assert time.monotonic() - begun < 1.2
        receiver.answer = lambda handler: say(handler, 204)
        assert line.post(b"{}", {}).status == 204  # and the next call has a connection of its own


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> str:
    folder = tmp_path_factory.mktemp("tls")
    path = folder / "both.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", folder / "key.pem",
         "-out", folder / "cert.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    path.write_bytes((folder / "key.pem").read_bytes() + (folder / "cert.pem").read_bytes())
    return str(path)


def test_tls_is_checked_and_a_hanging_handshake_ends(receiver, certificate):
    hanging = socket.create_server(("127.0.0.1", 0))
    to = Target(secure=True, host="localhost", port=hanging.getsockname()[1], path="/")
    begun = time.monotonic()
    with pytest.raises(Faulty) as fault:
        Line(to, seconds=0.4, local=True).post(b"{}", {})
    assert fault.value.code == "tls_timeout"
    assert time.monotonic() - begun < 1
    hanging.close()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    receiver.server.socket = context.wrap_socket(receiver.server.socket, server_side=True)
    to = Target(secure=True, host="localhost", port=receiver.server.server_address[1], path="/hook")
    with pytest.raises(Faulty) as fault:
        Line(to, seconds=2, local=True).post(b"{}", {})
    assert fault.value.code == "tls_failed"  # signed by itself
    trusting = ssl.create_default_context(cafile=certificate)
    with closing(Line(to, seconds=2, local=True, context=trusting)) as line:
        assert (line.post(b"{}", {}).status, line.post(b"{}", {}).status) == (204, 204)


HOSTILE = {
    "http://example.com/": "not_https",
    "ftp://example.com/": "not_https",
    "file:///etc/passwd": "not_https",
    "gopher://example.com/": "not_https",
    "javascript:alert(1)": "not_https",
    "https://user:pw@example.com/": "has_credentials",
    "https://example.com:22/": "odd_port",
    "https://example.com:6379/": "odd_port",
    "https://127.0.0.1/": "private_address",
    "https://0.0.0.0/": "private_address",
    "https://10.1.2.3/": "private_address",
    "https://172.16.0.1/": "private_address",
    "https://192.168.1.1/": "private_address",
    "https://100.64.0.1/": "private_address",
    "https://198.18.0.1/": "private_address",
    "https://224.0.0.1/": "private_address",
    "https://255.255.255.255/": "private_address",
    "https://[::1]/": "mapped_address",
    "https://[fd00::1]/": "private_address",
    "https://[fe80::1]/": "link_local_address",
    "https://[fe80::1%25eth0]/": "link_local_address",
    "https://[ff02::1]/": "private_address",
    "https://169.254.169.254/latest/meta-data/": "link_local_address",
    "https://[::ffff:127.0.0.1]/": "mapped_address",
    "https://[::ffff:7f00:1]/": "mapped_address",
    "https://[2002:7f00:1::]/": "mapped_address",
    "https://[64:ff9b::7f00:1]/": "mapped_address",
    "https://[2001:0:7f00:1::]/": "mapped_address",
    "https://2130706433/": "odd_host",
    "https://0x7f.1/": "odd_host",
    "https://0x7f000001/": "odd_host",
    "https://0177.0.0.1/": "odd_host",
    "https://127.1/": "odd_host",
    "https://localhost/": "private_address",
    "https://localhost./": "private_address",
    "https://api.localhost/": "private_address",
    "https://db.internal/": "private_address",
    "https://intranet/": "odd_host",
    "https:///x": "odd_host",
    "https://exa mple.com/": "odd_address",
    "https://example.com\\@127.0.0.1/": "odd_address",
    "https://example.com/\r\nx: y": "odd_address",
    "https://１２７.0.0.1/": "odd_address",
    "https://ⓔxample.com/": "odd_address",
    "https://[::1/": "odd_address",
    "https://example.com:99999/": "odd_address",
    "https://example.com/" + "x" * 500: "odd_address",
    "https://-bad-.com/": "odd_host",
    "https://[::]/": "mapped_address",
    "https://[::ffff:10.0.0.1]/": "mapped_address",
    "https://[64:ff9b:1::1]/": "private_address",
    "https://[2001:db8::1]/": "private_address",
    "https://[fec0::1]/": "private_address",
    "https://[100::1]/": "private_address",
    "https://192.0.2.1/": "private_address",
    "https://198.51.100.7/": "private_address",
    "https://203.0.113.9/": "private_address",
    "https://240.0.0.1/": "private_address",
    "https://127.0.0.1:8443/": "private_address",
    "https://0/": "odd_host",
    "https://017700000001/": "odd_host",
    "https://127.0.0.1.:443/": "odd_host",
    "https://10.0.0.1@example.com/": "has_credentials",
    "wss://example.com/": "not_https",
    "https://a..b/": "odd_host",
}


@pytest.mark.parametrize(("url", "code"), HOSTILE.items(), ids=[url[:40] for url in HOSTILE])
def test_hostile_addresses_are_refused_at_save_and_at_call(url, code):
    with pytest.raises(Faulty) as fault:
        look_up(target_of(url), seconds=1)
    assert fault.value.code == code
    assert FAULTY[code]


def test_a_name_that_turns_private_is_not_connected_to(monkeypatch):
    """Rebinding: public when it was saved, private when it is called; and the address asked is the one connected to."""
    answers = [["93.184.216.34"], ["127.0.0.1"], ["93.184.216.34", "10.0.0.1"], ["::1"]]
    asked: list[str] = []

    def resolve(host: str, port: int, **_: object) -> list[tuple]:
        asked.append(host)
        return [(socket.AF_INET, 0, 0, "", (address, port)) for address in answers[len(asked) - 1]]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    connected: list[object] = []
    monkeypatch.setattr(socket, "create_connection", lambda address, **_: connected.append(address))
    target = target_of("https://hooks.example.com/")
    assert look_up(target, seconds=1) == "93.184.216.34"
    for code in ("private_address", "private_address", "mapped_address"):
        with pytest.raises(Faulty) as fault:
            Line(target, seconds=1).post(b"{}", {})
        assert fault.value.code == code
    assert connected == []
    assert len(asked) == 4


def test_a_look_up_that_hangs_ends_in_time(monkeypatch):
    release = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: release.wait(5) or [])
    with pytest.raises(Faulty) as fault:
        look_up(target_of("https://hooks.example.com/"), seconds=0.1)
    release.set()
    assert fault.value.code == "no_answer"


def test_connections_are_kept_and_one_hung_up_meanwhile_is_made_anew(receiver):
    line = Line(target_of(receiver.url, local=True), seconds=2, local=True)
    line.post(b"{}", {})
    kept = line._socket
    line.post(b"{}", {})
    assert line._socket is kept
    kept.shutdown(socket.SHUT_RDWR)
    assert line.post(b"{}", {}).status == 204
    receiver.answer = lambda handler: say(handler, 200, b"fine", Connection="close")
    assert line.post(b"{}", {}).body == b"fine"
    assert line._socket is None
    assert outward.MOST_BYTES == 64_000
    assert json.loads(receiver.got[0].body) == {}
