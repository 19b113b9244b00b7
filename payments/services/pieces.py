"""Stamps and stationery as their movements: what is typed, what is there, what a journal carries."""

from collections.abc import Mapping, Sequence

from payments.errors import BadPieces, NotEnoughPieces
from payments.queries import Held, stock_items
from payments.rules.stock import MOST_PIECES, Piece

Pieces = Mapping[int, int]  # item: how many


def check_pieces(pieces: Pieces, *, none: bool = False, on_sale: bool = False) -> list[Held]:
    """What was typed, with its items. One query. Raises BadPieces; `none`: nothing is something too."""
    wanted = {item: count for item, count in pieces.items() if count}
    if not all(0 < count <= MOST_PIECES for count in wanted.values()) or not (wanted or none):
        raise BadPieces()
    found = [Held(item, wanted[item.pk]) for item in stock_items(on_sale=on_sale).filter(pk__in=wanted)]
    if len(found) != len(wanted):
        raise BadPieces()
    return found


def as_pieces(held: Sequence[Held], *, sign: int, in_drawer: bool) -> list[Piece]:
    return [Piece(one.item.pk, one.item.code, one.item.face_paise, sign * one.number, in_drawer) for one in held]


def worth(held: Sequence[Held]) -> int:
    return sum(one.paise for one in held)


def check_there(held: Sequence[Held], stock: Pieces) -> None:
    """Raises NotEnoughPieces for the first item of which there is less."""
    for one in held:
        if stock.get(one.item.pk, 0) < one.number:
            raise NotEnoughPieces(item=one.item.name, held=stock.get(one.item.pk, 0))
