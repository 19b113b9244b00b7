"""What the question "who may" costs a request: the duty of a person among a lakh and more, and the guard."""

import statistics
import time
from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext

from apt.core.rows import columns
from offices.access import _HELD_ON, check_duty, get_duty_for
from offices.models import Office, Posting, User
from offices.rules import ROLES, Role

from .harness import Bench, Row

PEOPLE = 100_000
ROUNDS = 2_000
TODAY = date(2026, 11, 20)

# Set-based: a person, a post and a posting for each number, spread over all open post offices. Employee ids of a range
# that nobody else uses; posts numbered beyond those of the demonstration.
SEED = """
SET statement_timeout = 0;
CREATE TEMP TABLE seed AS
    SELECT g AS n, o.id AS office, row_number() OVER (PARTITION BY o.id ORDER BY g) + 1000 AS number
    FROM generate_series(1, %(people)s) g
    JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place FROM offices_office
          WHERE kind IN ('HO', 'SO', 'BO') AND closed_on IS NULL) o ON o.place = g %% 100000 + 1;
ANALYZE seed;
INSERT INTO offices_user (employee_id, name, password, is_active, is_staff, is_superuser, is_demonstration, mobile,
    must_change_password, totp_last_step)
    SELECT (50000000 + n)::text, 'Person ' || n, '!', true, false, false, false, '', false, 0 FROM seed;
INSERT INTO offices_post (office_id, number, title, roles, valid)
    SELECT office, number, '', ARRAY['clerk'], daterange('2020-01-01', NULL) FROM seed;
ANALYZE offices_user, offices_post;
INSERT INTO offices_posting (user_id, post_id, valid)
    SELECT u.id, p.id, daterange('2020-01-01', NULL) FROM seed
    JOIN offices_user u ON u.employee_id = (50000000 + n)::text
    JOIN offices_post p ON p.office_id = seed.office AND p.number = seed.number;
DROP TABLE seed;
ANALYZE offices_user, offices_post, offices_posting;
RESET statement_timeout;
"""


def access_check_per_request(bench: Bench) -> Row:
    """Microseconds of `get_duty_for` and the guard against a `SELECT 1` on the same connection, medians in turn."""
    if Posting.objects.count() < PEOPLE:
        with connection.cursor() as cursor:
            for statement in SEED.strip().removesuffix(";").split(";\n"):
                cursor.execute(statement, {"people": PEOPLE} if "%(people)s" in statement else None)
    users = list(User.objects.filter(postings__isnull=False, is_active=True).order_by("?")[:ROUNDS])  # a fair sample
    _explain(users[0])
    with CaptureQueriesContext(connection) as captured:
        _ask(users[0])
    ours, floor = [], []
    for user in users:
        begun = time.perf_counter()
        _ask(user)
        ours.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
        floor.append(time.perf_counter() - begun)
    people = Posting.objects.count()
    print(f"  access_check_per_request: {len(captured)} query a request among {people:,} postings")
    if len(captured) != 1:
        raise RuntimeError("access costs more than one query a request")
    ours_us, floor_us = (statistics.median(times) * 1e6 for times in (ours, floor))
    return Row(ours_us / floor_us, ours_us, floor_us, "us/request")


def _ask(user: User) -> None:
    duty = get_duty_for(user, on=TODAY)
    if duty:
        check_duty(duty, next(iter(ROLES[Role(duty.roles[0])].works)))


def _explain(user: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + _HELD_ON.format(office=columns(Office, "office")), {"user": user.pk, "on": TODAY})
        plan = "\n".join(row[0] for row in cursor.fetchall())
    if "Seq Scan on offices_posting" in plan or "Seq Scan on offices_post " in plan:
        raise RuntimeError(f"the duty query reads a whole table:\n{plan}")
