"""A bulk file booked by the running system against the bare COPY of the rows that it writes."""

import os
import tempfile
import time
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.db import connection

import apt.celery  # noqa: F401  # names the broker to the nudge
from apt.core.clock import ist_date, now
from apt.demo.bulk_sample import sample_rows, write_sample
from apt.demo.contract import MANAGER
from bookings.models import BulkBatch, NumberBlock
from bookings.services import book_batch, issue_range, upload_batch
from offices.models import PincodeService, User
from partners.models import BookingPlace

from .harness import Bench, Row

ROWS = int(os.environ.get("BULK_ROWS", "20000"))
WAIT_S = 300
SERIES = "AW"

# The rows of one batch, by table; the floor copies exactly these, into tables of the same shape.
WRITTEN = {
    "bookings_article": "SELECT it.* FROM bookings_article it JOIN bookings_bulkbooked b ON b.article_id = it.id WHERE b.batch_id = {}",
    "bookings_parties": "SELECT it.* FROM bookings_parties it JOIN bookings_bulkbooked b USING (article_id) WHERE b.batch_id = {}",
    "tracking_trackingevent": "SELECT it.* FROM tracking_trackingevent it JOIN bookings_article a ON a.number = it.subject_number JOIN bookings_bulkbooked b ON b.article_id = a.id WHERE b.batch_id = {}",
    "bookings_bulkbooked": "SELECT it.* FROM bookings_bulkbooked it WHERE it.batch_id = {}",
}


def booking_vs_copy(bench: Bench) -> Row:
    """Rows a second from pressing "Book" to the last booked row, through Celery, against COPY of the same rows.

    Ours: numbers, articles, parties, events, outcomes, money, in chunks of 5,000, each a commit. The floor: one COPY a
    table, all in one commit, into empty tables with the same indexes, checks and foreign keys.
    """
    batch, checked, booked = _through_the_system(seed=int(time.time()))
    del checked
    return _row(batch, booked)


def file_vs_copy(bench: Bench) -> Row:
    """The same from the stored file: reading, checking and pricing every row is in it, and the booking."""
    batch, checked, booked = _through_the_system(seed=int(time.time()))
    return _row(batch, checked + booked)


def _row(batch: BulkBatch, seconds: float) -> Row:
    floor = ROWS / _copy(batch)
    ours = batch.rows_booked / seconds
    return Row(ours / floor, ours, floor, "rows/s")


def _through_the_system(*, seed: int) -> tuple[BulkBatch, float, float]:
    """Hand in a CSV file, wait for the dry run, press "Book", wait for the end: the seconds of both waits."""
    manager = User.objects.get(employee_id=MANAGER)
    place = BookingPlace.objects.select_related("office", "contract").get(contract__made_by=manager)
    _numbers(place, manager, now())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.csv"
        write_sample(path, sample_rows(ROWS, pins=_pins(), drop_off=place.office.pincode, seed=seed))
        with path.open("rb") as file:
            batch, _ = upload_batch(place=place, file_name=path.name, content=file, by=manager, now=now())
    checked = _wait_until(batch, "checked", ("unreadable", "stopped"))
    begun = time.monotonic()
    book_batch(batch=batch, meant_again=False, by=manager, now=now())
    booked = _wait_until(batch, "booked", ("stopped",), begun)
    if batch.rows_booked != ROWS:
        raise RuntimeError(f"{batch.rows_booked} of {ROWS} rows were booked")
    return batch, checked, booked


def _wait_until(batch: BulkBatch, status: str, wrong: Iterable[str], begun: float | None = None) -> float:
    begun = begun or time.monotonic()
    while time.monotonic() < begun + WAIT_S:
        batch.refresh_from_db(fields=["status", "why", "why_values", "rows_booked"])
        if batch.status == status:
            return time.monotonic() - begun
        if batch.status in wrong:
            raise RuntimeError(f"{batch}: {batch.why} {batch.why_values}")
        time.sleep(0.02)
    raise RuntimeError(f"{batch} is still {batch.status}")


def _pins() -> list[str]:
    served = PincodeService.objects.filter(valid__contains=ist_date(now()), office__latitude__isnull=False)
    return list(served.order_by("pincode").values_list("pincode", flat=True)[::7])


def _numbers(place: BookingPlace, manager: User, moment: datetime) -> None:
    last = NumberBlock.objects.filter(series=SERIES).order_by("-last_serial").values_list("last_serial", flat=True)[0]
    issue_range(
        contract=place.contract, series=SERIES, first_serial=last + 1, last_serial=last + ROWS,
        printed=False, by=manager, now=moment,
    )  # fmt: skip


def _copy(batch: BulkBatch) -> float:
    """Seconds that PostgreSQL takes to COPY the batch's rows, ready as bytes, into tables of the same shape."""
    ready = []
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        for table, select in WRITTEN.items():
            with cursor.copy(f"COPY ({select.format(batch.pk)}) TO STDOUT") as out:
                ready.append((f"bench_{table}", b"".join(bytes(block) for block in out)))
            cursor.execute(
                f"DROP TABLE IF EXISTS bench_{table} CASCADE; CREATE TABLE bench_{table} (LIKE {table} INCLUDING ALL)"
            )
            cursor.execute(
                "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f' AND conrelid = %s::regclass",
                [table],
            )
            for name, definition in cursor.fetchall():
                to = definition.replace("REFERENCES bookings_article(", "REFERENCES bench_bookings_article(")
                cursor.execute(f"ALTER TABLE bench_{table} ADD CONSTRAINT bench_{name} {to}")
        cursor.execute("CHECKPOINT")
        begun = time.monotonic()
        cursor.execute("BEGIN")
        for table, rows in ready:
            with cursor.copy(f"COPY {table} FROM STDIN") as into:
                into.write(rows)
        cursor.execute("COMMIT")
        return time.monotonic() - begun
