"""One booking through the front door against the bare insertion of the same rows."""

import contextlib
import re
import socket
import threading
import time
import urllib.parse
import uuid
from datetime import date
from pathlib import Path

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection, transaction
from django.db.models import F

from apt.core.clock import now
from bookings.models import NumberBlock
from bookings.queries import Asked, quote_articles
from bookings.services import ARTICLE_SERIES
from offices.models import Office, User
from offices.rules import Kind, Role
from offices.services import begin_session, create_post, hold_post
from offices.session_store import SessionStore
from payments.models import Chain
from payments.queries import open_shift_of
from payments.services import begin_shift

from .harness import CLIENTS, SECONDS, Bench, Row, pgbench

WARM_UP_S = 2
NUMBERS = 20_000
MEMORY_MB = 200
CSRF = "b" * 32

# The rows that one booking writes, and the two counters that it moves on, as plain statements with literals of ours.
FLOOR = r"""
\set office random(1, :offices)
BEGIN;
UPDATE bookings_numberblock SET next_serial = next_serial + 1 WHERE id = (SELECT block FROM bench_office WHERE n = :office) RETURNING next_serial;
UPDATE payments_chain SET last_number = last_number, head = md5(random()::text) || md5(random()::text) WHERE office_id = (SELECT office FROM bench_office WHERE n = :office);
SELECT nextval('bench_serial') AS serial \gset
INSERT INTO payments_journal (office_id, number, business_date, purpose, ref, shift_id, made_by_id, made_at, version, previous_hash, hash)
 SELECT office, :serial, current_date, 'sale', 'bench' || :serial, shift, clerk, now(), '0', repeat('0', 64), repeat('0', 64) FROM bench_office WHERE n = :office RETURNING id AS journal \gset
INSERT INTO payments_entry (journal_id, account, shift_id, paise)
 SELECT :journal, a, CASE a WHEN 'cash' THEN (SELECT shift FROM bench_office WHERE n = :office) END, p
 FROM (VALUES ('cash', 6200), ('postage', -4700), ('services', -500), ('cgst', -500), ('sgst', -500)) v(a, p);
INSERT INTO bookings_sale (request_id, receipt_number, office_id, shift_id, mode, journal_id, made_by_id, booked_at, business_date, total_paise)
 SELECT gen_random_uuid(), 'bench-' || :serial, office, shift, 'cash', :journal, clerk, now(), current_date, 6200 FROM bench_office WHERE n = :office RETURNING id AS sale \gset
INSERT INTO bookings_article (number, sale_id, product, status, at_office_id, origin_id, destination_id, pincode, digipin, weight_grams, chargeable_grams, distance_km, zone, services, contents, declared_paise, cod_paise, postage_paise, discount, discount_paise, services_paise, cgst_paise, sgst_paise, tariff_from)
 SELECT 'ZZ' || lpad(:serial::text, 9, '0') || 'IN', :sale, 'SP_DOC', 'booked', office, office, office, '560004', '', 48, 48, 122.0, '', '{OTP}', '', 0, 0, 4700, '', 0, 500, 500, 500, current_date FROM bench_office WHERE n = :office RETURNING id AS article \gset
INSERT INTO bookings_parties (article_id, sender_name, sender_company, sender_address, sender_pincode, sender_mobile, sender_mobile_declined, sender_gstin, addressee_name, addressee_company, addressee_address, addressee_city, addressee_mobile, addressee_mobile_declined, addressee_gstin, student_institution, student_id_number)
 VALUES (:article, 'A. Rao', '', '', '', '', false, '', 'K. Sharma', '', '12, Gandhi Bazaar, Bengaluru', '', '9880011223', false, '', '', '');
INSERT INTO bookings_notice (article_id, moment, side, language, created_at, next_at, tries, dropped)
 SELECT :article, 'booked', side, 'en', now(), now(), 0, '' FROM (VALUES ('sender'), ('addressee')) v(side);
INSERT INTO tracking_trackingevent (subject_kind, subject_number, code, happened_at, recorded_at, office_id, actor_id, remark, dedupe_key)
 SELECT 'A', 'ZZ' || lpad(:serial::text, 9, '0') || 'IN', 'ITEM_BOOK', now(), now(), office, clerk, '', 'bench:' || :serial FROM bench_office WHERE n = :office;
INSERT INTO offices_accessrecord (at, user_id, office_id, request_id, act, subject)
 SELECT now(), clerk, office, md5(random()::text), 'booking', '' FROM bench_office WHERE n = :office;
COMMIT;
"""


def http_vs_pgbench(bench: Bench) -> Row:
    """Bookings a second by POST through gunicorn (session, duty, price, number, journal, article, event) against pgbench.

    8 clients in 8 offices, load generator on the same cores in both halves.
    """
    offices = list(
        Office.objects.filter(kind=Kind.HEAD, number_blocks__series=ARTICLE_SERIES)
        .distinct()
        .order_by("code")[:CLIENTS]
    )
    for office in offices:
        _give_numbers(office)
    clerks = [_clerk(office, 91_000_000 + office.pk) for office in offices]
    cookies = [_session(clerk) for clerk in clerks]
    asked = Asked("560004", 48, ("OTP",))
    prices = [quote_articles([asked], origin=office, on=date.today())[0].price.total_paise for office in offices]  # noqa: DTZ011
    ours = _load(bench.url, list(zip(cookies, prices, strict=True)))
    _prepare_floor(offices, clerks)
    floor = pgbench(bench.database, FLOOR.replace(":offices", str(CLIENTS)))
    return Row(ours / floor, ours, floor, "bookings/s")


def web_memory(bench: Bench) -> Row:
    """Most memory that a web process has held resident since it began, against the 200 MB that it may; after the
    bookings of `http_vs_pgbench` when that row ran before."""
    address = bench.url.removeprefix("http://")
    peaks = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it may end while we look
            if address in (process / "cmdline").read_text() and "gunicorn" in (process / "cmdline").read_text():
                [peak] = re.findall(r"VmHWM:\s+(\d+) kB", (process / "status").read_text())
                peaks.append(int(peak) / 1000)
    return Row(max(peaks) / MEMORY_MB, max(peaks), MEMORY_MB, "MB")


def _give_numbers(office: Office) -> None:
    """Enough for this run, whatever earlier ones used up."""
    last = NumberBlock.objects.filter(series=ARTICLE_SERIES).order_by("-last_serial")[0].last_serial
    NumberBlock.objects.filter(office=office, series=ARTICLE_SERIES).update(next_serial=F("last_serial") + 1)
    NumberBlock.objects.create(
        office=office, series=ARTICLE_SERIES, first_serial=last + 1, next_serial=last + 1, last_serial=last + NUMBERS
    )


def _clerk(office: Office, number: int, *, counter: int = 90) -> User:
    clerk = User.objects.filter(employee_id=str(number)).first()
    begins_on = date(2026, 1, 1)
    if clerk is None:
        clerk = User.objects.create_user(str(number), name="Bench Clerk")
        with transaction.atomic():
            post = create_post(office=office, roles=[Role.CLERK], begins_on=begins_on)
            hold_post(user=clerk, post=post, begins_on=begins_on, by=None)
    Office.objects.filter(pk=office.pk, rolled_out_on__isnull=True).update(rolled_out_on=begins_on)
    if open_shift_of(clerk) is None:
        begin_shift(office=office, counter_number=counter, by=clerk, now=now())
    return clerk


def _session(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    begin_session(session_key=str(session.session_key), device=None, with_code=True, by=user, now=now())
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={CSRF}"


def _load(url: str, customers: list[tuple[str, int]]) -> float:
    host, port = urllib.parse.urlsplit(url).netloc.split(":")
    counted = [0] * len(customers)
    start = time.monotonic() + WARM_UP_S
    stop = start + SECONDS

    def client(place: int, cookie: str, price: int) -> None:
        line = socket.create_connection((host, int(port)))
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        form = urllib.parse.urlencode({
            "csrfmiddlewaretoken": CSRF, "shown_paise": price, "pincode": "560004", "weight": "48", "otp": "on",
            "addressee_name": "K. Sharma", "addressee_address": "12, Gandhi Bazaar, Bengaluru",
            "addressee_mobile": "9880011223", "sender_name": "A. Rao", "sender_mobile": "9880011224",
            "product": "SP_DOC", "contents_kind": "documents", "not_prohibited": "on", "do": "book", "request_id": "",
        })  # fmt: skip
        head = (
            f"POST /counter/ HTTP/1.1\r\nHost: {host}:{port}\r\nCookie: {cookie}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(form) + 36}\r\n\r\n{form}"
        )
        while (moment := time.monotonic()) < stop:
            line.sendall(f"{head}{uuid.uuid4()}".encode())
            answer = _answer(line)
            if not answer.startswith(b"HTTP/1.1 302") or b"/receipts/" not in answer:
                raise RuntimeError(f"a booking was answered with {answer[:200]!r}")
            counted[place] += moment >= start

    threads = [threading.Thread(target=client, args=(n, *customer)) for n, customer in enumerate(customers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if not all(counted):
        raise RuntimeError("a client booked nothing")
    return sum(counted) / SECONDS


def _answer(line: socket.socket) -> bytes:
    """One answer without a body, which a redirect is. As light as it can be: the cores are the server's."""
    received = b""
    while b"\r\n\r\n" not in received:
        if not (more := line.recv(8192)):
            raise RuntimeError("the server hung up")
        received += more
    return received


def _prepare_floor(offices: list[Office], clerks: list[User]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_office")
        cursor.execute(
            "CREATE TABLE bench_office (n int PRIMARY KEY, office bigint, shift bigint, clerk bigint, block bigint)"
        )
        # Beyond whatever an earlier run of this script used: the tables are append-only.
        cursor.execute("CREATE SEQUENCE IF NOT EXISTS bench_serial START 100000")
        for place, (office, clerk) in enumerate(zip(offices, clerks, strict=True), start=1):
            shift, block = (
                open_shift_of(clerk),
                NumberBlock.objects.filter(office=office, series=ARTICLE_SERIES).latest("first_serial"),
            )
            Chain.objects.get_or_create(office=office)
            cursor.execute(
                "INSERT INTO bench_office VALUES (%s, %s, %s, %s, %s)", [place, office.pk, shift.pk, clerk.pk, block.pk]
            )  # type: ignore[union-attr]
        cursor.execute("ANALYZE")
