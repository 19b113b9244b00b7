"""Writing money: shifts begin, journals are posted. A balance is always a sum of entries, never a stored number."""

from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings
from django.db import IntegrityError, connection, transaction

from apt.core.batch import Batch, next_key_sql, write_batch
from apt.core.clock import ist_date
from apt.core.db import step, use_case
from offices.models import Office, User
from payments.errors import CounterTaken, ShiftOpen, Unbalanced
from payments.models import Chain, Entry, Journal, Shift
from payments.rules import Account, Line, Purpose, journal_hash


@use_case
def begin_shift(*, office: Office, counter_number: int, by: User, now: datetime) -> Shift:
    """Open a drawer for `by` at a counter. Its business date is India's date now.

    Raises ShiftOpen (the clerk has one), CounterTaken (somebody else is there).
    """
    mine = Shift.objects.filter(clerk=by, ended_at__isnull=True)
    if found := mine.first():
        raise ShiftOpen(counter=found.counter_number)
    try:
        with transaction.atomic():
            return Shift.objects.create(
                office=office, counter_number=counter_number, business_date=ist_date(now), clerk=by, begun_at=now
            )
    except IntegrityError as error:
        if found := mine.first():  # the same clerk's other press came first
            raise ShiftOpen(counter=found.counter_number) from error
        raise CounterTaken(counter=counter_number) from error


_LOCK_CHAIN = f"""
    SELECT last_number, head, {next_key_sql(Journal)} FROM payments_chain WHERE office_id = %s FOR UPDATE
"""  # noqa: S608  # names of our own tables only
_ADVANCE_CHAIN = "UPDATE payments_chain SET last_number = %s, head = %s WHERE office_id = %s"


@step
def post_journal(
    *,
    office: Office,
    purpose: Purpose,
    ref: str,
    lines: Sequence[Line],
    by: User,
    now: datetime,
    shift: Shift | None = None,
    business_date: date | None = None,
    into: Batch | None = None,
) -> Journal:
    """Append one journal to the office's chain. Cash lines go to the drawer of `shift`. Zero lines are left out.

    Without a shift there is no cash, and the business date is India's date now unless another is given.

    Two statements; one, and the rest in the caller's batch, when `into` is given. Raises Unbalanced; the database
    refuses it again at commit, whoever writes.
    """
    lines = [line for line in lines if line.paise]
    if sum(line.paise for line in lines) or len(lines) < 2:
        raise Unbalanced()
    last_number, head, journal_id = _lock_chain(office)
    number = last_number + 1
    version = settings.VERSION
    on = shift.business_date if shift else business_date or ist_date(now)
    digest = journal_hash(
        previous=head,
        office_code=office.code,
        number=number,
        business_date=on,
        purpose=purpose,
        ref=ref,
        made_by=by.employee_id,
        made_at=now,
        version=version,
        lines=[(line.account.value, line.paise, _drawer(line, shift)) for line in lines],
    )
    journal = Journal(
        pk=journal_id,
        office=office,
        number=number,
        business_date=on,
        purpose=purpose,
        ref=ref,
        shift=shift,
        made_by=by,
        made_at=now,
        version=version,
        previous_hash=head,
        hash=digest,
    )
    batch = into or Batch()
    batch.insert([journal])
    batch.insert(
        [
            Entry(journal=journal, account=line.account, paise=line.paise, shift_id=_drawer(line, shift))
            for line in lines
        ]
    )
    batch.change(_ADVANCE_CHAIN, [number, digest, office.pk])
    if into is None:
        write_batch(batch=batch)
    return journal


def _lock_chain(office: Office) -> tuple[int, str, int]:
    """Number and hash of the office's last journal, locked until the end of the transaction, and the next one's key."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_CHAIN, [office.pk])
        if (row := cursor.fetchone()) is None:  # the first journal of the office
            Chain.objects.bulk_create([Chain(office=office)], ignore_conflicts=True)
            cursor.execute(_LOCK_CHAIN, [office.pk])
            row = cursor.fetchone()
    return row  # type: ignore[no-any-return]


def _drawer(line: Line, shift: Shift | None) -> int | None:
    return shift.pk if shift and line.account == Account.CASH else None
