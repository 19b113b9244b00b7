"""Stamps and a pouch of a rehearsal: what each office has in the morning, and what it sends to a branch office."""

import uuid
from datetime import datetime
from typing import Final

from offices.models import User
from payments.models import StockItem
from payments.queries import offices_for_pouches, stock_items
from payments.rules.stock import StockKind
from payments.services import add_item, bring_in_stamps, receive_pouch, send_pouch

from .rehearsal_cast import Crew

STAMPS: Final = 200  # to each drawer
BROUGHT: Final = 1_000
SENT_PIECES, SENT_PAISE = 50, 100_000


def a_stamp(*, by: User, now: datetime) -> StockItem:
    """Any item that is on sale; one is added where there is none."""
    known = next(iter(stock_items(on_sale=True)), None)
    return known or add_item(
        code="D-500", name="Definitive stamp ₹5", kind=StockKind.DEFINITIVE, face_paise=500, by=by, now=now
    )


def stock_and_send(crew: Crew, stamp: StockItem, *, now: datetime) -> None:
    """Stamps from the depot, and a pouch of cash and stamps to the first office that merges here, which counts it."""
    bring_in_stamps(office=crew.office, pieces={stamp.pk: BROUGHT}, request_id=uuid.uuid4(), by=crew.treasurer, now=now)
    crew.stamps = BROUGHT
    branch = offices_for_pouches(crew.office).order_by("code").first()
    if branch is None:
        return
    pieces, barcode = {stamp.pk: SENT_PIECES}, f"PCH{uuid.uuid4().hex[:12].upper()}"
    pouch = send_pouch(
        sender=crew.office, receiver=branch, barcode=barcode, cash_paise=SENT_PAISE, pieces=pieces,
        declared_paise=SENT_PAISE + SENT_PIECES * stamp.face_paise, request_id=uuid.uuid4(), by=crew.treasurer, now=now,
    )  # fmt: skip
    receive_pouch(pouch=pouch, cash_paise=SENT_PAISE, pieces=pieces, by=crew.supervisor, now=now)
    crew.safe, crew.stamps = crew.safe - SENT_PAISE, crew.stamps - SENT_PIECES
    crew.pouches.append(barcode)
