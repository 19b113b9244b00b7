"""A shift ends with a count, is verified by another person, and can be undone by two."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from apt.core.clock import ist_date
from apt.core.db import step, use_case
from apt.core.errors import NotFound
from offices.models import Approval, User
from offices.services import request_approval
from payments.errors import (
    AlreadyVerified,
    BadCount,
    CashOnTheWay,
    NoShift,
    NotEnded,
    NotOwnCount,
    NotYourDrawer,
    RemarkMissing,
    ShiftOpen,
    TooLateToUndo,
)
from payments.models import CashCount, CashMove, Shift
from payments.queries import Held, drawer_paise, drawer_stock, pieces_by_code, single_handed, stock_by_code
from payments.rules import (
    DENOMINATIONS,
    UNDO_FOR,
    Account,
    CaseKind,
    Line,
    MoveState,
    Purpose,
    difference_lines,
)
from payments.rules.stock import difference_of

from .cases import open_case
from .cash import NO_PIECES
from .journal import lock_chain, post_journal
from .pieces import as_pieces
from .stock import check_counted, post_count

UNDO_SHIFT_END: Final = "payments.undo_shift_end"
MOST_PIECES: Final = 1_000_000


@use_case
def end_shift(
    *,
    shift: Shift,
    pieces: Mapping[int, int],
    by: User,
    now: datetime,
    remark: str = "",
    stamps: Mapping[int, int] = NO_PIECES,
) -> CashCount:
    """Count the drawer by denomination, its stamps by item, and end the shift: from here nothing is sold from it.

    Another person ends only what was left running since an earlier day, and says why. A repeat returns the last count.
    Raises NotYourDrawer, RemarkMissing, BadCount, BadPieces, CashOnTheWay.
    """
    return count_drawer(shift=shift, pieces=pieces, stamps=stamps, by=by, now=now, remark=remark)


@step
def count_drawer(
    *, shift: Shift, pieces: Mapping[int, int], stamps: Mapping[int, int], by: User, now: datetime, remark: str
) -> CashCount:
    """`end_shift` as a step."""
    if not set(pieces) <= set(DENOMINATIONS) or not all(0 <= count <= MOST_PIECES for count in pieces.values()):
        raise BadCount()
    check_counted(stamps)
    shift = _locked(shift)
    if shift.clerk_id != by.pk:
        if shift.business_date >= ist_date(now):
            raise NotYourDrawer()
        if not remark.strip():
            raise RemarkMissing(field="remark")
    if shift.ended_at and (last := CashCount.objects.filter(shift=shift).order_by("id").last()):
        return last
    moves = CashMove.objects.filter(shift=shift)
    if moves.filter(state=MoveState.GIVEN).exists():
        raise CashOnTheWay()
    moves.filter(state=MoveState.ASKED).update(state=MoveState.REFUSED, answered_by=by, answered_at=now)
    counted = {str(value): pieces[value] for value in DENOMINATIONS if pieces.get(value)}
    shift.ended_at, shift.ended_by, shift.remark = now, by, remark.strip()[:200]
    shift.save(update_fields=["ended_at", "ended_by", "remark"])
    return CashCount.objects.create(
        shift=shift, pieces=counted, stamps=pieces_by_code(dict(stamps)), counted_by=by, counted_at=now
    )


@use_case
def verify_shift(*, shift: Shift, by: User, now: datetime) -> Shift:
    """Agree to the last count: the difference is posted and becomes a case, cash and stamps go to the treasury.

    Then the drawer is empty by the books. Another person than the clerk and the counter of the cash does it, but in an
    office where nobody else stands today. Raises NotEnded, AlreadyVerified, NotOwnCount, DayEnded.
    """
    return agree_to_count(shift=shift, by=by, now=now)


@step
def agree_to_count(*, shift: Shift, by: User, now: datetime) -> Shift:
    """`verify_shift` as a step."""
    shift = _locked(shift)
    if not shift.ended_at:
        raise NotEnded()
    if shift.verified_at:
        raise AlreadyVerified()
    if by.pk in (shift.clerk_id, shift.ended_by_id) and not single_handed(shift.office, by, on=ist_date(now)):
        raise NotOwnCount()
    count = CashCount.objects.filter(shift=shift).order_by("id").last()
    counted = count.paise if count else 0
    _post_difference(shift, counted, by=by, now=now)
    stamps = _stamps_counted(shift, count, by=by, now=now)
    if counted or stamps:
        lines = [Line(Account.TREASURY, counted), Line(Account.CASH, -counted)]
        pieces = [*as_pieces(stamps, sign=1, in_drawer=False), *as_pieces(stamps, sign=-1, in_drawer=True)]
        post_journal(
            office=shift.office, purpose=Purpose.HAND_OVER, ref=str(shift.pk), lines=lines, pieces=pieces, shift=shift,
            by=by, now=now,
        )  # fmt: skip
    shift.verified_at, shift.verified_by = now, by
    shift.save(update_fields=["verified_at", "verified_by"])
    return shift


@step
def _stamps_counted(shift: Shift, count: CashCount | None, *, by: User, now: datetime) -> list[Held]:
    """What was counted of stamps; the books agree afterwards."""
    counted = stock_by_code(count.stamps if count else {})
    pieces = {one.item.pk: one.number for one in counted}
    difference = difference_of(drawer_stock(shift), pieces)
    post_count(office=shift.office, difference=difference, ref=str(shift.pk), shift=shift, on=None, by=by, now=now)
    return counted


@step
def _post_difference(shift: Shift, counted: int, *, by: User, now: datetime) -> None:
    lines = difference_lines(expected=drawer_paise(shift), counted=counted)
    if not lines:
        return
    journal = post_journal(
        office=shift.office, purpose=Purpose.DIFFERENCE, ref=str(shift.pk), lines=lines, shift=shift, by=by, now=now
    )
    over = lines[0].paise
    if lines[1].account == Account.ROUNDING:
        return
    open_case(
        office=shift.office, kind=CaseKind.EXCESS if over > 0 else CaseKind.SHORTAGE, about=f"shift {shift.pk}",
        paise=abs(over), journal=journal, now=now,
    )  # fmt: skip


@use_case
def ask_to_undo(*, shift: Shift, reason: str, by: User, now: datetime) -> Approval:
    """The clerk ended the shift by mistake: ask a second person to let it run again. Raises TooLateToUndo."""
    ended_at = shift.ended_at
    if shift.clerk_id != by.pk or shift.verified_at or ended_at is None or now >= ended_at + UNDO_FOR:
        raise TooLateToUndo()
    return request_approval(
        topic=UNDO_SHIFT_END,
        office=shift.office,
        payload={"shift": shift.pk, "ended_at": ended_at.isoformat()},
        summary=f"{by}: {shift}",
        reason=reason,
        by=by,
        now=now,
        valid_for=ended_at + UNDO_FOR - now,
    )


@step
def undo_as_approved(*, approval: Approval, by: User, now: datetime) -> None:
    """`payments.undo_shift_end`, approved: the shift runs again; its count stays on record. Raises TooLateToUndo."""
    shift = Shift.objects.select_related("office").filter(pk=approval.payload["shift"], office=approval.office).first()
    if shift is None:
        raise NotFound()
    shift = _locked(shift)
    ended_at = shift.ended_at
    same = ended_at is not None and ended_at.isoformat() == approval.payload["ended_at"]
    if ended_at is None or not same or shift.verified_at or now >= ended_at + UNDO_FOR:
        raise TooLateToUndo()
    running = Shift.objects.filter(ended_at__isnull=True)
    if found := (
        running.filter(clerk=shift.clerk_id) | running.filter(office=shift.office, counter_number=shift.counter_number)
    ).first():
        raise ShiftOpen(counter=found.counter_number)
    shift.ended_at, shift.ended_by, shift.remark = None, None, ""
    shift.save(update_fields=["ended_at", "ended_by", "remark"])


@step
def _locked(shift: Shift) -> Shift:
    """The shift as it is now. The chain comes first, so that whoever posts and whoever ends wait in one order."""
    lock_chain(office=shift.office)
    found = Shift.objects.select_for_update(no_key=True, of=("self",)).select_related("office").filter(pk=shift.pk)
    if (locked := found.first()) is None:
        raise NoShift()
    return locked
