"""Cash and stamps that an office asks of the office that it gets them from; they come in a pouch."""

import uuid
from datetime import datetime

from apt.core.db import step, use_case
from offices.models import Office, User
from payments.errors import BadMoveAmount, IndentEnded, NotLinked, StampsReused, WordsMissing
from payments.models import Indent, IndentLine, Pouch
from payments.queries import offices_to_ask
from payments.rules import LEAST_COIN
from payments.rules.stock import INDENT_MOVES, IndentState

from .journal import lock_chain
from .pieces import Pieces, check_pieces


@use_case
def ask_indent(
    *, office: Office, of: Office, cash_paise: int, pieces: Pieces, request_id: uuid.UUID, by: User, now: datetime
) -> Indent:
    """Ask `of` for cash and stamps. A repeat of `request_id` is the first. Raises BadMoveAmount, BadPieces, NotLinked,
    StampsReused.
    """
    if cash_paise < 0 or cash_paise % LEAST_COIN:
        raise BadMoveAmount(field="cash")
    wanted = check_pieces(pieces, none=cash_paise > 0, on_sale=True)
    if not offices_to_ask(office).filter(pk=of.pk).exists():
        raise NotLinked(field="receiver")
    lock_chain(office=office)  # two presses at once: the second finds the first
    if first := Indent.objects.filter(request_id=request_id).first():
        lines = dict(IndentLine.objects.filter(indent=first).values_list("item", "count"))
        asked = {one.item.pk: one.number for one in wanted}
        if (first.office_id, first.asked_of_id, first.cash_paise, lines) != (office.pk, of.pk, cash_paise, asked):
            raise StampsReused()
        return first
    made = Indent.objects.create(
        request_id=request_id, office=office, asked_of=of, cash_paise=cash_paise, asked_by=by, asked_at=now
    )
    IndentLine.objects.bulk_create(IndentLine(indent=made, item=one.item, count=one.number) for one in wanted)
    return made


@use_case
def end_indent(*, indent: Indent, to: IndentState, words: str, by: User, now: datetime) -> Indent:
    """It is not sent, `words` say why, or no longer needed. A repeat changes nothing.

    Raises IndentEnded, WordsMissing.
    """
    if to == IndentState.REFUSED and not words.strip():
        raise WordsMissing(field="words")
    found = Indent.objects.select_for_update(no_key=True).get(pk=indent.pk)
    if found.state == to:
        return found
    _answer(found, to, pouch=None, words=words.strip()[:200], by=by, now=now)
    return found


@step
def answer_with(*, indent: Indent, pouch: Pouch, by: User, now: datetime) -> None:
    """The pouch that was just sent is what was asked for, or as much of it as there is. Raises IndentEnded, NotLinked
    (it goes to somebody else).
    """
    found = Indent.objects.select_for_update(no_key=True).get(pk=indent.pk)
    if (found.office_id, found.asked_of_id) != (pouch.receiver_id, pouch.sender_id):
        raise NotLinked(field="receiver")
    _answer(found, IndentState.SENT, pouch=pouch, words="", by=by, now=now)


@step
def _answer(found: Indent, to: IndentState, *, pouch: Pouch | None, words: str, by: User, now: datetime) -> None:
    if to not in INDENT_MOVES[IndentState(found.state)]:
        raise IndentEnded(state=found.get_state_display())
    found.state, found.pouch, found.words, found.answered_by, found.answered_at = to, pouch, words, by, now
    found.save(update_fields=["state", "pouch", "words", "answered_by", "answered_at"])
