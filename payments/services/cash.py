"""Cash and stamps between treasury and drawers. Two people say so; money moves once, when the one who takes it
acknowledges.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from apt.core.clock import ist_date
from apt.core.db import step, use_case
from apt.core.money import format_paise
from offices.models import Office, User
from payments.errors import BadMoveAmount, BooksBegun, MoveDecided, NoShift, NotEnoughCash, OneHand
from payments.models import CashMove, Journal, MoveLine, Shift
from payments.queries import Held, drawer_paise, drawer_stock, single_handed, treasury_paise, treasury_stock
from payments.rules import LEAST_COIN, Account, Line, MoveState, Purpose

from .journal import lock_chain, post_journal
from .pieces import Pieces, as_pieces, check_pieces, check_there, worth

NO_PIECES: Mapping[int, int] = {}


@use_case
def ask_cash(*, shift: Shift, by: User, now: datetime, paise: int = 0, stamps: Pieces = NO_PIECES) -> CashMove:
    """The clerk asks the treasury for cash or `stamps`. The same, asked again while it waits, is the first request.

    Raises BadMoveAmount, BadPieces, NoShift.
    """
    held, paise = _load(paise, stamps)
    shift = _running(shift)
    if shift.clerk_id != by.pk:
        raise NoShift()
    waiting = _waiting(shift, MoveState.ASKED, held, paise=paise, to_drawer=True)
    return waiting or _write(
        CashMove(shift=shift, to_drawer=True, paise=paise, state=MoveState.ASKED, asked_by=by, asked_at=now), held
    )


@use_case
def give_cash(
    *,
    shift: Shift,
    to_drawer: bool,
    by: User,
    now: datetime,
    paise: int = 0,
    stamps: Pieces = NO_PIECES,
    asked: CashMove | None = None,
) -> CashMove:
    """Hand cash or `stamps` over, to the drawer or from it; nothing is posted before the other side acknowledges.

    `asked`: the request that this answers. The same again, while it waits, is the first. Raises BadMoveAmount,
    BadPieces, NoShift, NotEnoughCash, NotEnoughPieces, MoveDecided.
    """
    held, paise = _load(paise, stamps if asked is None else pieces_of(asked))
    shift = _running(shift)
    if not to_drawer and shift.clerk_id != by.pk:
        raise NoShift()
    _check_held(shift, held, paise=paise, in_drawer=not to_drawer)
    if asked is None:
        waiting = _waiting(shift, MoveState.GIVEN, held, paise=paise, to_drawer=to_drawer)
        return waiting or _write(
            CashMove(shift=shift, to_drawer=to_drawer, paise=paise, state=MoveState.GIVEN, given_by=by, given_at=now),
            held,
        )
    move = CashMove.objects.select_for_update(no_key=True).get(pk=asked.pk)
    if move.state != MoveState.ASKED:
        raise MoveDecided(state=move.get_state_display())
    move.state, move.given_by, move.given_at = MoveState.GIVEN, by, now
    move.save(update_fields=["state", "given_by", "given_at"])
    return move


@use_case
def answer_cash(*, move: CashMove, accept: bool, by: User, now: datetime) -> CashMove:
    """Acknowledge what was handed over, which posts it, or refuse; a request that was only asked can be refused.

    Who may is the view's affair: the clerk for what goes to the drawer, the treasury for what comes from it, and either
    for a request. A second acknowledgement returns the first. Raises MoveDecided, NotEnoughCash, NotEnoughPieces,
    NoShift, OneHand (where somebody else stands today).
    """
    move = CashMove.objects.select_for_update(no_key=True, of=("self",)).select_related("shift__office").get(pk=move.pk)
    if move.state == MoveState.ACKNOWLEDGED and accept:
        return move
    if move.state not in ((MoveState.GIVEN,) if accept else (MoveState.ASKED, MoveState.GIVEN)):
        raise MoveDecided(state=move.get_state_display())
    if accept and move.given_by_id == by.pk and not single_handed(move.shift.office, by, on=ist_date(now)):
        raise OneHand()
    if accept:
        move.journal = _post_move(move, by=by, now=now)
    move.state = MoveState.ACKNOWLEDGED if accept else MoveState.REFUSED
    move.answered_by, move.answered_at = by, now
    move.save(update_fields=["state", "answered_by", "answered_at", "journal"])
    return move


@use_case
def bring_in_cash(*, office: Office, paise: int, by: User, now: datetime) -> Journal:
    """What lay in the office's safe when its books began here; once an office. Raises BadMoveAmount, BooksBegun."""
    _check_coins(paise)
    lock_chain(office=office)
    if Journal.objects.filter(purpose=Purpose.BROUGHT_IN, ref=office.code).exists():
        raise BooksBegun()
    lines = [Line(Account.TREASURY, paise), Line(Account.BROUGHT_IN, -paise)]
    return post_journal(office=office, purpose=Purpose.BROUGHT_IN, ref=office.code, lines=lines, by=by, now=now)


def pieces_of(move: CashMove) -> dict[int, int]:
    """What a move of stamps holds, by item; nothing for cash."""
    return dict(MoveLine.objects.filter(move=move).values_list("item", "count")) if move.stamps else {}


def _load(paise: int, stamps: Pieces) -> tuple[list[Held], int]:
    """What is to move, and its value."""
    if stamps:
        held = check_pieces(stamps)
        return held, worth(held)
    _check_coins(paise)
    return [], paise


def _check_coins(paise: int) -> None:
    if paise <= 0 or paise % LEAST_COIN:
        raise BadMoveAmount(field="rupees")


def _check_held(shift: Shift, held: Sequence[Held], *, paise: int, in_drawer: bool) -> None:
    """Who gives must have it."""
    if held:
        check_there(held, drawer_stock(shift) if in_drawer else treasury_stock(shift.office))
    elif (cash := drawer_paise(shift) if in_drawer else treasury_paise(shift.office)) < paise:
        raise NotEnoughCash(held=format_paise(cash))


@step
def _running(shift: Shift) -> Shift:
    """The shift as it is now, which cannot end before this transaction has."""
    found = Shift.objects.select_for_update(no_key=True, of=("self",)).select_related("office").get(pk=shift.pk)
    if found.ended_at:
        raise NoShift()
    return found


def _waiting(shift: Shift, state: MoveState, held: Sequence[Held], *, paise: int, to_drawer: bool) -> CashMove | None:
    """The same that waits already."""
    found = CashMove.objects.filter(shift=shift, state=state, to_drawer=to_drawer, paise=paise, stamps=bool(held))
    wanted = {one.item.pk: one.number for one in held}
    same = (
        move
        for move in found.prefetch_related("lines")
        if {line.item_id: line.count for line in move.lines.all()} == wanted
    )
    return next(same, None)


@step
def _write(move: CashMove, held: Sequence[Held]) -> CashMove:
    move.stamps = bool(held)
    move.save()
    MoveLine.objects.bulk_create(MoveLine(move=move, item=one.item, count=one.number) for one in held)
    return move


@step
def _post_move(move: CashMove, *, by: User, now: datetime) -> Journal:
    """Both sides in one journal. What gives must hold it, as the chain's lock lets nobody else spend it meanwhile."""
    office, sign = move.shift.office, 1 if move.to_drawer else -1
    lock_chain(office=office, shift=move.shift)
    held = check_pieces(pieces_of(move)) if move.stamps else []
    _check_held(move.shift, held, paise=move.paise, in_drawer=not move.to_drawer)
    cash = [] if held else [Line(Account.CASH, sign * move.paise), Line(Account.TREASURY, -sign * move.paise)]
    pieces = [*as_pieces(held, sign=sign, in_drawer=True), *as_pieces(held, sign=-sign, in_drawer=False)]
    return post_journal(
        office=office, purpose=Purpose.STAMPS_MOVE if held else Purpose.CASH_MOVE, ref=str(move.pk), lines=cash,
        pieces=pieces, shift=move.shift, by=by, now=now,
    )  # fmt: skip
