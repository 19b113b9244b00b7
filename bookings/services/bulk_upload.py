"""Taking a bulk file in, and giving one up again."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import IO, Final

from apt.core.db import after_commit, step, use_case
from apt.core.services import nudge
from bookings.errors import FileTooLarge, NoFile
from bookings.models import BulkBatch, BulkPart, BulkRow
from bookings.rules import BatchStatus, check_batch_move
from offices.models import User
from partners.models import BookingPlace, Contract

TASK: Final = "bookings.work_on_bulk"
MAX_MB: Final = 64
PART: Final = 1 << 20


@use_case
def upload_batch(
    *, place: BookingPlace, file_name: str, content: IO[bytes], by: User, now: datetime
) -> tuple[BulkBatch, bool]:
    """Keep a file and have it checked. The batch, and whether it is new.

    The same bytes for the same contract are the first batch again, and nothing new is kept (complaint 39: double
    booking because the system was slow). Raises NoFile, FileTooLarge.
    """
    digest, size = hashlib.sha256(), 0
    for part in _parts(content):
        digest.update(part)
        size += len(part)
        if size > MAX_MB << 20:
            raise FileTooLarge(field="file", limit=MAX_MB)
    if not size:
        raise NoFile(field="file")
    contract = Contract.objects.select_for_update(no_key=True).get(pk=place.contract_id)
    same = BulkBatch.objects.filter(contract=contract, sha256=digest.hexdigest()).order_by("-id")
    for first in same:
        if first.rows_booked or first.status not in (BatchStatus.CANCELLED, BatchStatus.UNREADABLE):
            return first, False
    batch = BulkBatch.objects.create(
        number=f"{contract.code}-{BulkBatch.objects.filter(contract=contract).count() + 1:04d}",
        contract=contract,
        place=place,
        office=place.office,
        file_name=file_name[-120:],
        file_bytes=size,
        sha256=digest.hexdigest(),
        uploaded_by=by,
        uploaded_at=now,
        next_at=now,
    )
    for position, part in enumerate(_parts(content)):
        BulkPart.objects.create(batch=batch, position=position, content=part)
    after_commit(lambda: nudge(TASK))
    return batch, True


def _parts(content: IO[bytes]) -> Iterator[bytes]:
    content.seek(0)
    while part := content.read(PART):
        yield part


@use_case
def check_again(*, batch: BulkBatch, by: User, now: datetime) -> BulkBatch:
    """Have what is not booked yet checked and priced anew, for today. Raises BatchMoveRefused."""
    batch = hold(batch_id=batch.pk)
    check_batch_move(batch.number, batch.status, BatchStatus.CHECKING)
    BulkRow.objects.filter(batch_id=batch.pk).delete()
    batch.faults.all().delete()
    batch.status, batch.next_at, batch.tries = BatchStatus.CHECKING, now, 0
    batch.rows_read = batch.rows_good = batch.good_paise = 0
    batch.content_hash = batch.why = ""
    batch.priced_on = None
    batch.save()
    after_commit(lambda: nudge(TASK))
    return batch


@use_case
def cancel_batch(*, batch: BulkBatch, by: User, now: datetime) -> BulkBatch:
    """Give up what is not booked. What is booked stays: an article is cancelled by itself. Raises BatchMoveRefused."""
    batch = hold(batch_id=batch.pk)
    check_batch_move(batch.number, batch.status, BatchStatus.CANCELLED)
    forget_rows(batch=batch)
    batch.status, batch.finished_at = BatchStatus.CANCELLED, now
    batch.save(update_fields=["status", "finished_at"])
    return batch


@step
def hold(*, batch_id: int) -> BulkBatch:
    """The batch, locked: whoever works on it, or decides about it, does so alone."""
    return BulkBatch.objects.select_for_update(of=("self",)).select_related(
        "contract__customer", "office", "place"
    ).get(pk=batch_id)  # fmt: skip


@step
def forget_rows(*, batch: BulkBatch) -> None:
    """The file and its waiting rows hold names and addresses, and are needed no longer."""
    BulkRow.objects.filter(batch_id=batch.pk).delete()
    BulkPart.objects.filter(batch=batch).delete()
