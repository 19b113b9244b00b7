"""Calls to addresses that strangers chose. Nothing here believes them: the address is looked up once, must be public,
and that very address is connected to; everything ends at one deadline, the handshake and the last byte included.

Written over sockets since HTTP clients look names up by themselves, follow redirects when asked wrongly, and count
their time-outs anew at each byte. Sources: trust.md, rows 72-77; Standard Webhooks, the operational part.
"""

import contextlib
import ipaddress
import re
import select
import socket
import ssl
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from time import monotonic
from typing import Final, NamedTuple, TypeVar
from urllib.parse import urlsplit

from .db import outside_transaction

A = TypeVar("A")
R = TypeVar("R")
PORTS: Final = frozenset({443, 8443})
MOST_BYTES: Final = 64_000  # of an answer: what is said beyond is not read
_HEADERS: Final = 16_000
_LONGEST: Final = 500
_HOST: Final = re.compile(r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])")
# IPv4 inside IPv6: mapped, compatible, 6to4, Teredo, NAT64. Each would carry a private address past a check of IPv6.
_CARRIERS: Final = tuple(
    ipaddress.IPv6Network(net) for net in ("::ffff:0:0/96", "::/96", "2002::/16", "2001::/32", "64:ff9b::/96")
)
_UNICAST: Final = ipaddress.IPv6Network("2000::/3")  # all of IPv6 that is given to anybody on the internet


class Faulty(Exception):
    """An address that we do not call, or a call that did not succeed: `code` says which."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class Target(NamedTuple):
    """An address taken apart. `local`: plain HTTP to this machine is allowed (demonstration and tests)."""

    secure: bool
    host: str
    port: int
    path: str


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]  # names in lower case
    body: bytes  # the beginning, at most MOST_BYTES


def target_of(url: str, *, local: bool = False) -> Target:
    """Take an address apart. Raises Faulty: not_https, has_credentials, odd_port, odd_host, mapped_address,
    private_address, odd_address.
    """
    if len(url) > _LONGEST or not url.isascii() or re.search(r"[\x00-\x20\x7f\\]", url):
        raise Faulty("odd_address")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise Faulty("odd_address") from error
    plain = local and parts.scheme == "http"
    if parts.scheme != "https" and not plain:
        raise Faulty("not_https")
    if "@" in parts.netloc:
        raise Faulty("has_credentials")
    port = port if port is not None else (80 if plain else 443)
    if port not in PORTS and not local:
        raise Faulty("odd_port")
    _check_host(host, local=local)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(not plain, host, port, path)


def _check_host(host: str, *, local: bool) -> None:
    bare = host.strip("[]").partition("%")[0]
    with contextlib.suppress(ValueError):
        _check_address(ipaddress.ip_address(bare), local=local)
        return
    if re.fullmatch(r"[0-9.]+|0x[0-9a-f.x]*|.*\.(0x[0-9a-f]+|[0-9]+)\.?", host):
        raise Faulty("odd_host")  # 2130706433, 0x7f.1, 0177.0.0.1: ways to write an address past a check
    if host.rstrip(".") == "localhost" or host.endswith((".localhost", ".local", ".internal")):
        if not local:
            raise Faulty("private_address")
    elif not _HOST.fullmatch(host):
        raise Faulty("odd_host")


def _check_address(address: ipaddress.IPv4Address | ipaddress.IPv6Address, *, local: bool) -> None:
    if isinstance(address, ipaddress.IPv6Address) and any(address in carrier for carrier in _CARRIERS):
        if not (local and address.is_loopback):
            raise Faulty("mapped_address")
    elif address.is_link_local:
        raise Faulty("link_local_address")
    elif isinstance(address, ipaddress.IPv6Address) and address not in _UNICAST:
        raise Faulty("private_address")  # site-local, NAT64 of a network's own: what Python 3.11 takes for global
    elif (not address.is_global or address.is_multicast) and not (local and address.is_loopback):
        raise Faulty("private_address")


def look_up(target: Target, *, seconds: float, local: bool = False) -> str:
    """The address to connect to: looked up once, and every one that the name has must be public.

    Raises Faulty: unknown_host, no_answer (the look-up knows no deadline of its own, so a thread waits for it), and
    what a bad address raises.
    """
    asked = _resolvers().submit(socket.getaddrinfo, target.host, target.port, type=socket.SOCK_STREAM)
    try:
        found = asked.result(seconds)
    except TimeoutError as error:
        raise Faulty("no_answer") from error
    except (OSError, UnicodeError) as error:
        raise Faulty("unknown_host") from error
    addresses = [str(one[4][0]).partition("%")[0] for one in found]
    for address in addresses:
        _check_address(ipaddress.ip_address(address), local=local)
    return addresses[0]


class Line:
    """One connection to one subscriber, kept open from call to call. Not for two threads."""

    def __init__(self, target: Target, *, seconds: float, local: bool = False, context: ssl.SSLContext | None = None):
        self.target, self.seconds, self.local = target, seconds, local
        self.context = context or _context()
        self._socket: socket.socket | None = None

    @outside_transaction
    def post(self, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Raises Faulty: a bad address, connect_failed, tls_failed, tls_timeout, no_answer (timed out), cut_off,
        too_large, redirected. All within `seconds`, whatever the other side does.
        """
        deadline = monotonic() + self.seconds
        fresh = self._socket is None
        try:
            try:
                return self._exchange(body, headers, deadline)
            except Faulty as fault:
                if fresh or fault.code != "cut_off":
                    raise
                self.close()  # it had been hung up while nothing was said: not a fault of this call
                return self._exchange(body, headers, deadline)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.close()
            self._socket = None

    def _exchange(self, body: bytes, headers: Mapping[str, str], deadline: float) -> Answer:
        channel = self._socket = self._socket or self._connect(deadline)
        lines = [f"POST {self.target.path} HTTP/1.1", f"host: {self._host()}", f"content-length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        _send(channel, "\r\n".join([*lines, "", ""]).encode("latin-1") + body, deadline)
        answer, keep = _read(channel, deadline)
        if not keep:
            self.close()
        if 300 <= answer.status < 400:
            raise Faulty("redirected")
        return answer

    def _host(self) -> str:
        host = f"[{self.target.host}]" if ":" in self.target.host else self.target.host
        return host if self.target.port in (80, 443) else f"{host}:{self.target.port}"

    def _connect(self, deadline: float) -> socket.socket:
        address = look_up(self.target, seconds=max(0.01, deadline - monotonic()), local=self.local)
        try:
            left = max(0.01, deadline - monotonic())
            channel = socket.create_connection((address, self.target.port), timeout=left)
        except TimeoutError as error:
            raise Faulty("no_answer") from error
        except OSError as error:
            raise Faulty("connect_failed") from error
        channel.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        channel.settimeout(0)
        if not self.target.secure:
            return channel
        wrapped = self.context.wrap_socket(channel, server_hostname=self.target.host, do_handshake_on_connect=False)
        self._socket = wrapped  # closed with the line, whatever happens next
        try:
            _wait(wrapped.do_handshake, False, wrapped, deadline, late="tls_timeout")  # noqa: FBT003
        except OSError as error:  # of which an SSLError is one
            raise Faulty("tls_failed") from error
        return wrapped


def _send(channel: socket.socket, data: bytes, deadline: float) -> None:
    left = memoryview(data)
    while left:
        try:
            left = left[_wait(channel.send, left, channel, deadline, sends=True) :]
        except OSError as error:
            raise Faulty("cut_off") from error


def _read(channel: socket.socket, deadline: float) -> tuple[Answer, bool]:
    """The answer, and whether the connection may be used again."""
    held = b""
    while b"\r\n\r\n" not in held:
        held += _more(channel, deadline) or _cut()
        if len(held) > _HEADERS:
            raise Faulty("too_large")
    head, _, body = held.partition(b"\r\n\r\n")
    first, *rest = head.decode("latin-1").split("\r\n")
    found = re.match(r"HTTP/1\.[01] ([1-5][0-9]{2})(?: |$)", first)
    if not found:
        raise Faulty("not_http")
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in rest)}
    status = int(found[1])
    chunked = headers.get("transfer-encoding", "").lower() == "chunked"
    length = headers.get("content-length", "")
    wanted = -1  # until it ends
    if status == HTTPStatus.NO_CONTENT or (length.isdigit() and not chunked):
        wanted = int(length or "0")
    if wanted > MOST_BYTES:
        raise Faulty("too_large")
    return _read_body(channel, Answer(status, headers, body), wanted, deadline, http_11=first.startswith("HTTP/1.1"))


def _read_body(
    channel: socket.socket, begun: Answer, wanted: int, deadline: float, *, http_11: bool
) -> tuple[Answer, bool]:
    status, headers, body = begun.status, begun.headers, begun.body
    chunked = headers.get("transfer-encoding", "").lower() == "chunked"
    while (wanted < 0 or len(body) < wanted) and not (chunked and body.endswith(b"0\r\n\r\n")):
        piece = _more(channel, deadline)
        if not piece:
            if wanted < 0 and not chunked:
                return Answer(status, headers, body), False
            _cut()
        body += piece
        if len(body) > MOST_BYTES:
            raise Faulty("too_large")
    keep = headers.get("connection", "").lower() != "close" and http_11
    return Answer(status, headers, body), keep


def _cut() -> bytes:
    raise Faulty("cut_off")


def _more(channel: socket.socket, deadline: float) -> bytes:
    try:
        return _wait(channel.recv, 16_384, channel, deadline)
    except OSError as error:
        raise Faulty("cut_off") from error


def _wait(
    act: Callable[[A], R], given: A, channel: socket.socket, deadline: float, *, sends: bool = False,
    late: str = "no_answer",
) -> R:  # fmt: skip
    """Do it as soon as the connection lets us. Raises Faulty at the deadline."""
    while True:
        left = deadline - monotonic()
        if left <= 0:
            raise Faulty(late)
        try:
            return act(given)
        except ssl.SSLWantReadError:
            waits_for = select.POLLIN
        except ssl.SSLWantWriteError:
            waits_for = select.POLLOUT
        except BlockingIOError:
            waits_for = select.POLLOUT if sends else select.POLLIN
        poll = select.poll()  # select() knows no descriptor beyond 1,023
        poll.register(channel, waits_for)
        poll.poll(left * 1000)


@cache
def _resolvers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(32, thread_name_prefix="look-up")


@cache
def _context() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
