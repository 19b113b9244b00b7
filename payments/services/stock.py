"""Stamps and stationery: the master of items, what the depot sends, sales at the counter, the count of the treasury."""

import re
import uuid
from collections.abc import Mapping
from datetime import date, datetime

from apt.core.db import step, use_case
from offices.access import check_rolled_out
from offices.models import Office, User
from payments.errors import BadItem, BadPieces, ItemExists, NoShift, StampsReused, StampsSold
from payments.models import Journal, PaymentAttempt, Shift, StockItem, StockMovement, TreasuryCount
from payments.queries import drawer_stock, held, pieces_by_code, treasury_stock
from payments.rules import Account, CaseKind, Line, Purpose
from payments.rules.stock import MOST_PIECES, STAMPS, Piece, StockKind, counterpart_lines, difference_of

from .cases import open_case
from .journal import lock_chain, open_day, post_journal
from .pieces import Pieces, as_pieces, check_pieces, check_there, worth
from .upi import mark_booked, release


@use_case
def add_item(*, code: str, name: str, kind: StockKind, face_paise: int, by: User, now: datetime) -> StockItem:
    """A stamp or form that is sold from now on. The same again is the first. Raises BadItem, ItemExists."""
    if not re.fullmatch(r"[A-Z0-9-]{2,20}", code) or face_paise <= 0 or not name.strip():
        raise BadItem(field="code")
    item = StockItem(code=code, name=name.strip(), kind=kind, face_paise=face_paise, added_by=by, added_at=now)
    StockItem.objects.bulk_create([item], ignore_conflicts=True)
    first = StockItem.objects.get(code=code)
    if (first.name, first.kind, first.face_paise) != (item.name, kind, face_paise):
        raise ItemExists(item=code, field="code")
    return first


@use_case
def withdraw_item(*, item: StockItem, by: User, now: datetime) -> StockItem:
    """From now on it is neither brought in nor sold; what there is goes back to the treasury and is counted."""
    StockItem.objects.filter(pk=item.pk, withdrawn_at__isnull=True).update(withdrawn_at=now)
    return StockItem.objects.get(pk=item.pk)


@use_case
def bring_in_stamps(*, office: Office, pieces: Pieces, request_id: uuid.UUID, by: User, now: datetime) -> Journal:
    """What the stores depot sent, into the treasury, at face value. A repeat of `request_id` is the first.

    Raises BadPieces, StampsReused.
    """
    wanted = check_pieces(pieces, on_sale=True)
    lock_chain(office=office)
    if first := _first(Purpose.STAMPS_IN, request_id, pieces, sign=1):
        return first
    return post_journal(
        office=office, purpose=Purpose.STAMPS_IN, ref=request_id.hex, lines=[Line(Account.DEPOT, -worth(wanted))],
        pieces=as_pieces(wanted, sign=1, in_drawer=False), by=by, now=now,
    )  # fmt: skip


@use_case
def sell_stamps(*, shift: Shift, pieces: Pieces, request_id: uuid.UUID, by: User, now: datetime) -> Journal:
    """Pieces out of the drawer of `shift`, their face value in cash into it; no GST is on them (tariff.md, section 6).

    A repeat of `request_id` returns the first sale; its QR, if one stands, is over. Raises BadPieces, NoShift,
    NotEnoughPieces, StampsReused, DayLeft, NotRolledOut, NoDayToOpen, UpiReceived (collect nothing again).
    """
    check_rolled_out(shift.office, on=shift.business_date)
    release(purpose=STAMPS, ref=request_id.hex)
    return sell(shift=shift, pieces=pieces, request_id=request_id, by=by, now=now)


@step
def sell(
    *,
    shift: Shift,
    pieces: Pieces,
    request_id: uuid.UUID,
    by: User,
    now: datetime,
    paid: PaymentAttempt | None = None,
) -> Journal:
    """The same as a part of something else: what `paid` brings by UPI leaves its holding, the rest is cash."""
    if shift.ended_at or shift.clerk_id != by.pk:
        raise NoShift()
    wanted = check_pieces(pieces, on_sale=True)
    upi = mark_booked(attempt=paid, by=by, now=now).paise if paid else 0
    lock_chain(office=shift.office, shift=shift)
    if first := _first(Purpose.STAMPS_SOLD, request_id, pieces, sign=-1):
        if paid:
            raise StampsSold()
        return first
    check_there(wanted, drawer_stock(shift))
    return post_journal(
        office=shift.office, purpose=Purpose.STAMPS_SOLD, ref=request_id.hex,
        lines=[Line(Account.CASH, worth(wanted) - upi), Line(Account.UPI_HELD, upi)],
        pieces=as_pieces(wanted, sign=-1, in_drawer=True), shift=shift, by=by, now=now,
    )  # fmt: skip


def _first(purpose: Purpose, request_id: uuid.UUID, pieces: Pieces, *, sign: int) -> Journal | None:
    """What this form did already. Raises StampsReused when that was something else."""
    first = Journal.objects.filter(purpose=purpose, ref=request_id.hex).first()
    if first is None:
        return None
    moved = dict(StockMovement.objects.filter(journal=first).values_list("item", "count"))
    if moved != {item: sign * count for item, count in pieces.items() if count}:
        raise StampsReused()
    return first


@use_case
def count_treasury(*, office: Office, on: date, pieces: Pieces, by: User, now: datetime) -> TreasuryCount:
    """The stamps of the treasury as counted for the day `on`: what differs is posted on that day and is a case.

    The same count again changes nothing. Raises BadPieces, DayEnded.
    """
    return count_stamps(office=office, on=on, pieces=pieces, by=by, now=now)


@step
def count_stamps(*, office: Office, on: date, pieces: Pieces, by: User, now: datetime) -> TreasuryCount:
    check_counted(pieces)
    chain = lock_chain(office=office)
    open_day(office=office, on=on, by=by, now=now)
    counted = pieces_by_code(dict(pieces))
    last = TreasuryCount.objects.filter(office=office, business_date=on).order_by("-id").first()
    if last and last.pieces == counted and last.upto == chain.last_number:
        return last
    posted = post_count(
        office=office, difference=difference_of(treasury_stock(office), pieces),
        ref=f"{office.code} {on} {chain.last_number}", shift=None, on=on, by=by, now=now,
    )  # fmt: skip
    return TreasuryCount.objects.create(
        office=office, business_date=on, pieces=counted, upto=posted.number if posted else chain.last_number,
        counted_by=by, counted_at=now,
    )  # fmt: skip


def check_counted(pieces: Pieces) -> None:
    """Raises BadPieces for what nobody can have counted."""
    if not all(0 <= count <= MOST_PIECES for count in pieces.values()):
        raise BadPieces()


@step
def post_count(
    *,
    office: Office,
    difference: Mapping[int, int],
    ref: str,
    shift: Shift | None,
    on: date | None,
    by: User,
    now: datetime,
) -> Journal | None:
    """Bring the books to what was counted: what is missing and what is too much are entries, and cases, each by itself.

    Nothing where it agrees; a constant number of statements however many items.
    """
    if not difference:
        return None
    found = held(dict(difference))
    worths = {one.item.pk: one.paise for one in found}
    lines = counterpart_lines(worths)
    journal = post_journal(
        office=office, purpose=Purpose.STAMPS_COUNT, ref=ref, lines=lines, shift=shift, business_date=on,
        pieces=[
            Piece(one.item.pk, one.item.code, one.item.face_paise, one.number, shift is not None) for one in found
        ],
        by=by, now=now,
    )  # fmt: skip
    kinds = {Account.SHORTAGE: CaseKind.SHORTAGE, Account.EXCESS: CaseKind.EXCESS}
    for line in lines:
        if line.paise:
            open_case(
                office=office, kind=kinds[line.account], about=f"stamps, {ref}", paise=abs(line.paise), journal=journal,
                now=now,
            )  # fmt: skip
    return journal
