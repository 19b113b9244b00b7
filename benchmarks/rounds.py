"""A postman's phone that sends twenty entries: through the service, against the same rows written by pgbench."""

import multiprocessing
import time
import uuid
from datetime import date, timedelta
from decimal import Decimal

from django.db import connection, transaction

from apt.core.clock import ist_date, now
from bookings.models import Article
from bookings.queries import Asked, quote_articles
from bookings.services import Item, Party, book_articles
from deliveries.models import Beat, Sheet
from deliveries.rules import Claim, Position
from deliveries.services import meet_phone, sync_round
from offices.models import Office, User
from offices.rules import Kind, Role
from offices.services import create_post, hold_post
from payments.queries import open_shift_of

from .booking import _clerk, _give_numbers
from .harness import CLIENTS, SECONDS, Bench, Row, pgbench, without_messages

ENTRIES = 20
SHEETS = 120  # a postman's, each of twenty articles: more than are sent in the time
SIGNED = "5" * 64

# Copies of one booked article, out with the postman: sheets first, then articles with parties, then their items.
SEED = (
    """
    INSERT INTO deliveries_sheet (number, office_id, channel, beat_id, postman_id, sheet_date, made_by_id, made_at, acknowledged_at)
    SELECT 'BENCH-' || %(office)s || '-' || %(run)s || '-' || n, %(office)s, 'postman', %(beat)s, %(postman)s, %(day)s, %(postman)s,
        %(at)s, %(at)s
    FROM generate_series(1, %(sheets)s) n
    """,
    """
    INSERT INTO bookings_article ({columns})
    SELECT {values} FROM bookings_article a CROSS JOIN generate_series(1, %(sheets)s * %(entries)s) n
    WHERE a.id = %(article)s
    """,
    """
    INSERT INTO bookings_parties ({parties})
    SELECT {party_values} FROM bookings_parties p CROSS JOIN bookings_article a
    WHERE p.article_id = %(article)s AND a.sale_id = %(sale)s AND a.id <> %(article)s
    """,
    """
    INSERT INTO deliveries_sheetitem (sheet_id, article_id, position, outcome, remark, deposit)
    SELECT s.id, a.id, (a.place - 1) %% %(entries)s + 1, '', '', ''
    FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM bookings_article
          WHERE sale_id = %(sale)s AND id <> %(article)s) a
    JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place FROM deliveries_sheet
          WHERE number LIKE 'BENCH-' || %(office)s || '-' || %(run)s || '-%%') s
        ON s.place = (a.place - 1) / %(entries)s + 1
    """,
)

# The rows of one message: twenty attempts, events and pairs of messages to sender and addressee, items and articles
# closed, the phone noted. Items are closed over and over: the floor needs no fresh ones.
FLOOR = r"""
\set who random(1, :postmen)
\set sheet random(1, :sheets)
BEGIN;
SELECT nextval('bench_rounds_serial') AS serial \gset
INSERT INTO deliveries_attempt (client_uuid, fingerprint, item_id, article_id, made_by_id, seq, happened_at, recorded_at, verdict, remark, received_by, relation, latitude, longitude, accuracy_m, photo, signature, flags)
 SELECT gen_random_uuid(), repeat('0', 64), item, article, postman, 1, now(), now(), 'delivered', '', 'K. Sharma', 'self', 12.9, 77.5, 10, '', repeat('5', 64), '{}' FROM bench_rounds WHERE who = :who AND sheet = :sheet;
UPDATE deliveries_sheetitem SET outcome = 'delivered' WHERE id IN (SELECT item FROM bench_rounds WHERE who = :who AND sheet = :sheet);
UPDATE bookings_article SET status = 'delivered' WHERE id IN (SELECT article FROM bench_rounds WHERE who = :who AND sheet = :sheet);
INSERT INTO tracking_trackingevent (subject_kind, subject_number, code, happened_at, recorded_at, office_id, actor_id, remark, evidence, dedupe_key)
 SELECT 'A', number, 'ITEM_DELIVERY', now(), now(), office, postman, '', repeat('5', 64), 'bench:' || :serial || ':' || number FROM bench_rounds WHERE who = :who AND sheet = :sheet;
INSERT INTO bookings_notice (article_id, moment, side, language, created_at, next_at, tries, dropped)
 SELECT article, 'delivered', side, 'en', now(), now() + interval '1 year', 0, '' FROM bench_rounds CROSS JOIN (VALUES ('sender'), ('addressee')) v(side) WHERE who = :who AND sheet = :sheet;
UPDATE deliveries_phone SET received = received + 20, last_seen_at = now() WHERE user_id = (SELECT postman FROM bench_rounds WHERE who = :who AND sheet = :sheet LIMIT 1);
COMMIT;
"""


def sync_20_vs_pgbench(bench: Bench) -> Row:
    """Messages of twenty entries a second: eight postmen at once, every article delivered against a signature.

    What sends the messages that follow stands still meanwhile: neither half pays for it.
    """
    offices = list(
        Office.objects.filter(kind=Kind.HEAD, delivers=True, latitude__isnull=False).order_by("code")[:CLIENTS]
    )
    run = uuid.uuid4().hex[:6]
    rounds = [_round(office, 92_000_000 + office.pk, run) for office in offices]
    _prepare_floor([postman for postman, _key, _sheets in rounds], run)
    connection.close()
    with without_messages(bench), multiprocessing.get_context("fork").Pool(CLIENTS) as pool:
        ours = sum(pool.starmap(_send, rounds))
    floor = pgbench(
        bench.database, FLOOR.replace(":postmen", str(CLIENTS)).replace(":sheets", str(SHEETS))
    )  # fmt: skip
    return Row(ours / floor, ours, floor, "messages/s")


def _round(office: Office, number: int, run: str) -> tuple[int, uuid.UUID, list[int]]:
    postman = User.objects.filter(employee_id=str(number)).first()
    if postman is None:
        postman, begins_on = User.objects.create_user(str(number), name="Bench Postman"), date(2026, 1, 1)
        with transaction.atomic():
            post = create_post(office=office, roles=[Role.POSTMAN], begins_on=begins_on)
            hold_post(user=postman, post=post, begins_on=begins_on, by=None)
    clerk = _clerk(office, number + 1_000_000, counter=93)
    _give_numbers(office)
    shift = open_shift_of(clerk)
    assert shift
    party = {"address": "12, Bench Road", "mobile": "9845012345"}
    item = Item(Asked(office.pincode, 48, ()), Party(name="A. Rao", **party), Party(name="K. Sharma", **party))
    (quoted,) = quote_articles([item.asked], origin=office, on=shift.business_date)
    sale = book_articles(
        shift=shift, items=[item], shown_paise=quoted.price.total_paise, request_id=uuid.uuid4(), by=clerk, now=now()
    )
    beat, _new = Beat.objects.get_or_create(office=office, number=900, defaults={"name": "Bench"})
    _copy(Article.objects.get(sale=sale), office, beat, postman, run)
    key = uuid.uuid4()
    meet_phone(key=key, label="bench", office=office, by=postman, now=now())
    sheets = Sheet.objects.filter(number__startswith=f"BENCH-{office.pk}-{run}-").order_by("id")
    return postman.pk, key, list(sheets.values_list("pk", flat=True))


def _copy(article: Article, office: Office, beat: Beat, postman: User, run: str) -> None:
    skip = {"id", "number", "status"}
    names = [field.column for field in Article._meta.concrete_fields if field.column not in skip]
    parties = [field.column for field in article.parties._meta.concrete_fields if field.column != "article_id"]
    words = {
        "columns": ", ".join(["number", "status", *names]),
        # A number of the shape of one; its check digit nobody computes here.
        "values": ", ".join([
            f"'ZX' || lpad((({int(run, 16)} * 29 + {office.pk} * 2400 + n) %% 1000000000)::text, 9, '0') || 'IN'", "'out'",
            *(f"a.{name}" for name in names),
        ]),
        "parties": ", ".join(["article_id", *parties]),
        "party_values": ", ".join(["a.id", *(f"p.{name}" for name in parties)]),
    }  # fmt: skip
    moment = now() - timedelta(hours=1)
    values = {
        "office": office.pk, "beat": beat.pk, "postman": postman.pk, "day": ist_date(moment), "at": moment, "run": run,
        "sheets": SHEETS, "entries": ENTRIES, "article": article.pk, "sale": article.sale_id,
    }  # fmt: skip
    with connection.cursor() as cursor:
        for statement in SEED:
            cursor.execute(statement.format(**words), values)


def _send(postman_id: int, key: uuid.UUID, sheets: list[int]) -> float:
    postman = User.objects.get(pk=postman_id)
    office = Sheet.objects.select_related("office").get(pk=sheets[0]).office
    here = Position(Decimal(f"{office.latitude:.5f}"), Decimal(f"{office.longitude:.5f}"), 12)
    begun, sent = time.monotonic(), 0
    for sheet_id in sheets:
        numbers = Sheet.objects.get(pk=sheet_id).items.order_by("position").values_list("article__number", flat=True)
        moment = now()
        claims = [
            Claim(
                uuid.uuid4(), number, delivered=True, happened_at=moment, received_by="K. Sharma", relation="self",
                signature=SIGNED, position=here, seq=place,
            )
            for place, number in enumerate(numbers, start=1)
        ]  # fmt: skip
        answers = sync_round(key=key, claims=claims, clock_off=False, by=postman, now=moment).answers
        assert all(getattr(answer, "verdict", "") == "delivered" for answer in answers), answers[:3]
        sent += 1
        if time.monotonic() > begun + SECONDS:
            break
    seconds = time.monotonic() - begun
    connection.close()
    return sent / seconds


def _prepare_floor(postmen: list[int], run: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_rounds")
        cursor.execute("CREATE SEQUENCE IF NOT EXISTS bench_rounds_serial")
        cursor.execute("""
            CREATE TABLE bench_rounds AS
            SELECT dense_rank() OVER (ORDER BY s.postman_id) AS who, dense_rank() OVER (PARTITION BY s.postman_id
                ORDER BY s.id) AS sheet, i.id AS item, i.article_id AS article, a.number, s.postman_id AS postman,
                s.office_id AS office
            FROM deliveries_sheet s JOIN deliveries_sheetitem i ON i.sheet_id = s.id
            JOIN bookings_article a ON a.id = i.article_id
            WHERE s.postman_id = ANY(%s) AND s.number LIKE 'BENCH-%%' AND s.number LIKE '%%-' || %s || '-%%'
            """, [postmen, run])  # fmt: skip
        cursor.execute("CREATE INDEX ON bench_rounds (who, sheet)")
        cursor.execute("ANALYZE bench_rounds")
