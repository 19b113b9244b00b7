"""The basket as its column, the payment page and the receipt's forerunner show it."""

from dataclasses import dataclass

from apt.core.errors import Refusal
from bookings.models import BasketDraft
from bookings.queries import Quoted, quote_articles
from bookings.services import Item, unpacked
from payments.models import Shift


@dataclass(frozen=True)
class Line:
    id: str
    item: Item
    quoted: Quoted | None


@dataclass(frozen=True)
class Basket:
    draft: BasketDraft
    lines: list[Line]
    refusal: Refusal | None  # why it cannot be priced today

    @property
    def total_paise(self) -> int:
        return sum(line.quoted.price.total_paise for line in self.lines if line.quoted)


def basket_shown(draft: BasketDraft, shift: Shift) -> Basket:
    """The lines with the prices of now. One query, whatever the number."""
    items = [(row["id"], unpacked(row["item"])) for row in draft.items]
    try:
        quotes = quote_articles([item.asked for _, item in items], origin=shift.office, on=shift.business_date)
    except Refusal as refusal:
        return Basket(draft, [Line(key, item, None) for key, item in items], refusal)
    lines = [Line(key, item, quoted) for (key, item), quoted in zip(items, quotes, strict=True)]
    return Basket(draft, lines, None)
