"""Cash between treasury and drawers. Two people say so; money moves once, when the one who takes it acknowledges."""

from datetime import datetime

from apt.core.clock import ist_date
from apt.core.db import step, use_case
from apt.core.money import format_paise
from offices.models import Office, User
from payments.errors import BadMoveAmount, BooksBegun, MoveDecided, NoShift, NotEnoughCash, OneHand
from payments.models import CashMove, Journal, Shift
from payments.queries import drawer_paise, single_handed, treasury_paise
from payments.rules import LEAST_COIN, Account, Line, MoveState, Purpose

from .journal import lock_chain, post_journal


@use_case
def ask_cash(*, shift: Shift, paise: int, by: User, now: datetime) -> CashMove:
    """The clerk asks the treasury for cash. The same, asked again while it waits, is the first request.

    Raises BadMoveAmount, NoShift.
    """
    shift = _running(shift, paise)
    if shift.clerk_id != by.pk:
        raise NoShift()
    waiting = CashMove.objects.filter(shift=shift, state=MoveState.ASKED, paise=paise).first()
    return waiting or CashMove.objects.create(
        shift=shift, to_drawer=True, paise=paise, state=MoveState.ASKED, asked_by=by, asked_at=now
    )


@use_case
def give_cash(
    *, shift: Shift, to_drawer: bool, paise: int, by: User, now: datetime, asked: CashMove | None = None
) -> CashMove:
    """Hand cash over, to the drawer or from it; nothing is posted before the other side acknowledges.

    `asked`: the request that this answers. The same again, while it waits, is the first. Raises BadMoveAmount, NoShift,
    NotEnoughCash, MoveDecided.
    """
    shift = _running(shift, paise)
    if not to_drawer and shift.clerk_id != by.pk:
        raise NoShift()
    held = treasury_paise(shift.office) if to_drawer else drawer_paise(shift)
    if held < paise:
        raise NotEnoughCash(held=format_paise(held))
    if asked is None:
        waiting = CashMove.objects.filter(shift=shift, state=MoveState.GIVEN, to_drawer=to_drawer, paise=paise)
        return waiting.first() or CashMove.objects.create(
            shift=shift, to_drawer=to_drawer, paise=paise, state=MoveState.GIVEN, given_by=by, given_at=now
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
    for a request. A second acknowledgement returns the first. Raises MoveDecided, NotEnoughCash, NoShift,
    OneHand (where somebody else stands today).
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


def _check_coins(paise: int) -> None:
    if paise <= 0 or paise % LEAST_COIN:
        raise BadMoveAmount(field="rupees")


@step
def _running(shift: Shift, paise: int) -> Shift:
    """The shift as it is now, which cannot end before this transaction has."""
    _check_coins(paise)
    found = Shift.objects.select_for_update(no_key=True, of=("self",)).select_related("office").get(pk=shift.pk)
    if found.ended_at:
        raise NoShift()
    return found


@step
def _post_move(move: CashMove, *, by: User, now: datetime) -> Journal:
    """Both sides in one journal. What gives must hold it, as the chain's lock lets nobody else spend it meanwhile."""
    office, amount = move.shift.office, move.paise if move.to_drawer else -move.paise
    lock_chain(office=office, shift=move.shift)
    held = treasury_paise(office) if move.to_drawer else drawer_paise(move.shift)
    if held < move.paise:
        raise NotEnoughCash(held=format_paise(held))
    lines = [Line(Account.CASH, amount), Line(Account.TREASURY, -amount)]
    return post_journal(
        office=office, purpose=Purpose.CASH_MOVE, ref=str(move.pk), lines=lines, shift=move.shift, by=by, now=now
    )
