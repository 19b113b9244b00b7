"""Booking what the dry run found good, a chunk a transaction: numbers, articles, parties, events, money, outcome."""

import uuid
from datetime import datetime
from typing import Final

from django.db import connection

from apt.core.clock import ist_date
from apt.core.db import after_commit, step, use_case
from apt.core.errors import Refusal
from apt.core.services import nudge
from bookings.errors import ContractNumbersShort, NothingToBook, PricesOfAnotherDay, SameRowsBefore
from bookings.models import BulkBatch, BulkRow, Sale
from bookings.queries.bulk import numbers_left, same_rows_before, waiting_paise
from bookings.rules import BatchStatus, check_batch_move, s10
from bookings.rules.numbers import Spoilt
from offices.access import check_rolled_out
from offices.models import User
from partners.access import hold_contract
from partners.queries import terms_in_force
from payments.queries import account_of
from payments.rules import Account, Line, Mode, Purpose
from payments.services import check_funds, post_journal
from tracking.rules import Event, Subject
from tracking.services import record_for_all, subscribe

from .bulk_move import move_rows
from .bulk_upload import TASK, forget_rows, hold
from .notices import note_bulk_booking
from .ranges import draw_serials

CHUNK: Final = 5_000

_NEXT_CHUNK: Final = """
    SELECT max(line), count(*) FILTER (WHERE number = ''), coalesce(sum(postage_paise - discount_paise), 0),
        coalesce(sum(services_paise), 0), coalesce(sum(cgst_paise), 0), coalesce(sum(sgst_paise), 0)
    FROM (SELECT * FROM bookings_bulkrow WHERE batch_id = %s ORDER BY line LIMIT %s) chunk
"""
# Numbers of ours that became articles since the dry run, by another batch of the same customer: faults, not articles.
_PUT_ASIDE: Final = """
    WITH clash AS (
        DELETE FROM bookings_bulkrow waiting USING bookings_article article
        WHERE waiting.batch_id = %s AND waiting.number <> '' AND article.number = waiting.number
        RETURNING waiting.batch_id, waiting.line, waiting.number, waiting.postage_paise - waiting.discount_paise
            + waiting.services_paise + waiting.cgst_paise + waiting.sgst_paise AS paise
    ), faults AS (
        INSERT INTO bookings_bulkfault (batch_id, line, "column", code, "values", number)
        SELECT batch_id, line, 'BARCODE NO', 'number_booked', jsonb_build_object('value', number), number FROM clash
    )
    SELECT count(*), coalesce(sum(paise), 0) FROM clash
"""
# Keys that point to rows of this transaction or of the office can be checked before the office's chain is held.
_KEYS: Final = """
    SELECT string_agg(quote_ident(conname), ', ') FROM pg_constraint
    WHERE contype = 'f' AND condeferrable AND confrelid <> 'bookings_sale'::regclass AND conrelid IN
        ('bookings_article'::regclass, 'bookings_parties'::regclass, 'bookings_notice'::regclass,
            'tracking_trackingevent'::regclass)
"""
# A number that a customer printed on a row that was not booked is never used again (operations.md, section 3.6).
_SPEND: Final = """
    INSERT INTO bookings_spoiltnumber (block_id, series, serial, reason, spoilt_by_id, spoilt_at)
    SELECT DISTINCT ON (fault.number) block.id, block.series, substr(fault.number, 3, 8)::bigint, %(reason)s, %(by)s,
        %(now)s
    FROM bookings_bulkfault fault
    JOIN bookings_numberblock block ON block.contract_id = %(contract)s AND block.printed
        AND block.series = substr(fault.number, 1, 2)
        AND substr(fault.number, 3, 8)::bigint BETWEEN block.first_serial AND block.last_serial
    WHERE fault.batch_id = %(batch)s AND fault.number <> ''
        AND NOT EXISTS (SELECT 1 FROM bookings_article article WHERE article.number = fault.number)
    ORDER BY fault.number ON CONFLICT DO NOTHING
"""


@use_case
def book_batch(*, batch: BulkBatch, meant_again: bool, by: User, now: datetime) -> BulkBatch:
    """Have the good rows booked by the workers. The day's prices and the money are looked at now, before any of it.

    Also goes on with a batch that was stopped. Raises BatchMoveRefused, PricesOfAnotherDay, NothingToBook,
    NotRolledOut, NoDayToOpen, SameRowsBefore (unless `meant_again`), ContractEnded, NoTerms, NotEnoughDeposit,
    OverCreditLimit, ContractNumbersShort.
    """
    batch = hold(batch_id=batch.pk)
    check_batch_move(batch.number, batch.status, BatchStatus.BOOKING)
    on = ist_date(now)
    check_rolled_out(batch.office, on=on)
    if batch.priced_on != on:
        raise PricesOfAnotherDay(number=batch.number, date=batch.priced_on)
    waiting = BulkRow.objects.filter(batch_id=batch.pk)
    if not waiting.exists():
        raise NothingToBook(number=batch.number)
    terms = terms_in_force(batch.contract, on=on)
    check_funds(contract=batch.contract, limit_paise=terms.credit_limit_paise, paise=waiting_paise(batch))
    if not meant_again and (before := same_rows_before(batch)):
        raise SameRowsBefore(before=before.number)
    wanted, left = waiting.filter(number="").count(), numbers_left(batch.contract)
    if wanted > left:
        raise ContractNumbersShort(contract=batch.contract.code, left=left, wanted=wanted)
    batch.status, batch.booked_by, batch.next_at, batch.tries, batch.why = BatchStatus.BOOKING, by, now, 0, ""
    batch.save(update_fields=["status", "booked_by", "next_at", "tries", "why"])
    after_commit(lambda: nudge(TASK))
    return batch


@use_case
def book_chunk(*, batch_id: int, by: User, now: datetime) -> None:
    """Book the next rows: all of the chunk or nothing of it. Twenty-one statements, however many rows; one more
    where the contract wants addressees told.

    The rows are moved out of the waiting ones in the same transaction, so a worker that is killed leaves them waiting,
    and no second one can book them again. The office's chain, which its counters need too, is held only at the end.
    Raises ContractEnded, NoTerms, NotEnoughDeposit, OverCreditLimit, ContractNumbersShort.
    """
    batch = hold(batch_id=batch_id)
    if batch.status != BatchStatus.BOOKING:
        return
    contract, on = batch.contract, batch.priced_on or ist_date(now)
    terms = terms_in_force(contract, on=on)
    hold_contract(contract)  # one chunk of it at a time
    with connection.cursor() as cursor:
        cursor.execute(_PUT_ASIDE, [batch.pk])
        aside, aside_paise = cursor.fetchone()
        batch.rows_good, batch.good_paise = batch.rows_good - aside, batch.good_paise - int(aside_paise)
        cursor.execute(_NEXT_CHUNK, [batch.pk, CHUNK])
        last, unnumbered, *amounts = cursor.fetchone()
    if last is None:
        _finish(batch=batch, by=by, now=now)
        return
    postage, services, cgst, sgst = map(int, amounts)
    total = postage + services + cgst + sgst
    check_funds(contract=contract, limit_paise=terms.credit_limit_paise, paise=total)
    drawn = draw_serials(contract=contract, count=unnumbered) if unnumbered else []
    sale_id = _next_sale()
    numbers = move_rows(
        batch=batch, last_line=last, sale_id=sale_id,
        drawn=[s10(series, serial) for series, serials in drawn for serial in serials],
    )  # fmt: skip
    subscribe(customer=contract.customer, numbers=numbers, by=by, now=now)
    record_for_all(
        subject=Subject.ARTICLE, numbers=numbers, code=Event.ITEM_BOOK, office=batch.office, dedupe_prefix="book:",
        by=by, happened_at=now, now=now,
    )  # fmt: skip
    if contract.tells_at_booking:
        note_bulk_booking(sale_id=sale_id, by=by, now=now)
    _check_keys()
    request_id = uuid.uuid5(uuid.NAMESPACE_OID, f"{batch.number}:{last}")
    lines = [
        Line(account_of(contract), total), Line(Account.POSTAGE, -postage), Line(Account.SERVICES, -services),
        Line(Account.CGST, -cgst), Line(Account.SGST, -sgst),
    ]  # fmt: skip
    batch.rows_booked, batch.booked_paise = batch.rows_booked + len(numbers), batch.booked_paise + total
    batch.tries, batch.next_at = 0, now
    if batch.rows_booked >= batch.rows_good:
        _finish(batch=batch, by=by, now=now)
    else:
        batch.save()
    journal = post_journal(
        office=batch.office, purpose=Purpose.SALE, ref=request_id.hex, lines=lines, contract=contract, by=by, now=now,
        business_date=on,
    )  # fmt: skip
    Sale.objects.create(
        id=sale_id, request_id=request_id, receipt_number=f"{batch.office.code}-{journal.number:06d}",
        office=batch.office, mode=Mode(contract.payment), contract=contract, journal=journal, made_by=by, booked_at=now,
        business_date=journal.business_date, total_paise=total,
    )  # fmt: skip


@step
def _finish(*, batch: BulkBatch, by: User, now: datetime) -> None:
    """Nothing waits any more: numbers of bad rows are spent, and the file with its names is forgotten."""
    with connection.cursor() as cursor:
        cursor.execute(
            _SPEND,
            {
                "batch": batch.pk,
                "contract": batch.contract_id,
                "reason": Spoilt.WRONG_USE.value,
                "by": by.pk,
                "now": now,
            },
        )
    forget_rows(batch=batch)
    batch.status, batch.finished_at = BatchStatus.BOOKED, now
    batch.save()


@use_case
def stop_batch(*, batch_id: int, refusal: Refusal, by: User, now: datetime) -> None:
    """What was booked stays; the rest waits until somebody goes on or gives it up."""
    batch = hold(batch_id=batch_id)
    check_batch_move(batch.number, batch.status, BatchStatus.STOPPED)
    batch.status, batch.next_at, batch.tries = BatchStatus.STOPPED, now, 0
    batch.why, batch.why_values = refusal.code, {name: str(value) for name, value in refusal.values.items()}
    batch.save(update_fields=["status", "next_at", "tries", "why", "why_values"])


def _next_sale() -> int:
    """The key of the sale that will be made when all else stands."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('bookings_sale', 'id'))")
        return int(cursor.fetchone()[0])


def _check_keys() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_KEYS)
        cursor.execute(f"SET CONSTRAINTS {cursor.fetchone()[0]} IMMEDIATE")
