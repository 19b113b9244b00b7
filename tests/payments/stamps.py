"""Stamps for tests: two items, some in the treasury, some in a drawer."""

import uuid
from types import SimpleNamespace

from offices.models import Office, User
from payments.models import Shift
from payments.rules.stock import StockKind
from payments.services import add_item, answer_cash, bring_in_stamps, give_cash
from tests.world import NOW


def two_items(by: User) -> SimpleNamespace:
    five, card = (
        add_item(code=code, name=name, kind=kind, face_paise=paise, by=by, now=NOW)
        for code, name, kind, paise in (
            ("D-500", "Stamp of 5 rupees", StockKind.DEFINITIVE, 500), ("CARD", "Post card", StockKind.CARD, 50),
        )
    )  # fmt: skip
    return SimpleNamespace(five=five, card=card)


def bring(office: Office, pieces: dict[int, int], by: User) -> None:
    bring_in_stamps(office=office, pieces=pieces, request_id=uuid.uuid4(), by=by, now=NOW)


def hand(shift: Shift, pieces: dict[int, int], by: User, now=NOW) -> None:
    """From the treasury into the drawer, acknowledged."""
    move = give_cash(shift=shift, to_drawer=True, stamps=pieces, by=by, now=now)
    answer_cash(move=move, accept=True, by=shift.clerk, now=now)
