"""Partners: events into numbered rows, webhooks while one subscriber hangs, a booking over the API."""

import json
import math
import socket
import threading
import time
import urllib.parse
import uuid
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from django.db import connection

from apt.core.clock import ist_date, now
from apt.core.db import use_case
from bookings.services import issue_range
from offices.models import Office, User
from offices.rules import Kind
from partners.models import Contract, Customer, Terms
from partners.rules import KeyScope, Payment, Scope
from partners.services import create_customer, make_key, open_contract
from payments.models import Chain
from tracking.models import Endpoint, FanOut
from tracking.rules import Event, Subject
from tracking.services import Happening, make_endpoint, record_events, relay, subscribe

from .harness import CLIENTS, SECONDS, Bench, Row, pgbench

EVENTS, SUBSCRIBERS = 20_000, 40
RATE, LATENCY_S, CALLED, AT_ONCE = 300, 20, 10, 10
GOAL_S = 2.0
WARM_UP_S = 2

# The rows that the relay writes for as many events, without asking whom they concern.
FAN_OUT_FLOOR = """
    WITH entries AS (
        INSERT INTO tracking_feedentry (feed_id, seq, event_id, articles, at)
        SELECT %(feed)s, 1000000000 + row_number() OVER (ORDER BY id), id, ARRAY[subject_number], now()
        FROM tracking_trackingevent WHERE dedupe_key LIKE %(keys)s RETURNING id
    )
    INSERT INTO tracking_webhookcall (endpoint_id, entry_id, state, tries, next_at, answer, said)
    SELECT %(endpoint)s, id, 'due', 0, now() + interval '1 day', '', '' FROM entries
"""

# The rows that one booking over the API writes, as plain statements.
BOOKING_FLOOR = r"""
\set n random(1, :customers)
BEGIN;
SELECT nextval('bench_serial') AS serial \gset
INSERT INTO partners_request (customer_id, live, idempotency_key, fingerprint, begun_at, content_type)
 SELECT customer, true, 'bench-' || :serial, repeat('0', 64), now(), '' FROM bench_customer WHERE n = :n RETURNING id AS request \gset
COMMIT;
BEGIN;
UPDATE bookings_numberblock SET next_serial = next_serial + 1 WHERE id = (SELECT block FROM bench_customer WHERE n = :n);
UPDATE payments_chain SET last_number = last_number, head = md5(random()::text) || md5(random()::text) WHERE office_id = (SELECT office FROM bench_customer WHERE n = :n);
INSERT INTO tracking_subscription (number, feed_id) SELECT 'ZZ' || lpad(:serial::text, 9, '0') || 'IN', feed FROM bench_customer WHERE n = :n;
INSERT INTO payments_journal (office_id, number, business_date, purpose, ref, made_by_id, made_at, version, previous_hash, hash)
 SELECT office, :serial, current_date, 'sale', 'bench' || :serial, by, now(), '0', repeat('0', 64), repeat('0', 64) FROM bench_customer WHERE n = :n RETURNING id AS journal \gset
INSERT INTO payments_entry (journal_id, account, contract_id, paise)
 SELECT :journal, a, CASE a WHEN 'bnpl' THEN (SELECT contract FROM bench_customer WHERE n = :n) END, p
 FROM (VALUES ('bnpl', 5546), ('postage', -4700), ('cgst', -423), ('sgst', -423)) v(a, p);
INSERT INTO bookings_sale (request_id, receipt_number, office_id, mode, contract_id, journal_id, made_by_id, booked_at, business_date, total_paise)
 SELECT gen_random_uuid(), 'bench-' || :serial, office, 'bnpl', contract, :journal, by, now(), current_date, 5546 FROM bench_customer WHERE n = :n RETURNING id AS sale \gset
INSERT INTO bookings_article (number, sale_id, product, status, at_office_id, origin_id, destination_id, pincode, digipin, weight_grams, chargeable_grams, distance_km, zone, services, contents, declared_paise, cod_paise, postage_paise, discount, discount_paise, services_paise, cgst_paise, sgst_paise, tariff_from)
 SELECT 'ZZ' || lpad(:serial::text, 9, '0') || 'IN', :sale, 'SP_DOC', 'booked', office, office, office, '560004', '', 48, 48, 122.0, '', '{}', '', 0, 0, 4700, '', 0, 0, 423, 423, current_date FROM bench_customer WHERE n = :n RETURNING id AS article \gset
INSERT INTO bookings_parties (article_id, sender_name, sender_company, sender_address, sender_pincode, sender_mobile, sender_mobile_declined, sender_gstin, addressee_name, addressee_company, addressee_address, addressee_city, addressee_mobile, addressee_mobile_declined, addressee_gstin, student_institution, student_id_number)
 VALUES (:article, 'Chamundi Finance', '', '4, Sayyaji Rao Road, Mysuru', '570001', '9845000001', false, '', 'K. Sharma', '', '12, Gandhi Bazaar', 'Bengaluru', '9880011223', false, '', '', '');
INSERT INTO bookings_partnerbooking (article_id, contract_id, line, reference) SELECT :article, contract, 0, '' FROM bench_customer WHERE n = :n;
INSERT INTO tracking_trackingevent (subject_kind, subject_number, code, happened_at, recorded_at, office_id, actor_id, remark, dedupe_key)
 SELECT 'A', 'ZZ' || lpad(:serial::text, 9, '0') || 'IN', 'ITEM_BOOK', now(), now(), office, by, '', 'bench:' || :serial FROM bench_customer WHERE n = :n;
COMMIT;
BEGIN;
UPDATE partners_request SET status = 201, content_type = 'application/json', body = repeat('x', 140)::bytea WHERE id = :request;
COMMIT;
INSERT INTO partners_usage AS u (customer_id, live, day, calls, articles, refused) SELECT customer, true, current_date, 1, 1, 0 FROM bench_customer WHERE n = :n
 ON CONFLICT (customer_id, live, day) DO UPDATE SET calls = u.calls + 1, articles = u.articles + 1;
"""  # one statement a line


def fanout_events_per_s(bench: Bench) -> Row:
    """Events that the relay numbers in a second (40 subscribers, an endpoint each) against the bare insertion of the
    same rows. The worker of the stack rests meanwhile: nothing is nudged."""
    customers = [_customer(f"fan {place}") for place in range(SUBSCRIBERS)]
    numbers = [f"QF{uuid.uuid4().int % 10**8:08d}0IN" for _ in customers]
    for one, number in zip(customers, numbers, strict=True):
        _follow(one, [number])
        _endpoint(one, "http://127.0.0.1:9/", rests=True)
    key, office, by = uuid.uuid4().hex, _offices()[0], _by()
    at = now()
    with connection.cursor() as cursor:  # so that the worker takes none of them before we begin
        cursor.execute("ALTER TABLE tracking_trackingevent DISABLE TRIGGER fan_out")
    happenings = [
        Happening(Subject.ARTICLE, numbers[place % SUBSCRIBERS], Event.ITEM_RECEIVE, office, f"{key}{place}")
        for place in range(EVENTS)
    ]
    for first in range(0, EVENTS, 5_000):
        use_case(record_events)(happenings[first : first + 5_000], by=by, happened_at=at, now=at)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE tracking_trackingevent ENABLE TRIGGER fan_out")
        cursor.execute(
            "INSERT INTO tracking_fanout SELECT id FROM tracking_trackingevent WHERE dedupe_key LIKE %s", [f"{key}%"]
        )
    begun = time.monotonic()
    while FanOut.objects.exists():
        relay(now=now())
    ours = EVENTS / (time.monotonic() - begun)
    feed = _customer("fan floor")
    _follow(feed, ["QF000000000IN"])
    endpoint = _endpoint(feed, "http://127.0.0.1:9/", rests=True)
    with connection.cursor() as cursor:
        begun = time.monotonic()
        cursor.execute(FAN_OUT_FLOOR, {"feed": endpoint.feed_id, "endpoint": endpoint.pk, "keys": f"{key}%"})
        floor = EVENTS / (time.monotonic() - begun)
    return Row(ours / floor, ours, floor, "events/s")


def webhook_latency_p99(bench: Bench) -> Row:
    """From the event to the subscriber, 99 of 100, while 300 events a second arrive for ten subscribers, of whom one
    never answers; against the 2 s that it may take."""
    receivers = [_Receiver(hangs=place == 0) for place in range(CALLED)]
    numbers = []
    for place, receiver in enumerate(receivers):
        one = _customer(f"hook {place}")
        numbers.append(f"QH{uuid.uuid4().int % 10**8:08d}0IN")
        _follow(one, numbers[-1:])
        _endpoint(one, receiver.url)
    key, office, by = uuid.uuid4().hex, _offices()[0], _by()
    begun = time.monotonic()
    for turn in range(RATE * LATENCY_S // AT_ONCE):
        at = now()
        places = range(turn * AT_ONCE, (turn + 1) * AT_ONCE)
        happenings = [
            Happening(Subject.ARTICLE, numbers[place % CALLED], Event.ITEM_RECEIVE, office, f"{key}{place}")
            for place in places
        ]
        use_case(record_events)(happenings, by=by, happened_at=at, now=at)
        time.sleep(max(0.0, begun + (turn + 1) * AT_ONCE / RATE - time.monotonic()))
    wanted = RATE * LATENCY_S * (CALLED - 1) // CALLED
    deadline = time.monotonic() + 30
    while sum(len(one.seconds) for one in receivers[1:]) < wanted and time.monotonic() < deadline:
        time.sleep(0.1)
    seconds = sorted(taken for one in receivers[1:] for taken in one.seconds)
    for receiver in receivers:
        receiver.stop()
    Endpoint.objects.filter(url__in=[one.url for one in receivers]).update(state="off", ended_at=now())
    if len(seconds) < wanted:
        raise RuntimeError(f"{len(seconds)} of {wanted} webhooks came")
    p99 = seconds[math.ceil(len(seconds) * 0.99) - 1]
    return Row(p99 / GOAL_S, p99, GOAL_S, "s")


class _Receiver:
    """Notes how long each message took from its event; or takes the connection and says nothing."""

    def __init__(self, *, hangs: bool) -> None:
        self.seconds: list[float] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_POST(self) -> None:
                message = json.loads(self.rfile.read(int(self.headers["content-length"])))
                if hangs:
                    time.sleep(30)
                said = message["timestamp"].replace("Z", "+00:00")
                receiver.seconds.append(now().timestamp() - type(now()).fromisoformat(said).timestamp())
                self.send_response_only(204)
                self.end_headers()

            def log_message(self, *_: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def api_booking_vs_pgbench(bench: Bench) -> Row:
    """Bookings a second over the API (key, repeat, checks, price, number, money, history, feed) against pgbench.

    8 customers at 8 offices, load generator on the same cores in both halves.
    """
    contracts = [_contract(place, office) for place, office in enumerate(_offices()[:CLIENTS])]
    keys = [
        make_key(
            customer=one.customer, live=True, name="bench", scopes=list(KeyScope), expires_at=None, by=_by(), now=now()
        )[1]
        for one in contracts
    ]
    ours = _load(bench.url, keys)
    _prepare_floor(contracts)
    floor = pgbench(bench.database, BOOKING_FLOOR.replace(":customers", str(CLIENTS)))
    return Row(ours / floor, ours, floor, "bookings/s")


def _load(url: str, keys: list[str]) -> float:
    host, port = urllib.parse.urlsplit(url).netloc.split(":")
    counted = [0] * len(keys)
    start = time.monotonic() + WARM_UP_S
    stop = start + SECONDS
    party = {"name": "K. Sharma", "line_1": "12, Gandhi Bazaar", "city": "Bengaluru", "mobile": "9880011223"}
    article = {
        "shape": "DOC", "weight_g": 48, "sender": {**party, "pincode": "570001"},
        "receiver": {**party, "pincode": "560004"},
    }  # fmt: skip
    body = json.dumps({"article": article})

    def client(place: int, key: str) -> None:
        line = socket.create_connection((host, int(port)))
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        head = (
            f"POST /api/v1/bookings/ HTTP/1.1\r\nHost: {host}:{port}\r\nAuthorization: Bearer {key}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\nIdempotency-Key: "
        )
        while (moment := time.monotonic()) < stop:
            line.sendall(f"{head}{uuid.uuid4().hex}\r\n\r\n{body}".encode())
            answer = _answer(line)
            if not answer.startswith(b"HTTP/1.1 201"):
                raise RuntimeError(f"a booking was answered with {answer[-600:]!r}")
            counted[place] += moment >= start

    threads = [threading.Thread(target=client, args=(place, key)) for place, key in enumerate(keys)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if not all(counted):
        raise RuntimeError("a client booked nothing")
    return sum(counted) / SECONDS


def _answer(line: socket.socket) -> bytes:
    received = b""
    while b"\r\n\r\n" not in received or len(received) < _whole(received):
        if not (more := line.recv(8192)):
            raise RuntimeError("the server hung up")
        received += more
    return received


def _whole(received: bytes) -> int:
    head, _, _ = received.partition(b"\r\n\r\n")
    lines = [one for one in head.lower().split(b"\r\n") if one.startswith(b"content-length:")]
    return len(head) + 4 + int(lines[0].split(b":")[1])


def _by() -> User:
    return User.objects.get(employee_id="90000010")


def _offices() -> list[Office]:
    return list(Office.objects.filter(kind=Kind.HEAD, delivers=True, latitude__isnull=False).order_by("code")[:CLIENTS])


def _customer(name: str) -> Customer:
    made = create_customer(
        name=f"Bench {name}", gstin="", contact_name="Bench", contact_mobile="9845000001", office=_offices()[0],
        by=_by(), now=now(),
    )  # fmt: skip
    make_key(customer=made, live=True, name="bench", scopes=list(KeyScope), expires_at=None, by=_by(), now=now())
    return made


def _follow(customer: Customer, numbers: list[str]) -> None:
    use_case(subscribe)(customer=customer, numbers=numbers, by=_by(), now=now())


def _endpoint(customer: Customer, url: str, *, rests: bool = False) -> Endpoint:
    made, _ = make_endpoint(customer=customer, live=True, url=url, by=_by(), now=now())
    if rests:
        Endpoint.objects.filter(pk=made.pk).update(rest_until=now() + timedelta(hours=1))
    return made


def _contract(place: int, office: Office) -> Contract:
    at = now()
    Office.objects.filter(pk=office.pk, rolled_out_on__isnull=True).update(rolled_out_on=office.opened_on)
    customer = _customer(f"api {place}")
    contract = open_contract(
        customer=customer, office=office, places=[(office, "")], scope=Scope.OFFICE, payment=Payment.BNPL,
        document_product="SP_DOC", parcel_product="", begins_on=ist_date(at), ends_on=None, by=_by(), now=at,
    )  # fmt: skip
    Terms.objects.create(
        contract=contract, valid=(ist_date(at), None), credit_limit_paise=10**12, asked_by=_by(),
        approved_by=User.objects.get(employee_id="90000008"), approved_at=at,
    )  # fmt: skip
    first = (contract.pk * 20_000) % 99_000_000
    issue_range(
        contract=contract, series="QB", first_serial=first, last_serial=first + 19_999, printed=False, by=_by(), now=at
    )
    return contract


def _prepare_floor(contracts: list[Contract]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_customer")
        cursor.execute(
            "CREATE TABLE bench_customer (n int PRIMARY KEY, customer bigint, contract bigint, office bigint, by bigint,"
            " block bigint, feed bigint)"
        )
        cursor.execute("CREATE SEQUENCE IF NOT EXISTS bench_serial START 100000")
        for place, one in enumerate(contracts, start=1):
            Chain.objects.get_or_create(office=one.office)
            values: list[Any] = [
                place, one.customer_id, one.pk, one.office_id, _by().pk, one.number_blocks.get().pk,
                one.customer.feeds.get(live=True).pk,
            ]  # fmt: skip
            cursor.execute("INSERT INTO bench_customer VALUES (%s, %s, %s, %s, %s, %s, %s)", values)
        cursor.execute("ANALYZE")
