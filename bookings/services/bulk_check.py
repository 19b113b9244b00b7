"""The dry run: each row is read, priced and put by as the article it would become, or its faults are."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from time import monotonic
from typing import Any, Final

from django.db import connection

from apt.core.clock import ist_date
from apt.core.db import step, use_case
from apt.core.errors import Refusal
from bookings.models import BulkBatch, BulkBooked, BulkFault, BulkPart, BulkRow
from bookings.queries import Asked, Quoted, quote_each
from bookings.queries.bulk import expected_of, known_pins, numbers_in_use, numbers_of_batch
from bookings.rules import BatchStatus, BulkItem, Expected, Fault, read_row
from bookings.rules.tariff.facts import Channel
from offices.errors import UnknownPin
from offices.models import User
from partners.models import Terms
from partners.queries import terms_in_force
from partners.rules import DocumentProduct

from .bulk_file import Line, Table, open_table
from .bulk_upload import forget_rows, hold

CHUNK: Final = 5_000
SLICE_S: Final = 8.0  # then another task goes on: well within Celery's time limit
_HASHES: Final = 1 << 256


@dataclass
class Dry:
    """What stays the same from row to row of one slice."""

    expected: Expected
    on: date
    discount: str
    prices: dict[tuple[Any, ...], Quoted | Refusal] = field(default_factory=dict)  # by `BulkItem.asked`
    seen: set[str] = field(default_factory=set)  # numbers of earlier rows
    booked: set[int] = field(default_factory=set)  # lines that became articles before the batch was stopped


def check_slice(*, batch: BulkBatch, now: datetime) -> None:
    """Check for some seconds, a chunk a transaction. What cannot be read at all is refused as a whole."""
    began = monotonic()
    content = b"".join(BulkPart.objects.filter(batch=batch).order_by("position").values_list("content", flat=True))
    try:
        on = batch.priced_on or ist_date(now)
        terms = terms_in_force(batch.contract, on=on)
        table = open_table(content)
    except Refusal as refusal:
        refuse_file(batch_id=batch.pk, refusal=refusal, by=batch.uploaded_by, now=now)
        return
    dry = _dry(batch, terms, on)
    rows = table.rows()
    for _ in islice(rows, batch.rows_read):  # what earlier slices have read
        pass
    while monotonic() - began < SLICE_S:
        lines = list(islice(rows, CHUNK))
        going_on = check_chunk(
            batch_id=batch.pk, read_before=batch.rows_read, table=table, lines=lines, dry=dry, by=batch.uploaded_by,
            now=now,
        )  # fmt: skip
        batch.rows_read += len(lines)
        if not going_on:
            return


def _dry(batch: BulkBatch, terms: Terms, on: date) -> Dry:
    dry = Dry(expected_of(batch), on, terms.discount, seen=numbers_of_batch(batch))
    dry.booked = set(BulkBooked.objects.filter(batch=batch).values_list("line", flat=True))
    return dry


@use_case
def refuse_file(*, batch_id: int, refusal: Refusal, by: User, now: datetime) -> None:
    """The file as a whole cannot be taken: no row of it is booked."""
    batch = hold(batch_id=batch_id)
    if batch.status != BatchStatus.CHECKING:  # given up meanwhile, and its file with it
        return
    batch.status, batch.finished_at = BatchStatus.UNREADABLE, now
    batch.why, batch.why_values = refusal.code, {name: str(value) for name, value in refusal.values.items()}
    batch.save(update_fields=["status", "finished_at", "why", "why_values"])
    forget_rows(batch=batch)


@use_case
def check_chunk(
    *, batch_id: int, read_before: int, table: Table, lines: Sequence[Line], dry: Dry, by: User, now: datetime
) -> bool:
    """Put by the good rows of a chunk, and the faults of the others; whether there is more to check.

    Does nothing when somebody else has read this chunk, or cancelled the batch: the row of the batch is held.
    """
    batch = hold(batch_id=batch_id)
    if batch.status != BatchStatus.CHECKING or batch.rows_read != read_before:
        return False
    good, faults = _judge(batch, lines, dry)
    _copy_rows(batch, good, dry.discount)
    _copy_faults(batch, faults)
    bad = {line for line, _, _ in faults}
    batch.layout, batch.sheet, batch.priced_on, batch.rows_in_file = table.layout.code, table.sheet, dry.on, table.total
    batch.rows_read += len(lines)
    batch.rows_good += len(lines) - len(bad)
    batch.good_paise += sum(quoted.price.total_paise for _, _, quoted in good)
    batch.content_hash = _add_hashes(batch.content_hash, (cells for _, cells in lines))
    batch.tries, batch.next_at = 0, now
    if batch.rows_read >= table.total:
        batch.status = BatchStatus.CHECKED
    batch.save()
    return batch.status == BatchStatus.CHECKING


Good = tuple[int, BulkItem, Quoted]
Bad = tuple[int, str, Fault]  # line, the number that it would spend, what is wrong


def _judge(batch: BulkBatch, lines: Sequence[Line], dry: Dry) -> tuple[list[Good], list[Bad]]:
    read = [(line, *read_row(cells, dry.expected)) for line, cells in lines if line not in dry.booked]
    taken = numbers_in_use([number for _, _, number, _ in read if number])
    for _line, _item, number, faults in read:
        if number in dry.seen:
            faults.append(Fault("BARCODE NO", "number_twice", {"value": number}))
        elif number in taken:
            faults.append(taken[number])
        if number:
            dry.seen.add(number)
    _look_at_pins([(item, faults) for _, item, _, faults in read if faults], dry.on)
    questions = {item.asked: item for _, item, _, faults in read if not faults and item.asked not in dry.prices}
    asked = [question(item, dry.discount) for item in questions.values()]
    dry.prices |= zip(questions, quote_each(asked, origin=batch.office, on=dry.on), strict=True)
    good: list[Good] = []
    bad: list[Bad] = []
    for line, item, number, faults in read:
        quoted = None if faults else dry.prices[item.asked]
        if isinstance(quoted, Refusal):
            faults.append(fault_of(quoted))
        if faults or quoted is None or isinstance(quoted, Refusal):
            bad += [(line, number, fault) for fault in faults]
        else:
            good.append((line, item, quoted))
    return good, bad


def _look_at_pins(bad: Sequence[tuple[BulkItem, list[Fault]]], on: date) -> None:
    """Rows that are not priced hear about their PIN all the same, so that all is mended at once."""
    known = known_pins({item.receiver.pincode for item, _ in bad}, on=on)
    for item, faults in bad:
        if item.receiver.pincode not in known and not any(fault.code == "row_bad_pin" for fault in faults):
            faults.append(fault_of(UnknownPin(field="pincode", pincode=item.receiver.pincode)))


# The field that a refusal of the tariff names, as the file calls it.
_COLUMN: Final = {
    "pincode": "RECEIVER PINCODE", "weight": "PHYSICAL WEIGHT", "size": "LENGTH", "declared": "VALUE OF INSURANCE",
    "cod": "VALUE FOR CODR/COD", "product": "SHAPE OF ARTICLE", "otp": "OTP BASED DELIVERY", "reg": "REGISTRATION",
    "pod": "ACK", "ins": "INSURANCE TYPE",
}  # fmt: skip


def fault_of(refusal: Refusal) -> Fault:
    values = {name: str(value) for name, value in refusal.values.items()}
    return Fault(_COLUMN.get(refusal.field, ""), refusal.code, values)


def question(item: BulkItem, discount: str) -> Asked:
    return Asked(
        pincode=item.receiver.pincode, grams=item.grams, services=item.services, product=item.product,
        length_cm=item.length_cm, breadth_cm=item.breadth_cm, height_cm=item.height_cm, roll=item.roll,
        declared_paise=item.declared_paise, cod_paise=item.cod_paise, channel=Channel.CONTRACT,
        discount=discount if item.product in DocumentProduct.values else "",  # the tariff gives it on documents alone
    )  # fmt: skip


def _add_hashes(so_far: str, rows: Iterator[tuple[str, ...]]) -> str:
    """A hash of the rows in whatever order, carried from chunk to chunk; serial numbers left out."""
    total = int(so_far or "0", 16)
    for cells in rows:
        total += int.from_bytes(hashlib.sha256("\x1f".join(cells[1:]).encode()).digest(), "big")
    return f"{total % _HASHES:064x}"


_COLUMNS: Final = tuple(
    field.column for field in BulkRow._meta.concrete_fields if field.column is not None and field.column != "pk"
)


@step
def _copy_rows(batch: BulkBatch, good: Sequence[Good], discount: str) -> None:
    """One COPY; the values in the order of `_COLUMNS`, which is that of the model."""
    with connection.cursor() as cursor, cursor.copy(
        f"COPY bookings_bulkrow ({', '.join(_COLUMNS)}) FROM STDIN"
    ) as copy:  # fmt: skip
        for line, item, quoted in good:
            copy.write_row(_values(batch.pk, line, item, quoted, discount))


def _values(batch_id: int, line: int, item: BulkItem, quoted: Quoted, discount: str) -> tuple[Any, ...]:
    price, sender, receiver = quoted.price, item.sender, item.receiver
    distance = quoted.distance_km
    both = f"{receiver.city}, {receiver.state}"
    return (
        batch_id, line, item.number, item.product, quoted.destination.pk, receiver.pincode, item.grams,
        price.chargeable_grams, item.length_cm, item.breadth_cm, item.height_cm,
        None if distance is None else round(distance, 1), quoted.zone, list(item.services), item.declared_paise,
        item.cod_paise, price.postage_paise, discount if price.discount_paise else "", price.discount_paise,
        price.services_paise, price.cgst_paise, price.sgst_paise, price.version_from,
        sender.name, sender.company, ", ".join(filter(None, (sender.lines, sender.city, sender.state))), sender.pincode,
        sender.mobile, sender.gstin,
        receiver.name, receiver.company, receiver.lines, both if receiver.state and len(both) <= 40 else receiver.city,
        receiver.mobile, receiver.gstin, item.reference,
    )  # fmt: skip


@step
def _copy_faults(batch: BulkBatch, faults: Sequence[Bad]) -> None:
    table = BulkFault._meta.db_table
    with connection.cursor() as cursor, cursor.copy(
        f'COPY {table} (batch_id, line, "column", code, "values", number) FROM STDIN'
    ) as copy:  # fmt: skip
        for line, number, fault in faults:
            copy.write_row((batch.pk, line, fault.column, fault.code, json.dumps(fault.values), number))
