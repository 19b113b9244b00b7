"""What there is of stamps and stationery: in a drawer, in the treasury, in pouches on their way."""

import uuid
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from django.db.models import Q, QuerySet, Sum

from offices.models import Office
from payments.models import (
    Indent,
    Journal,
    PaymentAttempt,
    Pouch,
    Shift,
    StampBill,
    StockItem,
    StockMovement,
    TreasuryCount,
)
from payments.rules import Purpose
from payments.rules.stock import STAMPS, IndentState, PouchState

OPEN_POUCHES = (PouchState.SENT, PouchState.HELD)


class Held(NamedTuple):
    """An item and how many of it there are by the books."""

    item: StockItem
    number: int

    @property
    def paise(self) -> int:
        return self.item.face_paise * self.number


def stock_items(*, on_sale: bool = False) -> QuerySet[StockItem]:
    """The master, cheap ones first."""
    items = StockItem.objects.filter(withdrawn_at__isnull=True) if on_sale else StockItem.objects.all()
    return items.order_by("face_paise", "code")


def drawer_stock(shift: Shift) -> dict[int, int]:
    """Pieces by item that the drawer should hold. One query, answered from its index."""
    return _sums(StockMovement.objects.filter(shift=shift))


def treasury_stock(office: Office) -> dict[int, int]:
    """Pieces by item that the office's treasury should hold. One query, answered from its index."""
    return _sums(StockMovement.objects.filter(office=office, shift__isnull=True))


def items_moved(office: Office, *, shift: Shift | None = None) -> QuerySet[StockItem]:
    """What was ever in the drawer of `shift`, or in the treasury: what there is to count, and no figure with it."""
    where = Q(shift=shift) if shift else Q(office=office, shift__isnull=True)
    return stock_items().filter(pk__in=StockMovement.objects.filter(where).values("item"))


def items_of_office(office: Office) -> QuerySet[StockItem]:
    """What was ever in the office, in a drawer or in the treasury."""
    return stock_items().filter(pk__in=StockMovement.objects.filter(office=office).values("item"))


def _sums(movements: QuerySet[StockMovement]) -> dict[int, int]:
    sums = movements.values_list("item").annotate(pieces=Sum("count")).order_by("item")
    return {item: pieces for item, pieces in sums if pieces}


def held(stock: dict[int, int]) -> list[Held]:
    """The same with the items themselves. One query."""
    return [Held(item, stock[item.pk]) for item in stock_items().filter(pk__in=stock)]


def stamps_uncounted(office: Office, on: date) -> bool:
    """Whether the treasury holds stamps that nobody has counted for that day since they last moved. Three queries."""
    if not treasury_stock(office):
        return False
    counts = TreasuryCount.objects.filter(office=office, business_date=on).order_by("-id")
    upto = counts.values_list("upto", flat=True).first()
    if upto is None:
        return True
    return StockMovement.objects.filter(
        office=office, shift__isnull=True, journal__business_date=on, journal__number__gt=upto
    ).exists()


def offices_for_pouches(office: Office) -> QuerySet[Office]:
    """With whom an office exchanges cash and stamps: its account office, where its cash comes from, and the reverse."""
    above = [pk for pk in (office.accounts_to_id, office.cash_from_id) if pk]
    below = Q(accounts_to=office) | Q(cash_from=office)
    return Office.objects.filter(Q(pk__in=above) | below, closed_on__isnull=True).order_by("name", "id")


def offices_to_ask(office: Office) -> QuerySet[Office]:
    """Of whom an office asks cash and stamps: where its cash comes from, and its account office."""
    above = [pk for pk in (office.cash_from_id, office.accounts_to_id) if pk]
    return Office.objects.filter(pk__in=above, closed_on__isnull=True).order_by("name", "id")


def indents_at(office: Office, *, most: int = 20) -> list[Indent]:
    """What waits for the office's answer, the oldest first. Two queries."""
    return list(_indents().filter(asked_of=office, state=IndentState.ASKED).order_by("id")[:most])


def indents_of(office: Office, *, most: int = 10) -> list[Indent]:
    """What the office asked for lately. Two queries."""
    return list(_indents().filter(office=office).order_by("-id")[:most])


def _indents() -> QuerySet[Indent]:
    related = ("office", "asked_of", "asked_by", "pouch", "answered_by")
    return Indent.objects.select_related(*related).prefetch_related("lines__item")


def stamp_sale(request_id: uuid.UUID) -> Journal | None:
    """The sale of stamps that a form made. One query."""
    return Journal.objects.select_related("office").filter(purpose=Purpose.STAMPS_SOLD, ref=request_id.hex).first()


def stamp_sales_of(shift: Shift, *, most: int = 10) -> QuerySet[Journal]:
    """The latest sales of stamps of a shift, each with its pieces and entries. Four queries."""
    sold = Journal.objects.filter(shift=shift, purpose=Purpose.STAMPS_SOLD).order_by("-number")
    return sold.select_related("office").prefetch_related("pieces__item", "entries")[:most]


def held_in(sale: Journal) -> list[Held]:
    """What was sold with a journal; no query where its pieces are fetched."""
    return [Held(one.item, -one.count) for one in sale.pieces.all()]


def stamp_receipt(sale: Journal) -> str:
    """The number on the receipt of stamps, as on those of articles."""
    return f"{sale.office.code}-{sale.number:06d}"


def billed(bill: StampBill) -> dict[int, int]:
    """The pieces of a bill by item, as the services take them. One query."""
    return {one.item.pk: one.number for one in stock_by_code(bill.pieces)}


def stamps_attempt(shift: Shift) -> PaymentAttempt | None:
    """The latest attempt to pay stamps at a counter. One query, answered from the index of shifts."""
    return PaymentAttempt.objects.filter(shift=shift, purpose=STAMPS).order_by("-id").first()


def pouches_of(office: Office) -> QuerySet[Pouch]:
    """Pouches on their way from and to an office, the oldest first."""
    found = Pouch.objects.filter(Q(sender=office) | Q(receiver=office), state__in=OPEN_POUCHES)
    return found.select_related("sender", "receiver", "sent_by").order_by("sent_at", "id")


def on_the_way_paise(office: Office) -> int:
    """What the pouches that an office has sent are worth, while they are on their way."""
    sent = Pouch.objects.filter(sender=office, state__in=OPEN_POUCHES)
    return sent.aggregate(sum=Sum("total_paise"))["sum"] or 0


def pieces_by_code(stock: dict[int, int]) -> dict[str, int]:
    """As counts keep it. One query."""
    codes = dict(StockItem.objects.filter(pk__in=stock).values_list("pk", "code"))
    return {codes[item]: count for item, count in stock.items() if count}


def stock_by_code(pieces: Mapping[str, int]) -> list[Held]:
    """What a count kept, with its items. One query."""
    return [Held(item, pieces[item.code]) for item in stock_items().filter(code__in=pieces)]
