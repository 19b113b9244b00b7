"""The article in hand, as far as it is typed: where it goes, what it costs, what contradicts itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from apt.core.digits import latin_digits
from apt.core.errors import Refusal
from bookings.queries import (
    Delivering,
    PinPlace,
    Product,
    Quoted,
    delivering_at,
    disagreements,
    pin_at,
    place_at_pin,
    products_at_counter,
    quote_articles,
)
from bookings.rules.places import Disagreement, settled
from digipin.rules import is_valid, normalise
from payments.models import Shift

from .forms import SERVICES, asked_from, number_in

_NUMBERS: Final = ("weight", "length", "breadth", "height", "declared")


@dataclass
class Hand:
    """All that the screen says about what is typed so far; a refusal is said beside the price and blocks nothing."""

    known: Delivering | None = None
    place: PinPlace | None = None
    pincode: str = ""
    quoted: Quoted | None = None
    refusal: Refusal | None = None
    found: list[Disagreement] = field(default_factory=list)
    digipin: str = ""
    choice: str = ""

    @property
    def paise(self) -> int | None:
        return self.quoted.price.total_paise if self.quoted else None


def in_hand(shift: Shift, typed: Mapping[str, Any]) -> Hand:
    """Price and place of what is typed. Eight queries at most, one without a DIGIPIN and a city."""
    products = {one.code: one for one in products_at_counter(on=shift.business_date)}
    hand = Hand()
    code = str(typed.get("digipin", ""))
    if is_valid(code):
        hand.digipin = normalise(code)
    try:
        _locate(hand, shift, typed)
        if hand.place:
            _price(hand, shift, typed, products)
    except Refusal as refusal:
        hand.refusal = refusal
    return hand


def _locate(hand: Hand, shift: Shift, typed: Mapping[str, Any]) -> None:
    on = shift.business_date
    pin = latin_digits("".join(str(typed.get("pincode", "")).split()))
    if not pin and hand.digipin:
        pin = pin_at(hand.digipin, on=on)
    if len(pin) != 6 or not pin.isascii():
        return
    hand.known = delivering_at([pin], on=on)
    hand.place, hand.pincode = place_at_pin(pin, on=on, known=hand.known), pin
    city = str(typed.get("addressee_city", ""))
    if hand.digipin or city.strip():
        hand.found = disagreements(hand.place, pincode=pin, digipin=hand.digipin, city=city, on=on)
    choice = str(typed.get("place_choice", ""))
    hand.choice = choice if settled(choice, hand.found, digipin=hand.digipin) else ""


def _price(hand: Hand, shift: Shift, typed: Mapping[str, Any], products: Mapping[str, Product]) -> None:
    numbers = {name: number_in(str(typed.get(name) or "")) for name in _NUMBERS}
    if not numbers["weight"]:
        return
    pincode = hand.pincode
    if hand.choice.startswith("digipin:"):
        pincode = next(one.other_pincode for one in hand.found if one.about == "digipin")
    chosen = str(typed.get("product", ""))
    data = {
        **numbers,
        **{name: bool(typed.get(name)) for name, _code in SERVICES},
        "student": bool(typed.get("student")),
        "pincode": pincode,
        "product": chosen if chosen in products else next(iter(products)),
    }
    asked = asked_from(data, products)
    origin, on = shift.office, shift.business_date
    hand.quoted = quote_articles([asked], origin=origin, on=on, known=hand.known)[0]
