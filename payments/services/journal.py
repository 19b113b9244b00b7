"""Writing money: shifts begin, journals are posted. A balance is always a sum of entries, never a stored number."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.conf import settings
from django.db import IntegrityError, connection, transaction

from apt.core.batch import Batch, next_key_sql, next_keys_sql, write_batch
from apt.core.clock import ist_date
from apt.core.db import step, use_case
from offices.models import Office, User
from partners.access import hold_contract
from partners.models import Contract
from payments.errors import CounterTaken, DayEnded, DayLeft, NoShift, ShiftOpen, Unbalanced
from payments.models import Chain, Entry, Journal, OfficeDay, Shift, StockMovement
from payments.rules import (
    AFTER_SHIFT,
    CONTRACT_ACCOUNTS,
    DRAWER_ACCOUNTS,
    ON_LEFT_SHIFT,
    Line,
    Purpose,
    free_date,
    journal_body,
    journal_hash,
)
from payments.rules.stock import Piece, stock_lines


@step
def open_day(*, office: Office, on: date, by: User, now: datetime) -> OfficeDay:
    """The day of an office, begun now if nobody has; it cannot end before this transaction has. Raises DayEnded."""
    days = OfficeDay.objects.select_for_update(no_key=True, of=("self",)).filter(office=office, business_date=on)
    if (day := days.first()) is None:
        first = OfficeDay(office=office, business_date=on, begun_by=by, begun_at=now)
        OfficeDay.objects.bulk_create([first], ignore_conflicts=True)
        day = days.get()
        _begin_books(office, upto=on)
    if day.ended_at:
        raise DayEnded(date=on)
    return day


@step
def _begin_books(office: Office, *, upto: date) -> None:
    """From now on nothing is sold in shifts of earlier dates: a sale that is under way has its chain first."""
    lock_chain(office=office)
    Chain.objects.filter(office=office).exclude(begun_upto__gte=upto).update(begun_upto=upto)


@use_case
def begin_shift(*, office: Office, counter_number: int, by: User, now: datetime) -> Shift:
    """Open a drawer for `by` at a counter. Its business date is India's date now; the first shift begins the day.

    Raises ShiftOpen (the clerk has one), CounterTaken (somebody else is there), DayEnded (for today).
    """
    mine = Shift.objects.filter(clerk=by, ended_at__isnull=True)
    if found := mine.first():
        raise ShiftOpen(counter=found.counter_number)
    open_day(office=office, on=ist_date(now), by=by, now=now)
    try:
        with transaction.atomic():
            return Shift.objects.create(
                office=office, counter_number=counter_number, business_date=ist_date(now), clerk=by, begun_at=now
            )
    except IntegrityError as error:
        if found := mine.first():  # the same clerk's other press came first
            raise ShiftOpen(counter=found.counter_number) from error
        raise CounterTaken(counter=counter_number) from error


# A person has one live session at a time. Whoever posts for nobody in particular is signed in nowhere.
_DEVICE = "(SELECT device_id FROM offices_livesession WHERE user_id = %s AND ended_at IS NULL)"
# Whoever waited for the chain must see what the one before has done to the shift: a row that is locked is read again.
_LOCK_CHAIN = f"""
    SELECT last_number, head, {next_key_sql(Journal)}, closed_upto, begun_upto, NULL, {_DEVICE}{{keys}}
    FROM payments_chain WHERE office_id = %s FOR UPDATE
"""  # noqa: S608  # names of our own tables only
_LOCK_CHAIN_AND_SHIFT = f"""
    SELECT c.last_number, c.head, {next_key_sql(Journal)}, c.closed_upto, c.begun_upto, s.ended_at, {_DEVICE}{{keys}}
    FROM payments_chain c CROSS JOIN payments_shift s
    WHERE c.office_id = %s AND s.id = %s FOR UPDATE OF c FOR SHARE OF s
"""  # noqa: S608
_ADVANCE_CHAIN = "UPDATE payments_chain SET last_number = %s, head = %s WHERE office_id = %s"


class ChainHead(NamedTuple):
    """The end of an office's chain, locked until the end of the transaction; the key of the next journal."""

    last_number: int
    head: str
    journal_id: int
    closed_upto: date | None
    begun_upto: date | None
    shift_ended_at: datetime | None
    device_id: int | None  # the machine of the one who posts


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
    contract: Contract | None = None,
    business_date: date | None = None,
    into: Batch | None = None,
    pieces: Sequence[Piece] = (),
) -> Journal:
    """Append one journal to the office's chain. A drawer's lines go to that of `shift`. Zero lines are left out.

    What `pieces` of stamps are worth is added to the lines. Lines on a contract's account name `contract`, which is
    held from here on, so that no entry comes in below a `ContractBalance`. Without a shift nothing moves in a drawer,
    and the business date is India's date now unless another is given; if that day has ended, the next. The machine is
    that of the live session of `by`. Two statements, and one for a contract; one less, and the rest in the caller's
    batch, when `into` is given. Raises Unbalanced (the database refuses it again at commit, whoever writes), NoShift
    (it has ended: after that only its differences and its hand-over are posted), DayLeft, DayEnded.
    """
    lines = [line for line in [*lines, *_stock_lines(pieces)] if line.paise]
    if sum(line.paise for line in lines) or len(lines) < 2:
        raise Unbalanced()
    if contract:
        hold_contract(contract)
    chain = lock_chain(office=office, shift=shift, into=into, by=by)
    if chain.shift_ended_at and purpose not in AFTER_SHIFT:
        raise NoShift()
    if shift and chain.begun_upto and shift.business_date < chain.begun_upto and purpose not in ON_LEFT_SHIFT:
        raise DayLeft(date=shift.business_date)
    on = _business_date(chain, shift, business_date or ist_date(now))
    number = chain.last_number + 1
    version = settings.VERSION
    digest = journal_hash(
        journal_body(
            previous=chain.head,
            office_code=office.code,
            number=number,
            business_date=on,
            purpose=purpose,
            ref=ref,
            made_by=by.employee_id,
            made_at=now,
            version=version,
            lines=[(line.account.value, line.paise, _drawer(line, shift), *_code(line, contract)) for line in lines],
            device=chain.device_id,
            pieces=[(one.code, one.number, shift.pk if shift and one.in_drawer else None) for one in pieces],
        )
    )
    journal = Journal(
        pk=chain.journal_id,
        office=office,
        number=number,
        business_date=on,
        purpose=purpose,
        ref=ref,
        shift=shift,
        made_by=by,
        made_at=now,
        version=version,
        device_id=chain.device_id,
        previous_hash=chain.head,
        hash=digest,
    )
    batch = into or Batch()
    batch.insert([journal])
    batch.insert(
        [
            Entry(
                journal=journal,
                account=line.account,
                paise=line.paise,
                shift_id=_drawer(line, shift),
                contract=contract if line.account in CONTRACT_ACCOUNTS else None,
            )
            for line in lines
        ]
    )
    if pieces:
        batch.insert(
            [
                StockMovement(
                    journal=journal,
                    item_id=one.item,
                    office=office,
                    shift_id=shift.pk if shift and one.in_drawer else None,
                    count=one.number,
                )
                for one in pieces
            ]
        )
    batch.change(_ADVANCE_CHAIN, [number, digest, office.pk])
    if into is None:
        write_batch(batch=batch)
    return journal


@step
def lock_chain(
    *, office: Office, shift: Shift | None = None, into: Batch | None = None, by: User | None = None
) -> ChainHead:
    """Let nobody else post at the office until the transaction ends; draw the keys that `into` wants.

    One statement, but for an office's first.
    """
    sql, where = (_LOCK_CHAIN_AND_SHIFT, [office.pk, shift.pk]) if shift else (_LOCK_CHAIN, [office.pk])
    wanted = into.wanted if into else {}
    sql = sql.format(keys=next_keys_sql(tuple(wanted)))
    parameters = [by.pk if by else None, *wanted.values(), *where]
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        if (row := cursor.fetchone()) is None:  # the first journal of the office
            Chain.objects.bulk_create([Chain(office=office)], ignore_conflicts=True)
            cursor.execute(sql, parameters)
            row = cursor.fetchone()
    known = len(ChainHead._fields)
    if into:
        into.keys |= dict(zip(wanted, row[known:], strict=True))
    return ChainHead(*row[:known])


def _business_date(chain: ChainHead, shift: Shift | None, wanted: date) -> date:
    if shift is None:
        return free_date(wanted=wanted, closed_upto=chain.closed_upto)
    if chain.closed_upto and shift.business_date <= chain.closed_upto:
        raise DayEnded(date=shift.business_date)
    return shift.business_date


def _drawer(line: Line, shift: Shift | None) -> int | None:
    return shift.pk if shift and line.account in DRAWER_ACCOUNTS else None


def _stock_lines(pieces: Sequence[Piece]) -> list[Line]:
    return stock_lines({place: sum(one.paise for one in pieces if one.in_drawer == place) for place in (True, False)})


def _code(line: Line, contract: Contract | None) -> tuple[str, ...]:
    return (contract.code,) if contract and line.account in CONTRACT_ACCOUNTS else ()
