"""Stamps in each office of the tree, and a pouch on its way from there."""

import uuid

from apt.core.clock import now
from offices.models import Office, User
from payments.models import Shift, StockItem
from payments.rules.stock import StockKind
from payments.services import (
    add_item,
    answer_cash,
    ask_cash,
    ask_indent,
    bring_in_stamps,
    give_cash,
    sell_stamps,
    send_pouch,
)
from payments.services.stamp_bills import note_bill


def stock_at(office: Office, shift: Shift, keeper: User, *, other: User, sink: Office, index: int) -> dict[str, str]:
    moment = now()
    item: StockItem = add_item(
        code="S-500", name="Stamp 5", kind=StockKind.DEFINITIVE, face_paise=500, by=keeper, now=moment
    )
    Office.objects.filter(pk=office.pk).update(cash_from=sink)
    office.cash_from = sink
    bring_in_stamps(office=office, pieces={item.pk: 10}, request_id=uuid.uuid4(), by=keeper, now=moment)
    move = ask_cash(shift=shift, stamps={item.pk: 1}, by=keeper, now=moment)
    pouch = send_pouch(
        sender=office, receiver=sink, barcode=f"PCH{index:08d}", cash_paise=0, pieces={item.pk: 2},
        declared_paise=1_000, request_id=uuid.uuid4(), by=keeper, now=moment,
    )  # fmt: skip
    asked = ask_indent(
        office=office, of=sink, cash_paise=1_000, pieces={}, request_id=uuid.uuid4(), by=keeper, now=moment
    )
    bills = [uuid.uuid4(), uuid.uuid4()]
    deal = {"shift": shift, "pieces": {item.pk: 1}, "by": shift.clerk, "now": moment}
    hand = give_cash(shift=shift, to_drawer=True, stamps={item.pk: 2}, by=other, now=moment)
    answer_cash(move=hand, accept=True, by=shift.clerk, now=moment)
    note_bill(request_id=bills[0], **deal)
    sold = sell_stamps(request_id=bills[1], **deal)
    return {
        "indent": str(asked.pk), "stamp_bill": str(bills[0]), "stamp_receipt": f"{office.code}-{sold.number:06d}",
        "stamp_move": str(move.pk), "stock_item": item.code, "pouch": pouch.barcode,
    }  # fmt: skip
