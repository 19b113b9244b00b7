"""Remittances: cash and stamps in a sealed pouch between two offices, never one-sided, received whole or not at all."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from apt.core.db import step, use_case
from apt.core.money import format_paise
from offices.models import Office, User
from payments.errors import (
    BadBarcode,
    BadMoveAmount,
    BadPieces,
    BarcodeUsed,
    NotEnoughCash,
    NotLinked,
    PouchEnded,
    PouchTotal,
    StampsReused,
)
from payments.models import Indent, Journal, Pouch, PouchLine
from payments.queries import (
    Held,
    offices_for_pouches,
    pieces_by_code,
    stock_by_code,
    stock_items,
    treasury_paise,
    treasury_stock,
)
from payments.rules import LEAST_COIN, Account, Line, Purpose
from payments.rules.stock import BARCODE, POUCH_MOVES, PouchState, counterpart_lines, difference_of

from .cases import open_case
from .indents import answer_with
from .journal import lock_chain, post_journal
from .pieces import Pieces, as_pieces, check_pieces, check_there, worth
from .stock import check_counted

POUCH_CASE: Final = "pouch"


@use_case
def send_pouch(
    *,
    sender: Office,
    receiver: Office,
    barcode: str,
    cash_paise: int,
    pieces: Pieces,
    declared_paise: int,
    request_id: uuid.UUID,
    by: User,
    now: datetime,
    indent: Indent | None = None,
) -> Pouch:
    """Take cash and stamps out of the treasury into a pouch: from now on its whole value is on its way.

    The declared total must be what the list sums up to; `indent` is what it answers. A repeat of `request_id` is the
    first pouch. Raises BadBarcode, BarcodeUsed, BadMoveAmount, BadPieces, PouchTotal, NotLinked, NotEnoughCash,
    NotEnoughPieces, StampsReused, IndentEnded.
    """
    if not BARCODE.fullmatch(barcode):
        raise BadBarcode(field="barcode")
    if cash_paise < 0 or cash_paise % LEAST_COIN:
        raise BadMoveAmount(field="cash")
    wanted = check_pieces(pieces, none=cash_paise > 0)
    total = cash_paise + worth(wanted)
    lock_chain(office=sender)
    if first := Pouch.objects.filter(request_id=request_id).first():
        if (first.sender_id, first.barcode, first.total_paise) != (sender.pk, barcode, total):
            raise StampsReused()
        return first
    if declared_paise != total:
        raise PouchTotal(field="declared", list=format_paise(total), declared=format_paise(declared_paise))
    if Pouch.objects.filter(barcode=barcode).exists():
        raise BarcodeUsed(field="barcode", barcode=barcode)
    if not offices_for_pouches(sender).filter(pk=receiver.pk).exists():
        raise NotLinked(field="receiver")
    if cash_paise and (cash := treasury_paise(sender)) < cash_paise:
        raise NotEnoughCash(held=format_paise(cash))
    check_there(wanted, treasury_stock(sender) if wanted else {})
    journal = _post(sender, Purpose.REMIT_OUT, barcode, wanted, cash=-cash_paise, sign=-1, total=total, by=by, now=now)
    pouch = Pouch.objects.create(
        request_id=request_id, barcode=barcode, sender=sender, receiver=receiver, cash_paise=cash_paise,
        total_paise=total, sent_by=by, sent_at=now, sent_journal=journal,
    )  # fmt: skip
    PouchLine.objects.bulk_create(PouchLine(pouch=pouch, item=one.item, count=one.number) for one in wanted)
    if indent:
        answer_with(indent=indent, pouch=pouch, by=by, now=now)
    return pouch


@use_case
def receive_pouch(*, pouch: Pouch, cash_paise: int, pieces: Pieces, by: User, now: datetime) -> Pouch:
    """Open a pouch and count: what agrees with its list is taken into the treasury, whole.

    What does not is written down and held: nothing of it is posted, and both offices have a case; that is an answer,
    not a refusal, since it must leave a trace. A repeat changes nothing. Raises PouchEnded, BadMoveAmount, BadPieces.
    """
    if cash_paise < 0:
        raise BadMoveAmount(field="cash")
    check_counted(pieces)
    pouch = _locked(pouch)
    if pouch.state == PouchState.RECEIVED:
        return pouch
    _check_move(pouch, PouchState.RECEIVED)
    found = {item: count for item, count in pieces.items() if count}
    declared = _declared(pouch)
    if pouch.cash_paise == cash_paise and {one.item.pk: one.number for one in declared} == found:
        journal = _post(
            pouch.receiver, Purpose.REMIT_IN, pouch.barcode, declared, cash=cash_paise, sign=1, total=pouch.total_paise,
            by=by, now=now,
        )  # fmt: skip
        return _ended(pouch, PouchState.RECEIVED, journal, by=by, now=now)
    if len(stock_items().filter(pk__in=found)) != len(found):
        raise BadPieces()
    pouch.state, pouch.found_by = PouchState.HELD, by
    pouch.found_cash_paise, pouch.found_pieces = cash_paise, pieces_by_code(found)
    pouch.save(update_fields=["state", "found_by", "found_cash_paise", "found_pieces"])
    gap = abs(pouch.total_paise - _found_total(pouch))
    for office in (pouch.sender, pouch.receiver):
        open_case(kind=POUCH_CASE, about=f"{pouch.barcode} at {office.code}", office=office, paise=gap, now=now)
    return pouch


@use_case
def agree_to_pouch(*, pouch: Pouch, by: User, now: datetime) -> Pouch:
    """The sender agrees to what the receiver found: it is received as found, and what differs is an entry of its own.

    The cases stay open until people close them: nobody owes anything by it. A repeat changes nothing.
    Raises PouchEnded.
    """
    pouch = _locked(pouch)
    if pouch.state == PouchState.RECEIVED:
        return pouch
    if pouch.state != PouchState.HELD:
        raise PouchEnded(state=pouch.get_state_display())
    found = stock_by_code(pouch.found_pieces or {})
    cash = pouch.found_cash_paise or 0
    journal = _post(
        pouch.receiver, Purpose.REMIT_IN, pouch.barcode, found, cash=cash, sign=1, total=pouch.total_paise, by=by,
        now=now, gaps=_gaps(pouch, found),
    )  # fmt: skip
    return _ended(pouch, PouchState.RECEIVED, journal, by=by, now=now)


@use_case
def take_pouch_back(*, pouch: Pouch, by: User, now: datetime) -> Pouch:
    """It came back to its sender unopened: all of it is in the treasury again. A repeat changes nothing.

    Raises PouchEnded, also when its receiver has opened it.
    """
    pouch = _locked(pouch)
    if pouch.state == PouchState.RETURNED:
        return pouch
    _check_move(pouch, PouchState.RETURNED)
    journal = _post(
        pouch.sender, Purpose.REMIT_BACK, pouch.barcode, _declared(pouch), cash=pouch.cash_paise, sign=1,
        total=pouch.total_paise, by=by, now=now,
    )  # fmt: skip
    return _ended(pouch, PouchState.RETURNED, journal, by=by, now=now)


@step
def _locked(pouch: Pouch) -> Pouch:
    """The pouch as it is now. It comes before the chain of the office that posts."""
    found = Pouch.objects.select_for_update(no_key=True, of=("self",)).select_related("sender", "receiver")
    return found.get(pk=pouch.pk)


def _check_move(pouch: Pouch, to: PouchState) -> None:
    if to not in POUCH_MOVES[PouchState(pouch.state)]:
        raise PouchEnded(state=pouch.get_state_display())


def _declared(pouch: Pouch) -> list[Held]:
    lines = PouchLine.objects.filter(pouch=pouch).select_related("item").order_by("item__face_paise", "item__code")
    return [Held(line.item, line.count) for line in lines]


def _found_total(pouch: Pouch) -> int:
    return (pouch.found_cash_paise or 0) + worth(stock_by_code(pouch.found_pieces or {}))


def _gaps(pouch: Pouch, found: Sequence[Held]) -> list[Line]:
    """What is missing and what is too much, by cash and item: one does not make up for another."""
    declared = _declared(pouch)
    faces: Mapping[int, int] = {one.item.pk: one.item.face_paise for one in (*declared, *found)}
    pieces = difference_of({one.item.pk: one.number for one in declared}, {one.item.pk: one.number for one in found})
    gaps = {item: faces[item] * count for item, count in pieces.items()}
    return counterpart_lines(gaps | {0: (pouch.found_cash_paise or 0) - pouch.cash_paise})  # 0: the cash


@step
def _post(
    office: Office,
    purpose: Purpose,
    barcode: str,
    held: Sequence[Held],
    *,
    cash: int,
    sign: int,
    total: int,
    by: User,
    now: datetime,
    gaps: Sequence[Line] = (),
) -> Journal:
    """The treasury on one side, what is on its way on the other. `sign`: 1 into the treasury, -1 out of it."""
    lines = [Line(Account.TREASURY, cash), Line(Account.IN_TRANSIT, -sign * total), *gaps]
    return post_journal(
        office=office, purpose=purpose, ref=barcode, lines=lines, pieces=as_pieces(held, sign=sign, in_drawer=False),
        by=by, now=now,
    )  # fmt: skip


@step
def _ended(pouch: Pouch, to: PouchState, journal: Journal, *, by: User, now: datetime) -> Pouch:
    pouch.state, pouch.ended_by, pouch.ended_at, pouch.end_journal = to, by, now, journal
    pouch.save(update_fields=["state", "ended_by", "ended_at", "end_journal"])
    return pouch
