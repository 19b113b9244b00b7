"""The demonstration's stamps and stationery: a master of items, the treasury and one drawer of Mysuru, counted."""

import uuid
from datetime import datetime
from typing import Final

from apt.core.clock import ist_date
from offices.access import get_duty_for
from offices.models import User
from payments.models import StockItem
from payments.queries import treasury_stock
from payments.rules.stock import StockKind
from payments.services import add_item, answer_cash, begin_shift, bring_in_stamps, count_treasury, give_cash

KEEPER, MASTER, CLERK = "90000007", "90000009", "90000012"
COUNTER: Final = 7
# Code, name, kind, face value in paise, pieces brought into the treasury, of which go to the drawer.
STOCK: Final = (
    ("D-100", "Definitive stamp ₹1", StockKind.DEFINITIVE, 100, 2_000, 200),
    ("D-500", "Definitive stamp ₹5", StockKind.DEFINITIVE, 500, 5_000, 500),
    ("D-1000", "Definitive stamp ₹10", StockKind.DEFINITIVE, 1_000, 2_000, 100),
    ("C-500", "Commemorative stamp ₹5", StockKind.COMMEMORATIVE, 500, 400, 40),
    ("CARD", "Post card", StockKind.CARD, 50, 3_000, 300),
    ("ENV", "Embossed envelope ₹5", StockKind.ENVELOPE, 500, 1_000, 100),
)


def load_stamps(*, now: datetime) -> list[str]:
    """Items, and what lies where. Nothing when there are items already."""
    if StockItem.objects.exists():
        return []
    keeper, master, clerk = (User.objects.get(employee_id=number) for number in (KEEPER, MASTER, CLERK))
    duty = get_duty_for(keeper, on=ist_date(now))
    if duty is None:
        return []
    treasury, drawer = {}, {}
    for code, name, kind, face, brought, given in STOCK:
        item = add_item(code=code, name=name, kind=kind, face_paise=face, by=master, now=now)
        treasury[item.pk], drawer[item.pk] = brought, given
    bring_in_stamps(office=duty.office, pieces=treasury, request_id=uuid.uuid4(), by=keeper, now=now)
    shift = begin_shift(office=duty.office, counter_number=COUNTER, by=clerk, now=now)
    move = give_cash(shift=shift, to_drawer=True, stamps=drawer, by=keeper, now=now)
    answer_cash(move=move, accept=True, by=clerk, now=now)
    count_treasury(office=duty.office, on=shift.business_date, pieces=treasury_stock(duty.office), by=keeper, now=now)
    return [f"{duty.office.name}: {len(STOCK)} kinds of stamps and stationery in the treasury and at counter {COUNTER}"]
