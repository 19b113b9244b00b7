"""Working on bulk batches: a row says what is due, a nudge or the sweep brings a worker, a lease keeps others away."""

import logging
from datetime import datetime, timedelta
from typing import Final

from django.db.models import F

from apt.core.db import use_case
from apt.core.errors import Busy, Refusal
from apt.core.services import pause_after
from bookings.errors import WorkerFailed
from bookings.models import BulkBatch
from bookings.rules import AT_WORK, BatchStatus

from .bulk_book import book_chunk, stop_batch
from .bulk_check import check_slice

log = logging.getLogger(__name__)

LEASE: Final = timedelta(seconds=60)  # longer than a worker may take (Celery's time limit)
MAX_TRIES: Final = 8


@use_case
def claim_batch(*, now: datetime) -> BulkBatch | None:
    """The batch that has been due the longest, for this worker alone until its lease ends.

    The try is counted before the work, so that a batch which kills its workers is stopped in the end.
    """
    due = BulkBatch.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        status__in=sorted(AT_WORK), next_at__lte=now
    )
    batch = due.select_related("contract", "office", "uploaded_by", "booked_by").order_by("next_at", "id").first()
    if batch:
        batch.tries += 1
        batch.next_at = now + LEASE
        batch.save(update_fields=["tries", "next_at"])
    return batch


def work_on_due(*, now: datetime) -> bool:
    """Do the next step of the batch that waits longest; whether there was one. A failure leaves it due, later."""
    batch = claim_batch(now=now)
    if batch is None:
        return False
    try:
        _work(batch, now)
    except Busy:
        BulkBatch.objects.filter(pk=batch.pk).update(next_at=now + timedelta(seconds=1), tries=F("tries") - 1)
    except Exception:  # any failure of one batch must not stop the others
        log.exception("A step of a bulk batch failed; it stays due.", extra={"batch": batch.number})
        BulkBatch.objects.filter(pk=batch.pk).update(next_at=now + pause_after(batch.tries))
    return True


def _work(batch: BulkBatch, now: datetime) -> None:
    by = batch.booked_by or batch.uploaded_by
    if batch.tries > MAX_TRIES:
        stop_batch(batch_id=batch.pk, refusal=WorkerFailed(tries=MAX_TRIES), by=by, now=now)
    elif batch.status == BatchStatus.CHECKING:
        check_slice(batch=batch, now=now)
    else:
        try:
            book_chunk(batch_id=batch.pk, by=by, now=now)
        except Busy:
            raise
        except Refusal as refusal:
            stop_batch(batch_id=batch.pk, refusal=refusal, by=by, now=now)
