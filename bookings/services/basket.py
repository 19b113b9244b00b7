"""The basket of a shift: put in, take out, undo, pay. Why it is a row: `models.BasketDraft`."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from apt.core.db import step, use_case
from apt.core.money import format_paise
from bookings.errors import BasketChanged, BasketFull, BasketGone, EmptyBasket, PlacesDisagree, TooLittleCash
from bookings.models import BasketDraft, Sale
from bookings.queries import Delivering, delivering_at, disagreements, pin_at, place_at_pin, quote_articles
from bookings.rules.places import settled
from digipin.rules import normalise
from offices.access import check_rolled_out
from offices.models import AccessRecord, User
from offices.rules import clean_pin
from payments.errors import NoShift
from payments.models import Shift
from payments.services import release_bill

from .booking import Basket, book_articles
from .checks import check_at_counter
from .items import Item, packed, unpacked
from .numbers import check_labels

BASKET: Final = "basket"  # the purpose of a payment by UPI whose reference is a basket's request
MOST_ARTICLES: Final = 50
UNDO_DEPTH: Final = 5


@use_case
def open_basket(*, shift: Shift, by: User, now: datetime) -> BasketDraft:
    """The basket that the shift is filling; a fresh one when there is none."""
    return locked_basket(shift=shift, by=by)


@step
def locked_basket(*, shift: Shift, by: User) -> BasketDraft:
    if shift.ended_at or shift.clerk_id != by.pk:
        raise NoShift()
    draft, _ = BasketDraft.objects.select_for_update().get_or_create(shift=shift, defaults={"request_id": uuid.uuid4()})
    return draft


def once_id(request_id: uuid.UUID) -> uuid.UUID:
    """The request of the sale that takes the article in hand alone, past the basket."""
    return uuid.uuid5(request_id, "at once")


@step
def _save(draft: BasketDraft) -> None:
    draft.version += 1
    draft.save()


@use_case
def keep_typed(
    *, shift: Shift, typed: Mapping[str, str], typed_paise: int | None, version: int | None, by: User, now: datetime
) -> None:
    """Remember the article in hand as it stands in the form, so that a reload or another tab has it too.

    `version` is that of the basket which the form stood beside: what comes after the article went in is late, and left.
    """
    draft = locked_basket(shift=shift, by=by)
    if version is not None and version != draft.version:
        return
    draft.typed, draft.typed_paise, draft.paying = dict(typed), typed_paise, False
    draft.save(update_fields=["typed", "typed_paise", "paying"])


@use_case
def put_in_basket(
    *,
    shift: Shift,
    item: Item,
    kind: str,
    declared: bool,
    choice: str,
    replacing: str,
    by: User,
    now: datetime,
) -> BasketDraft:
    """Put an article in, or in the place of `replacing`. `kind`: what is inside; `choice`: how a contradiction between
    PIN, DIGIPIN and city was settled.

    Raises NotRolledOut, NoDayToOpen, NoShift, BasketFull, PlacesDisagree, and what `check_at_counter`, `check_labels`
    and `quote_articles` raise.
    """
    draft = locked_basket(shift=shift, by=by)
    check_rolled_out(shift.office, on=shift.business_date)
    if len(draft.items) >= MOST_ARTICLES and not replacing:
        raise BasketFull(most=MOST_ARTICLES)
    check_at_counter(item, kind=kind, declared=declared, on=shift.business_date)
    others = [one for one in draft.items if one["id"] != replacing]
    kept = [unpacked(one["item"]) for one in others]
    known = delivering_at([one.asked.pincode for one in (*kept, item)], on=shift.business_date)
    item = settle_place(item, choice=choice, shift=shift, known=known)
    items = [*kept, item]
    labels = [(one.number, one.asked.product) for one in items if one.number]
    if item.number:
        check_labels(shift=shift, labels=labels, lock=False, now=now)
    quoted = quote_articles([one.asked for one in items], origin=shift.office, on=shift.business_date, known=known)
    row = {"id": uuid.uuid4().hex[:8], "item": packed(item)}
    place = next((at for at, one in enumerate(draft.items) if one["id"] == replacing), len(draft.items))
    draft.items = [*draft.items[:place], row, *draft.items[place + 1 :]]
    # The next article is the same sender's, as a rule.
    draft.typed = {name: text for name, text in draft.typed.items() if name.startswith("sender_")}
    draft.typed_paise, draft.paying = None, False
    draft.total_paise = sum(one.price.total_paise for one in quoted)
    _save(draft)
    return draft


def settle_place(item: Item, *, choice: str, shift: Shift, known: Delivering | None = None) -> Item:
    """The article with one place to go to. Raises PlacesDisagree unless `choice` settles exactly what is wrong."""
    on, digipin = shift.business_date, normalise(item.digipin) if item.digipin else ""
    pincode = item.asked.pincode or (pin_at(digipin, on=on) if digipin else "")
    pincode = clean_pin(pincode)
    place = place_at_pin(pincode, on=on, known=known)
    addressee = replace(item.addressee, city=(item.addressee.city or place.city)[:40])
    item = replace(item, asked=replace(item.asked, pincode=pincode), addressee=addressee, digipin=digipin)
    found = disagreements(place, pincode=pincode, digipin=digipin, city=addressee.city, on=on)
    if found and not settled(choice, found, digipin=digipin):
        raise PlacesDisagree(field="place_choice")
    if found and choice.startswith("digipin:"):
        other = next(one.other_pincode for one in found if one.about == "digipin")
        item = replace(item, asked=replace(item.asked, pincode=other))
    return item


@use_case
def take_out(*, shift: Shift, item_id: str, by: User, now: datetime) -> bool:
    """Take an article out of the basket; `undo_take_out` brings it back. A repeat is harmless. Whether it was there."""
    draft = locked_basket(shift=shift, by=by)
    gone = [one for one in draft.items if one["id"] == item_id]
    if not gone:
        return False
    draft.items = [one for one in draft.items if one["id"] != item_id]
    draft.taken_out = [*draft.taken_out, *gone][-UNDO_DEPTH:]
    draft.paying = False
    retotal(draft=draft)
    _save(draft)
    return True


@use_case
def undo_take_out(*, shift: Shift, by: User, now: datetime) -> None:
    """Bring the article back that was taken out last; harmless when there is none."""
    draft = locked_basket(shift=shift, by=by)
    if not draft.taken_out or len(draft.items) >= MOST_ARTICLES:
        return
    draft.items, draft.taken_out, draft.paying = [*draft.items, draft.taken_out[-1]], draft.taken_out[:-1], False
    retotal(draft=draft)
    _save(draft)


@step
def retotal(*, draft: BasketDraft) -> None:
    asked = [unpacked(one["item"]).asked for one in draft.items]
    quoted = quote_articles(asked, origin=draft.shift.office, on=draft.shift.business_date)
    draft.total_paise = sum(one.price.total_paise for one in quoted)


@use_case
def begin_payment(*, shift: Shift, by: User, now: datetime) -> BasketDraft:
    """The customer is told what there is to pay. Raises EmptyBasket."""
    draft = locked_basket(shift=shift, by=by)
    if not draft.items:
        raise EmptyBasket()
    retotal(draft=draft)
    draft.paying = True
    draft.save(update_fields=["paying", "total_paise"])
    return draft


def pay_basket(
    *,
    shift: Shift,
    request_id: uuid.UUID,
    version: int,
    shown_paise: int,
    tendered_paise: int | None,
    by: User,
    now: datetime,
    record: AccessRecord | None = None,
) -> Sale:
    """Book the basket `request_id`, as it stood at `version`, for cash. Any number of presses: one sale, the same back.

    Raises BasketGone, BasketChanged (another tab), TooLittleCash, UpiReceived (collect nothing again), and what
    `book_articles` raises.
    """
    if sale := _sold(shift, request_id):
        return sale
    draft = BasketDraft.objects.filter(shift=shift, request_id=request_id).first()
    if draft is None:
        # Between the two questions the other press may have sold and emptied it.
        if sale := _sold(shift, request_id):
            return sale
        raise BasketGone()
    if draft.version != version:
        raise BasketChanged()
    if tendered_paise is not None and tendered_paise < shown_paise:
        raise TooLittleCash(field="tendered", tendered=format_paise(tendered_paise), total=format_paise(shown_paise))
    if draft.upi:
        release_bill(purpose=BASKET, ref=request_id.hex, by=by, now=now)
    items = [unpacked(one["item"]) for one in draft.items]
    return book_articles(
        shift=shift,
        items=items,
        shown_paise=shown_paise,
        request_id=request_id,
        by=by,
        now=now,
        record=record,
        basket=Basket(request_id, [one["id"] for one in draft.items]),
    )


def book_at_once(
    *,
    shift: Shift,
    request_id: uuid.UUID,
    item: Item,
    kind: str,
    declared: bool,
    choice: str,
    shown_paise: int,
    by: User,
    now: datetime,
    record: AccessRecord | None = None,
) -> Sale:
    """Book the article in hand for exact cash, in one press and past the basket, whose articles stay.

    A repeat of `request_id` returns the first sale. Raises what `put_in_basket` raises of an article, and what
    `book_articles` raises.
    """
    check_at_counter(item, kind=kind, declared=declared, on=shift.business_date)
    known = delivering_at([item.asked.pincode], on=shift.business_date)
    item = settle_place(item, choice=choice, shift=shift, known=known)
    return book_articles(
        shift=shift,
        items=[item],
        shown_paise=shown_paise,
        request_id=once_id(request_id),
        by=by,
        now=now,
        record=record,
        basket=Basket(request_id),
        known=known,
    )


def _sold(shift: Shift, request_id: uuid.UUID) -> Sale | None:
    return Sale.objects.filter(request_id=request_id, office=shift.office).first()
